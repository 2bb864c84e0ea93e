/**
 * What is wrong with rules only when they are loaded together. Must not know: how a rule file is read.
 */
import { checkReferences } from './correlation-references.ts';
import { findDuplicates } from './duplicates.ts';
import { checkFilterScopes } from './filter-scope.ts';
import type { Issue, RuleHead, RuleSet } from './rule.ts';

/**
 * Looks for what only shows when everything is loaded: names and ids that documents of different files share (those within one
 * file are reported by `parseRules`), references of correlations and filters that lead nowhere or in a circle, and filters that do not
 * fit the rules they name.
 * @param set everything that is loaded
 * @param issues what the files have reported: a rule with an error is there, though not in the set
 */
export function checkTogether(set: RuleSet, issues: readonly Issue[] = []): readonly Issue[] {
  const all: readonly RuleHead[] = [...set.rules, ...set.correlations, ...set.filters];
  const duplicates = findDuplicates(all, 'across').map(({ code, rule, message }): Issue => ({
    severity: 'error',
    code,
    location: rule.location,
    rule: rule.name,
    message,
  }));
  const broken = new Set(issues.flatMap(({ severity, rule }) => (severity === 'error' && rule !== null ? [rule] : [])));
  return [...duplicates, ...checkReferences(set, broken), ...checkFilterScopes(set, broken)];
}
