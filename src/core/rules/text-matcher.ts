/**
 * The fast way to decide whether a pattern accepts a text. Must agree with `matchesPattern` on everything (property-tested).
 */
import { fold } from './fold.ts';
import { isAny, matchesUnits, unitsOf } from './pattern.ts';
import type { Pattern } from './rule.ts';

/** Takes a text that is already folded, unless the pattern is cased. */
export type TextMatcher = (text: string) => boolean;

/** Compiles a pattern; `?` and half surrogates take the slow road over code points, everything else searches whole texts. */
export function compilePattern(pattern: Pattern): TextMatcher {
  const { parts } = pattern;
  const texts = parts.flatMap((part) => (typeof part === 'string' ? [pattern.cased ? part : fold(part)] : []));
  const hasOne = parts.some((part) => typeof part === 'object' && part.wildcard === 'one');
  if (hasOne || texts.some((text) => /\p{Surrogate}/u.test(text))) {
    const units = unitsOf(pattern);
    return (text) => matchesUnits(units, Array.from(text));
  }
  if (!parts.some(isAny)) {
    const [exact = ''] = texts;
    return (text) => text === exact;
  }
  const head = isAny(parts[0]) ? '' : (texts.shift() ?? '');
  const tail = isAny(parts.at(-1)) ? '' : (texts.pop() ?? '');
  return (text) => {
    const end = text.length - tail.length;
    if (end < head.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
    let from = head.length;
    for (const middle of texts) {
      const found = text.indexOf(middle, from);
      if (found === -1 || found + middle.length > end) return false;
      from = found + middle.length;
    }
    return true;
  };
}
