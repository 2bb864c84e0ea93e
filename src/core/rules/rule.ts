/**
 * A rule as the rest of the tool knows it: metadata plus one expression tree. The tree feeds the matcher today, and the
 * prefilter, the explanation and the generated queries later; nothing else interprets a rule file.
 */
import type { LogSource } from '../event.ts';
import type { JsonObject } from '../json/value.ts';
import type { Level } from '../level.ts';

/** A test of one field that each of its values passes or fails by its text, whatever else the record holds. */
export type ValueTest =
  /** Some value of the field is accepted by `pattern`. */
  | { readonly kind: 'text'; readonly field: string; readonly pattern: Pattern }
  /** The expression is found somewhere in some value. */
  | { readonly kind: 'regex'; readonly field: string; readonly regex: Regex }
  /** Some value is an address of the network. */
  | { readonly kind: 'cidr'; readonly field: string; readonly network: Network }
  /** Some value is a number, or a text that is wholly one, and compares so with `value`, an exact decimal. */
  | { readonly kind: 'number'; readonly field: string; readonly operator: Comparison | 'eq'; readonly value: string }
  /** Some value is a time, and this part of it (UTC) compares so with `value`. */
  | {
      readonly kind: 'date';
      readonly field: string;
      readonly part: DatePart;
      readonly operator: Comparison | 'eq';
      readonly value: number;
    };

/** One test of one field, or of the whole record for a keyword. Semantics: docs/rules.md, which follows Sigma 2.1. */
export type Test =
  | ValueTest
  /** Some value of the field equals, or begins, ends with or contains, some value of the field `other`. */
  | { readonly kind: 'fieldref'; readonly field: string; readonly other: string; readonly place: Place; readonly cased: boolean }
  /** There is no value: absent, JSON null, an empty list, a list of nulls. */
  | { readonly kind: 'null'; readonly field: string }
  /** The field is present, whatever its value. */
  | { readonly kind: 'exists'; readonly field: string }
  /** Some scalar anywhere in the record is accepted by `pattern`, which begins and ends with `*`. */
  | { readonly kind: 'keyword'; readonly pattern: Pattern }
  /** The expression is found in some scalar anywhere in the record. */
  | { readonly kind: 'keyword-regex'; readonly regex: Regex };

/** A Sigma text with live wildcards, as a list of parts: literal text, `*` (any text), `?` (one code point), any dash (`windash`). */
export interface Pattern {
  readonly parts: readonly PatternPart[];
  /** Letter case counts. */
  readonly cased: boolean;
}
export type PatternPart = string | { readonly wildcard: 'any' | 'one' | 'dash' };

/** A regular expression in RE2's grammar; regex.ts knows what it means. */
export interface Regex {
  readonly source: string;
  /** Some of `i`, `m`, `s`, in this order. */
  readonly flags: string;
}

/** A network: the addresses of one family that agree with it in the first `prefix` bits. */
export interface Network {
  readonly family: 4 | 6;
  /** 16 bits each: 2 for IPv4, 8 for IPv6. */
  readonly groups: readonly number[];
  readonly prefix: number;
  /** As the rule spells it. */
  readonly text: string;
}

export type Comparison = 'lt' | 'lte' | 'gt' | 'gte';
export type DatePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
/** Where a referenced value must stand: it is the whole text, its start, its end, or anywhere inside. */
export type Place = 'whole' | 'start' | 'end' | 'inside';

