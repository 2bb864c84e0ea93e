/**
 * How places, times and intervals read as text, in every format for people. Whoever shows them escapes them for the medium. Numbers are in
 * quantity.ts.
 *
 * Owns: their spelling. Text on a terminal has times as `--from` and `--since` take them; a page, which nobody pipes anywhere, has them for
 * reading. Everything is UTC. Must not know: media, what a record tells.
 */
import type { Interval } from '../core/investigate/model.ts';

/** `uri:line` for lines, `uri#index` for documents, and the byte. */
export function placeText(place: {
  readonly uri: string;
  readonly line?: number | null;
  readonly index?: number | null;
  readonly offset: number;
}): string {
  const { uri, line = null, index = null, offset } = place;
  const position = line !== null ? `:${line}` : index !== null ? `#${index}` : '';
  return `${uri === '-' ? 'standard input' : uri}${position} (byte ${offset})`;
}

/** Without milliseconds where there are none: `2026-03-01T12:00:00Z`; `unknown` for null and for what no calendar holds. */
export function timeText(time: number | null): string {
  return isoTime(time) ?? 'unknown';
}

/** `from to to`, both ends as they are known. */
export function intervalText({ from, to }: Interval): string {
  return `${timeText(from)} to ${timeText(to)}`;
}

/** The same time for a page: `2026-03-01 12:00:00`; `–` where it is not known. */
export function moment(time: number | null): string {
  return isoTime(time)?.replace('T', ' ').replace('Z', '') ?? '–';
}

/** `from – to` for a page; the day is not said twice. */
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

const LAST_TIME = 8.64e15;

function isoTime(time: number | null): string | null {
  if (time === null || !Number.isFinite(time) || Math.abs(time) > LAST_TIME) return null;
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
