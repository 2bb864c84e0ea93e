/** Issues of rule files as lines an editor can jump to: `file:line:column: error: message [code]`. */
import type { Issue } from '../core/rules/index.ts';
import { escapeTerminal } from '../sinks/escape.ts';

/** One line per issue, in file order. */
export function issueLines(issues: readonly Issue[]): string {
  return issues.map((issue) => `${escapeTerminal(issueLine(issue))}\n`).join('');
}

function issueLine({ severity, code, location, rule, message }: Issue): string {
  const { uri, line, column } = location;
  return `${uri}:${line}:${column}: ${severity}: ${rule === null ? '' : `rule ${rule}: `}${message} [${code}]`;
}
