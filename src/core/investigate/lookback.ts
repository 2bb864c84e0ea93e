/**
 * The steps of a search backwards in time: first one day before what was read, then two, four, … until the limit.
 *
 * Owns: that each day is in one step only. Works on whole days, since logs are filed by days. Times in ms.
 */
import type { PassRange } from './input-port.ts';

const DAY = 86_400_000;

/** How far launches are searched unless somebody says otherwise, in days. */
export const DEFAULT_LOOKBACK = 30;

export class LookbackSteps {
  readonly #earliest: number | null;
  #reached: number | null;
  #days = 1;

  /** @param from where the first pass began, which read the day before it, too; null: it read everything */
  constructor(from: number | null, lookback: number) {
    this.#reached = from === null ? null : Math.floor(from / DAY) * DAY - DAY;
    this.#earliest = from === null ? null : Math.floor((from - lookback) / DAY) * DAY;
  }

  /** From when on a pass reads again what was read so far and nothing before it, with the usual slack of a day; null: everything. */
  get since(): number | null {
    return this.#reached === null ? null : this.#reached + DAY;
  }

  /** The next days to read, without those read before; null when there are none. */
  next(): PassRange | null {
    if (this.#reached === null || this.#earliest === null || this.#reached <= this.#earliest) return null;
    const until = this.#reached;
    const since = Math.max(this.#earliest, until - this.#days * DAY);
    this.#days *= 2;
    this.#reached = since;
    return { since, until, slack: 0, datedOnly: true };
  }
}
