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

/** @param fields the event's fields, in the delivery format's names */
export function readDetails(fields: JsonObject): Details {
  const alert = resultOf(fields);
  if (alert === undefined) return NO_DETAILS;
  const found = new Map<string, string>();
  const queue: JsonObject[] = [alert];
  let members = 0;
  for (let next = 0; next < queue.length && next < MOST_OBJECTS; next++) {
    for (const [key, value] of Object.entries(queue[next] ?? {})) {
      if (++members > MOST_MEMBERS) break;
      const name = key.toLowerCase().replace(/[^a-z0-9]/g, '');
      const text = detailText(value);
      if (text !== undefined && text !== '' && !found.has(name)) found.set(name, text);
      for (const item of isArray(value) ? value : [value]) if (isObject(item)) queue.push(item);
    }
  }
  const detail = (names: readonly string[]): string | null =>
    names.map((name) => found.get(name)).find((text) => text !== undefined) ?? null;
  return {
    description: detail(NAMES.description),
    program: detail(NAMES.program),
    args: detail(NAMES.args),
    pid: detail(NAMES.pid),
    user: detail(NAMES.user),
    container: detail(NAMES.container),
    image: detail(NAMES.image),
  };
}

function detailText(value: JsonValue): string | undefined {
  if (!isArray(value)) return textOf(value);
  const texts = value.map(textOf);
  return texts.length > 0 && texts.every((text) => text !== undefined) ? texts.join(' ') : undefined;
}
