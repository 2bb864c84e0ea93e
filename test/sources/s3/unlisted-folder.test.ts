/** One folder that cannot be listed costs that folder: the rest is read, the folder is named, and what concerns all of them ends the walk. */
import { describe, expect, it } from 'vitest';
import { EVERYTHING, type PartitionFilter } from '../../../src/core/partition.ts';
import { createS3Source, resolveLocations } from '../../../src/sources/s3/source.ts';
import { StoreFault, type FaultKind } from '../../../src/sources/s3/store.ts';
import { alertIds, alertLines } from '../../helpers/alert-lines.ts';
import { FakeBucket } from '../../helpers/fake-bucket.ts';
import { FakePace, FakeStore } from '../../helpers/fake-store.ts';
import { runSource, type Ran } from '../../helpers/run-source.ts';

const SINCE = Date.parse('2026-03-01T00:00:00Z');
const FOLDERS = ['0', '111', '222', '333', '444', '555'].map((workspace) => `logs/workspaceId=${workspace}/`);
const KEYS = FOLDERS.map((folder) => `${folder}date=2026-03-01/a.json`);

function storeWith(kind: FaultKind, refused: readonly string[], pageSize = 1000): FakeStore {
  const bucket = new FakeBucket({ pageSize });
  for (const key of KEYS) bucket.put(key, alertLines(key, 0, 2));
  const refuse = (prefix: string): StoreFault | null => (refused.includes(prefix) ? new StoreFault(kind, `${kind} here`) : null);
  return new FakeStore(bucket, { refuse });
}

interface Walked extends Ran {
  readonly said: string[];
  readonly keys: string[];
}

async function walk(store: FakeStore, paths: readonly string[], filter: Partial<PartitionFilter> = { since: SINCE }): Promise<Walked> {
  const pace = new FakePace();
  const ran = await runSource(createS3Source(paths, store, { filter: { ...EVERYTHING, ...filter }, pace }));
  const said = ran.problems.map(({ code, uri, detail }) => `${code} ${uri ?? ''}: ${detail}`);
  return { ...ran, said, keys: ran.findings.map(({ source }) => source.key ?? '') };
}

const without = (...folders: readonly string[]): string[] =>
  KEYS.filter((key) => !folders.some((folder) => key.startsWith(folder))).flatMap((key) => alertIds(key, 0, 2).map(() => key));

const PLACES = [
  ['a prefix that is walked', 's3://b/logs/'],
  ['a pattern', 's3://b/logs/*/date=*/*.json'],
  ['a pattern of whole folders', 's3://b/logs/workspaceId=*'],
] as const;

describe.each(PLACES)('below %s', (_, path) => {
  it.each(['denied', 'transient'] as const)('a folder that is %s is named, and everything else is read', async (kind) => {
    const { said, keys, summary } = await walk(storeWith(kind, ['logs/workspaceId=222/', 'logs/workspaceId=222/date=']), [path]);
    const code = kind === 'denied' ? 'access-denied' : 'unreadable';
    expect(said).toEqual([`${code} s3://b/logs/workspaceId=222/: it cannot be listed to its end: ${kind} here`]);
    expect(keys).toEqual(without('logs/workspaceId=222/'));
    expect(summary).toMatchObject({ complete: false, artifacts: { failed: 1, read: 5 } });
  });

  it.each(['identity', 'no-such-bucket', 'wrong-region', 'unreachable', 'clock', 'refused'] as const)(
    'trouble of the kind %s ends the walk',
    async (kind) => {
      const store = storeWith(kind, ['logs/workspaceId=222/', 'logs/workspaceId=222/date=']);
      const { said, keys } = await walk(store, [path]);
      expect(said).toEqual([`unreadable s3://b/logs/: it cannot be listed to its end: ${kind} here`]);
      expect(keys).toEqual(without('logs/workspaceId=222/', 'logs/workspaceId=333/', 'logs/workspaceId=444/', 'logs/workspaceId=555/'));
    },
  );
});

it('a partition further down is named by itself', async () => {
  const { said, keys } = await walk(storeWith('denied', ['logs/workspaceId=333/date=2026-03-01/']), ['s3://b/logs/']);
  expect(said).toEqual(['access-denied s3://b/logs/workspaceId=333/date=2026-03-01/: it cannot be listed to its end: denied here']);
  expect(keys).toEqual(without('logs/workspaceId=333/'));
});

it('any number of folders may be denied', async () => {
  const { said, keys } = await walk(storeWith('denied', FOLDERS.slice(0, 5)), ['s3://b/logs/']);
  expect(said).toHaveLength(5);
  expect(keys).toEqual(without(...FOLDERS.slice(0, 5)));
});

it('a store that fails folder after folder is given up, or every further one would take minutes', async () => {
  const { said, keys } = await walk(storeWith('transient', FOLDERS.slice(1)), ['s3://b/logs/']);
  expect(said).toEqual([
    ...FOLDERS.slice(1, 3).map((folder) => `unreadable s3://b/${folder}: it cannot be listed to its end: transient here`),
    'unreadable s3://b/logs/: it cannot be listed to its end: transient here',
  ]);
  expect(keys).toEqual(without(...FOLDERS.slice(1)));
});

it('a folder is named once, however many paths lead to it, and a pattern that met it is not said to match nothing', async () => {
  const store = storeWith('denied', FOLDERS.slice(1));
  const paths = ['s3://b/logs/workspaceId=111/*/a.json', 's3://b/logs/workspaceId=1*/*/a.json'];
  const { said } = await walk(store, paths);
  expect(said).toEqual(['access-denied s3://b/logs/workspaceId=111/: it cannot be listed to its end: denied here']);
});

it('an object whose key is that of the folder is read all the same', async () => {
  const bucket = new FakeBucket();
  for (const key of ['p/', 'p/x.json']) bucket.put(key, alertLines(key, 0, 1));
  const refuse = ({}, { delimited }: { delimited: boolean }): StoreFault | null => (delimited ? new StoreFault('denied', 'denied') : null);
  const { keys } = await walk(new FakeStore(bucket, { refuse }), ['s3://b/p/', 's3://b/p/x.json'], {});
  expect(keys).toEqual(['p/', 'p/x.json']);
});

it('a named prefix that may not be listed keeps the run from starting', async () => {
  const context = {
    lister: storeWith('denied', ['logs/']),
    pace: new FakePace(),
    signal: new AbortController().signal,
    filter: EVERYTHING,
  };
  expect(await resolveLocations(['s3://b/logs/'], context)).toEqual({
    named: [],
    missing: [{ path: 's3://b/logs/', detail: 'denied here' }],
  });
});
