import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import { formatTime, parseTime } from '../../src/core/time.ts';

describe('parseTime', () => {
  const table: [JsonValue, string][] = [
    [1772352000123, '2026-03-01T08:00:00.123Z'],
    ['1772352000123', '2026-03-01T08:00:00.123Z'],
    [1772352000, '2026-03-01T08:00:00.000Z'],
    [1772352000.123, '2026-03-01T08:00:00.123Z'],
    [parseJson('1.772352000123e12'), '2026-03-01T08:00:00.123Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T08:00', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T08:00:00.123Z', '2026-03-01T08:00:00.123Z'],
    ['2026-03-01T08:00:00.1230000Z', '2026-03-01T08:00:00.123Z'],
    ['2026-03-01 08:00:00.1', '2026-03-01T08:00:00.100Z'],
    ['2026-03-01T08:00:00.123456+00:00', '2026-03-01T08:00:00.123Z'],
    ['2026-03-01T08:00:00+01:00', '2026-03-01T07:00:00.000Z'],
    ['2026-03-01 08:00:00 UTC', '2026-03-01T08:00:00.000Z'],
    [' 2026-03-01t08:00:00z ', '2026-03-01T08:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ];
  it.each(table)('reads %j', (value, expected) => {
    expect(formatTime(parseTime(value))).toBe(expected);
  });

  it.each([
    undefined,
    null,
    '',
    ' ',
    'now',
    '-1',
    -1,
    1e20,
    true,
    [],
    {},
    '2026-',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-03-01T24:00:00Z',
  ])('is null for %j', (value) => {
    expect(parseTime(value)).toBeNull();
  });

  it('reads every millisecond that formatTime writes, with any offset, whatever the time zone of the machine', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 0, 1) }), fc.integer({ min: -14 * 60, max: 14 * 60 }), (time, minutes) => {
        expect(parseTime(formatTime(time))).toBe(time);
        fc.pre(time + minutes * 60_000 >= 0);
        const local = new Date(time + minutes * 60_000).toISOString().slice(0, -1);
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) => String(n).padStart(2, '0'));
        expect(parseTime(`${local}${minutes < 0 ? '-' : '+'}${hours!}:${rest!}`)).toBe(time);
      }),
    );
  });

  it('gives a time or null for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/)),
        (text) => {
          const time = parseTime(text);
          if (time !== null) expect(new Date(time).getTime()).toBe(time);
        },
      ),
    );
  });
});

describe('formatTime', () => {
  it('writes any time as a Date does', () => {
    const times = fc.oneof(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), fc.integer({ min: -3, max: 172_800_003 }));
    fc.assert(
      fc.property(fc.array(times, { minLength: 1 }), (list) => {
        for (const time of list) expect(formatTime(time)).toBe(new Date(time).toISOString());
      }),
      { numRuns: 1000 },
    );
    expect(formatTime(null)).toBeNull();
  });
});
