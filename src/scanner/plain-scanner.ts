/**
 * The line scanner in plain TypeScript: for hosts without WebAssembly SIMD, and the plain form of what assembly/line-scan.ts does.
 * Over 400 lines, because it is what two files of assembly/ do, side by side to be compared.
 */
import { Buffer } from 'node:buffer';
import type { WordGroups } from '../core/ports.ts';
import { pairKey } from '../core/scouting.ts';
import {
  LONGEST_VALUE,
  ROLES,
  SHORTEST_KEY,
  STOP,
  VERDICT,
  partsOf,
  type Context,
  type LineScanner,
  type LineValues,
  type Role,
  type RoutingKeys,
  type Stop,
  type Verdict,
} from './scanner.ts';
import { isCertainlyWhole } from './whole-record.ts';
import { mayHoldWord } from './words.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
/** As many pairs and contexts as the other scanner has room for. */
const MOST_PAIRS = 3072;
const MOST_CONTEXTS = 16;
const LONGEST_NUMBER = 16;
/** How much space is looked through behind a line. */
const LONGEST_GAP = 4096;

/** A key: the slot of its role in its spelling, or foreign. */
type Slot = { readonly spelling: number; readonly role: Role } | 'foreign';

/** Values of keys; null when one is of no use. */
type FoundKeys = Partial<Record<Role, string | null>>;

/** An element of an array, or a line that is looked at as one. */
interface Element {
  readonly end: number;
  /** The keys at its top; null: it must be read. */
  readonly found: readonly FoundKeys[] | null;
  readonly deepest: number;
}

/** Creates a scanner for these keys. */
export function createPlainScanner(keys: RoutingKeys): LineScanner {
  return new PlainScanner(keys);
}

class PlainScanner implements LineScanner {
  stop: Stop = STOP.needMore;
  passed = 0;
  elementStart = 0;
  elementEnd: number | null = null;
  elementDepth = 0;
  readonly #spellings: RoutingKeys['spellings'];
  readonly #slots: ReadonlyMap<string, Slot>;
  readonly #longestKey: number;
  readonly #words: WordGroups;
  readonly #pairs = new Map<string, { readonly verdict: Verdict; readonly number: number }>();
  readonly #contexts: Context[] = [];
  /** By the number of the context, then of the pair. */
  readonly #counts: number[][] = [];
  #memory = Buffer.alloc(0);
  /** The line at hand; null when it must be read. */
  #line: LineValues | null = null;
  /** What the record that was judged last is counted for. */
  #counted = { context: 0, pair: 0 };

  constructor({ spellings, foreign, words }: RoutingKeys) {
    this.#spellings = spellings;
    this.#words = words;
    const ours = spellings.flatMap((names, spelling) =>
      ROLES.flatMap((role) => (names[role] === undefined ? [] : [[names[role], { spelling, role }] as const])),
    );
    this.#slots = new Map<string, Slot>([...ours, ...foreign.map((name) => [name, 'foreign'] as const)]);
    this.#longestKey = Math.max(...[...this.#slots.keys()].map((name) => name.length));
  }

  reserve(bytes: number): Buffer {
    if (bytes > this.#memory.length) {
      const grown = Buffer.alloc(bytes);
      this.#memory.copy(grown);
      this.#memory = grown;
    }
    return this.#memory;
  }

  scan(from: number, to: number, longestLine: number, known: number | null): number {
    this.passed = 0;
    for (let start = from; ;) {
      const newline = this.#memory.indexOf(NEWLINE, start);
      this.stop = STOP.needMore;
      if (newline === -1 || newline >= to) return start;
      this.stop = this.#judge(start, newline, longestLine);
      if (this.stop !== STOP.needMore) return start;
      const behind = this.#judgeBehind(newline + 1, known ?? to, known === null);
      if (behind === 'goesOn') this.stop = STOP.readLine;
      if (behind !== 'ends') return start;
      this.#count();
      this.passed++;
      start = newline + 1;
    }
  }

