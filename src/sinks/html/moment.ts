/**
 * Times and intervals as people read them on a page. Everything is UTC.
 *
 * Owns: their spelling. Must not know: markup.
 */
import type { Interval } from '../../core/investigate/model.ts';

/** `2026-03-10 09:15:00`, with milliseconds where there are any; `–` for null and for what no calendar holds. */
export function moment(time: number | null): string {
  if (time === null || !Number.isFinite(time) || Math.abs(time) > 8.64e15) return '–';
  return new Date(time).toISOString().replace('T', ' ').replace('.000Z', '').replace('Z', '');
}

/** `from – to`; the day is not said twice. */
export function interval({ from, to }: Interval): string {
  if (from === null && to === null) return 'not known';
  if (from === null) return `until ${moment(to)}`;
  if (to === null) return `since ${moment(from)}`;
  const [start, end] = [moment(from), moment(to)];
  return `${start} – ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** `1 h 20 min`: the two largest units. */
export function duration(milliseconds: number): string {
  const parts: string[] = [];
  let rest = Math.max(0, milliseconds);
  for (const [unit, size] of UNITS) {
    const number = Math.floor(rest / size);
    rest -= number * size;
    if (number > 0) parts.push(`${number} ${unit}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}
