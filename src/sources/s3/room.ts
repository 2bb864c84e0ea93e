/**
 * Room: how many bytes wait in memory, over all objects that are fetched ahead.
 *
 * Owns: the count, and waking who waits for some to be given back. Must not know: objects, who may exceed the limit.
 */
export class Room {
  readonly #limit: number;
  readonly #onFreed: () => void;
  #used = 0;
  #freed: Promise<void>;
  #free: () => void = () => undefined;

  constructor(limit: number, onFreed: () => void) {
    this.#limit = limit;
    this.#onFreed = onFreed;
    this.#freed = new Promise((resolve) => (this.#free = resolve));
  }

  get used(): number {
    return this.#used;
  }

  get full(): boolean {
    return this.#used >= this.#limit;
  }

  use(bytes: number): void {
    this.#used += bytes;
  }

  /** Gives bytes back and lets everyone who waits look again. */
  free(bytes: number): void {
    this.#used -= bytes;
    const free = this.#free;
    this.#freed = new Promise((resolve) => (this.#free = resolve));
    free();
    this.#onFreed();
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return this.#freed;
  }
}
