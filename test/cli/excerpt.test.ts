/** Lines of rule files with a word underlined. */
import { describe, expect, it } from 'vitest';
import { endColumnAt, excerptOf, SourceLines } from '../../src/cli/excerpt.ts';

describe('the word at a column', () => {
  it.each([
    ['    actionName: Boot Files Modified # why', 'Boot', 'Boot Files Modified'],
    ['    actionName: Boot Files Modified', 'actionName', 'actionName'],
    ['  - a, b', 'a,', 'a, b'],
    ['s: {a: one two, b: [x y, z]}', 'one', 'one two'],
    ['s: {a: one two, b: [x y, z]}', 'x y', 'x y'],
    ['s: {a: one two, b: [x y, z]}', 'b:', 'b'],
    ['"a": "x \\" y", "b": 1', '"x', '"x \\" y"'],
    ["a: 'it''s'", "'it", "'it''s'"],
    ['condition: one and not two_*', 'two', 'two_*'],
    ['condition: one and not two_*', 'one', 'one and not two_*'],
    ['a: "unclosed', '"u', '"unclosed'],
    ['a: |', '|', '|'],
    ['x', 'x', 'x'],
  ])('%s at %s', (line, from, word) => {
    const column = line.indexOf(from) + 1;
    expect(line.slice(column - 1, endColumnAt(line, column) - 1)).toBe(word);
  });

  it('is looked for near the column only, however long the line', () => {
    const line = `["${'x'.repeat(10_000_000)}"`;
    expect(endColumnAt(line, 2)).toBe(1002);
    expect(endColumnAt(`${' '.repeat(1_000_000)}x`, 1_000_001)).toBe(1_000_002);
  });

  it('ends where the line ends', () => {
    expect(endColumnAt('abc', 4)).toBe(4);
    expect(endColumnAt('', 1)).toBe(1);
    expect(endColumnAt('abc', 99)).toBe(99);
  });
});

describe('an excerpt', () => {
  it('cuts long lines around the word', () => {
    const line = `${'x'.repeat(500)} "word" ${'y'.repeat(500)}`;
    const { line: shown, carets } = excerptOf(line, 502);
    expect(shown.length).toBeLessThan(130);
    expect(shown).toMatch(/^….*….?$/);
    expect(shown.slice(carets.indexOf('^'), carets.length)).toBe('"word"');
  });

  it('stands below the word, whatever comes before it', () => {
    const { line, carets } = excerptOf('\t日本: "値"', 6);
    expect(line).toBe(' 日本: "値"');
    expect(carets).toBe(`${' '.repeat(7)}^^^^`);
  });

  it('escapes', () => {
    expect(excerptOf('a: \u001b[31m', 4).line).not.toContain('\u001b');
  });
});

it('lines are found by number, in files that are known', () => {
  const lines = new SourceLines(new Map([['f', 'a\r\nb\nc']]));
  expect([1, 2, 3, 4, 0].map((number) => lines.line('f', number))).toEqual(['a', 'b', 'c', undefined, undefined]);
  expect(lines.line('g', 1)).toBeUndefined();
});
