// Medians and ranges.

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spread(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b);
  const { length } = sorted;
  if (length === 0) return null;
  const middle = length >> 1;
  const median = length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted[length - 1]! };
}

export function show(value: Spread | null, digits = 3): string {
  return value === null ? '–' : `${value.median.toFixed(digits)} [${value.min.toFixed(digits)}–${value.max.toFixed(digits)}]`;
}
