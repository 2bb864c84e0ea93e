/** Advice on filters that load: an exception should say who made it, why, and until when. Owns the wish, not the grammar. */
import type { Issue, RuleFilter } from './rule.ts';

/** What a filter lacks, as a warning. */
export function lintFilter(filter: RuleFilter): readonly Issue[] {
  const missing = (['owner', 'reason', 'expires'] as const).filter((key) => filter[key] === null);
  if (missing.length === 0) return [];
  const example = `auditsift: {${missing.map((key) => `${key}: …`).join(', ')}}`;
  const message = `The filter does not say its ${missing.join(', ')}; add \`${example}\`, so that the exception can be asked about and ends.`;
  return [{ severity: 'warning', code: 'unexplained-filter', location: filter.location, rule: filter.name, message }];
}
