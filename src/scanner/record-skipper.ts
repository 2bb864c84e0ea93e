/**
 * Passes over records that certainly match no rule, and says what they were: the {@link RecordSkipper} of a scan.
 *
 * Owns: the counts of what was passed over, per pair, workspace and day. Which record may be passed over at all, a scanner knows
 * (scanner.ts); whether for a record it is does not depend on those before it. Must not know: rules, which it asks once per pair.
 */
import type { Buffer } from 'node:buffer';
import {
  ENVELOPE_KEYS,
  type FoundElement,
  type LogSchema,
  type RecordSkipper,
  type RoutingSpelling,
  type SkipRules,
  type WordGroups,
} from '../core/ports.ts';
import { pairKey, type Pair, type PairVerdict, type ScoutedCount } from '../core/scouting.ts';
import { parseTime } from '../core/time.ts';
import { NeedleSkipper } from './needle-skipper.ts';
import { createPlainScanner } from './plain-scanner.ts';
import {
  KEY_CHARACTERS,
  SHORTEST_KEY,
  skipUnless,
  STOP,
  VERDICT,
  type LineScanner,
  type LineValues,
  type RoutingKeys,
  type Verdict,
} from './scanner.ts';
import { createWasmScanner } from './wasm-scanner.ts';

const DAY = 86_400_000;
/** Numbers from here on are milliseconds, those below are seconds (core/time.ts). */
const FIRST_MILLISECONDS = 1e11;
/** As many verdicts as are kept for scouts; a hostile log may hold a new pair in each record. */
const MOST_VERDICTS = 4096;

type SpelledSchema = LogSchema & { readonly spelling: RoutingSpelling };

/**
 * By which keys the records of these schemas are known.
 * @returns null when some schema does not say it: then every record must be read
 */
export function routingKeysOf(schemas: readonly LogSchema[], words: WordGroups = []): RoutingKeys | null {
  const routed = schemas.filter(isSpelled);
  const keys: RoutingKeys = {
    spellings: routed.map(({ spelling }) => spelling),
    // An envelope is no record, and a line that holds one is for the reader.
    foreign: [...schemas.flatMap(({ marks }) => marks ?? []), ...ENVELOPE_KEYS],
    words,
  };
  const names = [...keys.spellings.flatMap((spelling) => Object.values<string>({ ...spelling })), ...keys.foreign];
  const isSound = schemas.every((schema) => isSpelled(schema) || schema.marks !== undefined) && routed.length > 0;
  return !isSound || names.some((name) => name.length < SHORTEST_KEY || !KEY_CHARACTERS.test(name)) ? null : keys;
}

/**
 * Creates the skipper of a scan.
 * @param schemas all that the scan knows
 * @returns null when some schema does not say by which keys its records are known: then every record must be read
 */
export function createRecordSkipper(schemas: readonly LogSchema[], rules: SkipRules, createScanner = bestScanner): RecordSkipper | null {
  const keys = routingKeysOf(schemas, rules.words);
  if (keys === null) return null;
  const routed = schemas.filter(isSpelled);
  const skipper = new Skipper(createScanner(keys), keys, {
    verdictOn: (spelling, service, action) => verdictOn(rules, routed[spelling], service, action),
    passedOver({ spelling, service, action, workspace, time, records }) {
      const schema = routed[spelling];
      if (schema !== undefined) {
        rules.passedOver({ schema, serviceName: service, actionName: action, workspaceId: workspace, time, records });
      }
    },
  });
  return rules.needles.length === 0 ? skipper : new NeedleSkipper(skipper, rules.needles);
}

/** What stands behind a skipper. */
export interface SkipperHost {
  /** Null: not known yet, and such a line must be read. */
  readonly verdictOn: (spelling: number, service: string, action: string) => Verdict | null;
  readonly passedOver: (count: ScoutedCount) => void;
}

/** Creates a skipper that somebody else tells what may be passed over. */
export function createHostedSkipper(keys: RoutingKeys, host: SkipperHost, createScanner = bestScanner): RecordSkipper {
  return new Skipper(createScanner(keys), keys, host);
}

function bestScanner(keys: RoutingKeys): LineScanner {
  return createWasmScanner(keys) ?? createPlainScanner(keys);
}

function isSpelled(schema: LogSchema): schema is SpelledSchema {
  return schema.spelling !== undefined;
}

/** A key that was found may stand anywhere in the record, or in another one on the same line, and then the field of that name is absent. */
function verdictOn(rules: SkipRules, schema: LogSchema | undefined, service: string, action: string): Verdict {
  if (schema === undefined) return VERDICT.read;
  if (!rules.mayPassOver(schema, service, action)) {
    const groups = rules.wordsFor(schema, service, action);
    return groups === null ? VERDICT.read : skipUnless(groups);
  }
  const wherever = [
    rules.mayPassOver(schema, service, null),
    rules.mayPassOver(schema, null, action),
    rules.mayPassOver(schema, null, null),
  ];
  if (rules.mustBeWhole(service, action)) return VERDICT.skipWhole;
  return wherever.every(Boolean) ? VERDICT.skip : VERDICT.skipAtTop;
}

class Skipper implements RecordSkipper {
  passed = 0;
  untold = 0;
  readonly verdicts: PairVerdict[] = [];
  readonly #known = new Map<string, Verdict>();
  readonly #scanner: LineScanner;
  readonly #keys: RoutingKeys;
  readonly #host: SkipperHost;
  /** By their numbers. */
  readonly #pairs = new Map<number, Pair>();
  /** What lines are counted for. */
  readonly #contexts = new Map<number, Pick<ScoutedCount, 'workspace' | 'time'>>();
  /** What the last of them was made of. */
  #context = '';
  /** What is not to be told yet. */
  #held: ScoutedCount[] | null = null;

