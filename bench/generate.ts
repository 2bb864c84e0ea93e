// Writes synthetic Databricks audit logs for the benchmark: byte for byte the same for the same options. See README.md.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Tally, type Facts } from './facts.ts';
import { shapes, type Shape } from './layout.ts';
import { Random } from './prng.ts';
import { writeLogFile, type FilePlan } from './stream-file.ts';

const usage = `Usage: npx tsx bench/generate.ts [options]
  --shape lines|array|envelope|pretty|system-table   default lines
  --size 1GiB|256MiB|1GB|…    decoded size of all files together, default 256MiB
  --files N                   default 20
  --gzip                      compress (level 6); --size still means decoded
  --alerts F                  fraction of records that are flagged, default 0.0001; at least one is
  --seed N                    default 1
  --out <folder>              default bench/data/<shape>[-gz]`;

const units: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };
const firstDay = Date.UTC(2026, 2, 1);
const workspaces = [1234567890123456, 2345678901234567, 3456789012345678] as const;

function fail(message: string): never {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}

function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text);
  const unit = units[match?.[2]?.toUpperCase() ?? ''] ?? (match?.[2] === '' ? 1 : undefined);
  if (match === null || unit === undefined) fail(`--size: cannot read "${text}"`);
  return Math.floor(Number(match[1]) * unit);
}

function parseNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least) fail(`--${option}: cannot use "${text}"`);
  return value;
}

/** Every second file is account level, as Unity Catalog fills partition workspaceId=0; a single file holds both levels, merged. */
function planFiles(shape: Shape, gzip: boolean, count: number, size: number, alerts: number, seed: number): FilePlan[] {
  const names = new Random(seed, -2);
  const suffix = gzip ? '.json.gz' : '.json';
  return Array.from({ length: count }, (_, index): FilePlan => {
    const level = count === 1 ? 'mixed' : index % 2 === 0 ? 'account' : 'workspace';
    const workspaceId = workspaces[(index >> 1) % workspaces.length]!;
    const day = firstDay + (Math.floor(index / 6) % 28) * 86_400_000;
    const folder = `workspaceId=${level === 'account' ? 0 : workspaceId}/date=${new Date(day).toISOString().slice(0, 10)}/`;
    const flat = shape === 'system-table' || count === 1;
    const name = shape === 'system-table' ? `part-${String(index).padStart(5, '0')}-${names.uuid()}` : `auditlogs_${names.hex(16)}`;
    return {
      path: `${flat ? '' : folder}${name}${suffix}`,
      index,
      level,
      workspaceId,
      day,
      bytes: Math.floor(size / count),
      alertFraction: alerts,
      seeded: index === (count === 1 ? 0 : 1),
    };
  });
}

/** Empties a folder of an earlier run; refuses one that this program did not write. */
function prepareFolder(folder: string): string {
  if (
    existsSync(folder) &&
    readdirSync(folder).length > 0 &&
    !existsSync(join(folder, 'expected.json')) &&
    !existsSync(join(folder, '.unfinished'))
  )
    fail(`--out: ${folder} is not empty and not from an earlier run`);
  const logs = join(folder, 'logs');
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(folder, '.unfinished'), '');
  rmSync(join(folder, 'expected.json'), { force: true });
  return logs;
}

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: 'lines' },
    size: { type: 'string', default: '256MiB' },
    files: { type: 'string', default: '20' },
    gzip: { type: 'boolean', default: false },
    alerts: { type: 'string', default: '0.0001' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const shape = shapes.find((name) => name === values.shape) ?? fail(`--shape: unknown "${values.shape}"`);
const seed = Math.floor(parseNumber('seed', values.seed, 0));
const alertFraction = parseNumber('alerts', values.alerts, 0);
const folder = values.out ?? join(import.meta.dirname, 'data', `${shape}${values.gzip ? '-gz' : ''}`);
const plans = planFiles(shape, values.gzip, Math.floor(parseNumber('files', values.files, 1)), parseSize(values.size), alertFraction, seed);
const logs = prepareFolder(folder);

const tally = new Tally();
const files: Facts['files'] = [];
for (const plan of plans) {
  const target = join(logs, plan.path);
  mkdirSync(dirname(target), { recursive: true });
  files.push(await writeLogFile(plan, target, shape, values.gzip, seed, tally));
}
const decodedBytes = files.reduce((sum, file) => sum + file.decodedBytes, 0);
const storedBytes = files.reduce((sum, file) => sum + file.storedBytes, 0);
const meanRecordBytes = Math.round(decodedBytes / tally.records);
const facts: Facts = {
  schemaVersion: 2,
  synthetic: true,
  seed,
  shape,
  gzip: values.gzip,
  alertFraction,
  totals: { files: files.length, records: tally.records, decodedBytes, storedBytes, meanRecordBytes, maxRecordBytes: tally.maxRecordBytes },
  expected: tally.expected(),
  files,
};
writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(facts, null, 2)}\n`);
rmSync(join(folder, '.unfinished'));
console.log(JSON.stringify(facts, null, 2));
