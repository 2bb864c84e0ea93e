// The whole benchmark: generates what is not there yet, then measures all of it in one run. npm run bench -- --label <name> [--scale 0.01]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    label: { type: 'string', default: 'full' },
    scale: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
  },
});
const scale = Number(values.scale);
if (!(scale > 0 && scale <= 1)) {
  console.error('--scale: a part of the full sizes, above 0 and at most 1');
  process.exit(2);
}

const MIB = 2 ** 20;
const size = (mib: number): string => `${Math.max(MIB, Math.round(mib * MIB * scale))}B`;
const SMALL_FILES = Math.max(20, Math.round(20_000 * scale));

/** Name of the data → how it is generated. */
const DATA: Readonly<Record<string, readonly string[]>> = {
  lines: ['--size', size(1024), '--files', '20'],
  'lines-1pct': ['--size', size(1024), '--files', '20', '--alerts', '0.01'],
  'lines-4g': ['--size', size(4096), '--files', '40'],
  'lines-one': ['--size', size(1024), '--files', '1'],
  'lines-small': ['--size', size(1000), '--files', String(SMALL_FILES)],
  gz: ['--size', size(512), '--files', '10', '--gzip'],
  array: ['--shape', 'array', '--size', size(200), '--files', '1'],
  envelope: ['--shape', 'envelope', '--size', size(200), '--files', '1'],
};

function run(script: string, ...more: readonly string[]): void {
  const tsx = join(import.meta.dirname, '..', 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const { status } = spawnSync(process.execPath, [tsx, join(import.meta.dirname, script), ...more], {
    stdio: ['ignore', script === 'generate.ts' ? 'ignore' : 'inherit', 'inherit'],
  });
  if (status !== 0 && script === 'generate.ts') throw new Error(`${script} ${more.join(' ')} ended with ${status}`);
  if (status !== 0) process.exitCode = 1;
}

const folderOf = (name: string): string => join(import.meta.dirname, 'data', scale === 1 ? name : `${name}-x${values.scale}`);
for (const [name, options] of Object.entries(DATA)) {
  if (existsSync(join(folderOf(name), 'expected.json'))) continue;
  console.error(`generating ${name}`);
  run('generate.ts', ...options, '--out', folderOf(name));
}
run('run.ts', '--label', values.label, '--rounds', values.rounds, ...Object.keys(DATA).map(folderOf));