  constructor(scanner: LineScanner, keys: RoutingKeys, host: SkipperHost) {
    this.#scanner = scanner;
    this.#keys = keys;
    this.#host = host;
  }

  get words(): WordGroups {
    return this.#keys.words;
  }

  reserve(bytes: number): Buffer {
    return this.#scanner.reserve(bytes);
  }

  countNewlines(from: number, to: number): number {
    return this.#scanner.countNewlines(from, to);
  }

  skipLines(from: number, to: number, longestLine: number, known: number | null): number {
    return this.#skip(from, (at) => this.#scanner.scan(at, to, longestLine, known));
  }

  skipElements(from: number, to: number, longestElement: number): number {
    return this.#skip(from, (at) => this.#scanner.scanElements(at, to, longestElement));
  }

  skipValues(from: number, to: number, longestValue: number): number {
    return this.#skip(from, (at) => this.#scanner.scanValues(at, to, longestValue));
  }

  get element(): FoundElement | null {
    const { elementStart, elementEnd, elementDepth } = this.#scanner;
    return elementEnd === null ? null : { start: elementStart, end: elementEnd, depth: elementDepth };
  }

  get needsMore(): boolean {
    return this.#scanner.stop === STOP.needMore;
  }

  /** Scans on as long as it is only asked about a pair, a workspace or a day. */
  #skip(from: number, scan: (at: number) => number): number {
    const scanner = this.#scanner;
    this.passed = 0;
    for (let at = from; ;) {
      at = scan(at);
      this.passed += scanner.passed;
      this.untold += scanner.passed;
      if (scanner.stop === STOP.newPair) {
        if (!this.#addPair(scanner.values())) return at;
      } else if (scanner.stop === STOP.newContext) {
        if (!this.#addContext(scanner.values())) return at;
      } else {
        return at;
      }
    }
  }

  readonly #tellCount = (pairNumber: number, contextNumber: number, records: number): void => {
    const pair = this.#pairs.get(pairNumber);
    const context = this.#contexts.get(contextNumber);
    if (pair === undefined || context === undefined) return;
    // Spelled out: there is one for each pair in each file, and copying members by `...` takes ten times as long.
    const { spelling, service, action } = pair;
    this.#tellOne({ spelling, service, action, workspace: context.workspace, time: context.time, records });
  };

  settle(): void {
    this.untold = 0;
    this.#scanner.takeCounts(this.#tellCount);
  }

  hold(): void {
    this.settle();
    this.#held = [];
  }

  release(counts: boolean): void {
    this.settle();
    const held = this.#held ?? [];
    this.#held = null;
    if (counts) this.tell(held);
  }

  tell(passed: readonly ScoutedCount[]): void {
    for (const count of passed) this.#host.passedOver(count);
  }

  #tellOne(count: ScoutedCount): void {
    if (this.#held === null) this.#host.passedOver(count);
    else this.#held.push(count);
  }

  verdictOn(spelling: number, service: string, action: string): Verdict | null {
    const key = pairKey(spelling, service, action);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const verdict = this.#host.verdictOn(spelling, service, action);
    if (verdict !== null && this.verdicts.length < MOST_VERDICTS) {
      this.#known.set(key, verdict);
      this.verdicts.push({ spelling, service, action, verdict });
    }
    return verdict;
  }

  /** False when nothing is known of the pair. */
  #addPair({ spelling, service, action }: LineValues): boolean {
    const verdict = this.verdictOn(spelling, service, action);
    if (verdict === null) return false;
    let number = this.#scanner.addPair(verdict);
    if (number === -1) {
      // Begins to remember anew, so that what is passed over does not depend on which pairs came first.
      this.settle();
      this.#scanner.forgetPairs();
      this.#pairs.clear();
      number = this.#scanner.addPair(verdict);
    }
    this.#pairs.set(number, { spelling, service, action });
    return true;
  }

  /** False when the line's time or workspace says nothing, and the line must be read. */
  #addContext({ spelling, workspace, time }: LineValues): boolean {
    const milliseconds = parseTime(time);
    const context = `${workspace}\n${time}`;
    // Asked again about the same line: its time is spelled in a way that is not understood here.
    if (milliseconds === null || context === this.#context) return false;
    const hasWorkspace = this.#keys.spellings[spelling]?.workspace !== undefined;
    if (hasWorkspace && workspace === '') return false;
    const isNumber = /^\d+$/.test(time);
    if (isNumber ? Number(time) < FIRST_MILLISECONDS : !/^\d{4}-\d\d-\d\d[T ].*(?:Z|\+00:00)$/.test(time)) return false;
    const day = Math.floor(milliseconds / DAY) * DAY;
    const added = { workspace, from: Math.max(day, FIRST_MILLISECONDS), to: day + DAY, day: isNumber ? '' : time.slice(0, 10) };
    let number = this.#scanner.addContext(added);
    if (number === -1) {
      this.settle();
      this.#scanner.forgetContexts();
      this.#contexts.clear();
      number = this.#scanner.addContext(added);
    }
    this.#context = context;
    this.#contexts.set(number, { workspace: hasWorkspace ? workspace : null, time: day });
    return true;
  }
}
