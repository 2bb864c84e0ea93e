/**
 * Line framing: one JSON record a line. A line that is not JSON costs one record; one that begins a document is handed over.
 *
 * Owns: line numbers, the bound on a line's length, and blank lines, BOMs and CRLF. Must not know: what a record means.
 */
import { isUtf8 } from 'node:buffer';
import { nestsDeeperThan } from '../core/json/parse.ts';
import { DEEPEST_PLAIN, doubledKeys, RecordTexts, type RecordText } from '../core/json/record-text.ts';
import { isArray } from '../core/json/value.ts';
import { RAW_LIMIT, type RecordSkipper, type ReadItem, type ReadLimits } from '../core/ports.ts';
import { longestSkippedLine } from '../core/scouting.ts';
import type { ByteWindow } from './byte-window.ts';
import { isDocumentStart, LONG_LINE, longLineIsDocument, MOST_ITEMS, PROBE_BUDGET, type ProbeBudget } from './framing.ts';
import { duplicateKeyNotice } from './duplicate-key-notice.ts';
import { isEnvelope } from './envelope.ts';
import { describeSyntaxError } from './syntax-error.ts';
import { isSpace } from './value-scanner.ts';

const NEWLINE = 0x0a;

/** `more`: the window holds no whole line. `document`: what begins at the window's start is for the document framer. `full`: {@link MOST_ITEMS}. */
export type LineResult = 'more' | 'document' | 'full';

export class LineFramer {
  /** 1-based number of the line that begins at the window's start. */
  line = 1;
  readonly #window: ByteWindow;
  readonly #limits: ReadLimits;
  readonly #skipper: RecordSkipper | null;
  /** Where to go on looking for the line break, so that a long line is looked through once. */
  #searched = 0;
  readonly #texts = new RecordTexts();
  readonly #probeBudget: ProbeBudget = { bytes: PROBE_BUDGET };
  readonly #longLine: number;
  readonly #longestSkipped: number;
  #longLineSeen = false;
  /** What was dropped of the line at hand: it does not begin where the window does, and is not skipped. */
  #isIndented = false;
  /** A line too long to hold: its beginning, while the rest is being dropped. */
  #tooLong: { readonly offset: number; readonly raw: string } | null = null;

  constructor(window: ByteWindow, limits: ReadLimits, skipper: RecordSkipper | null = null) {
    this.#window = window;
    this.#skipper = skipper;
    this.#limits = limits;
    this.#longLine = Math.min(LONG_LINE, limits.maxRecordBytes);
    this.#longestSkipped = longestSkippedLine(limits);
  }

  /** What probing may still cost. */
  get probeBytes(): number {
    return this.#probeBudget.bytes;
  }

  /** Begins anew at a line. */
  restart(line: number, probeBytes: number): void {
    this.line = line;
    this.#probeBudget.bytes = probeBytes;
    this.#searched = 0;
    this.#longLineSeen = false;
    this.#isIndented = false;
    this.#tooLong = null;
  }

  /** All lines were consumed. */
  get isBetweenLines(): boolean {
    return this.#window.start === this.#window.end && this.#tooLong === null;
  }

