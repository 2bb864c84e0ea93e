/**
 * Evaluates correlations over everything that was counted, in the order of time: stage by stage, since what a correlation finds is
 * counted by those that list it.
 *
 * Must not know: how occurrences came about, what a finding looks like.
 */
import type { LineStore, StoredLine } from '../../ports.ts';
import { byKeyAndText, mergeSorted } from '../../sorted-lines.ts';
import { AbsenceEvaluator } from './absence.ts';
import { CompleteEvaluator } from './complete.ts';
import type { Evaluator, EvaluatorOptions } from './evaluator.ts';
import { eventsIn } from './events.ts';
import type { Firing } from './firing.ts';
import { isGrowing } from './gauges.ts';
import { GrowingEvaluator } from './growing.ts';
import { Memory } from './memory.ts';
import { lineOf, type FieldValues } from './occurrence.ts';
import { takePart, type Participation } from './participation.ts';
import type { CorrelationPlan, Counter } from './plan.ts';

/** What went into one correlation. */
export interface CorrelationTally {
  /** Records of the listed rules. */
  events: number;
  /** Those without a value for a group field. */
  ungrouped: number;
  /** Those with nothing to count or to add, in some group of theirs. */
  unmeasured: number;
  fired: number;
}

export interface CorrelateOptions {
  readonly plan: CorrelationPlan;
  /** The occurrences, as lines. */
  readonly store: LineStore;
  /** Opens a store for what correlations of correlations count. The caller disposes of it. */
  readonly openStore: () => LineStore;
  /** The time up to which the input tells; null when it holds none. */
  readonly reach: number | null;
  readonly onFirings: (firings: readonly Firing[]) => Promise<void>;
  /** Hears of each correlation that could not look at everything, as often as that happens. */
  readonly onLimit: (counter: Counter, detail: string) => void;
  readonly memory?: Memory;
}

/**
 * Evaluates every correlation.
 * @throws StoreError when a store fails
 */
export async function correlate(options: CorrelateOptions): Promise<ReadonlyMap<Counter, CorrelationTally>> {
  const { plan, store, openStore, memory = new Memory() } = options;
  const tallies = new Map<Counter, CorrelationTally>();
  const stores = [store];
  for (const counters of plan.stages) {
    const derived = counters.some(({ isListed }) => isListed) ? openStore() : null;
    const stage = new Stage(counters, options, memory, derived);
    await stage.run(stores);
    for (const [counter, tally] of stage.tallies) tallies.set(counter, tally);
    if (derived !== null) stores.push(derived);
  }
  return tallies;
}

interface Seat {
  readonly counter: Counter;
  readonly evaluator: Evaluator;
  readonly tally: CorrelationTally;
}

class Stage {
  readonly #options: CorrelateOptions;
  readonly #derived: LineStore | null;
  readonly #seats: readonly Seat[];
  readonly #bySlot = new Map<number, Seat[]>();
  #firings: Firing[] = [];
  #lines: StoredLine[] = [];

  constructor(counters: readonly Counter[], options: CorrelateOptions, memory: Memory, derived: LineStore | null) {
    this.#options = options;
    this.#derived = derived;
    this.#seats = counters.map((counter): Seat => {
      const tally: CorrelationTally = { events: 0, ungrouped: 0, unmeasured: 0, fired: 0 };
      const listener = {
        fired: (firing: Firing): void => {
          tally.fired++;
          this.#firings.push(firing);
        },
        held: (part: Participation): void => {
          this.#lines.push(this.#lineFor(counter, part));
        },
        overflowed: (): void => {
          options.onLimit(counter, 'there is more in one timespan than fits the memory');
        },
      };
      return { counter, tally, evaluator: evaluatorFor({ counter, memory, listener }) };
    });
    for (const seat of this.#seats) {
      for (const slot of seat.counter.places.keys()) {
        const seats = this.#bySlot.get(slot);
        if (seats === undefined) this.#bySlot.set(slot, [seat]);
        else seats.push(seat);
      }
    }
  }

  get tallies(): ReadonlyMap<Counter, CorrelationTally> {
    return new Map(this.#seats.map(({ counter, tally }) => [counter, tally]));
  }

  async run(stores: readonly LineStore[]): Promise<void> {
    const lines = mergeSorted(
      stores.map((store) => store.sorted()),
      byKeyAndText,
    );
    let moment: number | null = null;
    const touched = new Set<Seat>();
    const settle = (): void => {
      if (moment !== null) for (const { evaluator } of touched) evaluator.settle(moment);
      touched.clear();
    };
    for await (const events of eventsIn(lines)) {
      for (const event of events) {
        if (event.time !== moment) settle();
        moment = event.time;
        const seats = new Set(event.occurrences.flatMap(({ rules }) => rules.flatMap((rule) => this.#bySlot.get(rule) ?? [])));
        for (const seat of seats) {
          touched.add(seat);
          const { counter, evaluator, tally } = seat;
          const { parts, ungrouped, unmeasured, cut } = takePart(counter, event);
          tally.events++;
          if (ungrouped) tally.ungrouped++;
          if (unmeasured) tally.unmeasured++;
          if (cut) this.#options.onLimit(counter, 'a record is in more groups than are looked at');
          for (const part of parts) evaluator.take(part);
        }
      }
      await this.#handOut();
    }
    settle();
    for (const { evaluator } of this.#seats) evaluator.end(this.#options.reach);
    await this.#handOut();
  }

  async #handOut(): Promise<void> {
    const [firings, lines] = [this.#firings, this.#lines];
    this.#firings = [];
    this.#lines = [];
    if (lines.length > 0) await this.#derived?.add(lines);
    if (firings.length > 0) await this.#options.onFirings(firings);
  }

  /** What lists this correlation sees the record's fields and, under the names of the group fields, the group's values. */
  #lineFor({ slot, ownFields }: Counter, { event, group, occurrence }: Participation): StoredLine {
    const needed = this.#options.plan.needs.get(slot) ?? [];
    const own = new Map(ownFields.flatMap((field, index) => (field === -1 ? [] : [[field, group[index] ?? ''] as const])));
    const values = needed.flatMap((field): readonly FieldValues[] => {
      const value = own.get(field);
      return value === undefined ? occurrence.values.filter(([number]) => number === field) : [[field, value]];
    });
    return lineOf({ time: event.time, id: event.id, rules: [slot], values, source: event.source });
  }
}

function evaluatorFor(options: EvaluatorOptions): Evaluator {
  const { correlation } = options.counter.compiled;
  if (correlation.absence !== null) return new AbsenceEvaluator(options);
  return isGrowing(correlation) ? new GrowingEvaluator(options) : new CompleteEvaluator(options);
}
