/**
 * Case folding: how texts are compared unless `cased` says otherwise.
 *
 * Folds one code point at a time (K2 of the Sigma reference), so that folding a text and cutting it commute: a prefilter that
 * sees a piece and a matcher that sees the whole agree. No locale, no normalisation.
 */

/** The two code points whose lower case depends on neighbours (final sigma) or is two code points long (dotted capital I). */
const CONTEXTUAL = /[\u0130\u03a3]/;

/** A text with each code point replaced by its lower case, if that is one code point. */
export function fold(text: string): string {
  return CONTEXTUAL.test(text) ? Array.from(text, foldPoint).join('') : text.toLowerCase();
}

/** The definition: one code point on its own. {@link fold} is a faster way to the same. */
export function foldPoint(point: string): string {
  const lower = point.toLowerCase();
  return Array.from(lower).length === 1 ? lower : point;
}
