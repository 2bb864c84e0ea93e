import { expect, test } from 'vitest';
import { bytes, count, grouped } from '../../src/sinks/quantity.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1234567, '1,234,567'],
])('%i is grouped as %s', (value, text) => {
  expect(grouped(value)).toBe(text);
});

test('counts agree with their noun', () => {
  expect([count(0, 'record'), count(1, 'record'), count(2000, 'match', 'matches')]).toEqual(['0 records', '1 record', '2,000 matches']);
});

test.each([
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [999_940, '999.9 kB'],
  [999_950, '1.0 MB'],
  [1.5e12, '1.5 TB'],
])('%d bytes read as %s', (value, text) => {
  expect(bytes(value)).toBe(text);
});
