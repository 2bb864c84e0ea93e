/** What both readers of rule files can find wrong, in the same words. */
import type { Position } from './node.ts';
import type { IssueCode } from './report.ts';

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

export function tooLarge(what: string, limit: number): SourceFault {
  const message = `${what} has at most ${limit} characters, and this one has more; cut it into several files.`;
  return { code: 'too-large', at: { line: 1, column: 1 }, message };
}
