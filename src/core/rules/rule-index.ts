/**
 * Which rules a record can match at all, by its schema, service and action. A log has a few hundred such pairs, so what is worked out once
 * per pair costs nothing per record, however many rules are loaded and however they spell their actions.
 *
 * Owns: the bounded memory of pairs. A rule that is left out cannot match (route.ts); trying every rule on every record is the oracle.
 * Rules that correlations and filters refer to are rules like others here. Must not know: records, counts.
 */
import type { LogSource, RoutingFields } from '../event.ts';
import { exactTextsOf } from './exact-texts.ts';
import { fold } from './fold.ts';
import { compileRoute, decidedMatch, type Route, type RoutingValue } from './route.ts';
import type { CompiledRule, RuleMatch } from './rule.ts';

/** What of a schema decides which rules are for its records. */
export interface RoutedSchema {
  readonly logsource: LogSource;
  readonly routing?: RoutingFields;
}

/** Rules that no record of these schemas can reach, because none has their logsource: they never run, and their silence means nothing. */
export function rulesWithoutLogs(rules: readonly CompiledRule[], schemas: readonly RoutedSchema[]): readonly CompiledRule[] {
  return rules.filter((rule) => !schemas.some(({ logsource }) => rule.appliesTo(logsource)));
}

/** Rules that some record of these schemas may match whatever its service and action are: with one of them, all such records must be read. */
export function rulesForEveryRecord(rules: readonly CompiledRule[], schemas: readonly RoutedSchema[]): readonly CompiledRule[] {
  const index = new RuleIndex(rules);
  const slow = new Set(schemas.filter(({ routing }) => routing !== undefined).flatMap((schema) => index.coverage(schema).unroutable()));
  return rules.filter((rule) => slow.has(rule));
}

/** Rules by what must stand in each record that they match (needles.ts). */
export type Guarded = ReadonlyMap<CompiledRule, readonly string[]>;

/** The rules of one kind of records. */
export interface Coverage {
  readonly logsource: LogSource;
  /** Every rule whose logsource covers it, in the order they were loaded. */
  readonly rules: readonly CompiledRule[];
  /** Those that may match a record with this service and action, in the same order. */
  candidates(service: RoutingValue, action: RoutingValue): readonly CompiledRule[];
  /** The matches of every record with this service and action; null when they depend on more of the record. */
  decided(service: RoutingValue, action: RoutingValue): readonly RuleMatch[] | null;
  /** Those that no service and no action rules out: with such a rule every record must be read. */
  unroutable(): readonly CompiledRule[];
}

/**
 * A hostile log may hold a new pair in each record. A full memory begins anew: what is passed over must not depend on which pairs came
 * before.
 */
const MOST_PAIRS = 4096;
/** Longer values are no names, and would fill the memory. */
const LONGEST_VALUE = 256;

export class RuleIndex {
  readonly #rules: readonly CompiledRule[];
  readonly #coverages = new Map<LogSource, Map<RoutingFields | undefined, Coverage>>();

  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules;
  }

  /** The rules for the records of a schema. Schemas with the same logsource and routing objects share one answer. */
  coverage({ logsource, routing }: RoutedSchema): Coverage {
    let byRouting = this.#coverages.get(logsource);
    if (byRouting === undefined) this.#coverages.set(logsource, (byRouting = new Map<RoutingFields | undefined, Coverage>()));
    let coverage = byRouting.get(routing);
    if (coverage === undefined) {
      const rules = this.#rules.filter((rule) => rule.appliesTo(logsource));
      coverage = routing === undefined ? coverAll(logsource, rules) : new RoutedCoverage(logsource, rules, routing);
      byRouting.set(routing, coverage);
    }
    return coverage;
  }
}

function coverAll(logsource: LogSource, rules: readonly CompiledRule[]): Coverage {
  return { logsource, rules, candidates: () => rules, decided: () => null, unroutable: () => rules };
}

/** What is known of a service and an action. */
interface Pair {
  readonly candidates: readonly CompiledRule[];
  /** Not worked out before some record has them: most pairs are passed over. */
  decided?: readonly RuleMatch[] | null;
}

