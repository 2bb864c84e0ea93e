/**
 * One line of the rejects file (`--rejects`): what could not be read, as JSON.
 *
 * Owns: the keys and their order. Must not know: which problems are worth a line, streams.
 */
import type { Problem } from '../core/problem.ts';
import { escapeJson } from './escape.ts';

/** Keys `uri`, `line` or `index` when known, `offset`, `code`, `detail`, `raw`; ended by a line feed. */
export function rejectLine({ uri, line, index, offset, code, detail, raw }: Problem): string {
  const known = { uri, line: line ?? undefined, index: index ?? undefined, offset, code, detail, raw };
  return `${escapeJson(JSON.stringify(known))}\n`;
}
