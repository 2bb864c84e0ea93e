import { expect, it } from 'vitest';
import { missingDays } from '../../../src/core/investigate/missing-days.ts';

const day = (n: number): number => Date.UTC(2026, 2, n);
const ASKED = { from: day(5), to: day(10) - 1 };

it.each([
  ['every day', day(5), day(9), 5, ASKED, null],
  ['more than was asked for', day(4), day(10), 7, ASKED, null],
  ['every day, of an open time', day(7), day(8), 2, { from: null, to: null }, null],
  ['a late beginning', day(6), day(9), 4, ASKED, '(none before 2026-03-06)'],
  ['an early end', day(5), day(8), 4, ASKED, '(none after 2026-03-08)'],
  ['a hole', day(5), day(9), 3, { from: null, to: null }, '(none on 2 of the days between 2026-03-05 and 2026-03-09)'],
  ['one day in the middle', day(7), day(7), 1, ASKED, '(none before 2026-03-07; none after 2026-03-07)'],
])('tells what the audit log lacks: %s', (_, first, last, days, window, said) => {
  const gaps = missingDays('33', { first, last, days }, window, []);
  expect(gaps.map(({ code, sentence, interval }) => [code, sentence, interval])).toEqual(
    said === null ? [] : [['audit-days-missing', expect.stringContaining(said), window]],
  );
});
