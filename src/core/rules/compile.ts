/**
 * Rules → what runs on records. Owns: which rules run, which events they are for, and the level of a match.
 */
import type { JsonObject } from '../json/value.ts';
import { higherLevel, type Level } from '../level.ts';
import { compileCorrelations, findSilenced } from './correlation-compile.ts';
import { compileScope } from './filter-scope.ts';
import { hasEveryPart } from './logsource.ts';
import { compilePredicate } from './predicate.ts';
import type { CompiledFilter, CompiledRule, CompiledRuleSet, Expression, Rule, RuleFilter, RuleHead, RuleSet } from './rule.ts';
import { compileTrace } from './trace.ts';

export interface CompileOptions {
  /** Names of rules and correlations that are there only because a correlation counts them: they give no findings. */
  readonly countedOnly?: ReadonlySet<string>;
}

/**
 * Compiles a rule set, in its order. Rules of status `unsupported` are left out: Sigma says they cannot be run.
 * @throws Error when a correlation refers to what is not there, which `checkTogether` tells as an issue
 */
export function compileRules(set: RuleSet, { countedOnly = new Set() }: CompileOptions = {}): CompiledRuleSet {
  const { rules, filters } = set;
  const correlations = compileCorrelations(set);
  return {
    rules: rules.filter(isRunnable).map(compileRule),
    correlations,
    silenced: findSilenced(set, correlations, countedOnly),
    filters: filters.filter(isRunnable).map(compileFilter),
  };
}

function isRunnable({ status }: RuleHead): boolean {
  return status !== 'unsupported';
}

/** Compiles one rule, whatever its status. */
export function compileRule(rule: Rule): CompiledRule {
  // Most rules are asked for nothing in most runs, and match nothing: each part is compiled when it is first needed.
  let predicate: ReturnType<typeof compilePredicate> | undefined;
  let level: ReturnType<typeof compileLevel> | undefined;
  let trace: ReturnType<typeof compileTrace> | undefined;
  return {
    rule,
    appliesTo: (logsource) => hasEveryPart(logsource, rule.logsource),
    match(fields) {
      predicate ??= compilePredicate(rule.condition);
      if (!predicate(fields)) return null;
      level ??= compileLevel(rule);
      trace ??= compileTrace(rule.condition);
      return { rule, level: level(fields), evidence: trace(fields) };
    },
  };
}

function compileFilter(filter: RuleFilter): CompiledFilter {
  return { filter, appliesTo: compileScope(filter), allows: compilePredicate(filter.condition) };
}

/** The highest level among the selections that matched and do not stand under `not`; the rule's own when there is none. */
function compileLevel(rule: Rule): (fields: JsonObject) => Level | null {
  if (Object.keys(rule.levels).length === 0) return () => rule.level;
  const selections = positiveSelections(rule.condition, true).map(({ name, expression }) => ({
    matches: compilePredicate(expression),
    level: Object.hasOwn(rule.levels, name) ? (rule.levels[name] ?? rule.level) : rule.level,
  }));
  return (fields) => {
    const matched = selections.filter(({ matches }) => matches(fields));
    return matched.length === 0 ? rule.level : matched.reduce<Level | null>((highest, { level }) => higherLevel(highest, level), null);
  };
}

function positiveSelections(expression: Expression, positive: boolean): readonly Extract<Expression, { kind: 'selection' }>[] {
  switch (expression.kind) {
    case 'selection':
      return positive ? [expression] : [];
    case 'not':
      return positiveSelections(expression.operand, !positive);
    case 'test':
      return [];
    default:
      return expression.operands.flatMap((operand) => positiveSelections(operand, positive));
  }
}
