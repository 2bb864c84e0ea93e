/**
 * Whether a JSON text is as short as a text of its value can be. Then no key stands twice in its object, no white space stands between
 * tokens, and each number is spelled with all the digits it has.
 *
 * Owns: that proof. It costs a fraction of writing the value anew; where it does not go through, nothing is said of the text.
 *
 * A text is longer than the shortest by what is superfluous in it, and each superfluous part adds to its length: white space, a member
 * that a later one replaces, zeros and signs of numbers, and an escape, which takes at least one unit more than what it stands for. The
 * escapes can be counted. When the text is longer by their number and by nothing else, there is nothing else.
 */
import type { JsonValue } from './value.ts';

/**
 * @param text JSON
 * @param value what `JSON.parse` makes of it
 * @param depth when arrays and objects nest deeper, the answer is no
 */
export function isShortest(text: string, value: JsonValue, depth: number): boolean {
  const length = shortestLength(value, depth);
  const superfluous = text.length - length;
  // Not a number, where a shortest length is not known.
  return superfluous === 0 || (superfluous > 0 && superfluous === escapesIn(text, superfluous));
}

/** How long the shortest text of a value is when no string in it needs an escape; NaN when that is not known. */
function shortestLength(value: JsonValue, depth: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value === 'number') return numberLength(value);
  if (value === null || value === true) return 4;
  if (value === false) return 5;
  if (depth === 0) return NaN;
  // Each member or item brings a comma, except the first, and there are two brackets.
  let length = 1;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) length += 1 + shortestLength(item, depth - 1);
  } else {
    const object = value as Readonly<Record<string, JsonValue>>;
    for (const key in object) {
      const item = object[key];
      length += key.length + 4 + (typeof item === 'string' ? item.length + 2 : shortestLength(item ?? null, depth - 1));
    }
  }
  return length === 1 ? 2 : length;
}

/**
 * A whole number below 2^53 has no shorter spelling than its digits, unless three zeros at its end make one with an exponent shorter
 * (`1e3`). Another number that is rounded to it has seventeen digits or a point, and is longer.
 */
function numberLength(value: number): number {
  if (!Number.isSafeInteger(value) || (value % 1000 === 0 && value !== 0)) return NaN;
  let length = value < 0 ? 2 : 1;
  for (let power = 10; Math.abs(value) >= power; power *= 10) length++;
  return length;
}

/** The number of escapes in a JSON text, counted up to a bound. */
function escapesIn(text: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf('\\'); at !== -1 && count <= most; at = text.indexOf('\\', at + 2)) count++;
  return count;
}
