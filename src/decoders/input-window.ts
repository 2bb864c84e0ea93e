/**
 * The part of an input that is at hand: look at what is there, consume some, ask for exactly so many.
 *
 * Owns: the position in the input. Its questions are generators that yield where more bytes are needed, so that one parser serves bytes
 * that have to be waited for (stored-input.ts) and bytes that have not (direct-input.ts). Must not know: any format.
 */

/** A question that yields whenever it needs more bytes. */
export type Asking<T> = Generator<undefined, T, undefined>;

const NOTHING = new Uint8Array(0);

export class InputWindow {
  /** Bytes consumed so far. */
  offset = 0;
  #chunk: Uint8Array = NOTHING;
  #ended = false;

  /** What is there; valid until more is asked for. */
  get window(): Uint8Array {
    return this.#chunk;
  }

  /** Gives more bytes when the window is empty; null at the end of the input. */
  put(chunk: Uint8Array | null): void {
    this.#chunk = chunk ?? NOTHING;
    this.#ended = chunk === null;
  }

  /** Consumes the window's first bytes. */
  advance(length: number): void {
    this.#chunk = this.#chunk.subarray(length);
    this.offset += length;
  }

  /** Makes sure that {@link window} is not empty; false at the end of the input. */
  *available(): Asking<boolean> {
    while (this.#chunk.length === 0 && !this.#ended) yield;
    return this.#chunk.length > 0;
  }

  /** Consumes and copies exactly so many bytes; fewer only at the end of the input. */
  *take(length: number): Asking<Uint8Array> {
    const taken = new Uint8Array(length);
    let filled = 0;
    while (filled < length && (yield* this.available())) {
      const part = this.#chunk.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.length;
      this.advance(part.length);
    }
    return filled === length ? taken : taken.subarray(0, filled);
  }

  /** Consumes so many bytes without keeping them; answers how many there were. */
  *skip(length: number): Asking<number> {
    let skipped = 0;
    while (skipped < length && (yield* this.available())) {
      const part = Math.min(this.#chunk.length, length - skipped);
      this.advance(part);
      skipped += part;
    }
    return skipped;
  }

  /** Consumes zero bytes (padding); false when the input ends with them. */
  *skipZeros(): Asking<boolean> {
    while (yield* this.available()) {
      const first = this.#chunk.findIndex((byte) => byte !== 0);
      if (first >= 0) {
        this.advance(first);
        return true;
      }
      this.advance(this.#chunk.length);
    }
    return false;
  }
}
