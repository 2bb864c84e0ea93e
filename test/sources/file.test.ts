import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../src/core/partition.ts';
import { createFileSource, resolvePaths } from '../../src/sources/file.ts';
import { addFile, artifactsOf, folderOf, listing } from './support.ts';

describe('order', () => {
  it.each([
    ['a file before the folder of the same beginning', ['a/x', 'a.json', 'a0', 'a-b'], ['a-b', 'a.json', 'a/x', 'a0']],
    ['capitals first', ['b', 'B', 'a', 'A'], ['A', 'B', 'a', 'b']],
    ['bytes, not UTF-16 units', ['\u{1f600}', '\u{ff5e}', '\u{e000}', 'é', 'z'], ['z', 'é', '\u{e000}', '\u{ff5e}', '\u{1f600}']],
    ['deep before shallow where the bytes say so', ['a/b/c', 'a/b.x', 'a/b/', 'a/b+'], ['a/b+', 'a/b.x', 'a/b/c']],
  ])('%s', async (_, files, expected) => {
    const root = folderOf(...files);
    expect(await listing(['.'], root)).toEqual(expected);
    expect(await listing(['./'], root)).toEqual(expected);
    expect(await listing([root], '/')).toEqual(expected.map((path) => `${root}/${path}`));
    // Named one by one, in any order: the same.
    expect(await listing(expected.toReversed(), root)).toEqual(expected);
  });

  it('is that of an oracle, for any tree and any arguments', async () => {
    const name = fc
      .array(
        fc.constantFrom('a', 'b', '.', '-', '+', ' ', '0', 'Z', '~', 'é', '\u{e000}', '\u{ffee}', '\u{1f600}', '\u{10ffff}', '[', '*'),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map((parts) => parts.join(''))
      .filter((text) => !text.startsWith('.'));
    const path = fc.array(name, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 25 }), fc.array(fc.nat(), { maxLength: 4 }), async (paths, picks) => {
        const root = folderOf();
        for (const parts of paths) {
          try {
            addFile(root, parts.join('/'));
          } catch {
            // A name is a file already where a folder is wanted.
          }
        }
        const everything = oracle(root, '');
        expect(await listing(['.'], root)).toEqual(everything);
        const folders = [...new Set(everything.flatMap((uri) => uri.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))))];
        const named = picks.map((pick) => folders[pick % folders.length]!);
        const expected = everything.filter((uri) => named.some((picked) => uri === picked || uri.startsWith(`${picked}/`)));
        expect(await listing(named, root)).toEqual(expected);
        rmSync(root, { recursive: true });
      }),
      { numRuns: 60 },
    );
  });

  it('merges arguments that interleave, hidden folders and links among them', async () => {
    const root = folderOf('a/.h/1', 'a/b/2', 'a/z/3', 'out/4');
    symlinkSync('../out', join(root, 'a/m'));
    expect(await listing(['a', 'a/.h', 'a/b'], root)).toEqual(['a/.h/1', 'a/b/2', 'a/m/4', 'a/z/3']);
  });

  it('lists names that are not UTF-8, and reads them', async () => {
    const root = folderOf(Buffer.from([0x61, 0xff]), 'b');
    const artifacts = await artifactsOf(createFileSource(['.'], { filter: EVERYTHING, cwd: root }));
    expect(artifacts.map((artifact) => artifact.uri)).toEqual(['a\ufffd', 'b']);
    for await (const chunk of artifacts[0]!.open(new AbortController().signal, () => undefined)) expect(chunk.length).toBe(1);
  });

  it('tells the size', async () => {
    const root = folderOf('a');
    expect((await artifactsOf(createFileSource([root], { filter: EVERYTHING }))).map(({ size }) => size)).toEqual([1]);
  });
});

describe('each file once', () => {
  it.each([
    ['twice the same', ['a', 'a'], ['a/x']],
    ['spelled differently', ['./a/', 'a//', 'a/.'], ['a/x']],
    ['a file and its folder', ['a/x', 'a'], ['a/x']],
    ['globs that overlap', ['a/*', '*/x'], ['a/x']],
    ['a glob over everything', ['**'], ['a/x', 'b/c/y']],
    ['a folder and its parent', ['b/c', 'b', 'b/c/y'], ['b/c/y']],
  ])('%s', async (_, paths, expected) => {
    expect(await listing(paths, folderOf('a/x', 'b/c/y'))).toEqual(expected);
  });

  it('relative and absolute', async () => {
    const root = folderOf('a/x');
    expect(await listing(['a', join(root, 'a')], root)).toEqual([`${root}/a/x`]);
  });

  it('through links: the place without a link counts', async () => {
    const root = folderOf('real/x', 'out/y');
    symlinkSync('real', join(root, 'alias'));
    symlinkSync('real/x', join(root, 'first'));
    symlinkSync('out', join(root, 'real/one'));
    symlinkSync('../out', join(root, 'real/two'));
    symlinkSync('../out/y', join(root, 'real/three'));
    expect(await listing(['.'], root)).toEqual([
      'out/y',
      'real/one !unreadable: it is a link that cannot be followed: it does not exist',
      'real/x',
    ]);
    expect(await listing(['real'], root)).toEqual([
      'real/one !unreadable: it is a link that cannot be followed: it does not exist',
      'real/three',
      'real/x',
    ]);
    expect(await listing(['alias', 'first', 'real/two'], root)).toEqual([
      'alias/one !unreadable: it is a link that cannot be followed: it does not exist',
      'alias/x',
      'real/two/y',
    ]);
  });

  it('hard links are files of their own', async () => {
    const root = folderOf('a');
    linkSync(join(root, 'a'), join(root, 'b'));
    expect(await listing(['.'], root)).toEqual(['a', 'b']);
  });
});

