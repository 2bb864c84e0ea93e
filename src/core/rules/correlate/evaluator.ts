/**
 * What every way of evaluating a correlation has in common: it is shown records in the order of time and says when it fired.
 */
import type { Firing } from './firing.ts';
import type { Memory } from './memory.ts';
import type { Participation } from './participation.ts';
import type { Counter } from './plan.ts';

export interface Evaluator {
  /** A record in a group. Times never decrease. */
  take(part: Participation): void;
  /** All records of a moment have been taken. */
  settle(time: number): void;
  /** The input is over. `reach` is the time up to which it tells; null when it holds no time at all. */
  end(reach: number | null): void;
}

/** Hears what an evaluator finds out. */
export interface Listener {
  fired(firing: Firing): void;
  /** The condition holds at this record: what correlations of correlations count. Only asked for when one lists it. */
  held(part: Participation): void;
  /** The memory was full: a record was left out. */
  overflowed(): void;
}

export interface EvaluatorOptions {
  readonly counter: Counter;
  readonly memory: Memory;
  readonly listener: Listener;
}
