/**
 * Stored input: a byte stream that a decoder can take apart: look at what is there, consume some, ask for exactly so many.
 *
 * Owns: the position in the stream. Must not know: any format. Errors of the stream below pass through unchanged.
 */
import type { ByteStream } from '../core/ports.ts';

const NOTHING = new Uint8Array(0);

/** One reader of one stream. */
export class StoredInput {
  /** Bytes consumed so far. */
  offset = 0;
  private readonly iterator: AsyncIterator<Uint8Array>;
  private chunk: Uint8Array = NOTHING;

  constructor(stored: ByteStream) {
    this.iterator = stored[Symbol.asyncIterator]();
  }

  /** Makes sure that {@link window} is not empty; false at the end of the stream. */
  async available(): Promise<boolean> {
    while (this.chunk.length === 0) {
      const next = await this.iterator.next();
      if (next.done === true) return false;
      this.chunk = next.value;
    }
    return true;
  }

  /** What is there without reading on; valid until the next `available` or `take`. */
  get window(): Uint8Array {
    return this.chunk;
  }

  /** Consumes the window's first bytes. */
  advance(length: number): void {
    this.chunk = this.chunk.subarray(length);
    this.offset += length;
  }

  /** Consumes and copies exactly so many bytes; fewer only at the end of the stream. */
  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length);
    let filled = 0;
    while (filled < length && (await this.available())) {
      const part = this.chunk.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.length;
      this.advance(part.length);
    }
    return filled === length ? taken : taken.subarray(0, filled);
  }

  /** Consumes so many bytes without keeping them; answers how many there were. */
  async skip(length: number): Promise<number> {
    let skipped = 0;
    while (skipped < length && (await this.available())) {
      const part = Math.min(this.chunk.length, length - skipped);
      this.advance(part);
      skipped += part;
    }
    return skipped;
  }

  /** Consumes zero bytes (padding); false when the stream ends with them. */
  async skipZeros(): Promise<boolean> {
    while (await this.available()) {
      const first = this.chunk.findIndex((byte) => byte !== 0);
      if (first >= 0) {
        this.advance(first);
        return true;
      }
      this.advance(this.chunk.length);
    }
    return false;
  }

  /** Lets go of the stream. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}
