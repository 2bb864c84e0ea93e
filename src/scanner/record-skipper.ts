/**
 * Passes over records that certainly match no rule, and says what they were: the {@link RecordSkipper} of a scan.
 *
 * Owns: the verdicts on pairs, and the counts of what was passed over, per pair, workspace and day. Which record may be passed over at
 * all, a scanner knows (scanner.ts). Must not know: rules, which it asks once per pair.
 */
import type { Buffer } from 'node:buffer';
import { ENVELOPE_KEYS, type LogSchema, type RecordSkipper, type RoutingSpelling, type SkipRules } from '../core/ports.ts';
import { parseTime } from '../core/time.ts';
import { createPlainScanner } from './plain-scanner.ts';
import { SHORTEST_KEY, STOP, VERDICT, type LineScanner, type LineValues, type RoutingKeys, type Verdict } from './scanner.ts';
import { createWasmScanner } from './wasm-scanner.ts';

const DAY = 86_400_000;
/** Times from here on are milliseconds (core/time.ts). */
const FIRST_MILLISECONDS = 1e11;

interface Pair {
  readonly number: number;
  readonly schema: LogSchema;
  readonly service: string;
  readonly action: string;
}

/**
 * Creates the skipper of a scan.
 * @param schemas all that the scan knows
 * @returns null when some schema does not say by which keys its records are known: then every record must be read
 */
export function createRecordSkipper(schemas: readonly LogSchema[], rules: SkipRules, createScanner = bestScanner): RecordSkipper | null {
  const routed = schemas.filter(isSpelled);
  const keys: RoutingKeys = {
    spellings: routed.map(({ spelling }) => spelling),
    // An envelope is no record, and a line that holds one is for the reader.
    foreign: [...schemas.flatMap(({ marks }) => marks ?? []), ...ENVELOPE_KEYS],
  };
  const names = [...keys.spellings.flatMap((spelling) => Object.values<string>({ ...spelling })), ...keys.foreign];
  const isSound = schemas.every((schema) => isSpelled(schema) || schema.marks !== undefined) && routed.length > 0;
  if (!isSound || names.some((name) => name.length < SHORTEST_KEY || !/^[\x20-\x7e]+$/.test(name))) return null;
  return new Skipper(createScanner(keys), routed, rules);
}

function bestScanner(keys: RoutingKeys): LineScanner {
  return createWasmScanner(keys) ?? createPlainScanner(keys);
}

function isSpelled(schema: LogSchema): schema is LogSchema & { readonly spelling: RoutingSpelling } {
  return schema.spelling !== undefined;
}

class Skipper implements RecordSkipper {
  passed = 0;
  untold = 0;
  readonly #scanner: LineScanner;
  readonly #schemas: readonly LogSchema[];
  readonly #rules: SkipRules;
  readonly #pairs: Pair[] = [];
  /** What lines are counted for at present. */
  #workspaceId: string | null = null;
  #day = 0;
  #context = '';

  constructor(scanner: LineScanner, schemas: readonly LogSchema[], rules: SkipRules) {
    this.#scanner = scanner;
    this.#schemas = schemas;
    this.#rules = rules;
  }

  reserve(bytes: number): Buffer {
    return this.#scanner.reserve(bytes);
  }

  countNewlines(from: number, to: number): number {
    return this.#scanner.countNewlines(from, to);
  }

  skipLines(from: number, to: number, longestLine: number): number {
    return this.#skip(from, (at) => this.#scanner.scan(at, to, longestLine));
  }

  skipElements(from: number, to: number, longestElement: number): number {
    return this.#skip(from, (at) => this.#scanner.scanElements(at, to, longestElement));
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
        if (!this.#setContext(scanner.values())) return at;
      } else {
        return at;
      }
    }
  }

  settle(): void {
    this.untold = 0;
    for (const { number, schema, service, action } of this.#pairs) {
      const records = this.#scanner.takeCount(number);
      if (records === 0) continue;
      this.#rules.passedOver({
        schema,
        serviceName: service,
        actionName: action,
        workspaceId: this.#workspaceId,
        time: this.#day,
        records,
      });
    }
  }

  /** False when there is no room for another pair. */
  #addPair({ spelling, service, action }: LineValues): boolean {
    const schema = this.#schemas[spelling];
    if (schema === undefined) return false;
    const number = this.#scanner.addPair(this.#verdictOn(schema, service, action));
    if (number === -1) return false;
    this.#pairs.push({ number, schema, service, action });
    return true;
  }

  /** A key that was found may stand anywhere in the record, and then the field of that name is absent. */
  #verdictOn(schema: LogSchema, service: string, action: string): Verdict {
    const rules = this.#rules;
    if (!rules.mayPassOver(schema, service, action)) return VERDICT.read;
    const wherever = [
      rules.mayPassOver(schema, service, null),
      rules.mayPassOver(schema, null, action),
      rules.mayPassOver(schema, null, null),
    ];
    return wherever.every(Boolean) ? VERDICT.skip : VERDICT.skipAtTop;
  }

  /** False when the line's time says nothing, and the line must be read. */
  #setContext({ spelling, workspace, time }: LineValues): boolean {
    const milliseconds = parseTime(time);
    const context = `${workspace}\n${time}`;
    // Asked again about the same line: its time is spelled in a way that is not understood here.
    if (milliseconds === null || context === this.#context) return false;
    const isNumber = /^\d+$/.test(time);
    if (isNumber ? milliseconds < FIRST_MILLISECONDS : !/^\d{4}-\d\d-\d\d[T ].*(?:Z|\+00:00)$/.test(time)) return false;
    this.settle();
    this.#context = context;
    this.#day = Math.floor(milliseconds / DAY) * DAY;
    this.#workspaceId = this.#schemas[spelling]?.spelling?.workspace === undefined ? null : workspace;
    this.#scanner.setContext({ workspace, from: this.#day, to: this.#day + DAY, day: isNumber ? '' : time.slice(0, 10) });
    return true;
  }
}
