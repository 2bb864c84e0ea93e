/**
 * Of which times the audit log as given tells anything at all, by workspace. Silence of one sensor means something only there.
 *
 * Owns: the grain ({@link GRAIN}) and the bounds. Where there is no room, less is known, and less is claimed. Must not know: sensors.
 */
import type { Interval } from './model.ts';
import { earlier, later } from './spans.ts';

/** Within one grain only the first and the last time are kept. */
export const GRAIN = 600_000;
const MOST_GRAINS = 200_000;

interface Grain {
  first: number;
  last: number;
}

export class HeardTimes {
  readonly #byWorkspace = new Map<string, Map<number, Grain>>();
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

  /** From the first record of these workspaces to the last; null ends where there is none. */
  rangeOf(workspaces: readonly string[]): Interval {
    let range: Interval = { from: null, to: null };
    for (const { first, last } of this.#of(workspaces)) range = { from: earlier(range.from, first), to: later(range.to, last) };
    return range;
  }

  /** Whether a record of these workspaces is known between the two times, neither of them included. */
  isHeardWithin(workspaces: readonly string[], { from, to }: { readonly from: number; readonly to: number }): boolean {
    const isWithin = (time: number): boolean => time > from && time < to;
    return this.#of(workspaces).some(({ first, last }) => isWithin(first) || isWithin(last));
  }

  #of(workspaces: readonly string[]): readonly Grain[] {
    return workspaces.flatMap((workspaceId) => [...(this.#byWorkspace.get(workspaceId)?.values() ?? [])]);
  }
}
