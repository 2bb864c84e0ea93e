/**
 * Whether a record names an id as a whole word, wherever it stands. A word is made of letters, digits and hyphens, as the ids of clusters are.
 *
 * Must not know: what the ids are of.
 */
import { isArray, isObject, textOf, type JsonValue } from '../json/value.ts';

const WORD = /[A-Za-z0-9][A-Za-z0-9-]*/g;
const MOST_VALUES = 200_000;

/** Ids to look for: in lower case → as the story spells them. */
export type KnownIds = ReadonlyMap<string, string>;

export function knownIds(ids: Iterable<string>): KnownIds {
  return new Map([...ids].map((id) => [id.toLowerCase(), id]));
}

/** Those of the ids that the value names, in whatever case, as the story spells them, in the order of the value. */
export function idsNamed(value: JsonValue, ids: KnownIds): readonly string[] {
  const found = new Set<string>();
  const waiting: JsonValue[] = [value];
  let values = 0;
  for (let current = waiting.pop(); current !== undefined && values < MOST_VALUES; current = waiting.pop(), values++) {
    if (isArray(current)) for (const item of current) waiting.push(item);
    else if (isObject(current)) for (const item of Object.values(current)) waiting.push(item);
    else addNamed(textOf(current) ?? '', ids, found);
  }
  return [...found];
}

function addNamed(text: string, ids: KnownIds, found: Set<string>): void {
  for (const [word] of text.matchAll(WORD)) {
    const id = ids.get(word.toLowerCase());
    if (id !== undefined) found.add(id);
  }
}
