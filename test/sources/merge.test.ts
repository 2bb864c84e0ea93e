import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeRuns, type Run } from '../../src/sources/merge.ts';

interface Item {
  readonly key: string;
}

const runOf = (keys: readonly string[], opened: string[] = [], closed: string[] = []): Run<Item> => {
  const sorted = keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const start = sorted[0] ?? '';
  return {
    start,
    async *open() {
      opened.push(start);
      try {
        for (const key of sorted) yield { key };
      } finally {
        closed.push(start);
      }
    },
  };
};

it('is the sorted whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.string())), async (runs) => {
      const keys: string[] = [];
      for await (const { key } of mergeRuns(runs.map((run) => runOf(run)))) keys.push(key);
      expect(keys).toEqual(runs.flat().sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    }),
  );
});

it('opens a run only when the order has come to it, and closes what it opened', async () => {
  const opened: string[] = [];
  const closed: string[] = [];
  const merged = mergeRuns([['d', 'e'], ['a', 'c'], ['b'], ['x']].map((keys) => runOf(keys, opened, closed)));
  for await (const { key } of merged) {
    if (key === 'b') expect(opened).toEqual(['a', 'b']);
    if (key === 'd') break;
  }
  expect(opened).toEqual(['a', 'b', 'd']);
  expect(closed).toEqual(['b', 'a', 'd']);
});
