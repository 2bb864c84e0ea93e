/**
 * Conditions that more records can make false again (K25): decided on complete windows. The first begins at the group's first record,
 * the next at the first record behind it.
 *
 * Owns: which windows count as complete when the input ends.
 */
import { holdsAll } from '../correlation-bounds.ts';
import { showRatio, type Ratio } from '../ratio.ts';
import { isUpwards } from './every-time.ts';
import type { Evaluator, EvaluatorOptions } from './evaluator.ts';
import { Recent } from './firing.ts';
import { holdsFor } from './gauges.ts';
import { GROUP_UNITS, unitsOf } from './memory.ts';
import { meterFor, type Meter } from './meters.ts';
import type { Participation } from './participation.ts';

interface Window {
  readonly key: string;
  readonly values: readonly string[];
  readonly start: number;
  readonly meter: Meter;
  readonly recent: Recent;
  readonly places: Set<number>;
  count: number;
  last: Participation;
  units: number;
}

export class CompleteEvaluator implements Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #timespan: number;
  /** Open windows, the one that began first first. */
  readonly #windows = new Map<string, Window>();

  constructor(options: EvaluatorOptions) {
    this.#options = options;
    this.#timespan = options.counter.compiled.correlation.timespan;
  }

  take(part: Participation): void {
    const { memory, listener, counter } = this.#options;
    const { time } = part.event;
    this.#closeBefore(time);
    if (memory.full) {
      listener.overflowed();
      return;
    }
    let window = this.#windows.get(part.key);
    if (window === undefined) {
      const meter = meterFor(counter.compiled.correlation);
      window = {
        key: part.key,
        values: part.group,
        start: time,
        meter,
        recent: new Recent(),
        places: new Set(),
        count: 0,
        last: part,
        units: 0,
      };
      this.#windows.set(part.key, window);
    }
    window.count++;
    window.last = part;
    window.recent.add(part.event);
    window.meter.add(part);
    for (const place of part.places) window.places.add(place);
    const units = GROUP_UNITS + unitsOf(part.key) + window.recent.units + window.meter.units;
    memory.change(units - window.units);
    window.units = units;
  }

  settle(): void {
    // A window is decided when time has passed its end, see `take` and `end`.
  }

  end(reach: number | null): void {
    // What is below a bound, or missing, may only not be there yet.
    const upwards = isUpwards(this.#options.counter.compiled.correlation);
    for (const window of this.#windows.values()) {
      if (upwards || (reach !== null && window.start + this.#timespan <= reach)) this.#decide(window);
      this.#options.memory.change(-window.units);
    }
    this.#windows.clear();
  }

  #closeBefore(time: number): void {
    for (const [key, window] of this.#windows) {
      if (window.start + this.#timespan >= time) return;
      this.#windows.delete(key);
      this.#decide(window);
      this.#options.memory.change(-window.units);
    }
  }

  #decide(window: Window): void {
    const { counter, listener } = this.#options;
    const { compiled } = counter;
    const { bounds, ruleCondition, rules, type } = compiled.correlation;
    const present = rules.filter((_, place) => window.places.has(place));
    const measured: Ratio = type === 'temporal' ? { numerator: BigInt(present.length), denominator: 1n } : window.meter.read();
    const holds = ruleCondition === null ? holdsAll(bounds, measured) : holdsFor(ruleCondition, new Set(present));
    if (!holds) return;
    listener.fired({
      ...{ compiled, group: window.values, context: [], measured: type === 'temporal' ? present.join(', ') : showRatio(measured) },
      ...{ start: window.start, end: window.last.event.time },
      ...{ members: window.recent.idsSince(window.start), memberCount: window.count, source: window.recent.source },
    });
    if (counter.isListed) listener.held(window.last);
  }
}
