/**
 * Format `json`: one array of findings, written piece by piece.
 *
 * Owns: the brackets and commas. Must not know: how a finding is spelled (json-lines.ts), streams.
 */
import type { Formatter } from '../core/ports.ts';
import { findingSerialiser } from './json-lines.ts';

/** An array with one finding per line; `[]` when there are none. */
export function jsonFormatter({ terminal }: { readonly terminal: boolean }): Formatter {
  const serialise = findingSerialiser(terminal);
  let empty = true;
  return {
    begin: () => '[',
    finding: (finding) => {
      const separator = empty ? '\n' : ',\n';
      empty = false;
      return separator + serialise(finding);
    },
    end: () => (empty ? ']\n' : '\n]\n'),
  };
}
