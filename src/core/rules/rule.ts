/**
 * A rule as the rest of the tool knows it: metadata plus one expression tree. The tree feeds the matcher today, and the
 * prefilter, the explanation and the generated queries later; nothing else interprets a rule file.
 */
import type { LogSource } from '../event.ts';
import type { JsonObject } from '../json/value.ts';
import type { Level } from '../level.ts';

/** One test of one field, or of the whole record for a keyword. Semantics: docs/rules.md, which follows Sigma 2.1. */
export type Test =
  /** Some value of the field is accepted by `pattern`. */
  | { readonly kind: 'text'; readonly field: string; readonly pattern: Pattern }
  /** There is no value: absent, JSON null, an empty list, a list of nulls. */
  | { readonly kind: 'null'; readonly field: string }
  /** The field is present, whatever its value. */
  | { readonly kind: 'exists'; readonly field: string }
  /** Some scalar anywhere in the record is accepted by `pattern`, which begins and ends with `*`. */
  | { readonly kind: 'keyword'; readonly pattern: Pattern };

/** A Sigma text with live wildcards, as a list of parts: literal text, `*` (any text) and `?` (one code point). */
export interface Pattern {
  readonly parts: readonly PatternPart[];
  /** Letter case counts. */
  readonly cased: boolean;
}
export type PatternPart = string | { readonly wildcard: 'any' | 'one' };

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

export interface Rule {
  /** Short unique id shown in `alerts`: `name`, else `id`, else a slug of the title. */
  readonly name: string;
  readonly id: string | null;
  readonly title: string;
  readonly description: string;
  readonly status: string | null;
  readonly level: Level | null;
  readonly logsource: LogSource;
  readonly tags: readonly string[];
  readonly falsepositives: readonly string[];
  readonly references: readonly string[];
  readonly runbook: string | null;
  /** Selection → level; selections without an entry have the rule's own level. */
  readonly levels: Readonly<Record<string, Level>>;
  readonly tests: readonly RuleTest[];
  readonly condition: Expression;
  readonly location: RuleLocation;
}

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
