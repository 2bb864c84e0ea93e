/**
 * What everything that reads one rule file shares: the placeholders' values, and how much the file may still ask for. A short
 * file can ask for a lot: regular expressions that take long to compile, placeholders that multiply.
 */

/** What `%name%` stands for: Sigma texts, or numbers as exact decimals. */
export type Placeholders = ReadonlyMap<string, readonly PlaceholderValue[]>;
export type PlaceholderValue = string | { readonly decimal: string };

/** Steps of compiled regular expressions, and alternatives made from placeholders, of one file. */
const REGEX_STEPS = 100_000;
const ALTERNATIVES = 200_000;

export class ReadingContext {
  readonly placeholders: Placeholders;
  #regexSteps = REGEX_STEPS;
  #alternatives = ALTERNATIVES;

  constructor(placeholders: Placeholders = new Map()) {
    this.placeholders = placeholders;
  }

  /** Takes so many steps for a regular expression; false when the file has used up its share. */
  takeRegexSteps(steps: number): boolean {
    return (this.#regexSteps -= steps) >= 0;
  }

  /** Takes so many alternatives; false when the file has used up its share. */
  takeAlternatives(count: number): boolean {
    return (this.#alternatives -= count) >= 0;
  }
}
