/**
 * Format `none`: nothing, for runs of which only the summary or the exit code counts.
 *
 * Owns nothing but the empty text. Must not know: findings, streams.
 */
import type { Formatter } from '../core/ports.ts';

/** Writes nothing. */
export function noneFormatter(): Formatter {
  return { begin: () => '', finding: () => '', end: () => '' };
}
