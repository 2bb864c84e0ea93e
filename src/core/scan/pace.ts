/**
 * When others have their turn while much is read without waiting: after so many pieces, or items. Must not know: what is read.
 */
const PIECES = 16;
const ITEMS = 1024;

export class Pace {
  /** Of a breath; the next is due at 1. */
  #done = 0;

  /** Whether to breathe now, another piece with so many items being done. */
  isBreathDue(items: number): boolean {
    this.#done += 1 / PIECES + items / ITEMS;
    if (this.#done < 1) return false;
    this.#done = 0;
    return true;
  }
}
