/** Stored input that is there without waiting: the same questions as stored-input.ts, answered at once. Must not know: any format. */
import type { DirectBytes } from '../core/ports.ts';
import { InputWindow, type Asking } from './input-window.ts';

/** A piece of stored bytes; much of it inflates to what fits a core's cache. */
const PIECE = 64 * 1024;

export class DirectInput {
  readonly at = new InputWindow();
  readonly #bytes: DirectBytes;
  readonly #buffer = new Uint8Array(PIECE);

  constructor(bytes: DirectBytes) {
    this.#bytes = bytes;
  }

  /** The answer to a question. */
  run<T>(asking: Asking<T>): T {
    for (let step = asking.next(); ; step = asking.next()) {
      if (step.done === true) return step.value;
      const read = this.#bytes.read(this.#buffer);
      this.at.put(read === 0 ? null : this.#buffer.subarray(0, read));
    }
  }

  close(): void {
    this.#bytes.close();
  }
}
