/**
 * The exit codes of the contract (docs/output.md), and which one a run earned.
 */
import { PROBLEMS, type ProblemCode } from '../core/problem.ts';
import type { Summary } from '../core/summary.ts';

export const EXIT = {
  ok: 0,
  failOn: 1,
  usage: 2,
  incomplete: 3,
  outputFailed: 4,
  bug: 70,
  interrupted: 130,
} as const;

/** What `--allow-incomplete` names: everything, or some problem codes. */
export type Tolerated = 'all' | ReadonlySet<ProblemCode>;

export interface Ending {
  readonly summary: Summary;
  readonly interrupted: boolean;
  readonly outputFailed: boolean;
  readonly tolerated: Tolerated;
  readonly allowEmpty: boolean;
  /** Standard output was closed by its reader and nothing else was asked for. */
  readonly readerLeft: boolean;
}

export function resolveExitCode({ summary, interrupted, outputFailed, tolerated, allowEmpty, readerLeft }: Ending): number {
  if (interrupted) return EXIT.interrupted;
  if (outputFailed) return EXIT.outputFailed;
  if (readerLeft) return EXIT.ok;
  if (isEmpty(summary) && !allowEmpty) return EXIT.usage;
  if (isIncomplete(summary, tolerated)) return EXIT.incomplete;
  return summary.failOnReached ? EXIT.failOn : EXIT.ok;
}

/** Nothing was there to read: no artifact, or none that held a record. */
export function isEmpty({ records, artifacts }: Summary): boolean {
  return records.read === 0 && artifacts.failed === 0;
}

function isIncomplete({ problems }: Summary, tolerated: Tolerated): boolean {
  return (Object.keys(problems) as ProblemCode[]).some(
    (code) => PROBLEMS[code].weight !== 'notice' && tolerated !== 'all' && !tolerated.has(code),
  );
}
