/**
 * Whether some number of a JSON text may not survive as a double. Most texts have none, and are told at a glance.
 *
 * Owns: the two glances. Both may say "perhaps" too often, which costs time, never truth.
 */
import { isArray, isObject, type JsonValue } from './value.ts';

/**
 * Matches when some number may not survive as a double: an exponent, 17 or more digits, or 16 of them beginning with 9
 * (2^53 is 9007199254740992). A hit inside a string costs time, never truth.
 */
const INEXACT = /[:,[\s]-?(?:\d[\d.]*[eE]|9[\d.]{15}|[\d.]{17})|^-?\d(?:[\d.]*[eE]|[\d.]{15})/;

/** A number of fewer digits is exact, or is seen by its value. */
const LONG = 16;
/** Below it a double has fewer digits than elsewhere. */
const SMALLEST = 1e-300;
/** What nests deeper is looked at as a text. */
const DEEPEST = 64;

/** @param value what `JSON.parse` makes of the text */
export function mayBeInexact(text: string, value: JsonValue): boolean {
  return (hasLongNumber(text) || hasOddNumber(value, DEEPEST)) && INEXACT.test(text);
}

/** Looks at each sixteenth character: no run of sixteen digits and points gets past that. */
function hasLongNumber(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    if (!isDigitOrPoint(text.charCodeAt(at))) continue;
    let from = at;
    while (from > 0 && isDigitOrPoint(text.charCodeAt(from - 1))) from--;
    let to = at + 1;
    while (to < text.length && isDigitOrPoint(text.charCodeAt(to))) to++;
    // Sixteen digits below 9 × 10^15 are exact, but not when an exponent follows.
    if (to - from > LONG || (to - from === LONG && (text.charCodeAt(from) === 0x39 || from <= 1 || isExponent(text.charCodeAt(to)))))
      return true;
    at += Math.floor((to - at) / LONG) * LONG;
  }
  return false;
}

function isDigitOrPoint(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2e;
}

function isExponent(code: number): boolean {
  return code === 0x65 || code === 0x45;
}

/** A double carries fifteen digits, with whatever exponent, unless it is too large or too small; zero may be something smaller. */
function hasOddNumber(value: JsonValue, depth: number): boolean {
  if (typeof value === 'number') return value === 0 || !(Math.abs(value) >= SMALLEST && Math.abs(value) < Infinity);
  if (isArray(value)) return depth === 0 || value.some((item) => hasOddNumber(item, depth - 1));
  if (!isObject(value)) return false;
  if (depth === 0) return true;
  for (const key in value) {
    const item = value[key];
    if (item !== undefined && typeof item !== 'string' && hasOddNumber(item, depth - 1)) return true;
  }
  return false;
}
