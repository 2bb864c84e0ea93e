/**
 * `fieldref`: a field compared with another field of the same record (K11 of the Sigma reference). Any pair of their values will
 * do; a field without a text fits nothing, and an empty text begins, ends and fills nothing.
 *
 * A hostile record supplies both sides, so the time must not grow with their product.
 */
import { isObject, textOf, type JsonObject } from '../json/value.ts';
import { parsePath, someValue, type FieldPath } from './fields.ts';
import { fold } from './fold.ts';
import type { Place, Test } from './rule.ts';
import { TextSet } from './text-set.ts';

type Reference = Extract<Test, { kind: 'fieldref' }>;

/** Steps that are taken naively before a {@link TextSet} is built. */
const CHEAP = 1_000_000;

/** The texts of a field, in the record's order; null, lists and maps have none themselves. */
export function textsOf(fields: JsonObject, path: FieldPath): readonly string[] {
  const texts: string[] = [];
  someValue(fields, path, (value) => {
    const text = isObject(value) ? undefined : textOf(value);
    if (text !== undefined) texts.push(text);
    return false;
  });
  return texts;
}

/** The definition: whether `text` equals, or begins, ends with or contains, `other`. */
export function fitsReference(text: string, other: string, place: Place): boolean {
  switch (place) {
    case 'whole':
      return text === other;
    case 'start':
      return other !== '' && text.startsWith(other);
    case 'end':
      return other !== '' && text.endsWith(other);
    case 'inside':
      return other !== '' && text.includes(other);
  }
}

/** Compiles a reference into what says, for a record, which texts of its field fit. */
export function compileReference({ other, place, cased }: Reference): (fields: JsonObject) => (text: string) => boolean {
  const path = parsePath(other);
  return (fields) => {
    const others = textsOf(fields, path);
    if (others.length === 0) return () => false;
    const fits = compileFit(cased ? others : others.map(fold), place);
    return cased ? fits : (text) => fits(fold(text));
  };
}

/** Says of a text whether it fits one of the others. */
export function compileFit(others: readonly string[], place: Place, cheap = CHEAP): (text: string) => boolean {
  const distinct = new Set(others);
  if (place === 'whole') return (text) => distinct.has(text);
  distinct.delete('');
  const length = [...distinct].reduce((sum, other) => sum + other.length, 0);
  let set: TextSet | undefined;
  let steps = 0;
  return (text) => {
    if (set === undefined) {
      steps += length * (text.length + 1);
      if (steps <= cheap) return [...distinct].some((other) => fitsReference(text, other, place));
      set = new TextSet(distinct);
    }
    return place === 'start' ? set.startsSome(text) : place === 'end' ? set.endsSome(text) : set.isInside(text);
  };
}
