/**
 * A record's text → its value, and what else must be known of the text before it becomes a finding.
 *
 * Owns: the one look that answers it all for most records. Whoever writes JSON writes it as `JSON.stringify` does, with few exceptions;
 * where the two texts are one, or as long, each key stands once in its object, each number is spelled as a double is, and no white space
 * stands between tokens. What differs is looked at piece by piece.
 */
import { duplicateKeys } from './duplicate-keys.ts';
import { exactValue, nestsDeeperThan } from './parse.ts';
import { isShortest } from './shortest.ts';
import type { JsonValue } from './value.ts';

/** Longer texts are not written a second time. */
const LONGEST = 64 * 1024;
/** Deeper values are not either: writing recurses. What is plain nests no deeper. */
export const DEEPEST_PLAIN = 256;
/** When so many texts in a row are spelled otherwise, only now and then one is compared. */
const MOST_MISSES = 16;

/** What a text holds. */
export interface RecordText {
  readonly value: JsonValue;
  /** There are no doubled keys, inexact numbers or white space between tokens, and it nests no deeper than {@link DEEPEST_PLAIN}. */
  readonly isPlain: boolean;
}

/** Reads the records of one artifact. */
export class RecordTexts {
  #misses = 0;

  /** @throws SyntaxError when the text is not JSON */
  read(text: string): RecordText {
    const value = JSON.parse(text) as JsonValue;
    return this.#isPlain(text, value) ? { value, isPlain: true } : { value: exactValue(text, value), isPlain: false };
  }

  #isPlain(text: string, value: JsonValue): boolean {
    if (text.length > LONGEST) return false;
    if (this.#misses >= MOST_MISSES && this.#misses++ % MOST_MISSES !== 0) return false;
    const isPlain = isShortest(text, value, DEEPEST_PLAIN) || (!nestsDeeperThan(value, DEEPEST_PLAIN) && JSON.stringify(value) === text);
    this.#misses = isPlain ? 0 : this.#misses + 1;
    return isPlain;
  }
}

/** The keys that stand twice in one object, as `duplicateKeys` finds them. */
export function doubledKeys(text: string, { isPlain }: RecordText, all: boolean): readonly string[] {
  return isPlain ? NONE : duplicateKeys(text, all);
}

const NONE: readonly string[] = [];
