/** The ids of findings that were seen, up to a bound; so that repeats can be counted and dropped in constant memory. */

const MOST_IDS = 250_000;

export class SeenIds {
  readonly #ids = new Set<string>();
  #full = false;

  /** Whether there were more different ids than are remembered. */
  get full(): boolean {
    return this.#full;
  }

  /** How many different ids are remembered. */
  get size(): number {
    return this.#ids.size;
  }

  /** Whether an id was seen before; exact for the first {@link MOST_IDS} different ones. */
  isRepeated(id: string): boolean {
    const short = id.slice(0, 32);
    if (this.#ids.has(short)) return true;
    if (this.#ids.size < MOST_IDS) this.#ids.add(short);
    else this.#full = true;
    return false;
  }
}
