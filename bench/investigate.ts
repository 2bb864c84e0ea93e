// Measures `auditsift investigate` on large logs with the incident of fixtures/incident among them: wall time, CPU, peak memory. The story
// must be the one that the incident's own files tell. Exits 1 when it is not, or a peak is above the limit. See README.md.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeScratch } from './dataset.ts';
import { haystacks, writeHaystack, type Haystack, type HaystackFacts } from './investigate-data.ts';
import { busy, describeMachine } from './machine.ts';
import { measure, type Measured } from './measure.ts';
import { openRunFolder, redact, root, showCommand } from './run-folder.ts';
import { show, spread } from './statistics.ts';
import { renderMachine } from './table.ts';
import { findTools } from './toolchain.ts';

const usage = `Usage: npx tsx bench/investigate.ts --label <name> [options]
  --label <name>       results go to bench/runs/<date>-<name>/
  --size <MiB>         decoded size of each haystack, default 1024
  --rounds N           counted runs of each case after one that warms up, default 3
  --only <case>        a case of the table; repeatable`;

/** 10⁶ bytes. */
const LIMIT_MB = 200;
const HOST = 'i-0c0ffee0000000001';
const FIXTURE = join(root, 'fixtures/incident');
const DATA = join(import.meta.dirname, 'data/investigate');

const { values } = parseArgs({
  options: {
    label: { type: 'string' },
    size: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true },
  },
});
const [mib, rounds] = [Number(values.size), Number(values.rounds)];
if (values.label === undefined || !Number.isInteger(mib) || mib < 1 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(usage);
  process.exit(2);
}

type Input = 'audit' | 'cloudtrail' | 'flow-logs';
const small: Readonly<Record<Input, readonly string[]>> = {
  audit: [join(FIXTURE, 'audit')],
  cloudtrail: [join(FIXTURE, 'cloudtrail')],
  'flow-logs': [join(FIXTURE, 'flow-logs-default')],
};
const hay = (name: string): string => join(DATA, `${name}-${mib}`);
const audit = [join(hay('audit'), 'logs'), ...small.audit];
const hour = ['--from', '2026-03-10T09:00:00Z', '--to', '2026-03-10T10:00:00Z'];

interface Case {
  readonly name: string;
  readonly given: Partial<Record<Input, readonly string[]>>;
  readonly options?: readonly string[];
}

const cases: readonly Case[] = [
  { name: 'the incident alone', given: {} },
  { name: 'CloudTrail', given: { cloudtrail: [hay('cloudtrail')] } },
  { name: 'CloudTrail, one plain file', given: { cloudtrail: [hay('cloudtrail-one')] } },
  { name: 'flow logs, plain', given: { 'flow-logs': [hay('flow-logs')] } },
  { name: 'flow logs', given: { 'flow-logs': [hay('flow-logs-gz')] } },
  { name: 'audit log', given: { audit } },
  { name: 'all three', given: { audit, cloudtrail: [hay('cloudtrail')], 'flow-logs': [hay('flow-logs-gz')] } },
  { name: 'all three, one hour', given: { audit, cloudtrail: [hay('cloudtrail')], 'flow-logs': [hay('flow-logs-gz')] }, options: hour },
];
const chosen = cases.filter(({ name }) => values.only?.includes(name) ?? true);

const toolchain = findTools(root, null);
const scratch = makeScratch();
const facts = await makeData();
const machine = describeMachine(toolchain);
const warning = busy(machine);
if (warning !== null) console.error(warning);

interface Told {
  readonly complete: boolean;
  readonly timeline: readonly unknown[];
  readonly peers: readonly unknown[];
  readonly inputs: readonly { readonly role: Input; readonly records: { readonly read: number } }[];
}

interface Run {
  readonly case: string;
  /** 0 is the warm-up. */
  readonly round: number;
  readonly measured: Measured;
  readonly records: Readonly<Record<string, number>>;
}

const commandOf = ({ given, options = [] }: Case): readonly string[] => {
  const paths = Object.entries({ ...small, ...given }).flatMap(([role, all]) => all.flatMap((path) => [`--${role}`, path]));
  return [process.execPath, join(root, 'bin/auditsift.js'), 'investigate', HOST, ...paths, ...options, '-q', '-f', 'json'];
};

const runs: Run[] = [];
const failures: string[] = [];
for (const one of chosen) {
  const expected = tell({ name: 'expected', given: {}, ...(one.options && { options: one.options }) }).story;
  for (let round = 0; round <= rounds; round++) {
    const { measured, told, story } = tell(one);
    if (!told.complete || story !== expected) failures.push(`${one.name}: not the story of the incident`);
    const records = Object.fromEntries(told.inputs.map(({ role, records: { read } }) => [role, read]));
    runs.push({ case: one.name, round, measured, records });
    console.error(`${one.name}: ${measured.wall.toFixed(1)} s, ${megabytes(measured).toFixed(0)} MB`);
  }
}

