/**
 * Of which times the audit log as given tells anything at all, by workspace. Silence of one sensor means something only there.
 *
 * Owns: the grain ({@link GRAIN}) and the bounds. Of every pass the days are known, times only of what was heard (hearing.ts). Where there is
 * no room, or nothing was heard, less is known, and less is claimed. Must not know: sensors.
 */
import type { Summary } from '../summary.ts';
import type { Interval } from './model.ts';
import { earlier, later } from './spans.ts';

/** Within one grain only the first and the last time are kept. */
export const GRAIN = 600_000;
const MOST_GRAINS = 200_000;
const DAY = 86_400_000;

interface Grain {
  first: number;
  last: number;
}

/** Beginnings of the first and the last day of a workspace, and on how many days it has records. */
export interface DaysHeard {
  readonly first: number;
  readonly last: number;
  readonly days: number;
}

export class HeardTimes {
  readonly #byWorkspace = new Map<string, Map<number, Grain>>();
  readonly #days = new Map<string, DaysHeard>();
  #grains = 0;

  /** A record of the log, whatever it tells. */
  hear(workspaceId: string | null, time: number | null): void {
    if (workspaceId === null || time === null) return;
    const grains = this.#byWorkspace.get(workspaceId) ?? new Map<number, Grain>();
    const at = Math.floor(time / GRAIN);
    const known = grains.get(at);
    if (known !== undefined) {
      if (time < known.first) known.first = time;
      if (time > known.last) known.last = time;
      return;
    }
    if (this.#grains >= MOST_GRAINS) return;
    this.#grains++;
    grains.set(at, { first: time, last: time });
    this.#byWorkspace.set(workspaceId, grains);
  }

  /** The days of a pass, whether or not its records were heard. */
  cover(coverage: Summary['coverage']): void {
    for (const { workspaceId, dates } of coverage) {
      if (workspaceId === null || dates.first === null || dates.last === null) continue;
      const [first, last] = [Date.parse(dates.first), Date.parse(dates.last)];
      const known = this.#days.get(workspaceId);
      this.#days.set(workspaceId, {
        ...{ first: Math.min(first, known?.first ?? first), last: Math.max(last, known?.last ?? last) },
        // Each pass but the longest goes over days of that one.
        days: Math.max(dates.days, known?.days ?? 0),
      });
    }
  }

  /**
   * From the first record of these workspaces to the last, where they were heard. Of others only the day is known: then not before its end, or
   * behind its beginning. Null ends where there is none.
   */
  rangeOf(workspaces: readonly string[]): Interval {
    let range: Interval = { from: null, to: null };
    for (const { first, last } of this.#of(workspaces)) range = { from: earlier(range.from, first), to: later(range.to, last) };
    for (const { first, last } of this.#daysOf(workspaces))
      range = { from: earlier(range.from, first + DAY - 1), to: later(range.to, last) };
    return range;
  }

  /** Null where no day with a record is known. */
  daysHeard(workspaceId: string): DaysHeard | null {
    return this.#days.get(workspaceId) ?? null;
  }

  /** The whole days outside of which these workspaces have no record; null ends where that is not known. */
  daysOf(workspaces: readonly string[]): Interval {
    const days = this.#daysOf(workspaces);
    if (days.length < workspaces.length || days.length === 0) return { from: null, to: null };
    return { from: Math.min(...days.map(({ first }) => first)), to: Math.max(...days.map(({ last }) => last + DAY - 1)) };
  }

  /** Whether a record of these workspaces is known between the two times, neither of them included. */
  isHeardWithin(workspaces: readonly string[], { from, to }: { readonly from: number; readonly to: number }): boolean {
    const isWithin = (time: number): boolean => time > from && time < to;
    return this.#of(workspaces).some(({ first, last }) => isWithin(first) || isWithin(last));
  }

  #daysOf(workspaces: readonly string[]): readonly DaysHeard[] {
    return workspaces.flatMap((workspaceId) => this.#days.get(workspaceId) ?? []);
  }

  #of(workspaces: readonly string[]): readonly Grain[] {
    return workspaces.flatMap((workspaceId) => [...(this.#byWorkspace.get(workspaceId)?.values() ?? [])]);
  }
}
