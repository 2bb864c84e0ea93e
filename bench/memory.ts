// Measures auditsift's peak resident memory, which must not depend on the size or layout of the input: meant for 1 GB of JSON lines and
// 1 GB as a single array. Exits 1 when a peak is above the limit. See README.md.
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dataName, describeData, makeScratch, openData } from './dataset.ts';
import { describeMachine } from './machine.ts';
import { measure } from './measure.ts';
import { openRunFolder, redact, root } from './run-folder.ts';
import { renderMachine } from './table.ts';
import { findTools } from './toolchain.ts';
import { siftPack, siftPackPrint } from './tools.ts';

const usage = `Usage: npx tsx bench/memory.ts --label <name> [options] <data folder>…
  --label <name>       results go to bench/runs/<date>-<name>/
  --runs N             default 3; the highest peak counts
  --limit <MB>         megabytes of 1,000,000 bytes, default 150
  --command <words>    what starts auditsift, split at spaces; default: node bin/auditsift.js`;

interface Peak {
  data: string;
  tool: string;
  peakBytes: number[];
  failure: string | null;
}

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    label: { type: 'string' },
    runs: { type: 'string', default: '3' },
    limit: { type: 'string', default: '150' },
    command: { type: 'string' },
  },
});
const runs = Number(values.runs);
const limit = Number(values.limit) * 1e6;
if (values.label === undefined || folders.length === 0 || !Number.isInteger(runs) || runs < 1 || !(limit > 0)) {
  console.error(usage);
  process.exit(2);
}
const toolchain = findTools(root, values.command?.split(' ') ?? null);
if (toolchain.python === null || toolchain.auditsift === null) {
  console.error(
    toolchain.python === null ? 'python3 is needed to measure memory' : 'auditsift is missing: build it first, or give --command',
  );
  process.exit(2);
}

const scratch = makeScratch();
const contexts = folders.map((folder) => openData(folder, toolchain, scratch));
const output = openRunFolder(values.label);
const peaks: Peak[] = [];
const rows: string[] = [];
for (const [index, context] of contexts.entries()) {
  const data = dataName(folders[index]!);
  for (const tool of [siftPack, siftPackPrint]) {
    const peak: Peak = { data, tool: tool.id, peakBytes: [], failure: null };
    for (let run = 0; run < runs && peak.failure === null; run++) {
      rmSync(scratch.summary, { force: true });
      const outcome = measure(tool.command(context), scratch.folder);
      peak.peakBytes.push(outcome.measured.peakKiB * 1024);
      if (outcome.measured.exit !== 0)
        peak.failure = redact(`exit ${outcome.measured.exit}: ${outcome.stderr.trim().slice(-300)}`, scratch.folder);
      else {
        const answer = tool.answer(outcome, context);
        if (answer === null || answer.count !== answer.expected || answer.problem !== null)
          peak.failure = `wrong answer: ${JSON.stringify(answer)}`;
      }
    }
    const most = Math.max(...peak.peakBytes);
    if (peak.failure === null && most > limit) peak.failure = `above the limit of ${limit / 1e6} MB`;
    peaks.push(peak);
    rows.push(`| ${describeData(context.facts)} | ${tool.id} | ${(most / 1e6).toFixed(1)} | ${peak.failure ?? '✓'} |`);
  }
}

const machine = describeMachine(toolchain);
const heading = [
  `# ${output.name}: memory`,
  '',
  renderMachine(machine, null),
  `Highest peak of ${runs} runs; limit ${limit / 1e6} MB (10⁶ bytes).`,
  '',
];
const table = [...heading, '| data | command | peak MB | |', '|---|---|---:|---|', ...rows, ''].join('\n');
output.write('memory.json', { schemaVersion: 1, limitBytes: limit, machine, peaks });
output.write('memory.md', table);
console.log(table);
process.exitCode = peaks.some((peak) => peak.failure !== null) ? 1 : 0;
