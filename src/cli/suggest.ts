/** "Did you mean": the nearest name, when one is near enough to be a typing error. */
import { closest, distance } from 'fastest-levenshtein';

/** A sentence to append to an error, or ''. */
export function didYouMean(text: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const best = closest(text.toLowerCase(), [...names]);
  return distance(text.toLowerCase(), best) <= Math.max(2, Math.floor(best.length / 4)) ? `; did you mean ${best}?` : '';
}
