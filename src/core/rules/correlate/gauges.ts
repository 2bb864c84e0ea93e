/**
 * What growing conditions look at in a trailing window: how many records, how many values, which rules, which rules in order.
 *
 * Each is told of records as they come and asked once all records of a moment are in. None keeps more than its threshold needs.
 */
import type { Correlation, Expression } from '../rule.ts';
import type { Times } from './firing.ts';
import { unitsOf, VALUE_UNITS } from './memory.ts';
import { OrderedStarts } from './order.ts';
import type { Participation } from './participation.ts';

export interface Gauge {
  add(part: Participation): void;
  /** Whether the condition holds in the window that begins at `from` and ends now. */
  holds(from: number, window: Times): boolean;
  /** What was measured in that window. */
  describe(from: number, window: Times): string;
  readonly units: number;
}

/** The gauge for a correlation whose condition is growing, see {@link isGrowing}. */
export function gaugeFor(correlation: Correlation): Gauge {
  const least = leastCount(correlation);
  switch (correlation.type) {
    case 'value_count':
      return new ValueGauge(least);
    case 'temporal':
      return new RuleGauge(correlation, least);
    case 'temporal_ordered':
      return new OrderGauge(correlation.rules);
    default:
      return { add: () => undefined, holds: (_, window) => window.size >= least, describe: (_, window) => String(window.size), units: 0 };
  }
}

/** Whether more records in a window can only make the condition true (K25). */
export function isGrowing({ type, bounds, ruleCondition }: Correlation): boolean {
  if (type === 'temporal_ordered') return true;
  if (type === 'temporal' && ruleCondition !== null) return !hasNot(ruleCondition);
  const counts = type === 'event_count' || type === 'value_count' || type === 'temporal';
  return counts && bounds.every(({ operator }) => operator === 'gt' || operator === 'gte');
}

function hasNot(expression: Expression): boolean {
  if (expression.kind === 'not') return true;
  return (expression.kind === 'and' || expression.kind === 'or') && expression.operands.some(hasNot);
}

/** The least count that satisfies bounds which are all `gt` and `gte`; for temporal types without a condition, all rules. */
function leastCount({ bounds, rules }: Correlation): number {
  if (bounds.length === 0) return rules.length;
  return Math.max(...bounds.map(({ operator, value }) => Number(value) + (operator === 'gt' ? 1 : 0)));
}

class ValueGauge implements Gauge {
  readonly #least: number;
  /** Value → when it was last seen, the longest ago first. */
  readonly #last = new Map<string, number>();
  #units = 0;

  constructor(least: number) {
    this.#least = least;
  }

  get units(): number {
    return this.#units;
  }

  add({ tuples, event }: Participation): void {
    for (const tuple of tuples) {
      if (!this.#last.delete(tuple)) this.#units += VALUE_UNITS + unitsOf(tuple);
      this.#last.set(tuple, event.time);
    }
  }

  holds(from: number): boolean {
    this.#forget((time) => time < from);
    return this.#last.size >= this.#least;
  }

  describe(): string {
    const size = this.#last.size;
    // As many as the threshold tell whether it will be reached at any later moment.
    this.#forget(() => this.#last.size > Math.max(1, this.#least));
    return String(size);
  }

  #forget(isPast: (time: number) => boolean): void {
    for (const [tuple, time] of this.#last) {
      if (!isPast(time)) return;
      this.#last.delete(tuple);
      this.#units -= VALUE_UNITS + unitsOf(tuple);
    }
  }
}

class RuleGauge implements Gauge {
  readonly #names: readonly string[];
  readonly #condition: Expression | null;
  readonly #least: number;
  /** Per place, when the rule last matched. */
  readonly #last: Float64Array;

  constructor({ rules, ruleCondition }: Correlation, least: number) {
    this.#names = rules;
    this.#condition = ruleCondition;
    this.#least = least;
    this.#last = new Float64Array(rules.length).fill(-Infinity);
  }

  get units(): number {
    return this.#last.length;
  }

  add({ places, event }: Participation): void {
    for (const place of places) this.#last[place] = event.time;
  }

  holds(from: number): boolean {
    const present = new Set(this.#present(from));
    return this.#condition === null ? present.size >= this.#least : holdsFor(this.#condition, present);
  }

  describe(from: number): string {
    return this.#present(from).join(', ');
  }

  #present(from: number): readonly string[] {
    return this.#names.filter((_, place) => (this.#last[place] ?? -Infinity) >= from);
  }
}

/** Whether a condition over names holds for those that are present. */
export function holdsFor(condition: Expression, present: ReadonlySet<string>): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.operands.every((operand) => holdsFor(operand, present));
    case 'or':
      return condition.operands.some((operand) => holdsFor(operand, present));
    case 'not':
      return !holdsFor(condition.operand, present);
    default:
      return condition.kind === 'selection' && present.has(condition.name);
  }
}

class OrderGauge implements Gauge {
  readonly #names: readonly string[];
  readonly #starts: OrderedStarts;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#starts = new OrderedStarts(names.length);
  }

  get units(): number {
    return this.#names.length * 4;
  }

  add({ places, event }: Participation): void {
    this.#starts.add(event.time, event.id, places);
  }

  holds(from: number): boolean {
    return this.#starts.latestStart() >= from;
  }

  describe(): string {
    return this.#names.join(' → ');
  }
}
