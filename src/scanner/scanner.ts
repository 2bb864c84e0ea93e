/**
 * What a scanner is: it passes over lines, or elements of an array, whose service and action are known to match no rule, and counts them.
 *
 * A line may be passed over only if every record its bytes can stand for is one the rules leave alone. JSON knows three spellings
 * of a character: itself, a two-character escape, `\uXXXX`. So a key of ours is there literally between quotes, or spelled with a
 * `\u0040`–`\u007f` or a `\u002d`, for keys are made of letters, underscores and hyphens. A line is handed to the reader when it
 * - does not begin with `{` and end with `}` (a carriage return apart), or is longer than the limit;
 * - is followed, white space apart, by what can only stand inside a value (`,`, `]`, `}`, a quote): then the value may go on there;
 * - spells any such escape, wherever it stands;
 * - holds a foreign key, or names service or action in more than one spelling, or one of its spelling's keys twice or not at all
 *   (at any depth);
 * - has a value there that is neither a string of plain ASCII without a backslash nor a short whole number.
 * What remains has exactly the values that were found, or lacks some of them at its top; and it may be several values, each with some of
 * them. So the verdict on the pair must hold for every such combination (`skip`), or the scanner proves that the line is one object with
 * all keys of its spelling at its top (`skip-at-top`).
 *
 * In an array, elements are found by their structure, so each key is known to stand at an element's top, and those below do not count.
 * An element with a backslash outside a string, or a raw control character inside one, is handed to the reader: there the structure ends. So
 * is one in which a line begins with a bracket or a comma: it may be torn, and another element seem to belong to it.
 *
 * Two scanners do the same: one in WebAssembly with SIMD, one in plain TypeScript. Must not know: rules, records.
 */
import type { Buffer } from 'node:buffer';
import type { RoutingSpelling, WordGroups } from '../core/ports.ts';

export const ROLES = ['service', 'action', 'workspace', 'time'] as const;
export type Role = (typeof ROLES)[number];

/** The keys that matter, each of at least {@link SHORTEST_KEY} characters, which are {@link KEY_CHARACTERS}. */
export interface RoutingKeys {
  /** At most four. */
  readonly spellings: readonly RoutingSpelling[];
  /** Keys by which a record may be of a schema that has no spelling here. */
  readonly foreign: readonly string[];
  /** What {@link skipUnless} is about. */
  readonly words: WordGroups;
}
/** What an escape is looked for to spell; with another, a key could be there and not be seen. */
export const KEY_CHARACTERS = /^[-\x40-\x5b\x5d-\x7e]+$/;
/** The last eight bytes of a key and its opening quote are compared at once. */
export const SHORTEST_KEY = 7;
/** Service, action and workspace are not longer. */
export const LONGEST_VALUE = 255;

/** Why a scan stopped. */
export const STOP = { needMore: 0, readLine: 1, newPair: 2, newContext: 3 } as const;
export type Stop = (typeof STOP)[keyof typeof STOP];

/**
 * What is known of a pair. `skipAtTop`: only when it is proven to be one object with all keys at its top. `skipWhole`: only when the record is
 * certainly whole, too (whole-record.ts).
 */
export const VERDICT = { skip: 1, skipAtTop: 2, skipWhole: 3, read: 4 } as const;
/** One of these; or {@link skipUnless}, which is `skipWhole` with more in the bits above. */
export type Verdict = number;
const VERDICT_BITS = 3;

/** `skipWhole`, and only when the record certainly holds no word of these groups (words.ts). */
export function skipUnless(groups: number): Verdict {
  return VERDICT.skipWhole | (groups << VERDICT_BITS);
}

/** What a verdict is made of. */
export function partsOf(verdict: Verdict): { readonly kind: number; readonly groups: number } {
  return { kind: verdict & ((1 << VERDICT_BITS) - 1), groups: verdict >>> VERDICT_BITS };
}

/**
 * What lines are counted for: one workspace on one day. As files of several workspaces are merged, there are several at a time.
 * Times are either whole numbers of milliseconds in `[from, to)`, or, when `day` is not empty, UTC texts that begin with it.
 */
export interface Context {
  readonly workspace: string;
  readonly from: number;
  readonly to: number;
  /** YYYY-MM-DD, or empty. */
  readonly day: string;
}

/** Raw values of the line a scan stopped at. */
export interface LineValues {
  /** Index of the spelling it is written in. */
  readonly spelling: number;
  readonly service: string;
  readonly action: string;
  /** Empty when the spelling has none. */
  readonly workspace: string;
  readonly time: string;
}

export interface LineScanner {
  /** Memory to scan, of at least so many bytes; what was in it stays. Views given before are dead. */
  reserve(bytes: number): Buffer;
  /**
   * Scans memory from the beginning of a line.
   * @param known up to where there are bytes to look at, at least `to`; null: nothing comes behind `to`
   * @returns the beginning of the line it stopped at; with `needMore`, of the last line: its end is not there yet, or what the next begins with
   */
  scan(from: number, to: number, longestLine: number, known: number | null): number;
  /**
   * Scans memory from where an element of an array is expected, and passes over objects, each with the comma behind it; the last one of
   * an array has none.
   * @returns where the first thing that was not passed over is expected; with `needMore`, its end is not there yet
   */
  scanElements(from: number, to: number, longest: number): number;
  /**
   * The same from behind a value or at the beginning of the first, where values follow one another. Behind a line break only a value that
   * goes on across lines is found, and is never passed over: others are lines.
   * @returns where the last value that was passed over ends
   */
  scanValues(from: number, to: number, longest: number): number;
  /** Where the element or value begins that was stopped at. */
  readonly elementStart: number;
  /** Where it ends; null when that is not there yet, or when what stands here is for the reader to find out. */
  readonly elementEnd: number | null;
  /** It does not nest deeper than this; it may nest less deep. */
  readonly elementDepth: number;
  /** How many line breaks the memory holds between. */
  countNewlines(from: number, to: number): number;
  /** Why the last scan stopped. */
  readonly stop: Stop;
  /** How many lines or elements the last scan passed over. */
  readonly passed: number;
  values(): LineValues;
  /** Remembers the pair of the line the last scan stopped at; returns its number, or -1 when there is no room for more. */
  addPair(verdict: Verdict): number;
  /** Tells how many lines of each pair and context were passed over since this was last asked, where there are any. */
  takeCounts(tell: (pair: number, context: number, records: number) => void): void;
  /** Makes room for other pairs; counts that were not taken are lost. */
  forgetPairs(): void;
  /** Remembers a context; returns its number, or -1 when there is no room for more. */
  addContext(context: Context): number;
  /** Makes room for other contexts; counts that were not taken are lost. */
  forgetContexts(): void;
}