describe('loops', () => {
  it('are noticed once, and everything is read once', async () => {
    const root = folderOf('a/b/x', 'y');
    symlinkSync('../..', join(root, 'a/b/up'));
    symlinkSync('.', join(root, 'a/self'));
    expect(await listing(['.'], root)).toEqual([
      'a/b/up/ !folder-loop: it leads back to ./',
      'a/b/x',
      'a/self/ !folder-loop: it leads back to a/',
      'y',
    ]);
  });

  it('through a folder outside, and through the parent', async () => {
    const root = folderOf('logs/x', 'other/z', 'out/');
    symlinkSync('../out', join(root, 'logs/go'));
    symlinkSync('../logs', join(root, 'out/back'));
    symlinkSync('..', join(root, 'logs/parent'));
    expect(await listing(['logs'], root)).toEqual([
      'logs/go/back/ !folder-loop: it leads back to logs/',
      'logs/parent/logs/ !folder-loop: it leads back to logs/',
      'logs/parent/other/z',
      'logs/x',
    ]);
  });

  it('a link to itself is a link that leads nowhere', async () => {
    const root = folderOf('x');
    symlinkSync('l', join(root, 'l'));
    expect(await listing(['.'], root)).toEqual(['l !unreadable: it is a link that cannot be followed: its links lead in a circle', 'x']);
  });

  it('many folders linked to one another do not multiply', async () => {
    const root = folderOf(...Array.from({ length: 12 }, (_, i) => `out/f${i}/x`), 'in/');
    for (let i = 0; i < 12; i++) for (let j = 0; j < 12; j++) symlinkSync(`../f${j}`, join(root, `out/f${i}/to${j}`));
    symlinkSync('../out/f0', join(root, 'in/start'));
    const lines = await listing(['in'], root);
    expect(lines.filter((line) => !line.includes('!'))).toHaveLength(12);
    expect(lines.length).toBeLessThan(12 * 13);
  });
});

describe('what is left out', () => {
  it('is named with its reason, in order', async () => {
    const root = folderOf(
      'l/workspaceId=0/date=2026-03-01/a.json',
      'l/workspaceId=5/date=2026-01-01/a.json',
      'l/workspaceId=5/date=2026-03-01/a.json',
      'l/workspaceId=6/date=2026-03-01/a.json',
      'l/_SUCCESS',
      'l/.x/y',
      'l/billable-usage/csv/u.csv',
    );
    const filter = { since: Date.parse('2026-03-01'), until: null, workspaces: new Set(['5']) };
    const expected = [
      'l/.x/ (hidden)',
      'l/_SUCCESS (marker)',
      'l/billable-usage/ (billing)',
      'l/workspaceId=0/date=2026-03-01/a.json',
      'l/workspaceId=5/date=2026-01-01/ (outside-range)',
      'l/workspaceId=5/date=2026-03-01/a.json',
      'l/workspaceId=6/ (other-workspace)',
    ];
    expect(await listing(['l'], root, filter)).toEqual(expected);
    expect(await listing(['l', 'l/workspaceId=6', 'l/workspaceId=5/date=2026-01-01/a.json'], root, filter)).toEqual(expected);
    expect(await listing(['l/workspaceId=6'], root, filter)).toEqual(['l/workspaceId=6/ (other-workspace)']);
    expect(await listing(['l/*'], root, filter)).toEqual(expected.slice(1));
  });

  it('is read when named as such', async () => {
    const root = folderOf('l/_SUCCESS', 'l/.x/y', 'l/z', '.h/_delta_log/0.json');
    expect(await listing(['l/_SUCCESS', 'l/.x', '.h/_delta_log'], root)).toEqual(['.h/_delta_log/0.json', 'l/.x/y', 'l/_SUCCESS']);
    expect(await listing(['l', 'l/_SUCCESS', 'l/.x/y'], root)).toEqual(['l/.x/ (hidden)', 'l/.x/y', 'l/_SUCCESS', 'l/z']);
    expect(await listing(['l/*', 'l/.x/*'], root)).toEqual(['l/.x/y', 'l/_SUCCESS (marker)', 'l/z']);
  });

  it('a pipe or a socket in a folder is no file', async () => {
    const root = folderOf('a');
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      expect(await listing(['.'], root)).toEqual(['a', 'pipe (not-a-file)', 'socket (not-a-file)']);
      expect(await listing(['.', 'pipe'], root)).toEqual(['a', 'pipe', 'socket (not-a-file)']);
      expect(await listing(['*'], root)).toEqual(['a', 'pipe (not-a-file)', 'socket (not-a-file)']);
    } finally {
      server.close();
    }
  });
});

