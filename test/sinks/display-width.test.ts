import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth, pad, truncate } from '../../src/sinks/display-width.ts';
import { anyText } from './sample-findings.ts';

test.each([
  ['abc', 3],
  ['中文', 4],
  ['🙂', 2],
  ['e\u0301', 1],
  ['한글', 4],
  ['ｱ', 1],
  ['Ａ', 2],
  ['é', 1],
  ['', 0],
])('%s takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

describe('truncate', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 4, 'abc…'],
    ['中文字', 5, '中文…'],
    ['中文字', 4, '中…'],
    ['🙂🙂', 3, '🙂…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('%s to %i columns', (text, columns, cut) => {
    expect(truncate(text, columns)).toBe(cut);
  });

  test('marks piled on a letter are cut too', () => {
    expect(truncate(`a${'\u0301'.repeat(1000)}`, 10).length).toBeLessThan(50);
  });

  test('never takes more columns than allowed and keeps a beginning', () => {
    fc.assert(
      fc.property(anyText, fc.nat(40), (text, columns) => {
        const cut = truncate(text, columns);
        expect(displayWidth(cut)).toBeLessThanOrEqual(columns);
        expect(cut === text || text.startsWith(cut.replace(/…$/, ''))).toBe(true);
      }),
    );
  });
});

test('pad fills up by columns, not by characters', () => {
  expect(pad('中', 4)).toBe('中  ');
  expect(pad('abcdef', 4)).toBe('abcdef');
});
