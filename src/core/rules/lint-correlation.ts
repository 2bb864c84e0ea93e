/** Advice on correlations that load: what they cost. */
import { needsEveryTime } from './correlate/every-time.ts';
import { Report } from './report.ts';
import { isAccepted, placeOf } from './rule-source.ts';
import type { Correlation, Issue } from './rule.ts';

/** A correlation for which every record must be read, as a warning, unless the correlation accepts it. */
export function lintCorrelation(correlation: Correlation): readonly Issue[] {
  if (!needsEveryTime(correlation) || isAccepted(correlation, 'slow-rule')) return [];
  const report = new Report(correlation.location.uri).forRule(correlation.name);
  const way = correlation.ruleCondition === null ? 'ask for `gt` or `gte` alone' : 'ask without `not`';
  const message = `More records can make the condition false again, so the time of every record of every log has to be read; ${way} where that will do.`;
  report.warning('slow-rule', placeOf(correlation, 'condition'), message);
  return report.issues();
}
