import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATE_PART_RANGES, datePart } from '../../../src/core/rules/date-part.ts';
import type { DatePart } from '../../../src/core/rules/rule.ts';
import { compiled } from './rule-text.ts';

const DAY = 86_400_000;
const times = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.getTime());

/** Counted day by day: week 1 is the one with the fourth of January, and weeks begin on Monday. */
function countedWeek(time: number): number {
  const startOfWeek = (day: number): number => {
    let monday = day;
    while (new Date(monday).getUTCDay() !== 1) monday -= DAY;
    return monday;
  };
  const monday = startOfWeek(Math.floor(time / DAY) * DAY);
  for (const year of [1, 0, -1]) {
    const first = new Date(0);
    first.setUTCFullYear(new Date(time).getUTCFullYear() + year, 0, 4);
    const begin = startOfWeek(first.getTime());
    if (monday >= begin) return Math.round((monday - begin) / DAY / 7) + 1;
  }
  throw new Error('unreachable');
}

describe('a part of a date', () => {
  it('week is the ISO week, counted', () => {
    fc.assert(
      fc.property(times, (time) => {
        expect(datePart(time, 'week')).toBe(countedWeek(time));
      }),
      { numRuns: 1000 },
    );
  });

  it('is what the ISO text spells, and in its range', () => {
    fc.assert(
      fc.property(times, (time) => {
        const [, year, month, day, hour, minute] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(new Date(time).toISOString())!.map(Number);
        const parts = { year, month, day, hour, minute };
        for (const [part, value] of Object.entries(parts)) expect(datePart(time, part as DatePart)).toBe(value);
        for (const [part, [least, most]] of Object.entries(DATE_PART_RANGES)) {
          const value = datePart(time, part as DatePart);
          expect(value >= least && value <= most).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['2026-01-01', 1],
    ['2027-01-03', 53],
    ['2024-12-30', 1],
    ['2021-01-03T23:59:59Z', 53],
  ])('%s is in week %d', (text, week) => {
    expect(compiled(`{"s":{"t|week":${week}},"condition":"s"}`).match({ t: text })).not.toBeNull();
  });

  it.each(['', 'yesterday', '2026-02-30', '2026-13-01', true, '12:30', {}, '-5'])('%j is no date', (value) => {
    expect(compiled('{"s":{"t|year|gte":1},"condition":"s"}').match({ t: value })).toBeNull();
  });

  it('is also known of dates before 1970', () => {
    expect(compiled('{"s":{"t|year|lt":1970},"condition":"s"}').match({ t: '1965-05-05' })).not.toBeNull();
  });
});