describe('trouble', () => {
  it('a folder that cannot be listed is named, and the rest is read', async (context) => {
    const root = folderOf('a/x', 'b/y', 'c');
    const locked = join(root, 'b');
    if (process.getuid?.() === 0) context.skip('root may list any folder: nothing to test here');
    execFileSync('chmod', ['000', locked]);
    expect(await listing(['.'], root)).toEqual(['a/x', 'b/ !unreadable: the folder cannot be listed: permission denied', 'c']);
    execFileSync('chmod', ['755', locked]);
  });

  it('a folder that cannot be listed is named when a glob comes by it, and what else matches is read', async (context) => {
    const root = folderOf('a/x', 'b/y', 'c/x');
    const locked = join(root, 'b');
    if (process.getuid?.() === 0) context.skip('root may list any folder: nothing to test here');
    // It may be passed through, so what is in it can still be named.
    execFileSync('chmod', ['111', locked]);
    const named = 'b/ !unreadable: the folder cannot be listed: permission denied';
    expect(await listing(['*/x'], root)).toEqual(['a/x', named, 'c/x']);
    expect(await listing(['*/x', '**/x', 'b/y'], root)).toEqual(['a/x', named, 'b/y', 'c/x']);
    expect(await listing(['**/x', '.'], root)).toEqual(['a/x', named, 'c/x']);
    // Nothing matches: whether something would, nobody knows.
    expect((await resolvePaths(['b/*', '*/z'], { cwd: root })).missing.map(({ reason }) => reason)).toEqual(['unreachable', 'unreachable']);
    execFileSync('chmod', ['755', locked]);
  });

  it('a folder whose path is too long is named, and the rest is read', async () => {
    const root = folderOf('a');
    // Each step is short; the whole is longer than the system takes in one call.
    execFileSync(
      'sh',
      ['-c', 'd=$(printf "%0200d" 0); i=0; while [ $i -lt 25 ]; do mkdir $d && cd -P $d || exit 1; i=$((i+1)); done', 'sh'],
      { cwd: root },
    );
    const found = await listing(['**/a'], root);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/^0{200}\/.*\/ !unreadable: the folder cannot be listed: its path is too long for this system$/);
    expect(found[1]).toBe('a');
    expect((await resolvePaths(['**/none'], { cwd: root })).missing).toMatchObject([{ reason: 'unreachable' }]);
    const lines = await listing(['.'], root);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^0{200}\/.* !unreadable: the folder cannot be listed: its path is too long for this system$/);
    expect(lines[1]).toBe('a');
    execFileSync('rm', ['-rf', '0'.repeat(200)], { cwd: root });
  });

  it('a folder removed between naming and listing', async () => {
    const root = folderOf('a/x', 'b');
    const { named } = await resolvePaths(['a', 'b'], { cwd: root });
    rmSync(join(root, 'a'), { recursive: true });
    expect(await listing(named, root)).toEqual(['a/ !vanished: the folder cannot be listed: it does not exist', 'b']);
  });

  it('a text that names nothing', async () => {
    expect(await listing(['nothing', 'b'], folderOf('b'))).toEqual(['b', 'nothing !vanished: no such file or folder']);
  });

  it('stops listing when told to', async () => {
    const root = folderOf(...Array.from({ length: 20 }, (_, i) => `f${i}/x`));
    const stop = new AbortController();
    let seen = 0;
    for await (const { kind } of createFileSource([root], { filter: EVERYTHING }).list(stop.signal)) {
      expect(kind).toBe('artifact');
      if (++seen === 3) stop.abort();
    }
    expect(seen).toBe(3);
  });
});

it('keeps one folder at a time in memory, not the whole tree', async () => {
  const root = folderOf();
  for (let i = 0; i < 50; i++) mkdirSync(join(root, `f${i}`));
  const list = createFileSource([root], { filter: EVERYTHING }).list(new AbortController().signal)[Symbol.asyncIterator]();
  writeFileSync(join(root, 'f0/a'), '');
  await list.next();
  // Written after listing began, in a folder it has not come to.
  writeFileSync(join(root, 'f9/late'), '');
  const next = await list.next();
  expect(next.value).toMatchObject({ kind: 'artifact', artifact: { uri: `${root}/f9/late` } });
});

/** Independent of the code under test: collect everything, then sort whole paths by their bytes. */
function oracle(root: string, prefix: string): string[] {
  const collect = (at: string): string[] =>
    readdirSync(join(root, at)).flatMap((name) => {
      const path = at === '' ? name : `${at}/${name}`;
      return statSync(join(root, path)).isDirectory() ? collect(path) : [path];
    });
  return collect(prefix).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
