/**
 * The steps of one output, one after another, though callers may not wait for them.
 *
 * Owns: their order, and that the first failure is the answer to every later step. Must not know: what a step does.
 */
import { toOutputError, type OutputError } from './output-error.ts';

export class Turns {
  readonly #name: string;
  #failure: OutputError | null = null;
  #last: Promise<void> = Promise.resolve();

  /** @param name what to call the output in an error */
  constructor(name: string) {
    this.#name = name;
  }

  /** A step has failed. */
  get failed(): boolean {
    return this.#failure !== null;
  }

  /** Runs a step after all before it. Rejects with an {@link OutputError}, its own or the first there was. */
  take(step: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      if (this.#failure !== null) throw this.#failure;
      try {
        await step();
      } catch (error) {
        throw (this.#failure = toOutputError(this.#name, error));
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when every step so far is over, however it ended. */
  over(): Promise<void> {
    return this.#last;
  }
}