const counted = (name: string): Run[] => runs.filter((run) => run.case === name && run.round > 0);
const peakOf = (name: string): number => Math.max(...counted(name).map(({ measured }) => megabytes(measured)));
for (const { name } of chosen)
  if (peakOf(name) > LIMIT_MB) failures.push(`${name}: a peak of ${peakOf(name).toFixed(0)} MB is above the limit of ${LIMIT_MB} MB`);

const output = openRunFolder(values.label);
const row = ({ name }: Case): string => {
  const all = counted(name).map(({ measured }) => measured);
  const cells = [show(spread(all.map(({ wall }) => wall)), 1), show(spread(all.map(({ user, sys }) => user + sys)), 1)];
  const records = Object.values(counted(name)[0]?.records ?? {}).reduce((sum, n) => sum + n, 0);
  return `| ${name} | ${records.toLocaleString('en-US')} | ${cells.join(' | ')} | ${peakOf(name).toFixed(0)} |`;
};
const table = [
  `# ${output.name}: an investigation of one host in large logs`,
  '',
  renderMachine(machine, warning),
  `Synthetic data, ${mib} MiB decoded for each input named; the inputs of a case that are not named are those of the incident alone. ` +
    `Whole process, warm page cache, ${rounds} runs after a warm-up: median [min–max]. Limit of the peak: ${LIMIT_MB} MB (10⁶ bytes). ` +
    'The story was the one of the incident in every run, unless said below.',
  '',
  '| haystack | records, without those read again | wall, s | CPU, s | peak MB |',
  '|---|---:|---:|---:|---:|',
  ...chosen.map(row),
  '',
  ...Object.entries(facts).map(
    ([name, { files, storedBytes, decodedBytes }]) => `- ${name}: ${files} files, ${decodedBytes} bytes decoded, ${storedBytes} stored`,
  ),
  '',
  ...[...new Set(failures)].map((failure) => `**${failure}**`),
].join('\n');
const commands = Object.fromEntries(chosen.map((one) => [one.name, showCommand(commandOf(one), [], scratch.folder)]));
output.write('investigate.json', { schemaVersion: 1, mib, rounds, machine, data: facts, commands, runs, failures });
output.write('investigate.md', `${table.trimEnd()}\n`);
console.log(table);
process.exitCode = failures.length > 0 ? 1 : 0;

function megabytes({ peakKiB }: Measured): number {
  return (peakKiB * 1024) / 1e6;
}

/** The evidence names other files in a haystack, so it is left out of the comparison. */
function tell(one: Case): { readonly measured: Measured; readonly told: Told; readonly story: string } {
  const { measured, stdout, stderr } = measure({ argv: commandOf(one), cwd: root }, scratch.folder);
  if (measured.exit !== 0) throw new Error(`${one.name}: exit ${measured.exit}: ${redact(stderr, scratch.folder)}`);
  const told = JSON.parse(stdout) as Told;
  const story = JSON.stringify([told.timeline, told.peers], (key, value: unknown) => (key === 'evidence' ? undefined : value));
  return { measured, told, story };
}

/** What is there already is used again. */
async function makeData(): Promise<Record<string, HaystackFacts>> {
  const all: Record<string, HaystackFacts> = {};
  for (const name of haystacks) all[name] = await remembered(name, (folder) => writeHaystack(name, mib * 2 ** 20, folder));
  all['audit'] = await remembered('audit', (folder) => Promise.resolve(writeAudit(folder)));
  return all;
}

async function remembered(name: Haystack | 'audit', write: (folder: string) => Promise<HaystackFacts>): Promise<HaystackFacts> {
  const file = `${hay(name)}.json`;
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as HaystackFacts;
  console.error(`generating ${name}`);
  mkdirSync(DATA, { recursive: true });
  const made = await write(hay(name));
  writeFileSync(file, JSON.stringify(made));
  return made;
}

function writeAudit(folder: string): HaystackFacts {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const script = join(import.meta.dirname, 'generate.ts');
  const text = execFileSync(process.execPath, [tsx, script, '--size', `${mib}MiB`, '--files', '60', '--out', folder], { encoding: 'utf8' });
  const { totals } = JSON.parse(text) as { readonly totals: HaystackFacts };
  return { files: totals.files, storedBytes: totals.storedBytes, decodedBytes: totals.decodedBytes };
}
