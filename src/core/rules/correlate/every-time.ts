/** Which correlations cost the reading of every record. */
import type { Correlation } from '../rule.ts';
import { isGrowing } from './gauges.ts';

/**
 * Whether a correlation is decided by how far time has come when the input ends, which only reading every record tells: one that more
 * records could make false again (K25), unless it is above its bound already. An absence rule is not: what it waits for is counted.
 */
export function needsEveryTime(correlation: Correlation): boolean {
  return correlation.absence === null && !isGrowing(correlation) && !isUpwards(correlation);
}

/** Whether it asks for what lies above a bound: that stays a fact when the input ends early. */
export function isUpwards({ bounds, ruleCondition }: Correlation): boolean {
  return ruleCondition === null && bounds.every(({ operator }) => operator === 'gt' || operator === 'gte');
}
