/** What the built command line loads before it does what it was asked, and what becomes of an answer that cannot be written. */
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadedBuiltins, loadedChunks } from '../helpers/loaded.ts';
import { runBash, runCli, temporaryFolder } from '../helpers/spawn.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

describe.each(['--version', '-V'])('%s', (option) => {
  it('says the version, and loads nothing of the commands for it and none of the streams', async () => {
    expect(await runCli([option])).toEqual({ stdout: `${version}\n`, stderr: '', code: 0, signal: null });
    expect(loadedChunks([option]).map((name) => name.replace(/-.*/, ''))).toEqual(['run.js', 'start']);
    expect(loadedBuiltins([option]).filter((name) => /stream|tty|net|fs\/promises|child_process|crypto/.test(name))).toEqual([]);
  });

  it('says the same with something behind it, as every program does', async () => {
    expect(await runCli([option, 'x'])).toEqual({ stdout: `${version}\n`, stderr: '', code: 0, signal: null });
  });
});

it('says that an option is unknown where a command has no version', async () => {
  expect(await runCli(['rules', 'list', '--version'])).toMatchObject({ stdout: '', code: 2 });
});

describe.each([['--version'], ['-V'], ['--help']])('%s', (option) => {
  it('is exit 4 on a full disk, without an excuse and without a stack', async () => {
    expect(await runBash(`auditsift ${option} > /dev/full`)).toEqual({ stdout: '', stderr: '', code: 4, signal: null });
  });

  it('is exit 0 for a reader who left', async () => {
    // Not started before the reader is gone.
    const { stdout, stderr } = await runBash(`{ sleep 0.2; auditsift ${option}; echo $? >&2; } | true`);
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '0\n' });
  });

  it('is exit 0 without a standard output', async () => {
    expect(await runBash(`auditsift ${option} >&-`)).toEqual({ stdout: '', stderr: '', code: 0, signal: null });
  });
});

it('without a build it says so, and exits with 2', async () => {
  const folder = temporaryFolder();
  for (const name of ['bin', 'rules.json', 'package.json']) cpSync(name, `${folder}/${name}`, { recursive: true });
  const { stdout, stderr, code } = await runBash(`'${process.execPath}' ${folder}/bin/auditsift.js --version`);
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  expect(stderr).toMatch(/^auditsift: not built yet; [^\n]*\n$/);
});

it.each(['base-', 'start-', 'package.json'])(
  'with part of the package missing (%s) it says so, and does not exit as with findings',
  async (part) => {
    const folder = temporaryFolder();
    for (const name of ['bin', 'dist/cli', 'rules.json', 'package.json']) cpSync(name, `${folder}/${name}`, { recursive: true });
    for (const name of readdirSync(`${folder}/dist/cli`)) if (name.startsWith(part)) rmSync(`${folder}/dist/cli/${name}`);
    const { stdout, stderr, code } = await runBash(`'${process.execPath}' ${folder}/bin/auditsift.js --help`);
    expect({ stdout, code }).toEqual({ stdout: '', code: 70 });
    expect(stderr).toMatch(/^auditsift: part of the package is missing, install it anew: [^\n]+\n$/);
  },
);

it('what reads streams of files is loaded for standard input only, and what encrypts never', () => {
  const folder = temporaryFolder();
  const scan = (path: string): string[] => loadedBuiltins(['scan', '-q', '-f', 'none', '-o', `jsonl=${folder}/out.jsonl`, path]);
  const file = scan('fixtures/sample/delivery/workspaceId=0');
  expect(file).toContain('stream');
  expect(file.filter((name) => /^internal\/fs\/streams$|^stream\/consumers$|crypto/.test(name))).toEqual([]);
  expect(scan('-')).toContain('internal/fs/streams');
  expect(loadedBuiltins(['--help'])).not.toContain('internal/fs/streams');
});

it('the bundle is ASCII, so that V8 keeps it with one byte for each character', () => {
  const files = readdirSync('dist/cli').filter((name) => name.endsWith('.js'));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((name) => /[^\0-\x7f]/.test(readFileSync(`dist/cli/${name}`, 'utf8')))).toEqual([]);
});
