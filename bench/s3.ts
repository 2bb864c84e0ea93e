// The same data from disk and from an S3 server on this machine, in alternating pairs: ratio of wall times and peak memory. Start the server
// first (`eval "$(.ci/s3-server start)"`). Exits 1 when an answer is wrong or a peak is above the limit. See README.md.
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { dataName, describeData, makeScratch, openData } from './dataset.ts';
import { busy, describeMachine } from './machine.ts';
import { measure, type Command, type Measured } from './measure.ts';
import { openRunFolder, redact, root } from './run-folder.ts';
import { show, spread } from './statistics.ts';
import { renderMachine } from './table.ts';
import { findTools } from './toolchain.ts';

/** 10⁶ bytes. */
const LIMIT_MB = 200;

const usage = `Usage: npx tsx bench/s3.ts --label <name> [options] <data folder>
  --label <name>        results go to bench/runs/<date>-<name>/
  --rounds N            counted pairs after one warm-up, default 5
  --concurrency N       passed on to auditsift`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { label: { type: 'string' }, rounds: { type: 'string', default: '5' }, concurrency: { type: 'string' } },
});
const rounds = Number(values.rounds);
const [folder] = positionals;
const endpoint = process.env['AUDITSIFT_S3_ENDPOINT'];
if (values.label === undefined || folder === undefined || positionals.length > 1 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(usage);
  process.exit(2);
}
if (endpoint === undefined) {
  console.error('AUDITSIFT_S3_ENDPOINT is not set: eval "$(.ci/s3-server start)" starts a server and sets it');
  process.exit(2);
}
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
process.env['AWS_ACCESS_KEY_ID'] = process.env['AUDITSIFT_S3_ACCESS_KEY'] ?? '';
process.env['AWS_SECRET_ACCESS_KEY'] = process.env['AUDITSIFT_S3_SECRET_KEY'] ?? '';

const toolchain = findTools(root, null);
const scratch = makeScratch();
const context = openData(folder, toolchain, scratch);
const machine = describeMachine(toolchain);
const warning = busy(machine);
if (warning !== null) console.error(warning);

const logs = join(folder, 'logs');
const bucket = `bench-${Date.now()}`;
await upload();

const scan = [process.execPath, join(root, 'bin/auditsift.js'), 'scan', '--quiet', '--format', 'none', '--summary', scratch.summary];
const s3 = ['--endpoint-url', endpoint, ...(values.concurrency === undefined ? [] : ['--concurrency', values.concurrency])];
const commands: Record<'disk' | 's3', Command> = {
  disk: { argv: [...scan, logs], cwd: root },
  s3: { argv: [...scan, ...s3, `s3://${bucket}/`], cwd: root },
};

interface Run {
  readonly from: 'disk' | 's3';
  /** 0 is the warm-up. */
  readonly round: number;
  readonly measured: Measured;
  readonly records: number;
  readonly findings: number;
}

const runs: Run[] = [];
const failures: string[] = [];
for (let round = 0; round <= rounds; round++) {
  for (const from of ['disk', 's3'] as const) {
    const { measured, stderr } = measure(commands[from], scratch.folder);
    if (measured.exit !== 0) throw new Error(`${from}: exit ${measured.exit}: ${redact(stderr, scratch.folder)}`);
    const said = JSON.parse(readFileSync(scratch.summary, 'utf8')) as { records: { read: number }; findings: { total: number } };
    runs.push({ from, round, measured, records: said.records.read, findings: said.findings.total });
  }
}

const counted = (from: Run['from']): Run[] => runs.filter((run) => run.from === from && run.round > 0);
const ratios = counted('s3').map((run, i) => run.measured.wall / counted('disk')[i]!.measured.wall);
const peak = (from: Run['from']): number => Math.max(...counted(from).map(({ measured }) => (measured.peakKiB * 1024) / 1e6));
if (new Set(runs.map(({ records, findings }) => `${records} ${findings}`)).size > 1) failures.push('disk and S3 gave different answers');
for (const from of ['disk', 's3'] as const) {
  if (peak(from) > LIMIT_MB) failures.push(`${from}: a peak of ${peak(from).toFixed(0)} MB is above the limit of ${LIMIT_MB} MB`);
}

const output = openRunFolder(values.label);
const row = (from: Run['from']): string =>
  `| ${from} | ${show(spread(counted(from).map(({ measured }) => measured.wall)))} | ${peak(from).toFixed(1)} |`;
const table = [
  `# ${output.name}: the same data from disk and from S3 on this machine`,
  '',
  renderMachine(machine, warning),
  `Data: ${describeData(context.facts)}; ${rounds} pairs after a warm-up. Limit of the peak: ${LIMIT_MB} MB (10⁶ bytes).`,
  '',
  '| from | wall, s | peak MB |',
  '|---|---:|---:|',
  row('disk'),
  row('s3'),
  '',
  `s3 / disk, pair by pair: ${show(spread(ratios))}`,
  '',
].join('\n');
output.write('s3.json', { schemaVersion: 1, data: dataName(folder), rounds, machine, runs, ratios, failures });
output.write('s3.md', table);
console.log(table);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;

async function upload(): Promise<void> {
  const client = new S3Client({ ...(endpoint === undefined ? {} : { endpoint }), region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const entry of readdirSync(logs, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const Key = relative(logs, path).replaceAll('\\', '/');
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: createReadStream(path), ContentLength: statSync(path).size }));
  }
  client.destroy();
}
