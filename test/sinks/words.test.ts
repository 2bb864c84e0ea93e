/** One spelling of places, times and intervals for every format. */
import { expect, test } from 'vitest';
import { duration, interval, intervalText, moment, placeText, timeText } from '../../src/sinks/words.ts';

const NINE = Date.UTC(2026, 2, 10, 9);

test.each([
  [NINE, '2026-03-10T09:00:00Z', '2026-03-10 09:00:00'],
  [NINE + 7, '2026-03-10T09:00:00.007Z', '2026-03-10 09:00:00.007'],
  [null, 'unknown', '–'],
  [Number.NaN, 'unknown', '–'],
  [9e15, 'unknown', '–'],
])('%s reads as %s, on a page as %s', (time, text, page) => {
  expect([timeText(time), moment(time)]).toEqual([text, page]);
});

test('an interval says each day once on a page, and which end is open', () => {
  expect(intervalText({ from: NINE, to: null })).toBe('2026-03-10T09:00:00Z to unknown');
  expect(interval({ from: NINE, to: NINE + 60_000 })).toBe('2026-03-10 09:00:00 – 09:01:00');
  expect(interval({ from: NINE, to: NINE + 86_400_000 })).toBe('2026-03-10 09:00:00 – 2026-03-11 09:00:00');
  expect([interval({ from: null, to: NINE }), interval({ from: NINE, to: null }), interval({ from: null, to: null })]).toEqual([
    'until 2026-03-10 09:00:00',
    'since 2026-03-10 09:00:00',
    'not known',
  ]);
});

test.each([
  [{ uri: 'a.json', line: 3, index: null, offset: 10 }, 'a.json:3 (byte 10)'],
  [{ uri: 'a.json', line: null, index: 4, offset: 10 }, 'a.json#4 (byte 10)'],
  [{ uri: '-', offset: 0 }, 'standard input (byte 0)'],
])('the place %j reads as %s', (place, text) => {
  expect(placeText(place)).toBe(text);
});

test.each([
  [4_800_000, '1 h 20 min'],
  [90_061_000, '1 d 1 h'],
  [999, '0 s'],
  [-1, '0 s'],
])('%i ms last %s', (time, text) => {
  expect(duration(time)).toBe(text);
});