class RoutedCoverage implements Coverage {
  readonly logsource: LogSource;
  readonly rules: readonly CompiledRule[];
  readonly #names: RoutingFields;
  /** Numbers of rules: by the actions of which a record must have one, else by the services, else all that are left. */
  readonly #byAction = new Map<string, number[]>();
  readonly #byService = new Map<string, number[]>();
  readonly #others: number[] = [];
  /** By their numbers; compiled when they are first asked, as most rules never are. */
  readonly #routes: (Route | undefined)[] = [];
  /** By service: those of the last two that it alone does not rule out. */
  readonly #ofServices = new Map<RoutingValue, readonly number[]>();
  readonly #memory = new Map<RoutingValue, Map<RoutingValue, Pair>>();
  #remembered = 0;

  constructor(logsource: LogSource, rules: readonly CompiledRule[], routing: RoutingFields) {
    this.logsource = logsource;
    this.rules = rules;
    this.#names = routing;
    for (const [i, { rule }] of rules.entries()) {
      const actions = exactTextsOf(rule.condition, routing.action);
      const services = actions === null ? exactTextsOf(rule.condition, routing.service) : null;
      if (actions !== null) addUnder(this.#byAction, actions, i);
      else if (services !== null) addUnder(this.#byService, services, i);
      else this.#others.push(i);
    }
  }

  candidates(service: RoutingValue, action: RoutingValue): readonly CompiledRule[] {
    return this.#pair(service, action)?.candidates ?? this.rules;
  }

  decided(service: RoutingValue, action: RoutingValue): readonly RuleMatch[] | null {
    const pair = this.#pair(service, action);
    if (pair === null) return null;
    if (pair.decided === undefined) {
      const matches = pair.candidates.map((rule) => decidedMatch(rule, this.#names, service, action));
      pair.decided = matches.includes(undefined) ? null : matches.filter((match) => match !== null && match !== undefined);
    }
    return pair.decided;
  }

  unroutable(): readonly CompiledRule[] {
    return this.#rulesOf(this.#others.filter((i) => this.#route(i)?.isSelective === false));
  }

  #rulesOf(numbers: readonly number[]): readonly CompiledRule[] {
    return numbers.map((i) => this.rules[i]).filter((rule) => rule !== undefined);
  }

  #route(i: number): Route | undefined {
    const rule = this.rules[i];
    return rule && (this.#routes[i] ??= compileRoute(rule.rule.condition, this.#names));
  }

  #ofService(service: RoutingValue): readonly number[] {
    let numbers = this.#ofServices.get(service);
    if (numbers !== undefined) return numbers;
    const byService = (service === null ? undefined : this.#byService.get(fold(service))) ?? [];
    const asked = byService.length === 0 ? this.#others : [...this.#others, ...byService];
    numbers = asked.filter((i) => this.#route(i)?.decide(service, undefined) !== 'never');
    // Of many services that rule nothing out, each would have a list of its own.
    if (numbers.length === asked.length) numbers = asked;
    this.#ofServices.set(service, numbers);
    return numbers;
  }

  /** Null when a value is too long to be remembered. */
  #pair(service: RoutingValue, action: RoutingValue): Pair | null {
    const remembered = this.#memory.get(service)?.get(action);
    if (remembered !== undefined) return remembered;
    if (isLong(service) || isLong(action)) return null;
    if (this.#remembered >= MOST_PAIRS) this.#forget();
    const byAction = action === null ? undefined : this.#byAction.get(fold(action));
    const asked = [...this.#ofService(service), ...(byAction ?? [])].sort((a, b) => a - b);
    const candidates = asked.filter((i) => this.#route(i)?.decide(service, action) !== 'never');
    const pair: Pair = { candidates: candidates.length === this.rules.length ? this.rules : this.#rulesOf(candidates) };
    const known = this.#memory.get(service) ?? new Map<RoutingValue, Pair>();
    this.#memory.set(service, known.set(action, pair));
    this.#remembered++;
    return pair;
  }

  #forget(): void {
    this.#memory.clear();
    this.#ofServices.clear();
    this.#remembered = 0;
  }
}

function addUnder(numbers: Map<string, number[]>, texts: readonly string[], number: number): void {
  for (const text of new Set(texts)) {
    const same = numbers.get(text);
    if (same === undefined) numbers.set(text, [number]);
    else same.push(number);
  }
}

function isLong(value: RoutingValue): boolean {
  return value !== null && value.length > LONGEST_VALUE;
}
