/**
 * Intervals, and what holds one place after another: a cluster a machine, a machine an interface, an interface a public address.
 *
 * Owns: overlap, intersection, and {@link holdings}. Pure and independent of the order of what it is given. Both ends of an interval
 * count; null is open. Must not know: logs.
 */
import type { Interval } from './model.ts';

export const ALWAYS: Interval = { from: null, to: null };

export function fromOf({ from }: Interval): number {
  return from ?? -Infinity;
}

export function toOf({ to }: Interval): number {
  return to ?? Infinity;
}

export function overlap(a: Interval, b: Interval): boolean {
  return fromOf(a) <= toOf(b) && fromOf(b) <= toOf(a);
}

/** Whether all of `inner` lies in `outer`; an open end of `inner` lies in an open end only. */
export function contains(outer: Interval, inner: Interval): boolean {
  return fromOf(outer) <= fromOf(inner) && toOf(inner) <= toOf(outer);
}

/** The time in both, or null. */
export function intersection(a: Interval, b: Interval): Interval | null {
  return overlap(a, b) ? { from: finite(Math.max(fromOf(a), fromOf(b))), to: finite(Math.min(toOf(a), toOf(b))) } : null;
}

/** The smallest interval that holds all of them; {@link ALWAYS} for none. */
export function hull(intervals: readonly Interval[]): Interval {
  if (intervals.length === 0) return ALWAYS;
  return {
    from: finite(intervals.reduce((low, one) => Math.min(low, fromOf(one)), Infinity)),
    to: finite(intervals.reduce((high, one) => Math.max(high, toOf(one)), -Infinity)),
  };
}

/** The earlier of two times, of which null is not known. */
export function earlier(a: number | null, b: number | null): number | null {
  return a === null || (b !== null && b < a) ? b : a;
}

/** The later of two times, of which null is not known. */
export function later(a: number | null, b: number | null): number | null {
  return a === null || (b !== null && b > a) ? b : a;
}

/** At `time` the place is given to `value` (`set`), or taken from it (`clear`; null: from whichever has it). */
export type Mark =
  | { readonly kind: 'set'; readonly time: number | null; readonly value: string }
  | { readonly kind: 'clear'; readonly time: number | null; readonly value: string | null };

export interface Holding {
  readonly value: string;
  readonly interval: Interval;
  /** Another value was given the place in the same moment: which of them had it is not known. */
  readonly contested: boolean;
}

/**
 * Who had a place that one at a time can have. A `set` ends what was there. Within one moment the order is not known (CloudTrail's
 * times are whole seconds): what is set then stays, whatever is cleared; two that are set both stay, contested. A value cleared before
 * anything is known to have been set had the place until then. A `set` without a time holds from ever; a `clear` without one says nothing.
 */
export function holdings(marks: readonly Mark[]): readonly Holding[] {
  const found: Holding[] = [];
  let open: { readonly value: string; readonly from: number | null; readonly contested: boolean }[] = [];
  const wasSet = new Set<string>();
  for (const [time, group] of byTime(marks)) {
    const sets = new Set(group.flatMap((mark) => (mark.kind === 'set' ? [mark.value] : [])));
    const clears = time === null ? [] : group.filter((mark) => mark.kind === 'clear');
    const ends = (value: string): boolean =>
      sets.size > 0 ? !sets.has(value) : clears.some((mark) => mark.value === null || mark.value === value);
    for (const mark of clears) {
      if (mark.value === null || wasSet.size > 0 || sets.has(mark.value)) continue;
      if (!found.some(({ value }) => value === mark.value))
        found.push({ value: mark.value, interval: { from: null, to: time }, contested: false });
    }
    for (const one of open) if (ends(one.value)) found.push(closed(one, time));
    open = open.filter(({ value }) => !ends(value));
    for (const value of sets) {
      wasSet.add(value);
      const contested = sets.size > 1;
      const before = open.find((one) => one.value === value);
      if (before === undefined) open.push({ value, from: time, contested });
      else if (contested && !before.contested) open = open.map((one) => (one === before ? { ...one, contested } : one));
    }
  }
  return [...found, ...open.map((one) => closed(one, null))].sort(compareHoldings);
}

function closed(one: { readonly value: string; readonly from: number | null; readonly contested: boolean }, to: number | null): Holding {
  return { value: one.value, interval: { from: one.from, to }, contested: one.contested };
}

function byTime(marks: readonly Mark[]): readonly (readonly [number | null, readonly Mark[]])[] {
  const groups = new Map<number | null, Mark[]>();
  for (const mark of marks) {
    const group = groups.get(mark.time);
    if (group === undefined) groups.set(mark.time, [mark]);
    else group.push(mark);
  }
  return [...groups].sort(([a], [b]) => (a ?? -Infinity) - (b ?? -Infinity));
}

function compareHoldings(a: Holding, b: Holding): number {
  const [x, y] = [fromOf(a.interval), fromOf(b.interval)];
  if (x !== y) return x < y ? -1 : 1;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

function finite(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}
