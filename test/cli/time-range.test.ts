import { describe, expect, it } from 'vitest';
import { parseTimeBound } from '../../src/cli/time-range.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

const NOW = Date.UTC(2026, 2, 10, 12, 30);
const since = (text: string): string => new Date(parseTimeBound(text, 'since', NOW)).toISOString();
const until = (text: string): string => new Date(parseTimeBound(text, 'until', NOW)).toISOString();

describe('--since and --until', () => {
  it('take a date as its first moment, and for --until as the moment it is over', () => {
    expect(since('2026-03-01')).toBe('2026-03-01T00:00:00.000Z');
    expect(until('2026-03-01')).toBe('2026-03-02T00:00:00.000Z');
    expect(until('2026-02-28')).toBe('2026-03-01T00:00:00.000Z');
    expect(until('2024-12-31')).toBe('2025-01-01T00:00:00.000Z');
  });

  it.each([
    ['2026-03-01T12:00', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:30', '2026-03-01T12:00:30.000Z'],
    ['2026-03-01T12:00:30.5Z', '2026-03-01T12:00:30.500Z'],
    ['2026-03-01 12:00', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00+02:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T00:00:00-0530', '2026-03-01T05:30:00.000Z'],
  ])('take %s as an instant, UTC unless it says otherwise', (text, expected) => {
    expect(since(text)).toBe(expected);
    expect(until(text)).toBe(expected);
  });

  it.each([
    ['30m', '2026-03-10T12:00:00.000Z'],
    ['24h', '2026-03-09T12:30:00.000Z'],
    ['7d', '2026-03-03T12:30:00.000Z'],
    ['1w', '2026-03-03T12:30:00.000Z'],
    ['0h', '2026-03-10T12:30:00.000Z'],
  ])('take %s as that long ago', (text, expected) => {
    expect(since(text)).toBe(expected);
    expect(until(text)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '7',
    '7 d',
    '-7d',
    '7D',
    '2026',
    '2026-3-1',
    '2026-02-30',
    '2026-03-01T25:00',
    '01/03/2026',
    '1772352000',
    '2026-03-01T',
  ])('refuse %j, and show what is possible', (text) => {
    expect(() => since(text)).toThrow(UsageError);
    expect(() => until(text)).toThrow(/--until .* is no time: write 2026-03-01/);
  });
});
