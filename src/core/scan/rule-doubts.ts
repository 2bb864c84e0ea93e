/** What an analyst should know of the rules before a scan begins. Must not know: records. */
import { problem, type Problem } from '../problem.ts';
import { describeLogsource } from '../rules/logsource.ts';
import type { CompiledRule, RuleFilter } from '../rules/rule.ts';

/** How many of a list of rules a message names. */
const NAMES_SHOWN = 5;

/** One problem for each logsource whose rules no log of this scan is for. */
export function neverRunProblems(rules: readonly CompiledRule[]): readonly Problem[] {
  const byLogsource = new Map<string, string[]>();
  for (const { rule } of rules) {
    const logsource = describeLogsource(rule.logsource);
    byLogsource.set(logsource, [...(byLogsource.get(logsource) ?? []), rule.name]);
  }
  return [...byLogsource].map(([logsource, names]) => {
    const shown = `${names.slice(0, NAMES_SHOWN).join(', ')}${names.length > NAMES_SHOWN ? ', …' : ''}`;
    const which = names.length === 1 ? `the rule ${shown} is` : `${names.length} rules (${shown}) are`;
    return problem('rule-never-runs', null, `${which} for ${logsource}, which no log read here has`);
  });
}

/** One problem for each filter that no longer applies. */
export function expiredFilterProblems(filters: readonly RuleFilter[]): readonly Problem[] {
  return filters.map(({ name, owner, expires, location }) => {
    const whose = owner === null ? '' : ` of ${owner}`;
    return problem('expired-filter', null, `the filter ${name}${whose} (${location.uri}:${location.line}) expired on ${expires ?? ''}`);
  });
}
