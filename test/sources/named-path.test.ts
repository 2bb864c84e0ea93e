import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolvePaths } from '../../src/sources/file.ts';
import { folderOf, listing } from './support.ts';

it('tells what is missing, and why, in the order of the arguments', async () => {
  const root = folderOf('a.json');
  symlinkSync('nowhere', join(root, 'broken'));
  symlinkSync('circle', join(root, 'circle'));
  const { named, missing } = await resolvePaths(
    ['none', '*.csv', 'a.json', 'broken', 'a.json/x', 'a.json/', 'circle', '', 'a\0b', 'x'.repeat(300)],
    {
      cwd: root,
    },
  );
  expect(named.map(({ uri }) => uri)).toEqual(['a.json']);
  expect(missing.map(({ path, reason, detail }) => [path.slice(0, 8), reason, detail])).toEqual([
    ['none', 'not-found', 'no such file or folder'],
    ['*.csv', 'no-match', 'no file or folder matches it'],
    ['broken', 'broken-link', 'it is a link, and what it points to does not exist'],
    ['a.json/x', 'not-found', 'a part of its path is not a folder'],
    ['a.json/', 'not-found', 'a part of its path is not a folder'],
    ['circle', 'broken-link', 'its links lead in a circle'],
    ['', 'not-found', 'an empty path names nothing'],
    ['a\0b', 'unreachable', 'its path holds a NUL character'],
    ['xxxxxxxx', 'unreachable', 'its path is too long for this system'],
  ]);
});

it.each([
  [['[x].json'], ['[x].json']],
  [['[xy].json'], ['x.json', 'y.json']],
  [['{x,y}.json'], ['x.json', 'y.json']],
  [['*.json'], ['[x].json', 'x.json', 'y.json']],
  [['sub/**/*.json'], ['sub/deep/z.json', 'sub/w.json']],
  [['./sub/*'], ['sub/deep/z.json', 'sub/w.json']],
  [['s*'], ['sub/deep/z.json', 'sub/w.json']],
])('%j', async (paths, expected) => {
  const root = folderOf('[x].json', 'x.json', 'y.json', 'sub/w.json', 'sub/deep/z.json');
  expect(await listing(paths, root)).toEqual(expected);
  const absolute = paths.map((path) => join(root, path));
  expect(await listing(absolute, '/')).toEqual(expected.map((path) => join(root, path)));
});

it('takes a file with glob characters literally, in any place', async () => {
  expect(await listing(['a*b', 'w?/x'], folderOf('a*b', 'acb', 'w?/x', 'wy/x'))).toEqual(['a*b', 'w?/x']);
});

it('does not walk through links with **, but takes a link it matches', async () => {
  const root = folderOf('a/x');
  symlinkSync('..', join(root, 'a/loop'));
  expect(await listing(['**/x'], root)).toEqual(['a/x']);
});

it('keeps ".." as written', async () => {
  const root = folderOf('a/', 'b/x');
  expect(await listing(['../b'], join(root, 'a'))).toEqual(['../b/x']);
  expect(await listing(['..'], join(root, 'a'))).toEqual(['../b/x']);
});

it('a link named as such is cited as named', async () => {
  const root = folderOf('real/x');
  symlinkSync('real', join(root, 'alias'));
  expect(await listing(['alias'], root)).toEqual(['alias/x']);
});
