/**
 * Takes away the matches that Sigma filters suppress, and counts them by filter. Whatever looks at matches (findings, correlations) gets
 * them from here.
 *
 * Owns: that a rule fires only where all its filters allow it, and that an expired filter no longer applies. Must not know: options that
 * narrow a scan (core/filters.ts), outputs.
 */
import type { JsonObject } from '../json/value.ts';
import type { CompiledFilter, Rule, RuleFilter, RuleMatch } from '../rules/rule.ts';
import type { Summary } from '../summary.ts';

/** What became of a record's matches. */
export interface FilteredMatches {
  /** What the filters left, in the rules' order. */
  readonly fired: readonly RuleMatch[];
  readonly suppressed: readonly RuleMatch[];
  /** Names of the filters that suppressed them, in the order they were loaded. */
  readonly suppressedBy: readonly string[];
}

interface Counted extends CompiledFilter {
  suppressed: number;
}

const NOTHING: readonly never[] = [];

export class FilterTally {
  readonly #filters: readonly CompiledFilter[];
  readonly #active: readonly Counted[];
  /** Filters of each rule that has matched so far. */
  readonly #byRule = new Map<Rule, readonly Counted[]>();
  /** Those that no longer apply. */
  readonly expired: readonly RuleFilter[];

  /** @param now the clock of the run, in ms; the day it is in, UTC, decides what is expired */
  constructor(filters: readonly CompiledFilter[], now: number) {
    const today = new Date(now).toISOString().slice(0, 10);
    this.#filters = filters;
    this.#active = filters.filter(({ filter }) => !isExpired(filter, today)).map((compiled) => ({ ...compiled, suppressed: 0 }));
    this.expired = filters.map(({ filter }) => filter).filter((filter) => isExpired(filter, today));
  }

  /** Divides the matches of one record. A filter counts a record once, however many of its rules matched. */
  divide(matches: readonly RuleMatch[], fields: JsonObject): FilteredMatches {
    if (this.#active.length === 0) return { fired: matches, suppressed: NOTHING, suppressedBy: NOTHING };
    const verdicts = new Map<Counted, boolean>();
    const isSuppressed = ({ rule }: RuleMatch): boolean => {
      let suppressed = false;
      for (const filter of this.#filtersOf(rule)) {
        const allows = verdicts.get(filter) ?? filter.allows(fields);
        verdicts.set(filter, allows);
        suppressed ||= !allows;
      }
      return suppressed;
    };
    const suppressed = new Set(matches.filter(isSuppressed));
    if (suppressed.size === 0) return { fired: matches, suppressed: NOTHING, suppressedBy: NOTHING };
    const denying = this.#active.filter((filter) => verdicts.get(filter) === false);
    for (const filter of denying) filter.suppressed++;
    return {
      fired: matches.filter((match) => !suppressed.has(match)),
      suppressed: [...suppressed],
      suppressedBy: denying.map(({ filter }) => filter.name),
    };
  }

  #filtersOf(rule: Rule): readonly Counted[] {
    let filters = this.#byRule.get(rule);
    if (filters === undefined) {
      filters = this.#active.filter((filter) => filter.appliesTo(rule));
      this.#byRule.set(rule, filters);
    }
    return filters;
  }

  summarise(): Summary['filters'] {
    const counts = new Map(this.#active.map(({ filter, suppressed }) => [filter, suppressed]));
    return Object.fromEntries(
      this.#filters.map(({ filter }) => {
        const { name, owner, reason, expires } = filter;
        return [name, { suppressed: counts.get(filter) ?? 0, expired: !counts.has(filter), owner, reason, expires }];
      }),
    );
  }
}

/** `expires` is the last day on which a filter applies. */
function isExpired({ expires }: RuleFilter, today: string): boolean {
  return expires !== null && expires < today;
}