  scanElements(from: number, to: number, longest: number): number {
    this.passed = 0;
    for (let unit = from; ;) {
      const start = this.#skipSpace(unit, to);
      this.elementStart = start;
      this.elementEnd = null;
      this.stop = STOP.needMore;
      if (start >= to) return unit;
      const element = this.#memory[start] === OPEN_BRACE ? this.#walkElement(start, to) : 'broken';
      const next = element === 'broken' || element === null ? to : this.#skipSpace(element.end, to);
      if (element === 'broken' || (next >= to && to - start > longest)) this.stop = STOP.readLine;
      if (element === 'broken' || element === null || next >= to) return unit;
      const isLast = this.#memory[next] === CLOSE_BRACKET;
      const isFit = (isLast || this.#memory[next] === COMMA) && element.end - start <= longest;
      if (isFit) {
        this.elementEnd = element.end;
        this.elementDepth = element.deepest;
      }
      this.#line = isFit && element.found !== null ? this.#lineOf(element.found) : null;
      this.stop = this.#line === null ? STOP.readLine : this.#judgePair(this.#line, start, element.end, true);
      if (this.stop !== STOP.needMore) return unit;
      this.#count();
      this.passed++;
      unit = isLast ? next : next + 1;
      if (!isLast) continue;
      this.elementEnd = null;
      this.stop = STOP.readLine;
      return unit;
    }
  }

  scanValues(from: number, to: number, longest: number): number {
    this.passed = 0;
    for (let unit = from; ;) {
      const start = this.#skipSpace(unit, to);
      this.elementStart = start;
      this.elementEnd = null;
      this.stop = STOP.needMore;
      if (start >= to) return unit;
      const value = this.#memory[start] === OPEN_BRACE ? this.#walkElement(start, to) : 'broken';
      if (value === 'broken' || (value === null && to - start > longest)) this.stop = STOP.readLine;
      if (value === 'broken' || value === null) return unit;
      this.stop = STOP.readLine;
      const isAcross = this.countNewlines(start, value.end) > 0;
      if ((this.countNewlines(unit, start) > 0 && !isAcross) || value.end - start > longest) return unit;
      this.elementEnd = value.end;
      this.elementDepth = value.deepest;
      if (isAcross) return unit;
      this.#line = value.found === null ? null : this.#lineOf(value.found);
      if (this.#line !== null) this.stop = this.#judgePair(this.#line, start, value.end, true);
      if (this.stop !== STOP.needMore) return unit;
      this.#count();
      this.passed++;
      unit = value.end;
    }
  }

  countNewlines(from: number, to: number): number {
    let count = 0;
    for (let at = this.#memory.indexOf(NEWLINE, from); at !== -1 && at < to; at = this.#memory.indexOf(NEWLINE, at + 1)) count++;
    return count;
  }

  values(): LineValues {
    return this.#line ?? { spelling: 0, service: '', action: '', workspace: '', time: '' };
  }

  addPair(verdict: Verdict): number {
    const number = this.#pairs.size;
    if (number >= MOST_PAIRS) return -1;
    this.#pairs.set(keyOf(this.values()), { verdict, number });
    return number;
  }

  takeCounts(tell: (pair: number, context: number, records: number) => void): void {
    for (const [context, counts] of this.#counts.entries()) {
      counts.forEach((records, pair) => tell(pair, context, records));
      counts.length = 0;
    }
  }

  forgetPairs(): void {
    this.#pairs.clear();
    for (const counts of this.#counts) counts.length = 0;
  }

  addContext(context: Context): number {
    if (this.#contexts.length >= MOST_CONTEXTS) return -1;
    this.#counts.push([]);
    return this.#contexts.push(context) - 1;
  }

  forgetContexts(): void {
    this.#contexts.length = this.#counts.length = 0;
  }

  /** `needMore` means that the line may be passed over. */
  #judge(start: number, newline: number, longestLine: number): Stop {
    const memory = this.#memory;
    const last = memory[newline - 1] === RETURN ? newline - 2 : newline - 1;
    this.#line = null;
    if (newline - start > longestLine || memory[start] !== OPEN_BRACE || memory[last] !== CLOSE_BRACE) return STOP.readLine;
    const line = this.#readKeys(start, newline);
    if (line === null) return STOP.readLine;
    this.#line = line;
    return this.#judgePair(line, start, last + 1, false);
  }

  /** A line goes on behind it when the next one begins with what can only stand inside a value. */
  #judgeBehind(from: number, known: number, atEnd: boolean): 'ends' | 'goesOn' | 'unknown' {
    const end = Math.min(known, from + LONGEST_GAP);
    const at = this.#skipSpace(from, end);
    if (at === from + LONGEST_GAP) return 'goesOn';
    if (at === known) return atEnd ? 'ends' : 'unknown';
    return goesOnWith(this.#memory[at]) ? 'goesOn' : 'ends';
  }

  #count(): void {
    const { context, pair } = this.#counted;
    const counts = (this.#counts[context] ??= []);
    counts[pair] = (counts[pair] ?? 0) + 1;
  }

  /** `needMore` means that the record may be passed over, and is to be counted. */
  #judgePair(line: LineValues, start: number, end: number, isElement: boolean): Stop {
    const pair = this.#pairs.get(keyOf(line));
    if (pair === undefined) return STOP.newPair;
    const { kind, groups } = partsOf(pair.verdict);
    if (kind === VERDICT.read) return STOP.readLine;
    const context = this.#contexts.findIndex((one) => this.#isOfContext(line, one));
    if (context === -1) return STOP.newContext;
    if (kind !== VERDICT.skip && !isElement && !this.#isOneObject(start, end)) return STOP.readLine;
    if (kind === VERDICT.skipWhole) {
      const record = this.#memory.subarray(start, end);
      if (!isCertainlyWhole(record) || (groups !== 0 && mayHoldWord(record, this.#words, groups))) return STOP.readLine;
    }
    this.#counted = { context, pair: pair.number };
    return STOP.needMore;
  }

  /** The line's values in its one spelling, or null when it must be read. */
  #readKeys(start: number, end: number): LineValues | null {
    if (this.#hasEscape(start, end)) return null;
    const found = this.#findKeys(start, end);
    return found === null ? null : this.#lineOf(found);
  }

  #lineOf(found: readonly FoundKeys[]): LineValues | null {
    const routing = found.flatMap(({ service, action }, spelling) => (service === undefined && action === undefined ? [] : [spelling]));
    const [spelling = 0] = routing;
    const names = this.#spellings[spelling];
    if (routing.length !== 1 || names === undefined) return null;
    const { service, action, workspace, time } = found[spelling] ?? {};
    const workspaceId = names.workspace === undefined ? '' : workspace;
    if (typeof service !== 'string' || typeof action !== 'string') return null;
    if (typeof workspaceId !== 'string' || typeof time !== 'string') return null;
    return { spelling, service, action, workspace: workspaceId, time };
  }

  /** An object; null when its end is not there yet. `broken`: a backslash outside a string, or a raw control character inside one. */
  #walkElement(start: number, to: number): Element | null | 'broken' {
    const memory = this.#memory;
    const found: FoundKeys[] = this.#spellings.map(() => ({}));
    let isFit = true;
    let depth = 0;
    let deepest = 0;
    for (let at = start; at < to; at++) {
      const byte = memory[at];
      if (byte === BACKSLASH) return 'broken';
      // A line that begins with a bracket may be an element by itself, behind one that was torn off.
      if (byte === NEWLINE && beginsElement(memory[at + 1])) isFit = false;
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (--depth === 0) return { end: at + 1, found: isFit ? found : null, deepest };
      } else if (byte === QUOTE) {
        const keyAt = at;
        for (at++; at < to && memory[at] !== QUOTE; at++) {
          if ((memory[at] ?? 0) < 0x20) return 'broken';
          if (memory[at] !== BACKSLASH) continue;
          if (depth === 1 && isKeyEscape(memory, at)) isFit = false;
          at++;
          if (at < to && (memory[at] ?? 0) < 0x20) return 'broken';
        }
        if (at >= to) return null;
        if (depth === 1 && !this.#takeKey(found, keyAt, at, to)) isFit = false;
      }
    }
    return null;
  }

  /** Whether some character that a key is made of is spelled with an escape in the line. */
  #hasEscape(start: number, end: number): boolean {
    const memory = this.#memory;
    for (let at = memory.indexOf(BACKSLASH, start); at !== -1 && at < end; at = memory.indexOf(BACKSLASH, at + 1)) {
      if (isKeyEscape(memory, at)) return true;
    }
    return false;
  }

  /** Our keys per spelling, or null when there is a foreign one. */
  #findKeys(start: number, end: number): readonly FoundKeys[] | null {
    const found: FoundKeys[] = this.#spellings.map(() => ({}));
    let opening = -1;
    for (let at = this.#memory.indexOf(QUOTE, start); at !== -1 && at < end; at = this.#memory.indexOf(QUOTE, at + 1)) {
      if (opening !== -1 && !this.#takeKey(found, opening, at, end)) return null;
      opening = at;
    }
    return found;
  }

  /** Notes the value of what stands between two quotes, if that is one of our keys; false when it is foreign. */
  #takeKey(found: readonly FoundKeys[], keyAt: number, quote: number, end: number): boolean {
    const memory = this.#memory;
    const length = quote - keyAt - 1;
    if (length < SHORTEST_KEY || length > this.#longestKey) return true;
    const slot = this.#slots.get(memory.toString('latin1', keyAt + 1, quote));
    if (slot === undefined) return true;
    const colon = this.#skipSpace(quote + 1, end);
    if (memory[colon] !== COLON) return true;
    if (slot === 'foreign') return false;
    const values = found[slot.spelling] ?? {};
    const isSecond = values[slot.role] !== undefined;
    values[slot.role] = isSecond ? null : this.#readValue(this.#skipSpace(colon + 1, end), end);
    return true;
  }

  /** The raw value of a key, or null when the line must be read. */
  #readValue(start: number, end: number): string | null {
    const memory = this.#memory;
    if (start >= end) return null;
    if (memory[start] === QUOTE) {
      for (let at = start + 1; at < end && at - start - 1 <= LONGEST_VALUE; at++) {
        const byte = memory[at] ?? 0;
        if (byte === QUOTE) return memory.toString('latin1', start + 1, at);
        if (byte === BACKSLASH || byte >= 0x80 || byte < 0x20) return null;
      }
      return null;
    }
    let at = start;
    while (at < end && isDigit(memory[at] ?? 0)) at++;
    const after = memory[at] ?? 0;
    if (at === start || at - start > LONGEST_NUMBER || (after !== COMMA && after !== CLOSE_BRACE && !isSpace(after))) return null;
    return memory.toString('latin1', start, at);
  }

  #skipSpace(start: number, end: number): number {
    let at = start;
    while (at < end && isSpace(this.#memory[at] ?? 0)) at++;
    return at;
  }

  #isOfContext({ spelling, workspace, time }: LineValues, context: Context): boolean {
    // An empty workspace is none: reading the record tells where it counts.
    if (workspace === '' && this.#spellings[spelling]?.workspace !== undefined) return false;
    if (context.workspace !== workspace) return false;
    if (context.day === '') return /^\d{1,16}$/.test(time) && Number(time) >= context.from && Number(time) < context.to;
    return time.length >= 20 && time.startsWith(context.day) && (time.endsWith('Z') || time.endsWith('+00:00'));
  }

  /** Whether the line is one object and nothing else, with all of its keys at the top: by its structure, which finds them anew. */
  #isOneObject(start: number, end: number): boolean {
    const element = this.#walkElement(start, end);
    if (element === null || element === 'broken') return false;
    return element.end === end && element.found !== null && this.#lineOf(element.found) !== null;
  }
}

function keyOf({ spelling, service, action }: LineValues): string {
  return pairKey(spelling, service, action);
}

/** Whether a backslash begins one of `\u0040`–`\u007f`, or `\u002d`: a character that a key is made of. */
function isKeyEscape(memory: Buffer, at: number): boolean {
  if (memory[at + 1] !== 0x75 || memory[at + 2] !== 0x30 || memory[at + 3] !== 0x30) return false;
  const digit = memory[at + 4] ?? 0;
  return (digit >= 0x34 && digit <= 0x37) || (digit === 0x32 && ((memory[at + 5] ?? 0) | 0x20) === 0x64);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** A line break is met inside documents only: a line that ends behind a key or a number does not end with its brace. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === RETURN || byte === NEWLINE;
}

function goesOnWith(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE || byte === QUOTE;
}

function beginsElement(byte: number | undefined): boolean {
  return byte === OPEN_BRACE || byte === OPEN_BRACKET || byte === COMMA;
}
