/**
 * Format `json`: one array of findings, written piece by piece.
 *
 * Owns: the brackets and commas. A run that breaks off leaves an array without its end, as a cut document should. Must not know: how a
 * finding is spelled (json-lines.ts), streams.
 */
import type { Formatter } from '../core/ports.ts';
import { serialiseFinding } from './json-lines.ts';

/** An array with one finding per line; `[]` when there are none. */
export function jsonFormatter(): Formatter {
  let empty = true;
  return {
    begin: () => '[',
    finding: (finding) => {
      const separator = empty ? '\n' : ',\n';
      empty = false;
      return separator + serialiseFinding(finding);
    },
    end: () => (empty ? ']\n' : '\n]\n'),
  };
}
