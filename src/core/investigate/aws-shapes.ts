/**
 * How CloudTrail writes lists and values of EC2: `{"items":[…]}`, `{"item":…}`, `{}` for none, a single element without its list, names
 * in two cases (`instanceId`, `InstanceId`), and values wrapped as `{"tag":1,"content":"…"}`.
 *
 * Seen in real records (RunInstances, CreateNatGateway, DescribeInstanceCreditSpecifications). Must not know: what the names mean.
 */
import { isArray, isObject, member, textOf, type JsonObject, type JsonValue } from '../json/value.ts';
import { cutText } from './bounded-texts.ts';

/** The longest list that is read; real ones end at 1000 (instances of one call). */
export const LONGEST_LIST = 2_000;

/** The first of these members that is there, each also with a capital first letter. */
export function field(object: JsonObject | undefined, ...names: readonly string[]): JsonValue | undefined {
  if (object === undefined) return undefined;
  for (const name of names) {
    const value = member(object, name) ?? member(object, name.charAt(0).toUpperCase() + name.slice(1));
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** The same as an object, or undefined. */
export function structField(object: JsonObject | undefined, ...names: readonly string[]): JsonObject | undefined {
  const value = field(object, ...names);
  return isObject(value) ? value : undefined;
}

/** The same as text: a scalar's exact text up to a bound, also unwrapped from `content`; null when there is none. */
export function textField(object: JsonObject | undefined, ...names: readonly string[]): string | null {
  return textIn(field(object, ...names));
}

export function textIn(value: JsonValue | undefined): string | null {
  const text = textOf(isObject(value) ? member(value, 'content') : value);
  return text === undefined || text === '' ? null : cutText(text);
}

/** The elements of a set, however it is written, at most {@link LONGEST_LIST}. */
export function elements(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null) return [];
  if (isArray(value)) return value.slice(0, LONGEST_LIST);
  if (!isObject(value)) return [value];
  const inner = member(value, 'items') ?? member(value, 'item');
  if (inner !== undefined)
    return isArray(inner) || isObject(inner) ? elements(isArray(inner) ? inner : [inner]) : textIn(inner) === null ? [] : [inner];
  return Object.keys(value).length === 0 ? [] : [value];
}

export function structs(value: JsonValue | undefined): readonly JsonObject[] {
  return elements(value).filter(isObject);
}

export function texts(value: JsonValue | undefined): readonly string[] {
  return elements(value).flatMap((item) => textIn(item) ?? []);
}

/** The same; of an element that is a struct, the member of this name. */
export function namedTexts(value: JsonValue | undefined, name: string): readonly string[] {
  return elements(value).flatMap((item) => (isObject(item) ? textField(item, name) : null) ?? textIn(item) ?? []);
}

/** Key → value of a `tagSet`. A Map, since a tag may be called `__proto__`. The last of two with one key counts, as in AWS. */
export function tagsIn(value: JsonValue | undefined): ReadonlyMap<string, string | null> {
  const tags = new Map<string, string | null>();
  for (const tag of structs(value)) {
    const key = textField(tag, 'key');
    // A number here is the position of the list's element, not a tag.
    if (key !== null) tags.set(key, textField(tag, 'value'));
  }
  return tags;
}
