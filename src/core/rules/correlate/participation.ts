/**
 * How one record takes part in one correlation: in which groups, for which of the listed rules, with which values.
 *
 * Owns: that a record counts once per group, however many rules or copies speak for it (K24), and that without a value for a group
 * field it takes no part (K23).
 */
import { numberIn, type Decimal } from '../ratio.ts';
import type { CountedEvent, FieldValues, Occurrence } from './occurrence.ts';
import type { Counter } from './plan.ts';

/** Lists in several group fields multiply; more groups of one record than this are not looked at. */
export const MOST_COMBINATIONS = 1024;

/** A record in a group. */
export interface Participation {
  readonly event: CountedEvent;
  /** The group's values as one text. */
  readonly key: string;
  readonly group: readonly string[];
  /** Places in the list of rules, ascending; those from `rules.length` on are of `absence.alive`. */
  readonly places: readonly number[];
  /** What is counted, each once (`value_count`). */
  readonly tuples: readonly string[];
  /** What is added or ranked. */
  readonly numbers: readonly Decimal[];
  /** The occurrence that put it into the group. */
  readonly occurrence: Occurrence;
}

export interface TakingPart {
  readonly parts: readonly Participation[];
  /** A listed rule matched, but no group field has a value. */
  readonly ungrouped: boolean;
  /** It is in a group, but has nothing to count or to add. */
  readonly unmeasured: boolean;
  /** It has more groups or values than are looked at. */
  readonly cut: boolean;
}

interface Draft {
  readonly group: readonly string[];
  readonly places: Set<number>;
  tuples: readonly string[];
  numbers: readonly Decimal[];
  readonly occurrence: Occurrence;
}

const NOWHERE: TakingPart = { parts: [], ungrouped: false, unmeasured: false, cut: false };

/** How a record takes part; nowhere when none of the listed rules matched it. */
export function takePart(counter: Counter, event: CountedEvent): TakingPart {
  const drafts = new Map<string, Draft>();
  let listed = false;
  let cut = false;
  for (const occurrence of event.occurrences) {
    for (const rule of occurrence.rules) {
      for (const place of counter.places.get(rule) ?? []) {
        listed = true;
        const groups = combine(counter.groupFields[place] ?? [], occurrence.values);
        cut ||= groups.cut;
        for (const group of groups.combinations) enter(drafts, counter, group, place, occurrence);
      }
    }
  }
  if (!listed) return NOWHERE;
  const measures = counter.valueFields.length > 0;
  const all = [...drafts];
  const measured = measures ? all.filter(([, { tuples, numbers }]) => tuples.length + numbers.length > 0) : all;
  const parts = measured.map(([key, { group, places, tuples, numbers, occurrence }]): Participation => {
    return { event, key, group, places: [...places].sort((a, b) => a - b), tuples, numbers, occurrence };
  });
  return { parts, ungrouped: all.length === 0, unmeasured: measured.length < all.length, cut };
}

function enter(drafts: Map<string, Draft>, counter: Counter, group: readonly string[], place: number, occurrence: Occurrence): void {
  const key = JSON.stringify(group);
  let draft = drafts.get(key);
  if (draft === undefined) {
    draft = { group, places: new Set(), tuples: [], numbers: [], occurrence };
    drafts.set(key, draft);
  }
  draft.places.add(place);
  if (counter.valueFields.length === 0 || draft.tuples.length + draft.numbers.length > 0) return;
  // Copies of a record say the same: the first that has a value speaks for all.
  if (counter.compiled.correlation.type === 'value_count') {
    draft.tuples = [...new Set(combine(counter.valueFields, occurrence.values).combinations.map((tuple) => JSON.stringify(tuple)))];
  } else {
    draft.numbers = valuesOf(counter.valueFields[0] ?? -1, occurrence.values).flatMap((text) => numberIn(text) ?? []);
  }
}

/** Every combination of one value per field; none when a field has no value. Without fields there is the one empty combination. */
function combine(
  fields: readonly number[],
  values: readonly FieldValues[],
): { readonly combinations: readonly (readonly string[])[]; readonly cut: boolean } {
  let combinations: (readonly string[])[] = [[]];
  let cut = false;
  for (const field of fields) {
    const texts = new Set(valuesOf(field, values));
    const next: (readonly string[])[] = [];
    for (const combination of combinations) {
      for (const text of texts) {
        if (next.length < MOST_COMBINATIONS) next.push([...combination, text]);
        else cut = true;
      }
    }
    combinations = next;
  }
  return { combinations, cut };
}

/** The values of a field, without its number. */
export function valuesOf(field: number, values: readonly FieldValues[]): readonly string[] {
  const [, ...texts] = values.find(([number]) => number === field) ?? [field];
  return texts;
}
