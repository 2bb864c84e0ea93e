/** What is listed, in which order, and with how many requests. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERYTHING, excludeReason, folderExcludeReason, type PartitionFilter } from '../../../src/core/partition.ts';
import { createS3Source, resolveLocations } from '../../../src/sources/s3/source.ts';
import { compareBytes, FakeBucket } from '../../helpers/fake-bucket.ts';
import { FakePace, FakeStore } from '../../helpers/fake-store.ts';

function bucketOf(keys: readonly string[], pageSize = 1000): FakeBucket {
  const bucket = new FakeBucket({ pageSize });
  for (const key of keys) bucket.put(key, key.endsWith('/') ? '' : 'x');
  return bucket;
}

const context = (store: FakeStore): Parameters<typeof resolveLocations>[1] => ({
  lister: store,
  pace: new FakePace(),
  signal: new AbortController().signal,
  filter: EVERYTHING,
});

/** What a source lists: uris of objects, and `-reason uri` for what is left out. The requests after those that resolve the paths are counted. */
async function list(
  paths: readonly string[],
  bucket: FakeBucket,
  filter: Partial<PartitionFilter> = {},
): Promise<{ listed: string[]; requests: string[] }> {
  const store = new FakeStore(bucket);
  const { named, missing } = await resolveLocations(paths, context(store));
  expect(missing).toEqual([]);
  store.lists.length = 0;
  const listed: string[] = [];
  const source = createS3Source(named, store, { filter: { ...EVERYTHING, ...filter } });
  for await (const item of source.list(new AbortController().signal)) {
    if (item.kind === 'artifact') listed.push(item.artifact.uri.replace('s3://b/', ''));
    else if (item.kind === 'excluded') listed.push(`-${item.reason} ${item.uri.replace('s3://b/', '')}`);
    else listed.push(`!${item.problem.code} ${item.problem.detail}`);
  }
  return { listed, requests: store.lists };
}

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);

/** 3 workspaces of 30 days with 2 files each. */
const DELIVERY = ['0', '111', '222'].flatMap((workspace) =>
  Array.from({ length: 30 }, (_, i) => `workspaceId=${workspace}/date=2026-03-${String(i + 1).padStart(2, '0')}`).flatMap((folder) => [
    `logs/${folder}/auditlogs_1.json`,
    `logs/${folder}/auditlogs_2.json`,
  ]),
);

