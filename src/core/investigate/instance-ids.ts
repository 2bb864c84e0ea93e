/**
 * EC2 instance ids in a JSON value, wherever they stand.
 *
 * Owns: what an id looks like, and the deep scan by whole tokens: `i-…` inside a longer run of letters and digits is none. Bounded in
 * depth, values and characters, and says when a bound was met. Must not know: records, what a place means.
 */
import { parseNested } from '../json/nested.ts';
import { isArray, isObject, type JsonValue } from '../json/value.ts';

/**
 * `i-` and 17 hexadecimal digits, or the 8 of old ids. Anonymised ids are in capitals (`i-0ABC…`, `i-AAAAAAAA`), and AWS's own
 * documents put EXAMPLE into them. Fixed lengths between boundaries: linear.
 */
const FORM = '[iI]-(?:[0-9a-fA-F]{17}|[0-9a-fA-F]{8}|[0-9A-Z]{17}|[0-9A-Z]{8}|[0-9a-fA-F]{0,12}EXAMPLE[0-9a-fA-F]{0,12})';
const WHOLE = new RegExp(`^${FORM}$`);
const TOKEN = new RegExp(`(?<![A-Za-z0-9])${FORM}(?![A-Za-z0-9])`, 'g');

/** An id in the form in which ids are compared (lower case), or null when the text is no instance id. */
export function canonicalInstanceId(text: string): string | null {
  return WHOLE.test(text) ? text.toLowerCase() : null;
}

/** One place where an id stands. */
export interface InstanceIdHit {
  /** Canonical form. */
  readonly instanceId: string;
  /** As the log spells it. */
  readonly spelling: string;
  /** Member names from the root; elements of lists are `[]`, JSON inside text is `()`. */
  readonly path: readonly string[];
  /** `whole`: the value is the id, or an ARN or a session (`AROA…:i-…`) whose last part is; `part`: the id is one word among others. */
  readonly as: 'whole' | 'part';
}

export interface InstanceIdScan {
  readonly hits: readonly InstanceIdHit[];
  /** A bound was met: there may be more. */
  readonly limited: boolean;
}

export interface ScanBounds {
  readonly depth: number;
  readonly values: number;
  readonly characters: number;
  readonly hits: number;
}

/** CloudTrail cuts a record at 256 KB, so that these are met by hostile records only. */
export const SCAN_BOUNDS: ScanBounds = { depth: 64, values: 200_000, characters: 4_000_000, hits: 5_000 };

/** JSON inside JSON inside JSON inside text: nobody logs deeper. */
const NESTED_TEXTS = 3;

interface Place {
  readonly value: JsonValue;
  readonly name: string;
  readonly parent: Place | null;
  readonly depth: number;
  readonly texts: number;
}

/** All ids in `value`, in the order of the document; an id that stands at several places is a hit for each. */
export function scanInstanceIds(value: JsonValue, bounds: ScanBounds = SCAN_BOUNDS): InstanceIdScan {
  const hits: InstanceIdHit[] = [];
  const waiting: Place[] = [{ value, name: '', parent: null, depth: 0, texts: 0 }];
  let limited = false;
  let values = 0;
  let characters = 0;
  // Memory counts with what is found, so that a wide value may wait whole: it is in memory already.
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (++values > bounds.values) return { hits, limited: true };
    const { value: current } = place;
    if (typeof current === 'string') {
      characters += current.length;
      if (characters > bounds.characters || hits.length >= bounds.hits) return { hits, limited: true };
      limited = scanText(current, place, hits, waiting) || limited;
      continue;
    }
    if (!isArray(current) && !isObject(current)) continue;
    if (place.depth >= bounds.depth) {
      limited = true;
      continue;
    }
    const { depth, texts } = place;
    const children: Place[] = [];
    if (isArray(current)) for (const item of current) children.push({ value: item, name: '[]', parent: place, depth: depth + 1, texts });
    else
      for (const [name, item] of Object.entries(current)) {
        if (name.length > 2) addHits(name, { value: name, name: '{}', parent: place, depth, texts }, hits);
        children.push({ value: item, name, parent: place, depth: depth + 1, texts });
      }
    // Not `push(...)`: a list of a million would not fit into the arguments of a call.
    for (const child of children.reverse()) waiting.push(child);
  }
  return { hits, limited };
}

/** @returns whether a bound was met */
function scanText(text: string, place: Place, hits: InstanceIdHit[], waiting: Place[]): boolean {
  const nested = parseNested(text.trim());
  if (nested === undefined) {
    addHits(text, place, hits);
    return false;
  }
  if (place.texts < NESTED_TEXTS) {
    waiting.push({ value: nested, name: '()', parent: place, depth: place.depth + 1, texts: place.texts + 1 });
    return false;
  }
  addHits(text, place, hits);
  return true;
}

function addHits(text: string, place: Place, hits: InstanceIdHit[]): void {
  // Two characters rule out nearly every text at once.
  if (!text.includes('i-') && !text.includes('I-')) return;
  const last = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1);
  const whole = /\s/.test(text) ? null : canonicalInstanceId(last);
  for (const [spelling] of text.matchAll(TOKEN)) {
    const instanceId = spelling.toLowerCase();
    hits.push({ instanceId, spelling, path: pathOf(place), as: whole === instanceId ? 'whole' : 'part' });
  }
}

function pathOf(place: Place): readonly string[] {
  const names: string[] = [];
  for (let at = place; at.parent !== null; at = at.parent) names.push(at.name);
  return names.reverse();
}
