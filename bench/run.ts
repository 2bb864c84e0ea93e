// Measures auditsift and its peers on generated data, in one run, and keeps every single value. See README.md.
import { parseArgs } from 'node:util';
import { dataName, describeData, makeScratch, openData } from './dataset.ts';
import { busy, describeMachine } from './machine.ts';
import { fatal, measurePair } from './pairs.ts';
import { openRunFolder, redact, root } from './run-folder.ts';
import { renderTable, type DataResult } from './table.ts';
import { findTools } from './toolchain.ts';
import { pairsFor } from './tools.ts';

const usage = `Usage: npx tsx bench/run.ts --label <name> [options] <data folder>…
  --label <name>       results go to bench/runs/<date>-<name>/
  --rounds N           counted runs of each pair after one warm-up, default 5
  --only <text>        only pairs whose peer's name contains this; repeatable
  --skip <text>        not those; repeatable
  --command <words>    what starts auditsift, split at spaces; default: node bin/auditsift.js`;

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    label: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: [] },
    skip: { type: 'string', multiple: true, default: [] },
    command: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
if (values.label === undefined || folders.length === 0 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(usage);
  process.exit(2);
}

const toolchain = findTools(root, values.command?.split(' ') ?? null);
if (toolchain.python === null) {
  console.error('python3 is needed to measure CPU time and memory of other processes (PYTHON=<path> names another one)');
  process.exit(2);
}
const scratch = makeScratch();
const contexts = folders.map((folder) => openData(folder, toolchain, scratch));
const output = openRunFolder(values.label);
const machine = describeMachine(toolchain);
const warning = busy(machine);
if (warning !== null) console.error(warning);

const wanted = (peer: string): boolean =>
  (values.only.length === 0 || values.only.some((text) => peer.includes(text))) && !values.skip.some((text) => peer.includes(text));
const results: DataResult[] = [];
const failures: string[] = [];
for (const [index, context] of contexts.entries()) {
  const data = dataName(folders[index]!);
  const result: DataResult = { description: describeData(context.facts), pairs: [] };
  results.push(result);
  for (const pair of pairsFor(context.facts).filter(([, peer]) => wanted(peer.id))) {
    console.error(`${data}: ${pair[0].id} / ${pair[1].id}`);
    const measured = measurePair(pair, data, context, { rounds, temp: scratch.folder });
    result.pairs.push(measured);
    failures.push(...fatal(measured));
  }
}

const table = renderTable(output.name, machine, warning, results);
const facts = contexts.map((context, index) => ({ data: dataName(folders[index]!), ...context.facts, files: undefined }));
const left = { only: values.only, skip: values.skip };
output.write('raw.json', { schemaVersion: 1, rounds, ...left, facts, results: results.flatMap((result) => result.pairs), failures });
output.write('machine.json', machine);
output.write('table.md', table);
console.log(table);
for (const failure of failures) console.error(`FAILED: ${redact(failure, scratch.folder)}`);
process.exitCode = failures.length > 0 ? 1 : 0;
