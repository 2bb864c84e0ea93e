/**
 * Occurrences: that a record matched rules which correlations count, as a small tuple, and as the line in which it is stored.
 *
 * Owns: that encoding. The id comes first in it, so that in the order of time and line all copies of a record are neighbours.
 */
import type { FindingSource } from '../../finding.ts';
import type { StoredLine } from '../../ports.ts';

/** The number of a field, then its values in text form. */
export type FieldValues = readonly [field: number, ...values: string[]];

export interface Occurrence {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Of the record. */
  readonly id: string;
  /** Numbers of the rules that matched, ascending. */
  readonly rules: readonly number[];
  /** Of the fields that correlations look at; fields without a value are left out. */
  readonly values: readonly FieldValues[];
  readonly source: FindingSource;
}

/** Everything known of one record: its copies, and the correlations that held at it, differ in rules and values. */
export interface CountedEvent {
  readonly time: number;
  readonly id: string;
  readonly source: FindingSource;
  readonly occurrences: readonly Occurrence[];
}

export function lineOf({ time, id, rules, values, source }: Occurrence): StoredLine {
  return { key: time, text: JSON.stringify([id, rules, values, source]) };
}

export function occurrenceIn({ key, text }: StoredLine): Occurrence {
  const [id, rules, values, source] = JSON.parse(text) as [string, number[], FieldValues[], FindingSource];
  return { time: key, id, rules, values, source };
}
