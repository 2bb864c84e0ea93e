/** "Did you mean" at the end of an error sentence. */
import { nearest } from '../core/rules/similar.ts';

/** A clause to append to an error, or ''. */
export function didYouMean(text: string, names: readonly string[]): string {
  const name = nearest(text, names);
  return name === null ? '' : `; did you mean ${name}?`;
}
