/** What was read of each input, over all passes. Must not know: what was looked for. */
import { weightOf, type ProblemCode } from '../problem.ts';
import type { Summary } from '../summary.ts';
import type { InputReport, InputRole, Interval } from './model.ts';
import type { PassRange } from './input-port.ts';
import { earlier, later } from './spans.ts';

const ROLES: readonly InputRole[] = ['findings', 'audit', 'cloudtrail', 'flow-logs', 'node-timeline'];

interface Tally {
  readonly summaries: Summary[];
  /** Of further passes over the same. */
  readonly again: Summary[];
  window: Interval;
  used: number;
  seen: Interval;
}

export class InputTally {
  readonly #given: ReadonlyMap<InputRole, readonly string[]>;
  readonly #tallies = new Map<InputRole, Tally>();

  constructor(given: ReadonlyMap<InputRole, readonly string[]>) {
    this.#given = given;
  }

  /** @param again another pass over what was read before: its counts are known, but for problems that only this one met */
  add(role: InputRole, range: PassRange, summary: Summary, again = false): void {
    const known = this.#tallies.get(role);
    const tally = known ?? newTally({ from: range.since, to: range.until });
    this.#tallies.set(role, tally);
    (again ? tally.again : tally.summaries).push(summary);
    if (again) return;
    if (known !== undefined) tally.window = { from: lower(known.window.from, range.since), to: upper(known.window.to, range.until) };
  }

  /** A record that the story uses. */
  use(role: InputRole, time: number | null): void {
    const tally = this.#tallies.get(role) ?? newTally({ from: null, to: null });
    this.#tallies.set(role, tally);
    tally.used++;
    tally.seen = { from: earlier(tally.seen.from, time), to: later(tally.seen.to, time) };
  }

  /** How many records of these schemas were read. */
  recordsOf(role: InputRole, schemas: readonly string[]): number {
    return sum(this.#summaries(role), ({ schemas: counts }) => sum(schemas, (name) => counts[name] ?? 0));
  }

  /** Some pass went through it. What nothing was known of to look for in it, nobody reads. */
  wasRead(role: InputRole): boolean {
    return this.#summaries(role).length > 0;
  }

  isGiven(role: InputRole): boolean {
    return this.#given.has(role);
  }

  reports(): readonly InputReport[] {
    return ROLES.filter((role) => this.#given.has(role)).map((role) => this.#report(role));
  }

  #report(role: InputRole): InputReport {
    const all = this.#summaries(role);
    const problems: Partial<Record<ProblemCode, number>> = {};
    for (const { problems: counts } of all)
      for (const [code, n] of Object.entries(counts) as [ProblemCode, number][]) problems[code] = (problems[code] ?? 0) + n;
    const tally = this.#tallies.get(role);
    const again = tally?.again ?? [];
    // The same are met again; a pass that looks closer, or comes later, meets more.
    for (const { problems: counts } of again)
      for (const [code, n] of Object.entries(counts) as [ProblemCode, number][]) problems[code] = Math.max(problems[code] ?? 0, n);
    return {
      role,
      paths: this.#given.get(role) ?? [],
      artifacts: {
        read: sum(all, ({ artifacts }) => artifacts.read),
        excluded: sum(all, ({ artifacts }) => artifacts.excluded),
        failed: sum(all, ({ artifacts }) => artifacts.failed),
      },
      records: {
        read: sum(all, ({ records }) => records.read),
        used: tally?.used ?? 0,
        rejected: Math.max(
          sum(all, ({ records }) => records.rejected),
          ...again.map(({ records }) => records.rejected),
        ),
        unrecognised: sum(all, ({ records }) => records.unrecognised),
      },
      problems,
      complete:
        [...all, ...again].every(({ interrupted }) => !interrupted) &&
        (Object.keys(problems) as ProblemCode[]).every((code) => weightOf(code) === 'notice'),
      window: tally?.window ?? { from: null, to: null },
      seen: tally?.seen ?? { from: null, to: null },
    };
  }

  #summaries(role: InputRole): readonly Summary[] {
    return this.#tallies.get(role)?.summaries ?? [];
  }
}

function newTally(window: Interval): Tally {
  return { summaries: [], again: [], window, used: 0, seen: { from: null, to: null } };
}

function sum<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((total, item) => total + numberOf(item), 0);
}

/** null is open. */
function lower(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.min(a, b);
}

function upper(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}
