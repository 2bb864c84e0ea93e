/**
 * The rules of one pass, compiled: those made for the investigation beside those of the user.
 *
 * Owns: that a Sigma filter of the user's suppresses alerts only, never what the story is gathered by.
 */
import { compileRules } from '../rules/running.ts';
import { NO_RULES, type CompiledRuleSet, type Rule } from '../rules/rule.ts';
import { isGathering } from './rule-terms.ts';

/** @param alerts the rules whose matches are alerts; none for inputs that have no alerts */
export function ruleSetOf(rules: readonly Rule[], alerts: CompiledRuleSet | null = null): CompiledRuleSet {
  const own = compileRules({ ...NO_RULES, rules });
  if (alerts === null) return own;
  return {
    ...alerts,
    rules: [...alerts.rules, ...own.rules],
    filters: alerts.filters.map((filter) => ({ ...filter, appliesTo: (rule) => !isGathering(rule.name) && filter.appliesTo(rule) })),
  };
}
