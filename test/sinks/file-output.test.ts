import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile, lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFileOutput } from '../../src/sinks/file-output.ts';
import { OutputError } from '../../src/sinks/output-error.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'auditsift-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

describe('a regular file', () => {
  test('stands under its name only once committed, and whole', async () => {
    const output = await openFileOutput(at('out'));
    await output.write('one\n');
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^out\.[0-9a-f]{8}\.partial$/)]);
    await output.write('zwei ü\n');
    await output.commit();
    expect(await readdir(folder)).toEqual(['out']);
    expect(await readFile(at('out'), 'utf8')).toBe('one\nzwei ü\n');
    expect(await output.abandon()).toBeNull();
  });

  test('abandoned, what was written stays beside the earlier file', async () => {
    await writeFile(at('out'), 'earlier');
    const output = await openFileOutput(at('out'));
    await output.write('half');
    expect(await output.abandon()).toBe(`what was written so far is in ${at('out.partial')}`);
    expect(await readFile(at('out.partial'), 'utf8')).toBe('half');
    expect(await readFile(at('out'), 'utf8')).toBe('earlier');
    expect(await output.abandon()).toBeNull();
  });

  test('discarded, nothing is left but the earlier file', async () => {
    await writeFile(at('out'), 'earlier');
    const output = await openFileOutput(at('out'));
    await output.write('half');
    await output.discard();
    await output.discard();
    expect(await readdir(folder)).toEqual(['out']);
    expect(await readFile(at('out'), 'utf8')).toBe('earlier');
  });

  test('calls that are not awaited keep their order', async () => {
    const output = await openFileOutput(at('out'));
    const lines = Array.from({ length: 2000 }, (_, index) => `${index} ${'x'.repeat(100)}\n`);
    await Promise.all([...lines.map((line) => output.write(line)), output.commit()]);
    expect(await readFile(at('out'), 'utf8')).toBe(lines.join(''));
  });

  test('holds every piece in order, however large they are and however they come', async () => {
    const unit = fc.constantFrom('x', 'ü', '\u65e5', '\ud83d\ude00');
    const piece = fc.tuple(fc.string({ unit }), fc.constantFrom(1, 1, 100, 20_000)).map(([text, times]) => text.repeat(times));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(piece, fc.array(piece, { maxLength: 4 }))), async (texts) => {
        const output = await openFileOutput(at('pieces'));
        for (const text of texts) void output.write(text);
        await output.commit();
        expect((await readFile(at('pieces'), 'utf8')) === texts.flat().join('')).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('replaced, it keeps its mode; a link to it stays a link', async () => {
    await writeFile(at('real'), 'earlier');
    await chmod(at('real'), 0o640);
    await symlink('real', at('link'));
    const output = await openFileOutput(at('link'));
    await output.write('new');
    await output.commit();
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
    expect(await readFile(at('real'), 'utf8')).toBe('new');
    expect((await stat(at('real'))).mode & 0o777).toBe(0o640);
  });

  test('two runs to one path do not mix', async () => {
    const [one, two] = [await openFileOutput(at('out')), await openFileOutput(at('out'))];
    await one.write('one');
    await two.write('two');
    await one.commit();
    await two.abandon();
    expect(await readFile(at('out'), 'utf8')).toBe('one');
    expect(await readFile(at('out.partial'), 'utf8')).toBe('two');
  });
});

describe('what is no regular file is written directly', () => {
  test('a pipe', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const reading = readFile(at('pipe'), 'utf8');
    const output = await openFileOutput(at('pipe'));
    await output.write('through the pipe\n');
    await output.commit();
    expect(await reading).toBe('through the pipe\n');
    expect(await readdir(folder)).toEqual(['pipe']);
  });

  test('a device, and a full one fails once and for all', async () => {
    const output = await openFileOutput('/dev/full');
    const error = await output.write('x').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OutputError);
    expect(error).toMatchObject({ path: '/dev/full', code: 'ENOSPC', message: 'cannot write /dev/full: the disk is full' });
    await expect(output.write('y')).rejects.toBe(error);
    await expect(output.commit()).rejects.toBe(error);
    expect(await output.abandon()).toBeNull();
  });
});

describe('what cannot be opened says why', () => {
  test('a folder', async () => {
    await mkdir(at('sub'));
    await expect(openFileOutput(at('sub'))).rejects.toMatchObject({ code: 'EISDIR', message: `cannot write ${at('sub')}: it is a folder` });
  });

  test('a missing folder, which is not created', async () => {
    const path = at('missing/out');
    await expect(openFileOutput(path)).rejects.toMatchObject({
      code: 'ENOENT',
      path,
      message: `cannot write ${path}: its folder does not exist`,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('a file in place of a folder', async () => {
    await writeFile(at('file'), '');
    await expect(openFileOutput(at('file/out'))).rejects.toMatchObject({ name: 'OutputError', code: 'ENOTDIR' });
  });
});

test('a rename that fails is an error of the output, and the text is kept', async () => {
  const output = await openFileOutput(at('out'));
  await output.write('text');
  await mkdir(at('out'));
  await expect(output.commit()).rejects.toMatchObject({ path: at('out'), code: 'EISDIR' });
  expect(await output.abandon()).toBe(`what was written so far is in ${at('out.partial')}`);
  expect(await readFile(at('out.partial'), 'utf8')).toBe('text');
});
