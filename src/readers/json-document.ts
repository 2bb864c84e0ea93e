/**
 * Document framing: arrays, `{"Records":[…]}` envelopes and pretty-printed values, one after another, in constant memory.
 *
 * Owns: which bytes are a record. Each record's text is parsed by itself for its value; the same text and everything between
 * the records pass through stream-json, so the document as a whole is validated too, and an error is known to the record.
 * With a skipper, elements of an array are found by it; to stream-json each is then a `null`, being whole by what the parser says.
 * Whatever the skipper cannot vouch for goes the other way. Everything before a defect is used; the rest of the artifact is one
 * rejected record.
 */
import { parseJson } from '../core/json/parse.ts';
import { isObject, type JsonValue } from '../core/json/value.ts';
import { RAW_LIMIT, type RecordSkipper, type ReadItem, type ReadLimits, type RejectedRecord } from '../core/ports.ts';
import type { ByteWindow } from './byte-window.ts';
import { isEnvelope, type OpenEnvelope } from './envelope.ts';
import { MOST_ITEMS } from './framing.ts';
import { itemsOf, readFound, type FoundValue } from './found-value.ts';
import { describeSyntaxError } from './syntax-error.ts';
import { createTokenValidator, type TokenValidator } from './json-tokens.ts';
import { isSpace, LONGEST_ENVELOPE_KEY, ValueScanner } from './value-scanner.ts';

const NEWLINE = 0x0a;
const COMMA = 0x2c;
/** Elements longer than this are scanned byte by byte. */
const LONGEST_FOUND = 256 * 1024;

/** What the bytes at hand are: between top-level values, between array elements, or inside a value. */
type Place = 'top' | 'array' | 'value' | 'envelope-rest' | 'defect';

export class DocumentFramer {
  readonly #window: ByteWindow;
  readonly #limits: ReadLimits;
  /** Bytes of raw text kept of what could not be read; never more than is held anyway. */
  readonly #rawLimit: number;
  readonly #skipper: RecordSkipper | null;
  readonly #longestFound: number;
  #validate: TokenValidator = createTokenValidator();
  #place: Place = 'top';
  /** Where the next byte to look at stands. */
  #at = 0;
  /** Index of the next record. */
  #index: number;
  /** In an array: behind its bracket or a comma. */
  #expectsElement = false;
  #anyValue = false;
  /** The value being scanned. */
  #scanner = new ValueScanner(0);
  #valueStart = 0;
  #inArray = false;
  #oversizeRaw: string | null = null;
  /** The envelope's own text with its record array emptied; null outside an envelope. */
  #envelope: OpenEnvelope | null = null;
  /** The defect that ended the document; its raw text is collected from `rawFrom` on. */
  #defect: { readonly detail: string; readonly offset: number; readonly rawFrom: number; raw: string | null } | null = null;

  constructor(window: ByteWindow, limits: ReadLimits, skipper: RecordSkipper | null = null, index = 0) {
    this.#index = index;
    this.#window = window;
    this.#skipper = skipper;
    this.#limits = limits;
    this.#rawLimit = Math.min(RAW_LIMIT, limits.maxRecordBytes);
    this.#longestFound = Math.min(LONGEST_FOUND, limits.maxRecordBytes);
  }

  get index(): number {
    return this.#index;
  }

  /** Starts a document at `offset`, the window's first byte. */
  start(offset: number): void {
    this.#validate = createTokenValidator();
    this.#place = 'top';
    this.#at = offset;
    this.#anyValue = false;
  }

