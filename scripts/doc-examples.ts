/**
 * Runs the examples of the documentation. As a program it brings their shown output up to date: `npx tsx scripts/doc-examples.ts`.
 *
 * In a page, a fence that opens with
 *   ```sh             is run by bash, in one temporary folder per page, with `logs/` (a copy of fixtures/sample) and `fixtures/` in it;
 *                     a comment `# exit 3` at its end names the exit code when that is not 0
 *   ```text           directly behind it shows what it printed on both streams; a line of `…` alone stands for lines left out
 *   ```sh no-run      is not run; the text around it says why
 *   ```yaml rule.yml  is written to that file first (json and js, too; js finds the package as `auditsift`)
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A fenced block: lines `first` to `last` (0-based, fences not counted, `last` exclusive) of its page. */
export interface Block {
  readonly language: string;
  /** What follows the language behind the fence. */
  readonly info: string;
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

export interface Example {
  readonly block: Block;
  readonly expectedExit: number;
  /** The block that shows the output, when there is one. */
  readonly shown: Block | null;
}

export interface Run {
  readonly example: Example;
  readonly exitCode: number | null;
  readonly output: string;
}

/** The pages whose examples are run, relative to the root. */
export function documentationPages(): string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  return [
    'README.md',
    'GUIDE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ].sort();
}

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** Every fenced block of a page. Fences stand at the beginning of a line. */
export function blocksOf(page: string): Block[] {
  const lines = page.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const opening = /^```([a-z]*) *([^`]*)$/.exec(lines[at] ?? '');
    if (opening === null) continue;
    const last = lines.indexOf('```', at + 1);
    if (last === -1) throw new Error(`line ${at + 1} opens a block that is never closed`);
    const [, language = '', info = ''] = opening;
    blocks.push({ language, info, first: at + 1, last, text: lines.slice(at + 1, last).join('\n') });
    at = last;
  }
  return blocks;
}

/** The blocks to run, each with the output it should have. */
export function examplesOf(page: string): Example[] {
  const lines = page.split('\n');
  const blocks = blocksOf(page);
  return blocks.flatMap((block, i) => {
    if (block.language !== 'sh' || block.info !== '') return [];
    const next = blocks[i + 1];
    const follows = next?.language === 'text' && lines.slice(block.last + 1, next.first - 1).every((line) => line === '');
    const expectedExit = Number(/# exit (\d+)$/.exec(block.text)?.[1] ?? 0);
    return [{ block, expectedExit, shown: follows ? next : null }];
  });
}

export const hasJq = spawnSync('jq', ['--version']).status === 0;

/** Whether an example can be run on this machine. */
export function isRunnable({ block }: Example): boolean {
  return hasJq || !/\bjq\b/.test(block.text);
}

/** Runs the examples of a page in order, in one folder. */
export async function runPage(page: string): Promise<Run[]> {
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-docs-'));
  try {
    const cwd = prepare(folder);
    for (const { language, info, text } of blocksOf(page)) {
      if (/^(?:yaml|json|js)$/.test(language) && /^[\w.-]+$/.test(info)) writeFileSync(join(cwd, info), `${text}\n`);
    }
    const runs: Run[] = [];
    for (const example of examplesOf(page).filter(isRunnable))
      runs.push({ example, ...(await runScript(example.block.text, folder, cwd)) });
    return runs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lays out what examples find: `logs/`, `fixtures/`, and an `auditsift` on the PATH. */
function prepare(folder: string): string {
  const cwd = join(folder, 'work');
  mkdirSync(cwd);
  cpSync(join(ROOT, 'fixtures/sample'), join(cwd, 'logs'), { recursive: true });
  symlinkSync(join(ROOT, 'fixtures'), join(cwd, 'fixtures'));
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(ROOT, join(cwd, 'node_modules/auditsift'));
  mkdirSync(join(folder, 'bin'));
  const command = join(folder, 'bin/auditsift');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin/auditsift.js')}' "$@"\n`);
  chmodSync(command, 0o755);
  return cwd;
}

async function runScript(script: string, folder: string, cwd: string): Promise<{ exitCode: number | null; output: string }> {
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    NO_COLOR: '1',
    LC_ALL: 'C',
    TZ: 'UTC',
  };
  const child = spawn('bash', ['-euo', 'pipefail', '-c', `exec 2>&1\n${script}`], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output: output.replace(/\n$/, '') }));
  });
}

/** Output without what differs from run to run: how long it took. */
export function normalised(output: string): string {
  return output.replace(/, in [\d.]+ m?s$/gm, ', in some time');
}

const LEFT_OUT = '…';

/** What a block that shows `output` should hold, cut where the block is. */
export function expectedText(output: string, shown: string): string {
  const lines = output.split('\n');
  const shownLines = shown.split('\n');
  const cut = shownLines.indexOf(LEFT_OUT);
  if (cut === -1) return lines.join('\n');
  const tail = shownLines.length - cut - 1;
  return [...lines.slice(0, cut), LEFT_OUT, ...(tail === 0 ? [] : lines.slice(-tail))].join('\n');
}

/** A page with the output its examples really have. */
async function refreshed(page: string): Promise<string> {
  const lines = page.split('\n');
  for (const { example, output } of (await runPage(page)).reverse()) {
    const { shown } = example;
    if (shown === null) continue;
    const expected = expectedText(output, shown.text);
    // What differs only in how long it took stays as it is.
    if (normalised(expected) !== normalised(shown.text)) lines.splice(shown.first, shown.last - shown.first, ...expected.split('\n'));
  }
  return lines.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of documentationPages()) {
    const before = readPage(page);
    const after = await refreshed(before);
    if (after === before) continue;
    writeFileSync(join(ROOT, page), after);
    console.log(`brought ${page} up to date`);
  }
}
