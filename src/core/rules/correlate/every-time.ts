/** Which correlations cost the reading of every record. */
import type { Correlation } from '../rule.ts';

/**
 * Whether a correlation is decided by how far time has come when the input ends, which only reading every record tells: one of what stays
 * below a bound (K25). An absence rule is not: what it waits for is counted.
 */
export function needsEveryTime({ absence, bounds, ruleCondition }: Correlation): boolean {
  const grows = ruleCondition === null && bounds.every(({ operator }) => operator === 'gt' || operator === 'gte');
  return absence === null && !grows;
}
