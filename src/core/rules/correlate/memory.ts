/**
 * How much the evaluation of correlations may hold at once, in units of about eight bytes: groups, times, values within one timespan.
 */

/** About 200 MB. */
export const MOST_UNITS = 25_000_000;

/** What a group costs beside its key and what it counts. */
export const GROUP_UNITS = 60;
/** What a record that is remembered by its id costs. */
export const MEMBER_UNITS = 20;
/** What a remembered value costs beside its text. */
export const VALUE_UNITS = 16;

export class Memory {
  readonly #most: number;
  #used = 0;

  constructor(most = MOST_UNITS) {
    this.#most = most;
  }

  /** Nothing more may be taken in. */
  get full(): boolean {
    return this.#used >= this.#most;
  }

  /** @param units positive when something is taken in, negative when it is let go */
  change(units: number): void {
    this.#used += units;
  }
}

/** Units of a text. */
export function unitsOf(text: string): number {
  return text.length >> 2;
}
