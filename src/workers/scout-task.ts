/**
 * What scouts are given to do, and what passes between a thread and the one that started it. Must not know: how anything is done.
 */
import type { Opening } from '../core/ports.ts';
import type { Pair, PairVerdict, ScoutedPart } from '../core/scouting.ts';

/** All of an artifact, or the lines that begin in a range of an open file. */
export type ScoutTask =
  | { readonly kind: 'file'; readonly path: Uint8Array }
  | { readonly kind: 'range'; readonly fd: number; readonly from: number; readonly to: number; readonly opening: Opening };

/** To a scout. */
export interface Orders {
  readonly tasks: readonly { readonly id: number; readonly task: ScoutTask }[];
  /** What was found out about pairs since the last orders. */
  readonly verdicts: readonly PairVerdict[];
  /** Tasks nobody wants any more. */
  readonly dropped: readonly number[];
}

/** From a scout: parts of a task, in order. */
export interface Report {
  readonly id: number;
  readonly parts: readonly ScoutedPart[];
  /** No more parts of it will come. */
  readonly isDone: boolean;
}

/** What a scout sends at a time. */
export interface Reports {
  readonly reports: readonly Report[];
  /** Pairs it knows nothing of: their lines are kept until it is told. */
  readonly asked: readonly Pair[];
}

/** Does a task, part by part. */
export type RunTask = (task: ScoutTask) => Iterable<ScoutedPart>;

/** What a part holds in memory. */
export function bytesHeld(part: ScoutedPart): number {
  return part.lines.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
