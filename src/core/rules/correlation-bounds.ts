/** Whether a number satisfies the bounds of a correlation. Must not know: what was counted, how bounds are written. */
import { compareToBound, type Ratio } from './ratio.ts';
import type { CorrelationBound } from './rule.ts';

/** Whether a number satisfies all bounds. */
export function boundsHoldAt(bounds: readonly CorrelationBound[], count: bigint): boolean {
  return holdsAll(bounds, { numerator: count, denominator: 1n });
}

/** Whether a measured value satisfies all bounds. */
export function holdsAll(bounds: readonly CorrelationBound[], measured: Ratio): boolean {
  return bounds.every(({ operator, value }) => {
    const order = compareToBound(measured, value);
    switch (operator) {
      case 'gt':
        return order > 0;
      case 'gte':
        return order >= 0;
      case 'lt':
        return order < 0;
      case 'lte':
        return order <= 0;
      case 'eq':
        return order === 0;
      case 'neq':
        return order !== 0;
    }
  });
}