  /**
   * Consumes what the window holds.
   * @param atEnd no more bytes will come
   * @returns `over` when the document, and with it its last line, is over: the window then starts behind that line's end. `full`:
   *   {@link MOST_ITEMS}
   */
  push(items: ReadItem[], atEnd: boolean): 'more' | 'over' | 'full' {
    for (;;) {
      if (items.length >= MOST_ITEMS) return 'full';
      switch (this.#place) {
        case 'defect':
          this.#collectRaw(false);
          return 'more';
        case 'value':
        case 'envelope-rest':
          if (!this.#continueValue(items)) return 'more';
          break;
        case 'array':
        case 'top': {
          if (this.#place === 'array' && this.#expectsElement && this.#skipper !== null) {
            if (this.#skipElements(this.#skipper, items, atEnd)) return 'more';
            if (this.#defect !== null) break;
          }
          if (this.#place === 'top' && this.#skipper !== null && this.#skipValues(this.#skipper, items, atEnd)) return 'more';
          // Else what comes next would be read, which the skipper may pass over: what is read must not depend on what came with it.
          if (items.length >= MOST_ITEMS) return 'full';
          const byte = this.#nextByte();
          if (byte === undefined) return 'more';
          if (this.#place === 'top') {
            if (byte === NEWLINE) {
              this.#window.dropBefore(this.#at);
              return 'over';
            }
            this.#beginTopValue(byte);
          } else this.#beginElement(byte);
        }
      }
    }
  }

  /** Tells what the end of the input means here. */
  end(items: ReadItem[]): void {
    if (this.#place === 'value' && !this.#inArray && this.#envelope === null) {
      // A number at the very end has no byte behind it that would end it.
      this.#finishValue(this.#window.end, items);
    }
    if (this.#place === 'value' || this.#place === 'array' || this.#place === 'envelope-rest') {
      this.#break('the input ends inside a JSON document', this.#place === 'value' ? this.#valueStart : this.#at);
    }
    if (this.#defect === null) return;
    const raw = this.#collectRaw(true);
    const { detail, offset } = this.#defect;
    items.push({
      kind: 'rejected',
      code: 'broken-document',
      detail,
      line: null,
      index: this.#index,
      offset,
      bytes: this.#window.end - offset,
      raw,
    });
  }

  /** The next byte that matters, consumed white space dropped; at top level a line break after a value matters. */
  #nextByte(): number | undefined {
    const bytes = this.#window.view(this.#at, this.#window.end);
    let i = 0;
    for (; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      if (!isSpace(byte) || (byte === NEWLINE && this.#place === 'top' && this.#anyValue)) break;
    }
    this.#at += i;
    if (this.#at === this.#window.end) {
      this.#window.dropBefore(this.#at);
      return undefined;
    }
    const byte = bytes[i];
    if (byte === NEWLINE && this.#place === 'top') this.#at++;
    return byte;
  }

  /**
   * Passes over elements and reads those that the skipper found, up to what it cannot vouch for.
   * @returns true when more bytes are needed first
   */
  #skipElements(skipper: RecordSkipper, items: ReadItem[], atEnd: boolean): boolean {
    while (this.#expectsElement && items.length < MOST_ITEMS) {
      const behind = this.#window.skipElements(skipper, this.#at, this.#longestFound);
      if (skipper.passed > 0) {
        const isBehindComma = this.#window.byteAt(behind - 1) === COMMA;
        // To the validator all that is passed over is one element and its comma: what may follow is the same.
        if (!this.#feed(isBehindComma ? 'null,' : 'null ', this.#at)) return false;
        this.#index += skipper.passed;
        this.#at = behind;
        this.#expectsElement = isBehindComma;
        this.#window.dropBefore(behind);
      }
      if (!this.#expectsElement) return false;
      if (skipper.needsMore && this.#window.end - this.#at <= this.#longestFound) return !atEnd;
      if (!this.#readFound(skipper, items)) return false;
    }
    return false;
  }

  /** The same with values at the top of a document. */
  #skipValues(skipper: RecordSkipper, items: ReadItem[], atEnd: boolean): boolean {
    while (items.length < MOST_ITEMS) {
      const behind = this.#window.skipValues(skipper, this.#at, this.#longestFound);
      if (skipper.passed > 0) {
        this.#index += skipper.passed;
        this.#goOnAt(behind);
      }
      if (skipper.needsMore && this.#window.end - this.#at <= this.#longestFound) return !atEnd;
      const found = readFound(this.#window, skipper, this.#limits);
      if (found === null || isEnvelope(found.value)) return false;
      this.#emit(items, found);
      this.#goOnAt(found.end);
    }
    return false;
  }

  /** Behind a value at the top. */
  #goOnAt(offset: number): void {
    this.#anyValue = true;
    this.#at = offset;
    this.#window.dropBefore(offset);
  }

  /** Reads an element by its bounds, and the comma behind it; false, and nothing was read, when it is not as it should be. */
  #readFound(skipper: RecordSkipper, items: ReadItem[]): boolean {
    const found = readFound(this.#window, skipper, this.#limits);
    if (found === null || !this.#feed('null ', found.start)) return false;
    this.#emit(items, found);
    this.#at = found.end;
    this.#window.dropBefore(found.end);
    this.#expectsElement = this.#nextByte() === COMMA && this.#feed(',', this.#at);
    if (this.#expectsElement) this.#at++;
    return true;
  }

  #beginTopValue(byte: number): void {
    this.#anyValue = true;
    this.#window.dropBefore(this.#at);
    if (byte === 0x5b) {
      if (!this.#feed('[', this.#at)) return;
      this.#at++;
      this.#place = 'array';
      this.#expectsElement = true;
      return;
    }
    this.#beginValue(false, { watchEnvelope: byte === 0x7b });
  }

  #beginElement(byte: number): void {
    this.#window.dropBefore(this.#at);
    if (byte === 0x5d) {
      if (!this.#feed(']', this.#at)) return;
      this.#at++;
      if (this.#envelope === null) {
        this.#place = 'top';
        return;
      }
      this.#envelope.text += ']';
      this.#valueStart = this.#at;
      this.#scanner = new ValueScanner(this.#at, { watchEnvelope: true, depth: 1 });
      this.#place = 'envelope-rest';
    } else if (byte === 0x2c) {
      if (!this.#feed(',', this.#at)) return;
      this.#at++;
      this.#expectsElement = true;
    } else this.#beginValue(true, {});
  }

  #beginValue(inArray: boolean, options: { readonly watchEnvelope?: boolean }): void {
    this.#valueStart = this.#at;
    this.#scanner = new ValueScanner(this.#at, options);
    this.#inArray = inArray;
    this.#expectsElement = false;
    this.#oversizeRaw = null;
    this.#place = 'value';
  }

  /** Scans on; false when more bytes are needed. */
  #continueValue(items: ReadItem[]): boolean {
    const result = this.#scanner.scan(this.#window);
    const { at } = this.#scanner;
    if (result === 'more') {
      if (at - this.#valueStart > this.#limits.maxRecordBytes) this.#stopHolding(at);
      return false;
    }
    if (result === 'defect') this.#break('a raw control character stands inside a string', this.#valueStart);
    else if (result === 'records') this.#enterEnvelope(at);
    else if (this.#place === 'envelope-rest') this.#finishEnvelope(at, items);
    else this.#finishValue(at, items);
    return true;
  }

  /** A record too large to keep: its bytes are dropped as they come. */
  #stopHolding(at: number): void {
    this.#oversizeRaw ??= this.#rawOfTooLarge();
    // The last bytes stay: they may be an envelope's key.
    this.#window.dropBefore(at - LONGEST_ENVELOPE_KEY);
  }

  #rawOfTooLarge(): string {
    return this.#window.text(this.#valueStart, this.#valueStart + this.#rawLimit);
  }

  #enterEnvelope(at: number): void {
    if (at - this.#valueStart > this.#limits.maxRecordBytes) {
      this.#break('an envelope whose head is larger than --max-record-bytes', this.#valueStart);
      return;
    }
    this.#envelope ??= { text: '', start: this.#valueStart, firstIndex: this.#index, deepest: 0 };
    if (!this.#extendEnvelope(this.#envelope, at)) return;
    this.#place = 'array';
    this.#expectsElement = true;
  }

  /** Adds what stands beside the records to the envelope's own text; all of it together is bounded like one record. */
  #extendEnvelope(envelope: OpenEnvelope, at: number): boolean {
    const text = this.#window.text(this.#valueStart, at);
    if (envelope.text.length + text.length > this.#limits.maxRecordBytes) {
      this.#break('what an envelope holds beside its records is larger than --max-record-bytes', this.#valueStart);
      return false;
    }
    if (!this.#feed(text, this.#valueStart)) return false;
    envelope.text += text;
    envelope.deepest = Math.max(envelope.deepest, this.#scanner.deepest);
    this.#at = at;
    return true;
  }

  #tooDeep(): string {
    return `it nests deeper than ${this.#limits.maxDepth} levels`;
  }

  #finishEnvelope(at: number, items: ReadItem[]): void {
    const envelope = this.#envelope;
    if (envelope === null) return;
    if (at - this.#valueStart > this.#limits.maxRecordBytes) {
      this.#break('an envelope whose end is larger than --max-record-bytes', this.#valueStart);
      return;
    }
    if (!this.#extendEnvelope(envelope, at)) return;
    this.#envelope = null;
    this.#place = 'top';
    if (envelope.deepest > this.#limits.maxDepth) {
      const raw = envelope.text.slice(0, this.#rawLimit);
      items.push(this.#reject('record-too-deep', this.#tooDeep(), envelope.start, envelope.text.length, raw));
      return;
    }
    const value = parseJson(envelope.text);
    if (!isObject(value)) return;
    const keys = Object.keys(value).filter((key) => key !== 'Records' && key !== 'records');
    if (keys.length > 0)
      items.push({ kind: 'envelope', line: null, index: envelope.firstIndex, offset: envelope.start, value, text: envelope.text, keys });
  }

  #finishValue(at: number, items: ReadItem[]): void {
    const start = this.#valueStart;
    const bytes = at - start;
    this.#at = at;
    this.#place = this.#inArray ? 'array' : 'top';
    if (this.#oversizeRaw !== null || bytes > this.#limits.maxRecordBytes) {
      const raw = this.#oversizeRaw ?? this.#rawOfTooLarge();
      if (this.#feed('null ', start))
        items.push(this.#reject('record-too-large', `it has ${bytes} bytes, more than --max-record-bytes`, start, bytes, raw));
      this.#oversizeRaw = null;
      return;
    }
    const text = this.#window.text(start, at);
    if (this.#scanner.deepest > this.#limits.maxDepth) {
      if (this.#feed('null ', start)) items.push(this.#reject('record-too-deep', this.#tooDeep(), start, bytes, text.slice(0, RAW_LIMIT)));
      return;
    }
    let value: JsonValue;
    try {
      value = parseJson(text);
    } catch (error) {
      this.#break(describeSyntaxError(error), start);
      return;
    }
    if (!this.#feed(`${text} `, start)) return;
    this.#emit(items, { text, value, start, end: at });
  }

  #emit(items: ReadItem[], found: FoundValue): void {
    items.push(...itemsOf(this.#window, found, this.#index++, this.#limits));
  }

  #reject(code: RejectedRecord['code'], detail: string, offset: number, bytes: number, raw: string): RejectedRecord {
    return { kind: 'rejected', code, detail, line: null, index: this.#index++, offset, bytes, raw };
  }

  /** Passes text through the validator; false, and the rest of the artifact given up, when it does not fit. */
  #feed(text: string, offset: number): boolean {
    try {
      this.#validate(text);
      return true;
    } catch {
      this.#break(`${JSON.stringify(text.slice(0, 20).trim())} cannot stand here`, offset);
      return false;
    }
  }

  #break(detail: string, offset: number): void {
    this.#defect = { detail, offset, rawFrom: Math.max(offset, this.#window.start), raw: this.#oversizeRaw };
    this.#place = 'defect';
  }

  /** The defect's raw text, as soon as enough of it is there (so that it does not depend on how the input was cut); drops the rest. */
  #collectRaw(atEnd: boolean): string {
    const defect = this.#defect;
    if (defect === null) return '';
    const enough = defect.rawFrom + this.#rawLimit;
    if (defect.raw === null && (atEnd || this.#window.end >= enough)) defect.raw = this.#window.text(defect.rawFrom, enough);
    this.#window.dropBefore(defect.raw === null ? defect.rawFrom : this.#window.end);
    return defect.raw ?? '';
  }
}
