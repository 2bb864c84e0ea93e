/**
 * Building blocks for schemas that rename fields: what every struct-as-text, list-of-pairs and null column has in common.
 */
import { structOf } from '../core/json/nested.ts';
import { isArray, isObject, member, textOf, type JsonObject, type JsonValue } from '../core/json/value.ts';

/** Sets an own property, whatever the key is called. */
function setMember(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * A struct with its members renamed; members that are null are dropped, so that exports which always write a column and
 * those which omit it agree. What is no object stays as it is.
 */
export function renameMembers(value: JsonValue, names: Readonly<Record<string, string>>): JsonValue {
  const struct = structOf(value);
  if (!isObject(struct)) return struct;
  const renamed: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(struct)) {
    if (item !== null) setMember(renamed, Object.hasOwn(names, key) ? (names[key] ?? key) : key, item);
  }
  return renamed;
}

/** A map delivered as an object, as text, as `[["k","v"],…]` or as `[{"key":"k","value":"v"},…]` → an object. */
export function mapOf(value: JsonValue): JsonValue {
  const map = structOf(value);
  if (!isArray(map)) return renameMembers(map, {});
  const object: Record<string, JsonValue> = {};
  for (const entry of map) {
    const [key, item] = isArray(entry) ? entry : isObject(entry) ? [member(entry, 'key'), member(entry, 'value')] : [];
    const name = textOf(key);
    if (name === undefined) return map;
    if (item !== undefined && item !== null) setMember(object, name, item);
  }
  return object;
}

/** Column → the delivery format's field, and how its value is mapped. */
export type Columns = Readonly<Record<string, readonly [name: string, map?: (value: JsonValue) => JsonValue]>>;

/**
 * Copies a record's members under their mapped names; null columns are dropped. Unknown ones keep their name, unless a mapped
 * column has it: `requestParams` beside `request_params` must not take its place.
 */
export function addFields(fields: Record<string, JsonValue>, record: JsonObject, columns: Columns): void {
  const entries = Object.entries(record).filter(([, value]) => value !== null);
  for (const [key, value] of entries) if (!Object.hasOwn(columns, key)) setMember(fields, key, value);
  for (const [key, value] of entries) {
    const column = Object.hasOwn(columns, key) ? columns[key] : undefined;
    if (column === undefined) continue;
    const [name, map] = column;
    setMember(fields, name, map === undefined ? value : map(value));
  }
}

/** Names of the record's own keys that `known` does not hold. */
export function unknownKeys(record: JsonObject, known: ReadonlySet<string>): readonly string[] {
  let unknown: string[] | undefined;
  for (const key in record) {
    if (!known.has(key)) (unknown ??= []).push(key);
  }
  return unknown ?? NONE;
}

const NONE: readonly string[] = [];
