/**
 * Looks for many texts at once in bytes, without regard to case: as far as it jumps, it does not look (Wu and Manber, 1994, with blocks of
 * two bytes). Takes `\u`, behind which any letter may hide, and the Kelvin sign (U+212A), whose lower case is k, for finds as well.
 *
 * Must not know: records, rules.
 */
import { Buffer } from 'node:buffer';

const ALARMS = [Buffer.from('\\u'), Buffer.from('\u212a')];
const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte));

export class NeedleSearch {
  /** What of each needle is looked for first: as much as the shortest one has. */
  readonly #window: number;
  /** How far a window may move whose last two bytes are these. */
  readonly #jumps = new Uint8Array(65_536);
  /** Needles by the last two bytes of their window. */
  readonly #candidates = new Map<number, Uint8Array[]>();

  /** @param needles in lower case, of at least two ASCII characters; at least one */
  constructor(needles: Iterable<string>) {
    const all = [...needles].map((needle) => Buffer.from(needle));
    this.#window = Math.min(255, ...all.map(({ length }) => length));
    this.#jumps.fill(this.#window - 1);
    for (const needle of all) {
      for (let end = 1; end < this.#window; end++) {
        const block = blockAt(needle, end);
        this.#jumps[block] = Math.min(this.#jumps[block] ?? 0, this.#window - 1 - end);
      }
      const last = blockAt(needle, this.#window - 1);
      const known = this.#candidates.get(last);
      if (known === undefined) this.#candidates.set(last, [needle]);
      else known.push(needle);
    }
  }

  /** Where the first find in `bytes` begins, or -1. */
  find(bytes: Buffer): number {
    let first = this.#findNeedle(bytes);
    for (const alarm of ALARMS) {
      const at = (first === -1 ? bytes : bytes.subarray(0, first)).indexOf(alarm);
      if (at !== -1) first = at;
    }
    return first;
  }

  #findNeedle(bytes: Buffer): number {
    const jumps = this.#jumps;
    const { length } = bytes;
    for (let end = this.#window - 1; end < length;) {
      const block = ((LOWER[bytes[end - 1] ?? 0] ?? 0) << 8) | (LOWER[bytes[end] ?? 0] ?? 0);
      const jump = jumps[block] ?? 0;
      if (jump > 0) {
        end += jump;
        continue;
      }
      const start = end - this.#window + 1;
      if (this.#candidates.get(block)?.some((needle) => standsAt(bytes, start, needle)) === true) return start;
      end++;
    }
    return -1;
  }
}

function blockAt(bytes: Uint8Array, end: number): number {
  return ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0);
}

function standsAt(bytes: Buffer, start: number, needle: Uint8Array): boolean {
  if (start + needle.length > bytes.length) return false;
  for (let i = 0; i < needle.length; i++) if (LOWER[bytes[start + i] ?? 0] !== needle[i]) return false;
  return true;
}
