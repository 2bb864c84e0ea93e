/**
 * The byte-level boundary tracker: finds where a JSON value ends without parsing it, over any chunk borders.
 *
 * stream-json's tokens carry neither offsets nor spelling, so this supplies both; it validates nothing but what would make
 * it lose its way (a raw control character inside a string). Whether the bytes are JSON is decided by the parsers.
 */
import { ENVELOPE_KEYS } from '../core/ports.ts';
import type { ByteWindow } from './byte-window.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

export type ScanResult = 'end' | 'more' | 'defect' | 'records';

/** Their length in bytes. */
export const LONGEST_ENVELOPE_KEY = 7;

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Scans one value. Feed it with {@link scan} until it says `end`; `at` is then the offset behind the value. */
export class ValueScanner {
  /** Offset of the next byte to look at. */
  at: number;
  /** Deepest nesting seen. */
  deepest: number;
  #depth: number;
  #inString = false;
  #escaped = false;
  #scalar = false;
  /** At depth 1 of a watched object: where the last string stood, and whether a colon followed it. */
  readonly #watchesEnvelope: boolean;
  #stringStart = -1;
  #lastKey = '';
  #afterColon = false;

  /**
   * @param at offset of the value's first byte
   * @param options.watchEnvelope say `records` when an object's member `Records` or `records` opens an array; `at` is then behind the `[`
   * @param options.depth 1 to continue inside an object whose `{` was consumed before
   */
  constructor(at: number, options: { readonly watchEnvelope?: boolean; readonly depth?: number } = {}) {
    this.at = at;
    this.#depth = options.depth ?? 0;
    this.deepest = this.#depth;
    this.#watchesEnvelope = options.watchEnvelope ?? false;
  }

  get inString(): boolean {
    return this.#inString;
  }

  /** Looks at bytes up to `limit` (an absolute offset within the window). */
  scan(window: ByteWindow, limit: number = window.end): ScanResult {
    const origin = this.at;
    const bytes = window.view(origin, limit);
    const length = bytes.length;
    let i = 0;
    const stop = (result: ScanResult): ScanResult => {
      this.at = origin + i;
      return result;
    };
    while (i < length) {
      const byte = bytes[i] ?? 0;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#depth === 1 && this.#watchesEnvelope) this.#noteString(window, origin + i);
          if (this.#depth === 0) {
            i++;
            return stop('end');
          }
        } else if (byte < 0x20) return stop('defect');
        i++;
        continue;
      }
      if (this.#scalar) {
        if (
          isSpace(byte) ||
          byte === COMMA ||
          byte === CLOSE_BRACKET ||
          byte === CLOSE_BRACE ||
          byte === OPEN_BRACE ||
          byte === OPEN_BRACKET ||
          byte === QUOTE
        ) {
          return stop('end');
        }
        i++;
        continue;
      }
      switch (byte) {
        case QUOTE:
          this.#inString = true;
          this.#stringStart = origin + i + 1;
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          if (byte === OPEN_BRACKET && this.#depth === 1 && this.#afterColon && ENVELOPE_KEYS.includes(this.#lastKey)) {
            i++;
            this.#afterColon = false;
            return stop('records');
          }
          this.#depth++;
          this.#afterColon = false;
          if (this.#depth > this.deepest) this.deepest = this.#depth;
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          this.#depth--;
          if (this.#depth <= 0) {
            i++;
            return stop('end');
          }
          break;
        case COLON:
          this.#afterColon = this.#depth === 1;
          break;
        default:
          if (isSpace(byte)) break;
          this.#afterColon = false;
          if (this.#depth === 0) {
            // A stray `,` or `:` is a value of its own here, so that it reaches the parser and fails there.
            if (byte === COMMA) {
              i++;
              return stop('end');
            }
            this.#scalar = true;
          }
      }
      i++;
    }
    return stop('more');
  }

  /** Remembers the string that just closed when it may be an envelope's key. */
  #noteString(window: ByteWindow, end: number): void {
    this.#afterColon = false;
    this.#lastKey =
      end - this.#stringStart <= LONGEST_ENVELOPE_KEY && this.#stringStart >= window.start ? window.text(this.#stringStart, end) : '';
  }
}
