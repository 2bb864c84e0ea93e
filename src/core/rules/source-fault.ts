/** What both readers of rule files can find wrong, in the same words. */
import type { Position } from './node.ts';
import type { IssueCode } from './report.ts';

/** The longest rule file that is read, in UTF-16 units. */
export const LONGEST_FILE = 4 * 1024 * 1024;

export interface SourceFault {
  readonly code: IssueCode;
  readonly at: Position;
  readonly message: string;
}

export function duplicateKey(at: Position, key: string): SourceFault {
  return { code: 'duplicate-key', at, message: `The key \`${key}\` stands twice in the same map; one of the two would be lost.` };
}

export function tooDeep(at: Position, limit: number): SourceFault {
  return { code: 'too-deep', at, message: `Lists and maps nest deeper than ${limit}; no rule needs that.` };
}

/** A file larger than the readers take, in UTF-16 units or tokens of YAML. */
export function tooLarge(units: number, tokens: number): SourceFault {
  const message = `A rule file has at most ${units / 1024 / 1024} MiB, and ${tokens} tokens when it is YAML; split it into several files.`;
  return { code: 'too-large', at: { line: 1, column: 1 }, message };
}
