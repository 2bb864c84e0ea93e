import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../../src/core/rules/similar.ts';

describe('did you mean', () => {
  it.each([
    ['contians', 'contains'],
    ['startwith', 'startswith'],
    ['Contains', 'contains'],
    ['xyz', null],
    ['x'.repeat(100), null],
  ])('%s → %s', (word, meant) => {
    expect(nearest(word, ['contains', 'startswith', 'endswith'])).toBe(meant);
  });

  it('counts a swap as one mistake', () => {
    expect([editDistance('ab', 'ba'), editDistance('abc', 'abc'), editDistance('', 'ab'), editDistance('kitten', 'sitting')]).toEqual([
      1, 0, 2, 3,
    ]);
  });
});
