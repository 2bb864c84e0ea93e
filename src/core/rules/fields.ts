/**
 * Where a rule's field leads in a record (K5–K8 of the Sigma reference): dotted keys, lists crossed, JSON inside text entered.
 *
 * Hostile records cannot overflow the stack (only maps recurse, at most once per path segment) and each of their nodes is
 * visited at most once per test. Must not know: tests, patterns.
 */
import { isArray, isObject, member, textOf, type JsonArray, type JsonObject, type JsonScalar, type JsonValue } from '../json/value.ts';
import { parseEmbedded } from './embedded-json.ts';

const LONGEST_PATH = 64;

/** A key made of one or more segments, and the segment behind it. */
interface Run {
  readonly key: string;
  readonly next: number;
}

/** A field name, ready to be followed: for each segment the keys that may begin there, longest first. */
export interface FieldPath {
  readonly runs: readonly (readonly Run[])[];
}

/** Prepares a field name. Callers refuse names with a {@link fieldFault}. */
export function parsePath(field: string): FieldPath {
  const segments = field.split('.');
  const runs = segments.map((_, start) => {
    const lengths = segments.slice(start).map((_, index) => segments.length - index);
    return lengths.map((next) => ({ key: segments.slice(start, next).join('.'), next }));
  });
  return { runs };
}

/** What is wrong with a field name, as a sentence, or null. */
export function fieldFault(field: string): string | null {
  return field.split('.').length <= LONGEST_PATH ? null : `A field name has at most ${LONGEST_PATH} segments.`;
}

/** A value that is no list: lists are replaced by their members. */
export type Member = JsonScalar | JsonObject;
export type Accept = (value: Member) => boolean;

const ABSENT = 0;
const PRESENT = 1;
const ACCEPTED = 2;
type Outcome = typeof ABSENT | typeof PRESENT | typeof ACCEPTED;

/** Whether some value of the field is accepted. Values are asked in the record's order, until one is. */
export function someValue(fields: JsonObject, path: FieldPath, accept: Accept): boolean {
  return follow(fields, path, 0, accept) === ACCEPTED;
}

/** Whether the field is present, whatever its value: null and empty lists are present. */
export function isPresent(fields: JsonObject, path: FieldPath): boolean {
  return follow(fields, path, 0, () => false) !== ABSENT;
}

/** The longest key that leads to something wins; if what is behind it does not have the rest of the path, a shorter one may. */
function follow(map: JsonObject, path: FieldPath, segment: number, accept: Accept): Outcome {
  for (const { key, next } of path.runs[segment] ?? []) {
    const value = member(map, key);
    if (value === undefined) continue;
    const outcome = next === path.runs.length ? arrive(value, accept) : enter(value, path, next, accept);
    if (outcome !== ABSENT) return outcome;
  }
  return ABSENT;
}

/** Goes on through a value in the middle of the path. */
function enter(value: JsonValue, path: FieldPath, segment: number, accept: Accept): Outcome {
  if (isObject(value)) return follow(value, path, segment, accept);
  let outcome: Outcome = ABSENT;
  const pending: JsonValue[] = [value];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    const container = typeof current === 'string' ? parseEmbedded(current) : current;
    if (isArray(container)) {
      pushReversed(pending, container);
    } else if (isObject(container)) {
      const inner = follow(container, path, segment, accept);
      if (inner === ACCEPTED) return ACCEPTED;
      if (inner === PRESENT) outcome = PRESENT;
    }
  }
  return outcome;
}

/** Shows the values at the end of the path. */
function arrive(value: JsonValue, accept: Accept): Outcome {
  if (!isArray(value)) return accept(value) ? ACCEPTED : PRESENT;
  const pending: JsonValue[] = [value];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    if (isArray(current)) pushReversed(pending, current);
    else if (accept(current)) return ACCEPTED;
  }
  return PRESENT;
}

/** Whether some scalar at any depth below a value (or the value itself) has an accepted text. Key names are not looked at. */
export function someLeaf(value: JsonValue, accept: (text: string) => boolean): boolean {
  const pending: JsonValue[] = [value];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    if (isArray(current)) {
      pushReversed(pending, current);
    } else if (isObject(current)) {
      pushReversed(pending, Object.values(current));
    } else {
      const text = textOf(current);
      if (text !== undefined && accept(text)) return true;
    }
  }
  return false;
}

function pushReversed(stack: JsonValue[], items: JsonArray): void {
  for (let index = items.length - 1; index >= 0; index--) stack.push(items[index] as JsonValue);
}