  /**
   * Consumes whole lines; with `atEnd`, also the last one without a line break.
   * @param isFollowed behind them is a line that begins with a brace
   */
  push(items: ReadItem[], atEnd: boolean, isFollowed = false): LineResult {
    const window = this.#window;
    for (;;) {
      if (items.length >= MOST_ITEMS) return 'full';
      if (this.#tooLong !== null) {
        if (!this.#skipLine(items, atEnd)) return 'more';
        continue;
      }
      const isSkippable = this.#skipper !== null && this.#searched === 0 && !this.#isIndented;
      if (isSkippable) this.line += window.skipLines(this.#skipper, this.#longestSkipped, atEnd || isFollowed);
      const before = window.start;
      const start = this.#dropLeadingSpace();
      if (start === window.end) return 'more';
      // Behind blank lines another line begins that may be skipped.
      if (this.#skipper !== null && start > before && !this.#isIndented) continue;
      const newline = window.indexOf(NEWLINE, Math.max(start, this.#searched));
      // With a skipper, a line whose end was not there is looked at again when it is: not one that is too long to be skipped.
      if (newline === -1 && (this.#skipper === null || window.end - start > this.#longestSkipped)) this.#searched = window.end;
      // The line is whole, and what stands behind it tells whether its value is.
      if (isSkippable && newline !== -1 && this.#skipper.needsMore) return 'more';
      const end = newline === -1 ? window.end : newline;
      if (end - start > this.#longLine && !this.#longLineSeen) {
        if (longLineIsDocument(window, start, this.#longLine)) return this.#handOver();
        this.#longLineSeen = true;
      }
      if (end - start > this.#limits.maxRecordBytes) {
        this.#tooLong = { offset: start, raw: window.text(start, start + Math.min(RAW_LIMIT, this.#limits.maxRecordBytes)) };
        continue;
      }
      if (newline === -1 && !atEnd) return 'more';
      const outcome = this.#readLine(items, start, end, atEnd);
      if (outcome === 'more') {
        // Until the bytes that decide are there, the line is looked at again from its start.
        this.#searched = 0;
        return 'more';
      }
      if (outcome === 'document') return this.#handOver();
      this.#startLine(newline === -1 ? end : newline + 1);
    }
  }

  #handOver(): 'document' {
    this.#searched = 0;
    this.#longLineSeen = false;
    this.#isIndented = false;
    return 'document';
  }

  #startLine(offset: number): void {
    this.#window.dropBefore(offset);
    this.line++;
    this.#searched = 0;
    this.#longLineSeen = false;
    this.#isIndented = false;
  }

  /** Drops blank lines, indentation and a byte-order mark; returns where the line's text begins. */
  #dropLeadingSpace(): number {
    const window = this.#window;
    let at = window.start;
    for (; at < window.end; at++) {
      const byte = window.byteAt(at) ?? 0;
      if (byte === NEWLINE) this.line++;
      else if (byte === 0xef && window.byteAt(at + 1) === 0xbb && window.byteAt(at + 2) === 0xbf) at += 2;
      else if (!isSpace(byte)) break;
    }
    if (at > window.start) this.#isIndented = window.byteAt(at - 1) !== NEWLINE;
    window.dropBefore(at);
    return at;
  }

  /** Reads the line [start, end), unless it begins a document or more bytes are needed to tell. */
  #readLine(items: ReadItem[], start: number, end: number, atEnd: boolean): 'more' | 'document' | 'read' {
    const text = this.#window.text(start, end);
    let read: RecordText;
    try {
      read = this.#texts.read(text);
    } catch (error) {
      const isDocument = isDocumentStart(this.#window, start, end, atEnd, this.#probeBudget);
      if (isDocument !== false) return isDocument === undefined ? 'more' : 'document';
      const position = { line: this.line, index: null, offset: start };
      items.push({
        kind: 'rejected',
        code: 'malformed-json',
        detail: describeSyntaxError(error),
        ...position,
        bytes: end - start,
        raw: text.slice(0, RAW_LIMIT),
      });
      return 'read';
    }
    if (isArray(read.value) || isEnvelope(read.value)) return 'document';
    this.#emit(items, read, text, start, end);
    return 'read';
  }

  #emit(items: ReadItem[], read: RecordText, text: string, start: number, end: number): void {
    const position = { line: this.line, index: null, offset: start };
    const { maxDepth } = this.#limits;
    if (!(read.isPlain && DEEPEST_PLAIN <= maxDepth) && nestsDeeperThan(read.value, maxDepth)) {
      const detail = `it nests deeper than ${maxDepth} levels`;
      items.push({ kind: 'rejected', code: 'record-too-deep', detail, ...position, bytes: end - start, raw: text.slice(0, RAW_LIMIT) });
      return;
    }
    const doubled = doubledKeys(text, read, this.#limits.strict);
    if (doubled.length > 0) items.push(duplicateKeyNotice(doubled, position));
    const broken = text.includes('\uFFFD') && !isUtf8(this.#window.view(start, end));
    const invalidBytes = broken ? Uint8Array.from(this.#window.view(start, end)) : null;
    items.push({ kind: 'record', value: read.value, text, isCompact: read.isPlain, ...position, invalidBytes });
  }

  /** Drops bytes up to the end of a line that is too long; false while that end is not in sight. */
  #skipLine(items: ReadItem[], atEnd: boolean): boolean {
    const window = this.#window;
    const tooLong = this.#tooLong;
    if (tooLong === null) return true;
    const newline = window.indexOf(NEWLINE, window.start);
    if (newline === -1 && !atEnd) {
      window.dropBefore(window.end);
      return false;
    }
    const end = newline === -1 ? window.end : newline;
    const bytes = end - tooLong.offset;
    const detail = `the line has ${bytes} bytes, more than --max-record-bytes`;
    items.push({
      kind: 'rejected',
      code: 'record-too-large',
      detail,
      line: this.line,
      index: null,
      offset: tooLong.offset,
      bytes,
      raw: tooLong.raw,
    });
    this.#tooLong = null;
    this.#startLine(newline === -1 ? end : newline + 1);
    return true;
  }
}