export type Expression =
  | { readonly kind: 'and'; readonly operands: readonly Expression[] }
  | { readonly kind: 'or'; readonly operands: readonly Expression[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  /** A search identifier of the detection; the same object may stand in several places. */
  | { readonly kind: 'selection'; readonly name: string; readonly expression: Expression }
  | { readonly kind: 'test'; readonly test: Test };

/** Where a rule or an issue stands in its file; line and column are 1-based. */
export interface RuleLocation {
  readonly uri: string;
  readonly line: number;
  readonly column: number;
}

/** A sample record with what the rule must say to it (`auditsift.tests`). */
export interface RuleTest {
  readonly title: string;
  readonly record: JsonObject;
  readonly matches: boolean;
  /** The level expected of a match; null when the test does not say. */
  readonly level: Level | null;
  readonly location: RuleLocation;
}

/** One step of a {@link SequenceTest}: a record, perhaps several times. */
export interface SequenceStep {
  /** Event time of the first, in ms after the beginning of the sequence. */
  readonly after: number;
  readonly record: JsonObject;
  /** How often, at least 1, and how many ms apart. */
  readonly repeat: number;
  readonly every: number;
}

/** Records over time, and how many findings each of the named rules must give (`auditsift.tests`). */
export interface SequenceTest {
  readonly title: string;
  readonly sequence: readonly SequenceStep[];
  readonly findings: readonly { readonly rule: string; readonly count: number }[];
  readonly location: RuleLocation;
}

/** What every document of a rule file has, whatever its kind. */
export interface RuleHead {
  /** Short unique id shown in `alerts`: `name`, else `id`, else a slug of the title. */
  readonly name: string;
  readonly id: string | null;
  readonly title: string;
  readonly description: string;
  readonly status: string | null;
  readonly level: Level | null;
  readonly tags: readonly string[];
  readonly falsepositives: readonly string[];
  readonly references: readonly string[];
  readonly runbook: string | null;
  readonly tests: readonly RuleTest[];
  readonly sequences: readonly SequenceTest[];
  readonly location: RuleLocation;
}

export interface Rule extends RuleHead {
  readonly logsource: LogSource;
  /** Selection → level; selections without an entry have the rule's own level. */
  readonly levels: Readonly<Record<string, Level>>;
  readonly condition: Expression;
}

export const CORRELATION_TYPES = [
  ...(['event_count', 'value_count', 'temporal', 'temporal_ordered'] as const),
  ...(['value_sum', 'value_avg', 'value_median', 'value_percentile'] as const),
] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

/** A bound on what a correlation counts; `value` is an exact decimal. */
export interface CorrelationBound {
  readonly operator: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';
  readonly value: string;
}

/** A Sigma correlation: other rules' matches, counted or ordered in time (section 7 of the Sigma reference). */
export interface Correlation extends RuleHead {
  readonly type: CorrelationType;
  /** Names or ids of rules or correlations, as written. */
  readonly rules: readonly string[];
  /** Fields or aliases; empty is one group for everything. */
  readonly groupBy: readonly string[];
  /** Length of the sliding window, in ms. */
  readonly timespan: number;
  /** All must hold; empty for temporal types without a condition. */
  readonly bounds: readonly CorrelationBound[];
  /** Fields whose values are counted (value types); more than one counts distinct tuples. */
  readonly valueFields: readonly string[];
  /** 0–100, for `value_percentile`. */
  readonly percentile: number | null;
  /** A condition over the names of the listed rules (temporal types); null means all of them. */
  readonly ruleCondition: Expression | null;
  /** Alias → rule reference → field. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether the listed rules of the same file also give findings of their own. */
  readonly generate: boolean;
  /** Fires on silence. Ours. */
  readonly absence: Absence | null;
  /** Where each of `rules`, then each of `absence.alive`, stands. */
  readonly referenceLocations: readonly RuleLocation[];
}

/** What must be known before a group that is not heard is called silent (docs/correlations.md). */
export interface Absence {
  /** The fields in which some other group must agree and be heard meanwhile. */
  readonly while: readonly string[];
  /** Names or ids of rules whose matches show, beside those of the listed rules, that a group is alive after its silence. */
  readonly alive: readonly string[];
}

/** A rule, named in another document. */
export interface RuleReference {
  /** Its name or id, as written. */
  readonly rule: string;
  readonly location: RuleLocation;
}

/** A Sigma filter: the rules it names fire only where its condition holds (section 8). */
export interface RuleFilter extends RuleHead {
  readonly logsource: LogSource;
  /** The rules it is for; null means every rule its logsource fits. */
  readonly rules: readonly RuleReference[] | null;
  readonly condition: Expression;
  readonly owner: string | null;
  readonly reason: string | null;
  /** Last day (UTC, YYYY-MM-DD) on which it applies; null for ever. */
  readonly expires: string | null;
}

/** Everything that was read from rule files. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly correlations: readonly Correlation[];
  readonly filters: readonly RuleFilter[];
}

export const NO_RULES: RuleSet = { rules: [], correlations: [], filters: [] };

/** Something wrong or doubtful in a rule file. */
export interface Issue {
  readonly severity: 'error' | 'warning';
  /** Stable code, e.g. `unknown-modifier`. */
  readonly code: string;
  readonly location: RuleLocation;
  /** The rule it is in, when known. */
  readonly rule: string | null;
  /** One sentence: what is wrong, what was expected, and the likely fix. */
  readonly message: string;
}

/** A rule that matched a record. */
export interface RuleMatch {
  readonly rule: Rule;
  readonly level: Level | null;
  /** Field and value pairs that decided it, in the rule's order. */
  readonly evidence: readonly { readonly field: string; readonly value: string }[];
}

export interface CompiledRule {
  readonly rule: Rule;
  /** Whether each part of the logsource that the rule names equals the event's. */
  appliesTo(logsource: LogSource): boolean;
  /** The match, or null. Pure and synchronous. */
  match(fields: JsonObject): RuleMatch | null;
}

export interface CompiledFilter {
  readonly filter: RuleFilter;
  /** Whether it is one of the filters of this rule. */
  appliesTo(rule: Rule): boolean;
  /** Whether its condition holds, so that those rules may fire. Pure and synchronous. */
  allows(fields: JsonObject): boolean;
}

/** A correlation with its references resolved. */
export interface CompiledCorrelation {
  readonly correlation: Correlation;
  /** Its own, or the highest that a listed rule can reach. */
  readonly level: Level | null;
  /** Names of the listed rules and correlations, in the listed order. */
  readonly members: readonly string[];
  /** Names behind `absence.alive`. */
  readonly alive: readonly string[];
  /** 0 when it lists rules only, else one more than the deepest correlation it lists. */
  readonly depth: number;
}

/** What runs on records. */
export interface CompiledRuleSet {
  readonly rules: readonly CompiledRule[];
  /** Each behind those that it lists. */
  readonly correlations: readonly CompiledCorrelation[];
  /** Rules and correlations that give no findings of their own → the correlations that count them instead. */
  readonly silenced: ReadonlyMap<string, readonly string[]>;
  readonly filters: readonly CompiledFilter[];
}
