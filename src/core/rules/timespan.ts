/** Lengths of time as rules write them: a whole number and one of s, m, h, d, w (Sigma's correlations; `w` as pySigma). */

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** What a timespan looks like, for messages. */
export const TIMESPAN = 'a whole number and one of s, m, h, d, w, such as 15m';

/**
 * @param text such as `90s` or `24h`
 * @returns milliseconds, or null when it is no timespan
 */
export function readTimespan(text: string): number | null {
  const [, count, unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  const factor = UNITS[unit];
  return count === undefined || factor === undefined ? null : Number(count) * factor;
}

/** Milliseconds as a rule would write them, in the largest unit that fits exactly. */
export function formatTimespan(milliseconds: number): string {
  const units = Object.entries(UNITS).toReversed();
  const [unit, factor] = units.find(([, size]) => milliseconds % size === 0) ?? ['s', 1000];
  return `${milliseconds / factor}${unit}`;
}
