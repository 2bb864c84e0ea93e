/**
 * Tries the rules on a record and counts, per rule, what they said. Only rules that the record's service and action do not rule out are
 * tried; the others did not match either, and are counted so.
 */
import type { LogSource, RoutingFields } from '../event.ts';
import type { WordGroups } from '../ports.ts';
import { member, type JsonObject, type JsonValue } from '../json/value.ts';
import { describeLogsource } from '../rules/logsource.ts';
import type { RoutingValue } from '../rules/route.ts';
import { needlesOf } from '../rules/needles.ts';
import { RuleIndex, rulesForEveryRecord, type Coverage, type Guarded, type RoutedSchema } from '../rules/rule-index.ts';
import type { CompiledRule, RuleMatch } from '../rules/rule.ts';
import type { Summary } from '../summary.ts';
import { RuleWords } from './rule-words.ts';

const NO_MATCH: readonly RuleMatch[] = [];

export class RuleTally {
  readonly #rules: readonly CompiledRule[];
  readonly #index: RuleIndex;
  readonly #guarded: Guarded;
  /** How many records each set of rules was for. */
  readonly #tried = new Map<Coverage, number>();
  readonly #matched = new Map<string, number>();

  readonly #words: RuleWords;

  /** @param guarded rules that no record without one of their needles matches, with these */
  constructor(rules: readonly CompiledRule[], schemas: readonly RoutedSchema[], guarded: Guarded = new Map()) {
    this.#rules = rules;
    this.#index = new RuleIndex(rules);
    this.#guarded = guarded;
    this.#words = new RuleWords(rules, schemas);
  }

  /** What {@link wordsFor} is about. */
  get words(): WordGroups {
    return this.#words.groups;
  }

  /** The groups of words of which a record with this service and action must hold one for some rule to match it; null when none is known. */
  wordsFor(schema: RoutedSchema, service: RoutingValue, action: RoutingValue): number | null {
    const coverage = this.#index.coverage(schema);
    const open = coverage.candidates(service, action).filter((rule) => !this.#guarded.has(rule));
    // Looking for words in all records takes about as long as reading them all.
    return coverage.unroutable().some((rule) => open.includes(rule)) ? null : this.#words.of(open);
  }

  /** {@link mayPassOver} is about records without these. */
  get needles(): readonly string[] {
    return [...new Set([...this.#guarded.values()].flat())];
  }

  /** The rules that match, in the order they were loaded. */
  match(fields: JsonObject, schema: RoutedSchema): readonly RuleMatch[] {
    const coverage = this.#index.coverage(schema);
    this.#tried.set(coverage, (this.#tried.get(coverage) ?? 0) + 1);
    const matches = matchesOf(coverage, fields, schema.routing);
    for (const { rule } of matches) this.#matched.set(rule.name, (this.#matched.get(rule.name) ?? 0) + 1);
    return matches;
  }

  /** Whether no rule can match a record with this service and action, whatever else it holds but needles. */
  mayPassOver(schema: RoutedSchema, service: RoutingValue, action: RoutingValue): boolean {
    return this.#index
      .coverage(schema)
      .candidates(service, action)
      .every((rule) => this.#guarded.has(rule));
  }

  /** Records that no rule matches, and that were left unread for it. */
  countPassedOver(schema: RoutedSchema, records: number): void {
    const coverage = this.#index.coverage(schema);
    this.#tried.set(coverage, (this.#tried.get(coverage) ?? 0) + records);
  }

  /** Logsources of records that no rule was tried on, and how many records that were; in the order of the logsources' names. */
  uncovered(): ReadonlyMap<LogSource, number> {
    const uncovered = new Map<LogSource, number>();
    for (const [{ rules, logsource }, records] of this.#tried) {
      if (rules.length === 0) uncovered.set(logsource, (uncovered.get(logsource) ?? 0) + records);
    }
    return new Map([...uncovered].sort(([a], [b]) => (describeLogsource(a) < describeLogsource(b) ? -1 : 1)));
  }

  summarise(): Summary['rules'] {
    const tried = new Map<CompiledRule, number>();
    for (const [{ rules }, records] of this.#tried) for (const rule of rules) tried.set(rule, (tried.get(rule) ?? 0) + records);
    const tallies: [string, { matched: number; notMatched: number }][] = this.#rules.map((compiled) => {
      const matched = this.#matched.get(compiled.rule.name) ?? 0;
      return [compiled.rule.name, { matched, notMatched: (tried.get(compiled) ?? 0) - matched }];
    });
    return Object.fromEntries(tallies);
  }
}

/** Rules for which every record would have to be read, were it not for what must stand in the records they match. */
export function guardedRules(rules: readonly CompiledRule[], schemas: readonly RoutedSchema[]): Guarded {
  const found = rulesForEveryRecord(rules, schemas).map((rule) => [rule, needlesOf(rule.rule.condition)] as const);
  return new Map(found.flatMap(([rule, needles]) => (needles === null ? [] : [[rule, needles]])));
}

/** Service and action decide something only where they are texts, or absent. */
function matchesOf(coverage: Coverage, fields: JsonObject, routing: RoutingFields | undefined): readonly RuleMatch[] {
  if (routing === undefined) return tryRules(coverage.rules, fields);
  const service = routingValue(member(fields, routing.service));
  const action = routingValue(member(fields, routing.action));
  if (service === undefined || action === undefined) return tryRules(coverage.rules, fields);
  return coverage.decided(service, action) ?? tryRules(coverage.candidates(service, action), fields);
}

function tryRules(rules: readonly CompiledRule[], fields: JsonObject): readonly RuleMatch[] {
  let matches: RuleMatch[] | undefined;
  for (const compiled of rules) {
    const match = compiled.match(fields);
    if (match !== null) (matches ??= []).push(match);
  }
  return matches ?? NO_MATCH;
}

/** undefined: the value is none that routes. */
function routingValue(value: JsonValue | undefined): RoutingValue | undefined {
  return value === undefined ? null : typeof value === 'string' ? value : undefined;
}
