// Measures what further rules cost that match nothing: the same data under 1, 17 and 300 of them, beside the default pack, in rounds. See
// README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataName, describeData, makeScratch, openData } from './dataset.ts';
import { busy, describeMachine } from './machine.ts';
import { measure, type Measured } from './measure.ts';
import { openRunFolder, redact, root } from './run-folder.ts';
import { silentRules, type RuleKind } from './silent-rules.ts';
import { show, spread } from './statistics.ts';
import { renderMachine } from './table.ts';
import { findTools } from './toolchain.ts';

const usage = `Usage: npx tsx bench/rules.ts --label <name> [options] <data folder>
  --label <name>       results go to bench/runs/<date>-<name>/
  --rounds N           counted rounds after one warm-up, default 5
  --command <words>    what starts auditsift, split at spaces; default: node bin/auditsift.js`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { label: { type: 'string' }, rounds: { type: 'string', default: '5' }, command: { type: 'string' } },
});
const rounds = Number(values.rounds);
const [folder] = positionals;
if (values.label === undefined || folder === undefined || positionals.length > 1 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(usage);
  process.exit(2);
}

const CASES: readonly (readonly [kind: RuleKind, count: number])[] = [
  ['routed', 1],
  ['routed', 17],
  ['routed', 300],
  ['unrouted', 1],
  ['unrouted', 17],
  ['unrouted', 300],
];
const DEFAULT_PACK = 'default pack';

const toolchain = findTools(root, values.command?.split(' ') ?? null);
const scratch = makeScratch();
const context = openData(folder, toolchain, scratch);
const machine = describeMachine(toolchain);
const warning = busy(machine);
if (warning !== null) console.error(warning);

const command = values.command?.split(' ') ?? [process.execPath, join(root, 'bin/auditsift.js')];
const packs = new Map<string, readonly string[]>([[DEFAULT_PACK, []]]);
for (const [kind, count] of CASES) {
  const file = join(scratch.folder, `${kind}-${count}.json`);
  writeFileSync(file, silentRules(kind, count));
  packs.set(`${count} ${kind}`, ['--rules', file]);
}

interface Run {
  readonly pack: string;
  /** 0 is the warm-up. */
  readonly round: number;
  readonly measured: Measured;
}
interface Said {
  readonly records: { readonly read: number };
  readonly rules: Readonly<Record<string, { readonly matched: number; readonly notMatched: number }>>;
}

const runs: Run[] = [];
const failures: string[] = [];
for (let round = 0; round <= rounds; round++) {
  for (const [pack, rules] of packs) {
    const argv = [...command, 'scan', '--quiet', '--format', 'none', '--summary', scratch.summary, ...rules, context.logs];
    const { measured, stderr } = measure({ argv, cwd: root }, scratch.folder);
    if (measured.exit !== 0) throw new Error(`${pack}: exit ${measured.exit}: ${redact(stderr, scratch.folder)}`);
    check(pack, JSON.parse(readFileSync(scratch.summary, 'utf8')) as Said);
    runs.push({ pack, round, measured });
  }
}

/** Every rule was tried on every record, and the silent ones were silent. */
function check(pack: string, { records, rules }: Said): void {
  const { records: expected } = context.facts.totals;
  if (records.read !== expected) failures.push(`${pack}: ${records.read} records read, expected ${expected}`);
  for (const [name, { matched, notMatched }] of Object.entries(rules)) {
    if (matched + notMatched !== expected)
      failures.push(`${pack}: ${name} was tried on ${matched + notMatched} records, expected ${expected}`);
    if (pack !== DEFAULT_PACK && matched > 0) failures.push(`${pack}: ${name} matched ${matched} times, expected none`);
  }
}

const counted = (pack: string): Measured[] => runs.filter((run) => run.pack === pack && run.round > 0).map(({ measured }) => measured);
const cpu = ({ user, sys }: Measured): number => user + sys;
const ratio = (pack: string, of: (run: Measured) => number): string =>
  show(spread(counted(pack).map((run, i) => of(run) / of(counted(DEFAULT_PACK)[i]!))));
const rows = [...packs.keys()].map((pack) => {
  const measured = counted(pack);
  const cells = [show(spread(measured.map(({ wall }) => wall))), show(spread(measured.map(cpu)))];
  return `| ${[pack, ...cells, ratio(pack, ({ wall }) => wall), ratio(pack, cpu)].join(' | ')} |`;
});

const output = openRunFolder(values.label);
const table = [
  `# ${output.name}: what rules cost that match nothing`,
  '',
  renderMachine(machine, warning),
  `Data: ${describeData(context.facts)}; ${rounds} rounds after a warm-up. Median [min–max]; ratios to the default pack, round by round.`,
  '',
  '| rules | wall, s | CPU, s | wall ratio | CPU ratio |',
  '|---|---:|---:|---:|---:|',
  ...rows,
  '',
].join('\n');
output.write('rules.json', { schemaVersion: 1, data: dataName(folder), rounds, machine, runs, failures });
output.write('rules.md', table);
console.log(table);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
