/**
 * Blocks: the memory in which fetched bytes wait, used again and again. What a connection brings lies in a piece of memory of its own for each
 * chunk; kept until it is scanned, it would grow old and be costly to collect.
 *
 * Owns: the blocks nobody uses. Must not know: what waits in them.
 */
import { Buffer } from 'node:buffer';

/** As much as a reader takes at once. */
export const BLOCK_BYTES = 256 * 1024;
/** As many as wait in a full room of 16 MiB. */
const MOST_FREE = 64;

export class Blocks {
  readonly #free: Uint8Array[] = [];

  /** Memory for so many bytes or, where that is more, for {@link BLOCK_BYTES}. */
  take(bytes: number): Uint8Array {
    if (bytes < BLOCK_BYTES) return Buffer.allocUnsafeSlow(bytes);
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  }

  /** Takes memory back that nobody looks at any more. */
  giveBack(block: Uint8Array): void {
    if (block.length === BLOCK_BYTES && this.#free.length < MOST_FREE) this.#free.push(block);
  }
}
