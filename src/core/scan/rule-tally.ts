/**
 * Tries the rules on a record and counts, per rule, what they said. Rules are chosen once per logsource, not per record.
 */
import type { LogSource } from '../event.ts';
import type { JsonObject } from '../json/value.ts';
import type { CompiledRule, RuleMatch } from '../rules/rule.ts';
import type { Summary } from '../summary.ts';

interface Covered {
  readonly rules: readonly CompiledRule[];
  tried: number;
}

const NO_MATCH: readonly RuleMatch[] = [];

export class RuleTally {
  readonly #rules: readonly CompiledRule[];
  readonly #byLogsource = new Map<LogSource, Covered>();
  readonly #matched = new Map<string, number>();

  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules;
  }

  /** The rules that match, in the order they were loaded. */
  match(fields: JsonObject, logsource: LogSource): readonly RuleMatch[] {
    let covered = this.#byLogsource.get(logsource);
    if (covered === undefined) {
      covered = { rules: this.#rules.filter((rule) => rule.appliesTo(logsource)), tried: 0 };
      this.#byLogsource.set(logsource, covered);
    }
    covered.tried++;
    let matches: RuleMatch[] | undefined;
    for (const compiled of covered.rules) {
      const match = compiled.match(fields);
      if (match === null) continue;
      (matches ??= []).push(match);
      const { name } = match.rule;
      this.#matched.set(name, (this.#matched.get(name) ?? 0) + 1);
    }
    return matches ?? NO_MATCH;
  }

  /** Logsources of records that no rule was tried on. */
  uncovered(): readonly LogSource[] {
    return [...this.#byLogsource].filter(([, covered]) => covered.rules.length === 0).map(([logsource]) => logsource);
  }

  summarise(): Summary['rules'] {
    const tallies: [string, { matched: number; notMatched: number }][] = this.#rules.map((compiled) => {
      const matched = this.#matched.get(compiled.rule.name) ?? 0;
      const tried = [...this.#byLogsource.values()].reduce(
        (sum, covered) => sum + (covered.rules.includes(compiled) ? covered.tried : 0),
        0,
      );
      return [compiled.rule.name, { matched, notMatched: tried - matched }];
    });
    return Object.fromEntries(tallies);
  }
}
