import { expect, it } from 'vitest';
import { idsNamed, knownIds } from '../../../src/core/investigate/id-tokens.ts';

const IDS = knownIds(['0310-085500-AbCd0002', 'i-0c0ffee0000000001', '8e5f']);

it.each([
  ['cluster 0310-085500-abcd0002, please', ['0310-085500-AbCd0002']],
  [{ note: ['I-0C0FFEE0000000001 and (0310-085500-ABCD0002)'] }, ['i-0c0ffee0000000001', '0310-085500-AbCd0002']],
  ['0310-085500-abcd0002x i-0c0ffee00000000011 8e5f-1', []],
  [{ id: '8E5F' }, ['8e5f']],
])('%j names %j, in whatever case, as whole words', (value, expected) => {
  expect(idsNamed(value, IDS)).toEqual(expected);
});
