/**
 * Event times: every spelling the schemas use → milliseconds since the epoch, UTC.
 *
 * A text without an offset is UTC; a number of 10^11 and above is milliseconds, below it seconds (as Sigma's time modifiers
 * here read it). Must not know: local time zones.
 */
import { textOf, type JsonValue } from './json/value.ts';

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Milliseconds since the epoch, or null when the value is no time between 1970 and 9999. */
export function parseTime(value: JsonValue | undefined): number | null {
  const time = parseDate(value);
  return time === null || time < 0 ? null : time;
}

/** The same for any date of the years 100 to 9999. */
export function parseDate(value: JsonValue | undefined): number | null {
  // As the text of the number would be read: milliseconds in whole numbers are what nearly all records have.
  if (typeof value === 'number' && value >= 1e11 && value <= LATEST) return Math.trunc(value);
  const text = textOf(value)?.trim();
  if (text === undefined || text === '') return null;
  if (/^\d+(\.\d+)?$/.test(text)) return inRange(Number(text) >= 1e11 ? Math.trunc(Number(text)) : Math.trunc(Number(text) * 1000));
  const parts = ISO.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset = 'Z'] = parts;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), milliseconds);
  const isCalendarDate = new Date(date)
    .toISOString()
    .startsWith(`${text.slice(0, 10)}T${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`);
  return isCalendarDate ? inRange(date - offsetOf(offset)) : null;
}

function offsetOf(offset: string): number {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset);
  if (parts === null) return 0;
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3] ?? 0)) * 60_000;
}

function inRange(time: number): number | null {
  return time <= LATEST ? time : null;
}

const DAY = 86_400_000;
/** The day asked for last, with the text that its times begin with: neighbours mostly share it. */
let lastDay = { day: 0, text: '1970-01-01T' };

/** ISO 8601 in UTC with milliseconds, or null. */
export function formatTime(time: number | null): string | null {
  if (time === null) return null;
  const day = Math.floor(time / DAY);
  if (day !== lastDay.day) lastDay = { day, text: new Date(time).toISOString().slice(0, -13) };
  const rest = Math.floor(time - day * DAY);
  const [hour, minute, second] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  return `${lastDay.text}${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}.${String((rest % 1000) + 1000).slice(1)}Z`;
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
