/** The pool's bounds; that it changes nothing else, a property test tells (test/property/scouts.test.ts). */
import { expect, it } from 'vitest';
import type { Artifact } from '../../src/core/ports.ts';
import { ScoutPool } from '../../src/workers/scout-pool.ts';

const artifactOf = (n: number): Artifact => ({
  uri: `${n}.json`,
  path: Buffer.from(`${n}.json`),
  size: 100,
  open: () => {
    throw new Error('nobody reads it');
  },
});

it('asks for no more files while many are open', async () => {
  let open = 0;
  const pool = new ScoutPool({
    threads: 1,
    startThread: () => ({
      ...{ post: () => undefined, onReports: () => undefined, onEnd: () => undefined, end: () => Promise.resolve() },
      waiting: new Int32Array(new SharedArrayBuffer(4)),
    }),
    createRunner: () => () => [],
    openRanged: () => {
      open++;
      return { fd: -1, opening: { size: 100, identity: '' }, notices: () => [], close: () => open-- };
    },
    breathe: () => Promise.resolve(),
    skipper: { verdicts: [] } as never,
    sizes: { startAt: 0, smallest: 0, rangedFrom: 0, range: 100, ahead: Infinity },
  });
  const artifacts = Array.from({ length: 1000 }, (_, n) => artifactOf(n));
  let next = 0;
  const announceAll = (): void => {
    while (!pool.hasEnough) pool.announce(artifacts[next++]!);
  };
  announceAll();
  expect(open).toBeGreaterThan(10);
  expect(open).toBeLessThan(100);
  const most = open;
  for (const artifact of artifacts.slice(0, 50)) {
    for await (const part of pool.partsOf(artifact)!) expect(part).toBeUndefined();
    announceAll();
    expect(open).toBe(most);
  }
  await pool.dispose();
  expect(open).toBe(0);
});
