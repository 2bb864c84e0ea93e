/**
 * What the correlations of a scan need to be counted: a number for every rule they list and every field they look at, and which
 * fields of which rule's records must be kept.
 *
 * Must not know: records.
 */
import type { CompiledCorrelation } from '../rule.ts';

/** A correlation, ready to be evaluated. */
export interface Counter {
  readonly compiled: CompiledCorrelation;
  /** Its own number, under which others list it. */
  readonly slot: number;
  /** Whether another correlation lists it. */
  readonly isListed: boolean;
  /** Slot → places in the list of rules; those of `absence.alive` come behind. */
  readonly places: ReadonlyMap<number, readonly number[]>;
  /** Per place, the number of each group field; -1 where an alias has none for that rule. */
  readonly groupFields: readonly (readonly number[])[];
  /** Per group field, the number under which whoever lists this correlation sees its value; -1 when nobody looks. */
  readonly ownFields: readonly number[];
  readonly valueFields: readonly number[];
  readonly whileFields: readonly number[];
}

export interface CorrelationPlan {
  /** Name of a rule or correlation → its slot. */
  readonly slots: ReadonlyMap<string, number>;
  /** Names of fields, by number. */
  readonly fields: readonly string[];
  /** Slot of a rule → the fields to keep of its records, ascending. */
  readonly needs: ReadonlyMap<number, readonly number[]>;
  /** By depth: what lists rules only, then what lists those, … */
  readonly stages: readonly (readonly Counter[])[];
}

/** @param correlations each behind those that it lists, as `compileRules` gives them */
export function planCorrelations(correlations: readonly CompiledCorrelation[]): CorrelationPlan {
  const slots = new Numbers();
  const fields = new Numbers();
  const listed = new Set(correlations.flatMap(({ members }) => members));
  const drafts = correlations.map((compiled): Omit<Counter, 'ownFields'> => {
    const { correlation, members, alive } = compiled;
    const { aliases, groupBy, rules, valueFields, absence } = correlation;
    const places = new Map<number, number[]>();
    for (const [place, name] of [...members, ...alive].entries()) {
      const slot = slots.of(name);
      places.set(slot, [...(places.get(slot) ?? []), place]);
    }
    const references = [...rules, ...(absence?.alive ?? [])];
    return {
      compiled,
      slot: slots.of(correlation.name),
      isListed: listed.has(correlation.name),
      places,
      groupFields: references.map((reference) => groupBy.map((name) => fieldFor(name, reference, aliases, fields))),
      valueFields: valueFields.map((field) => fields.of(field)),
      whileFields: (absence?.while ?? []).map((field) => fields.of(field)),
    };
  });
  const numbers = fields.all();
  const counters = drafts.map((draft): Counter => {
    return { ...draft, ownFields: draft.compiled.correlation.groupBy.map((name) => numbers.get(name) ?? -1) };
  });
  const stages: (Counter[] | undefined)[] = [];
  for (const counter of counters) (stages[counter.compiled.depth] ??= []).push(counter);
  return { slots: slots.all(), fields: [...numbers.keys()], needs: findNeeds(counters), stages: [...stages].map((stage) => stage ?? []) };
}

/** An alias leads to another field for each rule; other names are fields. */
function fieldFor(name: string, reference: string, aliases: CompiledCorrelation['correlation']['aliases'], fields: Numbers): number {
  if (!Object.hasOwn(aliases, name)) return fields.of(name);
  const alias = aliases[name] ?? {};
  return Object.hasOwn(alias, reference) ? fields.of(alias[reference] ?? '') : -1;
}

/** What a correlation looks at is needed of its rules; what is looked at in its occurrences, of the rules below it. */
function findNeeds(counters: readonly Counter[]): ReadonlyMap<number, readonly number[]> {
  const needs = new Map<number, Set<number>>();
  for (const counter of counters.toReversed()) {
    const { slot, places, groupFields, valueFields, whileFields } = counter;
    const passedDown = needs.get(slot) ?? [];
    for (const [member, positions] of places) {
      const needed = needs.get(member) ?? new Set();
      needs.set(member, needed);
      const grouping = positions.flatMap((place) => groupFields[place] ?? []).filter((field) => field >= 0);
      for (const field of [...grouping, ...valueFields, ...whileFields, ...passedDown]) needed.add(field);
    }
  }
  return new Map([...needs].map(([slot, fields]) => [slot, [...fields].sort((a, b) => a - b)]));
}

/** Numbers for names, in the order in which they are first asked for. */
class Numbers {
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  all(): ReadonlyMap<string, number> {
    return this.#numbers;
  }
}
