/**
 * Stored input: a byte stream that a decoder can take apart: look at what is there, consume some, ask for exactly so many.
 *
 * Owns: waiting for the stream. Must not know: any format. Errors of the stream below pass through unchanged.
 */
import type { ByteStream } from '../core/ports.ts';
import { InputWindow, type Asking } from './input-window.ts';

/** One reader of one stream. */
export class StoredInput {
  readonly at = new InputWindow();
  readonly #iterator: AsyncIterator<Uint8Array>;

  constructor(stored: ByteStream) {
    this.#iterator = stored[Symbol.asyncIterator]();
  }

  /** The answer to a question, once the bytes it needs have come. */
  async run<T>(asking: Asking<T>): Promise<T> {
    for (let step = asking.next(); ; step = asking.next()) {
      if (step.done === true) return step.value;
      const next = await this.#iterator.next();
      this.at.put(next.done === true ? null : next.value);
    }
  }

  /** Bytes consumed so far. */
  get offset(): number {
    return this.at.offset;
  }

  /** What is there without reading on; valid until the next `available` or `take`. */
  get window(): Uint8Array {
    return this.at.window;
  }

  /** Consumes the window's first bytes. */
  advance(length: number): void {
    this.at.advance(length);
  }

  /** Makes sure that {@link window} is not empty; false at the end of the stream. */
  async available(): Promise<boolean> {
    return this.run(this.at.available());
  }

  /** Consumes and copies exactly so many bytes; fewer only at the end of the stream. */
  async take(length: number): Promise<Uint8Array> {
    return this.run(this.at.take(length));
  }

  /** Consumes so many bytes without keeping them; answers how many there were. */
  async skip(length: number): Promise<number> {
    return this.run(this.at.skip(length));
  }

  /** Consumes zero bytes (padding); false when the stream ends with them. */
  async skipZeros(): Promise<boolean> {
    return this.run(this.at.skipZeros());
  }

  /** Lets go of the stream. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}