describe('listing', () => {
  it('without bounds asks for pages only, whatever the folders', async () => {
    const { listed, requests } = await list(['s3://b/logs/'], bucketOf(DELIVERY, 100));
    expect(listed).toEqual(DELIVERY);
    expect(requests).toEqual(['all logs/', 'all logs/']);
  });

  it('never lists a partition outside the time asked for', async () => {
    const { listed, requests } = await list(['s3://b/logs/'], bucketOf(DELIVERY), { since: day('2026-03-29') });
    // A day of slack.
    const kept = ['28', '29', '30'];
    expect(listed.filter((key) => !key.startsWith('-'))).toEqual(
      DELIVERY.filter((key) => kept.some((date) => key.includes(`2026-03-${date}`))),
    );
    expect(listed.filter((key) => key.startsWith('-outside-range'))).toHaveLength(3 * 27);
    expect(requests).toEqual([
      'folder logs/',
      ...['0', '111', '222'].flatMap((workspace) => [
        `folder logs/workspaceId=${workspace}/`,
        ...kept.map((date) => `all logs/workspaceId=${workspace}/date=2026-03-${date}/`),
      ]),
    ]);
  });

  it('never lists another workspace, and always lists workspace 0', async () => {
    const { listed, requests } = await list(['s3://b/logs/'], bucketOf(DELIVERY), { workspaces: new Set(['222']) });
    expect(listed.filter((key) => key.startsWith('-'))).toEqual(['-other-workspace logs/workspaceId=111/']);
    expect(requests).toEqual(['folder logs/', 'all logs/workspaceId=0/', 'all logs/workspaceId=222/']);
  });

  it('follows a glob and lists only what can match', async () => {
    const { listed, requests } = await list(['s3://b/logs/workspaceId=*/date=2026-03-1*/*_2.json'], bucketOf(DELIVERY), {
      workspaces: new Set(['111']),
      until: day('2026-03-12'),
    });
    const days = ['10', '11', '12'];
    expect(listed.filter((key) => !key.startsWith('-'))).toEqual(
      ['0', '111'].flatMap((workspace) => days.map((date) => `logs/workspaceId=${workspace}/date=2026-03-${date}/auditlogs_2.json`)),
    );
    expect(requests).toEqual([
      'folder logs/workspaceId=',
      ...['0', '111'].flatMap((workspace) => [
        `folder logs/workspaceId=${workspace}/date=2026-03-1`,
        ...days.map((date) => `folder logs/workspaceId=${workspace}/date=2026-03-${date}/`),
      ]),
    ]);
  });

  it('asks for the next page only when the scan gets there', async () => {
    const store = new FakeStore(bucketOf(DELIVERY, 10));
    const source = createS3Source(['s3://b/logs/'], store, { filter: EVERYTHING, concurrency: 2 });
    let seen = 0;
    for await (const listed of source.list(new AbortController().signal)) {
      if (listed.kind === 'artifact' && ++seen === 5) break;
    }
    // One request resolved the path.
    expect(store.lists.length).toBe(2);
  });

  it('leaves markers, hidden names and billing out, says a folder once and does not list on in it', async () => {
    const keys = [
      'logs/',
      'logs/.hidden/a.json',
      'logs/_SUCCESS',
      ...Array.from({ length: 50 }, (_, i) => `logs/_delta_log/${String(i).padStart(3, '0')}.json`),
      'logs/a.json',
      'logs/billable-usage/csv/x.csv',
      'logs/sub/',
      'logs/sub/b.json',
      'logs/sub/x_$folder$',
    ];
    const bucket = bucketOf(keys, 10);
    bucket.put('logs/sub/x_$folder$', '');
    const { listed, requests } = await list(['s3://b/logs/'], bucket);
    expect(listed).toEqual([
      '-empty-marker logs/',
      '-hidden logs/.hidden/',
      '-marker logs/_SUCCESS',
      '-marker logs/_delta_log/',
      'logs/a.json',
      '-billing logs/billable-usage/',
      '-empty-marker logs/sub/',
      'logs/sub/b.json',
      '-empty-marker logs/sub/x_$folder$',
    ]);
    expect(requests).toHaveLength(4);
  });

  it('refuses a pattern that finds nothing before the run, and not when one of its alternatives does', async () => {
    const bucket = bucketOf(['logs/a.json']);
    const { missing } = await resolveLocations(['s3://b/logs/', 's3://b/typo*/x.json'], context(new FakeStore(bucket)));
    expect(missing).toEqual([{ path: 's3://b/typo*/x.json', detail: 'nothing matches this pattern' }]);
    expect((await list(['s3://b/{typo,logs}/*.json'], bucket)).listed).toEqual(['logs/a.json']);
  });

  it('says when nothing matches a pattern any more', async () => {
    const bucket = bucketOf(['logs/a.json']);
    const store = new FakeStore(bucket);
    const { named } = await resolveLocations(['s3://b/logs/*.json'], context(store));
    bucket.delete('logs/a.json');
    const source = createS3Source(named, store, { filter: EVERYTHING, pace: new FakePace() });
    const listed = [];
    for await (const item of source.list(new AbortController().signal)) listed.push(item);
    expect(listed).toMatchObject([{ problem: { code: 'vanished', uri: 's3://b/logs/*.json' } }]);
  });

  it('finds out with bounds, too, and without listing a partition outside, whether a pattern matches anything', async () => {
    const keys = ['2026-03-01', '2026-03-09'].map((date) => `logs/workspaceId=1/date=${date}/a.json`);
    const store = new FakeStore(bucketOf(keys));
    const filter = { since: Date.parse('2026-03-08T00:00Z'), until: null, workspaces: null };
    const { named } = await resolveLocations(['s3://b/logs/workspaceId=*/date=*/*.json'], { ...context(store), filter });
    expect(named).toHaveLength(1);
    expect(store.lists.filter((asked) => asked.startsWith('folder') && asked.includes('date='))).toEqual([
      'folder logs/workspaceId=1/date=',
    ]);
    const none = await resolveLocations(['s3://b/logs/workspaceId=*/date=*/*.csv'], { ...context(store), filter });
    expect(none.missing).toEqual([]);
  });

  it('takes ordinary character classes, and refuses a range that runs backwards in one clause', async () => {
    const bucket = bucketOf(['a.json', '~.json', '&.json']);
    expect((await list(['s3://b/[a&]*'], bucket)).listed).toEqual(['&.json', 'a.json']);
    expect((await list(['s3://b/[~x]*'], bucket)).listed).toEqual(['~.json']);
    const { missing } = await resolveLocations(['s3://b/[z-a]*'], context(new FakeStore(bucket)));
    expect(missing.map(({ detail }) => detail)).toEqual(['the pattern [z-a]* has a range that means nothing']);
  });

  it('reads what was named although its name is hidden', async () => {
    const bucket = bucketOf(['.cache/_SUCCESS', '.cache/a.json']);
    expect((await list(['s3://b/.cache/_SUCCESS'], bucket)).listed).toEqual(['.cache/_SUCCESS']);
    expect((await list(['s3://b/.cache'], bucket)).listed).toEqual(['-marker .cache/_SUCCESS', '.cache/a.json']);
    expect((await list(['s3://b/*'], bucketOf(['.h/a', 'b', 'c/d/e']))).listed).toEqual(['b', 'c/d/e']);
  });

  it('puts several locations into one order and reads each object once', async () => {
    const bucket = bucketOf(['a/1.json', 'a/2.json', 'a/b/3.json', 'a.json', 'c/4.json']);
    const { listed } = await list(['s3://b/c/', 's3://b/a/b/', 's3://b/a', 's3://b/a/*.json', 's3://b/a.json', 's3://b/c/4.json'], bucket);
    expect(listed).toEqual(['a.json', 'a/1.json', 'a/2.json', 'a/b/3.json', 'c/4.json']);
  });

  it('is in the order of the UTF-8 bytes for any keys, in any pages, walked or listed at once', async () => {
    const name = fc.stringMatching(/^[-.!0a~é\u{1F4A5}\uFFFD ]{1,3}$/u).filter((text) => text !== '.' && text !== '..');
    const keys = fc.uniqueArray(
      fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 8 }), fc.boolean(), async (some, pageSize, walked) => {
        fc.pre(some.length > 0);
        // A bound that leaves nothing out makes it walk.
        const { listed } = await list(['s3://b'], bucketOf(some, pageSize), walked ? { since: 0 } : {});
        const read = some.filter(
          (key) =>
            excludeReason(key, EVERYTHING) === null && folderExcludeReason(key.slice(0, key.lastIndexOf('/') + 1), EVERYTHING) === null,
        );
        expect(listed.filter((key) => !key.startsWith('-hidden'))).toEqual(read.sort(compareBytes));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('says what could not be listed and goes on with the other locations', async () => {
    const store = new FakeStore(bucketOf(['a/1.json', 'b/2.json'], 1), { listFaults: [null, null, ...Array<'reset'>(8).fill('reset')] });
    const { named } = await resolveLocations(['s3://b/a/', 's3://b/b/'], context(store));
    const listed: string[] = [];
    const source = createS3Source(named, store, { filter: EVERYTHING, pace: new FakePace() });
    for await (const item of source.list(new AbortController().signal)) {
      if (item.kind === 'artifact') listed.push(item.artifact.uri);
      else if (item.kind === 'problem') listed.push(`${item.problem.code} ${item.problem.uri ?? ''}: ${item.problem.detail}`);
    }
    expect(listed).toEqual(['unreadable s3://b/a/: it cannot be listed to its end: reset', 's3://b/b/2.json']);
  });
});

describe('globs', () => {
  const keys = [
    'a/b/c.json',
    'a/b.json',
    'a/x/b/c.json',
    'a/x/y.csv',
    'a/[1].json',
    'a/1.json',
    'a/.h.json',
    'a/.h/c.json',
    'd01/z',
    'd02/z',
    'd03/z',
    'a*b',
  ];
  it.each([
    ['a/*.json', ['a/1.json', 'a/[1].json', 'a/b.json']],
    ['a/**/c.json', ['a/b/c.json', 'a/x/b/c.json']],
    ['a/**/b/c.json', ['a/b/c.json', 'a/x/b/c.json']],
    ['**/c.json', ['a/b/c.json', 'a/x/b/c.json']],
    ['a/?/', ['a/b/c.json', 'a/x/b/c.json', 'a/x/y.csv']],
    ['a/[bx]/*', ['a/b/c.json', 'a/x/b/c.json', 'a/x/y.csv']],
    ['a/[!b]/*.csv', ['a/x/y.csv']],
    ['a/.*.json', ['a/.h.json']],
    ['d{01..02}/z', ['d01/z', 'd02/z']],
    ['{a/b,d03}/*', ['a/b/c.json', 'd03/z']],
    ['a/[1].json', ['a/[1].json']],
    ['a*b', ['a*b']],
    ['a\\*[b]', ['a*b']],
  ])('%s', async (pattern, expected) => {
    expect((await list([`s3://b/${pattern}`], bucketOf(keys))).listed.filter((key) => !key.startsWith('-'))).toEqual(expected);
  });
});

describe('a path that stands for nothing', () => {
  it.each([
    ['s3://', 'it names no bucket (s3://bucket/prefix/)'],
    ['s3://b_$/x', 'the name of a bucket consists of letters, digits, dots and hyphens'],
    ['s3://b/none/', 'there is no such object and nothing below it'],
    ['s3://b/no', 'there is no such object and nothing below it'],
    ['s3://b/lo', 'there is no such object and nothing below lo/, but there are keys that begin so (lo* finds them)'],
  ])('%s is refused before the run', async (path, detail) => {
    const { missing } = await resolveLocations([path], context(new FakeStore(bucketOf(['logs/a.json']))));
    expect(missing).toEqual([{ path, detail }]);
  });
});
