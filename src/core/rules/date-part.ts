/**
 * Parts of a date, in UTC, as the modifiers `minute` to `year` compare them (K18 of the Sigma reference).
 *
 * Must not know: how a value spells a time (core/time.ts does).
 */
import type { DatePart } from './rule.ts';

/** The values each part can have. */
export const DATE_PART_RANGES: Readonly<Record<DatePart, readonly [least: number, most: number]>> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [1, 9999],
};

const DAY = 86_400_000;

/** One part of a time in milliseconds since the epoch. `week` is that of ISO 8601. */
export function datePart(time: number, part: DatePart): number {
  const date = new Date(time);
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
    case 'week':
      return isoWeek(date);
  }
}

/** A week belongs to the year of its Thursday, and that Thursday's place in the year counts the weeks. */
function isoWeek(date: Date): number {
  const mondayIsZero = (date.getUTCDay() + 6) % 7;
  const thursday = new Date(date.getTime() + (3 - mondayIsZero) * DAY);
  const newYear = new Date(thursday);
  newYear.setUTCMonth(0, 1);
  return Math.floor((thursday.getTime() - newYear.getTime()) / DAY / 7) + 1;
}
