/**
 * That a correlation fired, and the records it fired on: what a finding is made from.
 */
import type { FindingSource } from '../../finding.ts';
import type { CompiledCorrelation } from '../rule.ts';
import { MEMBER_UNITS } from './memory.ts';
import type { CountedEvent } from './occurrence.ts';

/** Ids of more records are not listed in a finding; all are counted. */
export const MOST_MEMBERS = 100;

export interface Firing {
  readonly compiled: CompiledCorrelation;
  /** Values of the group fields, in their order. */
  readonly group: readonly string[];
  /** Values of the fields that `absence.while` names; null for one without a value. */
  readonly context: readonly (string | null)[];
  /** First and last moment, in ms; the last is the time of the finding. */
  readonly start: number;
  readonly end: number;
  /** Ids of the last {@link MOST_MEMBERS} records, in the order of time and id. */
  readonly members: readonly string[];
  readonly memberCount: number;
  /** What was measured, for people and as evidence. */
  readonly measured: string;
  /** Where the last of the records stands. */
  readonly source: FindingSource;
}

/** Times of records, oldest let go first. */
export class Times {
  #times: number[] = [];
  #gone = 0;

  get size(): number {
    return this.#times.length - this.#gone;
  }

  get first(): number | undefined {
    return this.#times[this.#gone];
  }

  /** Entries that are held, those let go but not yet cleared away included. */
  get held(): number {
    return this.#times.length;
  }

  add(time: number): void {
    this.#times.push(time);
  }

  /** Lets go of what is before a moment. */
  forgetBefore(moment: number): void {
    while ((this.#times[this.#gone] ?? Infinity) < moment) this.#gone++;
    if (this.#gone < 32 || this.#gone * 2 < this.#times.length) return;
    this.#times = this.#times.slice(this.#gone);
    this.#gone = 0;
  }
}

/** The last records of a group. */
export class Recent {
  #events: { readonly time: number; readonly id: string }[] = [];
  #source: FindingSource | null = null;

  get source(): FindingSource {
    return this.#source ?? { uri: '', offset: 0 };
  }

  get units(): number {
    return this.#events.length * MEMBER_UNITS;
  }

  add({ time, id, source }: CountedEvent): void {
    this.#events.push({ time, id });
    this.#source = source;
    if (this.#events.length > 2 * MOST_MEMBERS) this.#events = this.#events.slice(-MOST_MEMBERS);
  }

  /** The ids since a moment, at most the last {@link MOST_MEMBERS}. */
  idsSince(moment: number): readonly string[] {
    return this.#events.flatMap(({ time, id }) => (time >= moment ? [id] : [])).slice(-MOST_MEMBERS);
  }
}
