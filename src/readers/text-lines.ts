/**
 * Lines of text, one after the other, for formats that have one record a line and no structure across lines.
 *
 * Owns: line numbers, byte offsets, and the bound on a line's length. Must not know: what a line means.
 */
import { isUtf8 } from 'node:buffer';
import { RAW_LIMIT, type ReadLimits, type RejectedRecord } from '../core/ports.ts';
import { ByteWindow } from './byte-window.ts';

const NEWLINE = 0x0a;
const BOM = '\uFEFF';

export interface TextLine {
  readonly kind: 'line';
  /** Without its line break, and the file's first without a byte-order mark. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** Byte in the decoded stream at which the line begins. */
  readonly offset: number;
  readonly bytes: number;
  /** A copy of the bytes, only when they are not valid UTF-8. */
  readonly invalidBytes: Uint8Array | null;
}

export class TextLines {
  readonly #window = new ByteWindow();
  readonly #limits: ReadLimits;
  #line = 1;
  /** Where to go on looking for the line break, so that a long line is looked through once. */
  #searched = 0;
  /** A line too long to hold: its beginning, while the rest is being dropped. */
  #tooLong: { readonly offset: number; readonly raw: string } | null = null;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
  }

  /** Takes bytes and gives the lines that are whole now. */
  *push(chunk: Uint8Array): Generator<TextLine | RejectedRecord> {
    this.#window.append(chunk);
    yield* this.#lines(false);
  }

  /** Gives the last line, if it has no line break. */
  *end(): Generator<TextLine | RejectedRecord> {
    yield* this.#lines(true);
  }

  *#lines(atEnd: boolean): Generator<TextLine | RejectedRecord> {
    const window = this.#window;
    const { maxRecordBytes } = this.#limits;
    while (window.start < window.end || (atEnd && this.#tooLong !== null)) {
      const { start } = window;
      const newline = window.indexOf(NEWLINE, Math.max(start, this.#searched));
      const end = newline === -1 ? window.end : newline;
      const begin = this.#tooLong?.offset ?? start;
      if (this.#tooLong === null && end - start > maxRecordBytes) {
        this.#tooLong = { offset: start, raw: window.text(start, start + Math.min(RAW_LIMIT, maxRecordBytes)) };
      }
      if (newline === -1 && !atEnd) {
        this.#searched = window.end;
        if (this.#tooLong !== null) window.dropBefore(window.end);
        return;
      }
      if (this.#tooLong === null) yield this.#read(start, end);
      else yield this.#reject(this.#tooLong, end - begin);
      this.#tooLong = null;
      window.dropBefore(newline === -1 ? end : newline + 1);
      this.#line++;
    }
  }

  #read(start: number, end: number): TextLine {
    const decoded = this.#window.text(start, end);
    const broken = decoded.includes('\uFFFD') && !isUtf8(this.#window.view(start, end));
    const text = start === 0 && decoded.startsWith(BOM) ? decoded.slice(1) : decoded;
    const invalidBytes = broken ? Uint8Array.from(this.#window.view(start, end)) : null;
    return { kind: 'line', text, line: this.#line, offset: start, bytes: end - start, invalidBytes };
  }

  #reject({ offset, raw }: { readonly offset: number; readonly raw: string }, bytes: number): RejectedRecord {
    const detail = `the line has ${bytes} bytes, more than --max-record-bytes`;
    return { kind: 'rejected', code: 'record-too-large', detail, line: this.#line, index: null, offset, bytes, raw };
  }
}
