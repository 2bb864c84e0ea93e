/**
 * Sigma's texts: what is written in a rule → {@link Pattern}, and the plain definition of what a pattern accepts.
 *
 * Must not know: fields, modifiers, speed (text-matcher.ts is the fast way to the same verdict).
 */
import { fold } from './fold.ts';
import type { Pattern, PatternPart, ValueTest } from './rule.ts';

export const ANY: PatternPart = { wildcard: 'any' };
export const ONE: PatternPart = { wildcard: 'one' };
/** Any of the characters that programs take for the dash of an option (`windash`). */
export const DASH: PatternPart = { wildcard: 'dash' };
export const DASHES = '-/\u2013\u2014\u2015';

/**
 * Reads a text with Sigma's wildcards and escapes, from left to right: a backslash before a backslash, `*` or `?` makes that
 * character plain and disappears; before anything else, or at the end, it is a plain backslash.
 */
export function parseSigmaText(text: string): readonly PatternPart[] {
  if (!/[\\*?]/.test(text)) return text === '' ? [] : [text];
  const parts: PatternPart[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '*') parts.push(ANY);
    else if (character === '?') parts.push(ONE);
    else if (character === '\\' && /[\\*?]/.test(text.charAt(at + 1))) parts.push(text.charAt(++at));
    else parts.push(character);
  }
  return joinParts(parts);
}

/** Parts in their one normal form: no empty or neighbouring texts, no `*` beside another `*`. */
export function joinParts(parts: readonly PatternPart[]): readonly PatternPart[] {
  const joined: PatternPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string') {
      if (typeof last === 'string') joined[joined.length - 1] = last + part;
      else if (part !== '') joined.push(part);
    } else if (part.wildcard !== 'any' || !isAny(last)) {
      joined.push(part);
    }
  }
  return joined;
}

/** Whether a part is `*`. */
export function isAny(part: PatternPart | undefined): boolean {
  return typeof part === 'object' && part.wildcard === 'any';
}

/** Whether the pattern begins and ends with `*`: such a test looks into maps, at the scalars below. */
export function isSubstring(pattern: Pattern): boolean {
  return isAny(pattern.parts[0]) && isAny(pattern.parts.at(-1));
}

/** Whether a map passes when some scalar inside does (K7 of the Sigma reference). */
export function looksIntoMaps(test: ValueTest): boolean {
  return test.kind === 'regex' || (test.kind === 'text' && isSubstring(test.pattern));
}

/** The single text a pattern without wildcards accepts, or null. */
export function exactText(pattern: Pattern): string | null {
  if (pattern.parts.length === 0) return '';
  const [only] = pattern.parts;
  return pattern.parts.length === 1 && typeof only === 'string' ? only : null;
}

/** Whether a pattern accepts the whole text. The definition; takes time in proportion to text × pattern at worst. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  return matchesUnits(unitsOf(pattern), Array.from(pattern.cased ? text : fold(text)));
}

/** A pattern as single code points and wildcards, folded unless cased. */
export function unitsOf(pattern: Pattern): readonly PatternPart[] {
  return pattern.parts.flatMap<PatternPart>((part) => (typeof part === 'string' ? Array.from(pattern.cased ? part : fold(part)) : [part]));
}

/**
 * The classic greedy match: on a mismatch only the latest `*` takes one code point more, because an earlier one could not
 * reach anything the latest cannot.
 */
export function matchesUnits(units: readonly PatternPart[], points: readonly string[]): boolean {
  let unit = 0;
  let point = 0;
  let star = -1;
  let starPoint = 0;
  while (point < points.length) {
    const current = units[unit];
    if (isAny(current)) {
      star = unit++;
      starPoint = point;
    } else if (current !== undefined && acceptsPoint(current, points[point] ?? '')) {
      unit++;
      point++;
    } else if (star >= 0) {
      unit = star + 1;
      point = ++starPoint;
    } else {
      return false;
    }
  }
  while (isAny(units[unit])) unit++;
  return unit === units.length;
}

/** Whether a unit other than `*` accepts one code point. */
function acceptsPoint(unit: PatternPart, point: string): boolean {
  if (typeof unit === 'string') return unit === point;
  return unit.wildcard === 'one' || DASHES.includes(point);
}
