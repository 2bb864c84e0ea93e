/** Time that passes as soon as everyone waits: the one who waits for the least is called first, however long that is. */
import type { Pace } from '../../src/sources/s3/pace.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

export class VirtualPace implements Pace {
  /** Milliseconds since the beginning. */
  now = 0;
  readonly #timers = new Set<Timer>();
  #isTicking = false;

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.now + milliseconds, callback };
    this.#timers.add(timer);
    this.#tick();
    return () => this.#timers.delete(timer);
  }

  random(): number {
    return 0.5;
  }

  #tick(): void {
    if (this.#isTicking || this.#timers.size === 0) return;
    this.#isTicking = true;
    // Whatever needs no time has happened by then.
    setImmediate(() => {
      this.#isTicking = false;
      const [first] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (first === undefined) return;
      this.#timers.delete(first);
      this.now = first.at;
      first.callback();
      this.#tick();
    });
  }
}
