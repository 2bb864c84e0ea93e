/**
 * Growing conditions (K25): looked at in the trailing window of every moment at which a record takes part. One finding when the
 * condition becomes true, none while it stays so.
 */
import type { Evaluator, EvaluatorOptions } from './evaluator.ts';
import { Recent, Times } from './firing.ts';
import { gaugeFor, type Gauge } from './gauges.ts';
import { GROUP_UNITS, unitsOf } from './memory.ts';
import type { Participation } from './participation.ts';

interface Group {
  readonly key: string;
  readonly values: readonly string[];
  readonly window: Times;
  readonly recent: Recent;
  readonly gauge: Gauge;
  /** Records of the current moment, when another correlation counts them. */
  current: Participation[];
  /** The condition held at the last moment. */
  held: boolean;
  last: number;
  units: number;
}

export class GrowingEvaluator implements Evaluator {
  readonly #options: EvaluatorOptions;
  /** The one not heard of for the longest time first. */
  readonly #groups = new Map<string, Group>();
  /** Groups of the current moment. */
  readonly #touched = new Set<Group>();

  constructor(options: EvaluatorOptions) {
    this.#options = options;
  }

  take(part: Participation): void {
    const { memory, listener, counter } = this.#options;
    if (memory.full) {
      listener.overflowed();
      return;
    }
    const { time } = part.event;
    let group = this.#groups.get(part.key);
    if (group === undefined) group = this.#open(part);
    else this.#groups.delete(part.key);
    this.#groups.set(part.key, group);
    group.window.add(time);
    group.recent.add(part.event);
    group.gauge.add(part);
    if (counter.isListed) group.current.push(part);
    this.#touched.add(group);
    this.#weigh(group);
  }

  settle(time: number): void {
    for (const group of this.#touched) this.#decide(group, time);
    this.#touched.clear();
    this.#forgetIdle(time);
  }

  end(): void {
    for (const { units } of this.#groups.values()) this.#options.memory.change(-units);
    this.#groups.clear();
  }

  #open({ key, group: values }: Participation): Group {
    const { correlation } = this.#options.counter.compiled;
    const gauge = gaugeFor(correlation);
    return { key, values, window: new Times(), recent: new Recent(), gauge, current: [], held: false, last: -Infinity, units: 0 };
  }

  #decide(group: Group, time: number): void {
    const { compiled } = this.#options.counter;
    const { timespan } = compiled.correlation;
    const from = time - timespan;
    group.window.forgetBefore(from);
    const holds = group.gauge.holds(from, group.window);
    const measured = group.gauge.describe(from, group.window);
    if (holds && (!group.held || group.last < from)) {
      this.#options.listener.fired({
        ...{ compiled, group: group.values, context: [], measured },
        ...{ start: group.window.first ?? time, end: time },
        ...{ members: group.recent.idsSince(from), memberCount: group.window.size, source: group.recent.source },
      });
    }
    if (holds) for (const part of group.current) this.#options.listener.held(part);
    group.current = [];
    group.held = holds;
    group.last = time;
    this.#weigh(group);
  }

  #forgetIdle(time: number): void {
    const { timespan } = this.#options.counter.compiled.correlation;
    for (const [key, group] of this.#groups) {
      if (group.last >= time - timespan) return;
      this.#groups.delete(key);
      this.#options.memory.change(-group.units);
    }
  }

  #weigh(group: Group): void {
    const units = GROUP_UNITS + unitsOf(group.key) + group.window.held + group.recent.units + group.gauge.units;
    this.#options.memory.change(units - group.units);
    group.units = units;
  }
}
