/**
 * What the sensor's own alert tells, found inside `response.result`.
 *
 * The sensor's JSON is not documented to the letter: its templates and its JSON differ, and content updates change it. So keys
 * are sought without regard to case and separators, nearest to the root first, and whatever is not found is null.
 */
import { resultOf } from './event-facts.ts';
import type { Details } from './finding.ts';
import { isArray, isObject, textOf, type JsonObject, type JsonValue } from './json/value.ts';

/** Names under which each detail is sought, best first; compared in lower case without separators. */
const NAMES: Readonly<Record<keyof Details, readonly string[]>> = {
  description: ['description', 'message'],
  program: ['programpath', 'program', 'executable', 'processname', 'path'],
  args: ['programarguments', 'programargs', 'args', 'arguments', 'argv', 'commandline', 'cmdline'],
  pid: ['pid', 'processid', 'tgid'],
  user: ['username', 'user', 'uid'],
  container: ['containername', 'containerid', 'container'],
  image: ['imagename', 'containerimage', 'image', 'imageid'],
};
const MOST_OBJECTS = 200;
const MOST_MEMBERS = 5000;

export const NO_DETAILS: Details = { description: null, program: null, args: null, pid: null, user: null, container: null, image: null };

/** All of the names, those of one detail one behind the other. */
const SOUGHT = Object.entries(NAMES).flatMap(([detail, names]) => names.map((name) => ({ name, detail: detail as keyof Details })));
const PLACES: ReadonlyMap<string, number> = new Map(SOUGHT.map(({ name }, place) => [name, place]));
/** Keys as they were spelled → their place among the names, or -1. Bounded: a hostile alert may hold new keys each time. */
const spellings = new Map<string, number>();
const MOST_SPELLINGS = 1000;
const LONGEST_SPELLING = 64;

/** @param fields the event's fields, in the delivery format's names */
export function readDetails(fields: JsonObject): Details {
  const alert = resultOf(fields);
  if (!isObject(alert)) return NO_DETAILS;
  const found = SOUGHT.map((): string | null => null);
  const queue: JsonObject[] = [alert];
  let members = 0;
  for (let next = 0; next < queue.length && next < MOST_OBJECTS; next++) {
    const object = queue[next] ?? {};
    for (const key of Object.keys(object)) {
      if (++members > MOST_MEMBERS) break;
      const value = object[key] ?? null;
      const place = placeOf(key);
      if (place >= 0 && found[place] === null) found[place] = detailText(value);
      if (isObject(value)) queue.push(value);
      else if (isArray(value)) for (const item of value) if (isObject(item)) queue.push(item);
    }
  }
  const details: { -readonly [detail in keyof Details]: Details[detail] } = { ...NO_DETAILS };
  for (const [place, { detail }] of SOUGHT.entries()) details[detail] ??= found[place] ?? null;
  return details;
}

function placeOf(key: string): number {
  const known = spellings.get(key);
  if (known !== undefined) return known;
  const place = PLACES.get(key.toLowerCase().replace(/[^a-z0-9]/g, '')) ?? -1;
  if (spellings.size < MOST_SPELLINGS && key.length <= LONGEST_SPELLING) spellings.set(key, place);
  return place;
}

/** Null for what has no text, or an empty one. */
function detailText(value: JsonValue): string | null {
  const texts = isArray(value) ? value.map(textOf) : [textOf(value)];
  const text = texts.every((one) => one !== undefined) ? texts.join(' ') : '';
  return text === '' ? null : text;
}
