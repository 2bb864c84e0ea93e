/**
 * What a thread knows of pairs of service and action: it is told, and says which it would like to be told of.
 */
import { pairKey, type Pair, type PairVerdict } from '../core/scouting.ts';

/** As many are asked about at once; a hostile log may hold a new pair in each record. */
const MOST_ASKED = 1024;

export class KnownPairs {
  readonly #verdicts = new Map<string, number>();
  readonly #asked = new Map<string, Pair>();

  /** The verdict on a pair; null when nothing is known, and then it will be asked about. */
  verdictOn(spelling: number, service: string, action: string): number | null {
    const key = pairKey(spelling, service, action);
    const verdict = this.#verdicts.get(key);
    if (verdict === undefined && this.#asked.size < MOST_ASKED) this.#asked.set(key, { spelling, service, action });
    return verdict ?? null;
  }

  learn(verdicts: readonly PairVerdict[]): void {
    for (const { spelling, service, action, verdict } of verdicts) {
      const key = pairKey(spelling, service, action);
      this.#verdicts.set(key, verdict);
      this.#asked.delete(key);
    }
  }

  /** The pairs to ask about, each once until it is met again. */
  takeAsked(): readonly Pair[] {
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    return asked;
  }
}
