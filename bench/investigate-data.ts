// Writes the haystacks for `bench/investigate.ts` as AWS delivers them, with the incident of fixtures/incident among them: byte for byte
// the same for the same size. Nothing is held in memory but the piece being written. See README.md.
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import { incident } from '../fixtures/incident.ts';
import { account, cloudTrailRecord, flowLines, makeFleet, region, type Fleet } from './aws-events.ts';
import { Random } from './prng.ts';

export const haystacks = ['cloudtrail', 'cloudtrail-one', 'flow-logs', 'flow-logs-gz'] as const;
export type Haystack = (typeof haystacks)[number];

export interface HaystackFacts {
  readonly files: number;
  readonly storedBytes: number;
  /** What the size asked for means. */
  readonly decodedBytes: number;
}

const DAY = 86_400_000;
const firstDay = Date.UTC(2026, 2, 8);
/** The days that an investigation of the incident reads when no time is asked for, so that it reads all that is written here. */
const days = 4;
const filesPerDay = 40;
const pieceChars = 256 * 1024;
const seed = 1;

interface Plan {
  readonly path: string;
  readonly index: number;
  readonly from: number;
  /** How much time it tells of. */
  readonly span: number;
  readonly bytes: number;
}

function plans(name: Haystack, size: number): Plan[] {
  if (name === 'cloudtrail-one') return [{ path: 'trail.json', index: 0, from: firstDay, span: days * DAY, bytes: size }];
  const count = days * filesPerDay;
  return Array.from({ length: count }, (_, index): Plan => {
    const span = DAY / filesPerDay;
    const from = firstDay + index * span;
    const iso = new Date(from).toISOString();
    const day = iso.slice(0, 10);
    const stamp = `${day.replaceAll('-', '')}T${iso.slice(11, 16).replace(':', '')}Z`;
    const prefix = `AWSLogs/${account}/${name === 'cloudtrail' ? 'CloudTrail' : 'vpcflowlogs'}/${region}/${day.replaceAll('-', '/')}`;
    const suffix = `${stamp}_bench${String(index).padStart(4, '0')}`;
    const file =
      name === 'cloudtrail'
        ? `${account}_CloudTrail_${region}_${suffix}.json.gz`
        : `${account}_vpcflowlogs_${region}_fl-0b00000000000009_${suffix}.log${name === 'flow-logs' ? '' : '.gz'}`;
    return { path: `${prefix}/${file}`, index, from, span, bytes: Math.floor(size / count) };
  });
}

function* cloudTrail(
  { index, from, span, bytes }: Plan,
  fleet: Fleet,
  extra: readonly string[],
  counts: { decoded: number },
): Generator<Buffer> {
  const random = new Random(seed, index);
  let text = '{"Records":[';
  let written = 0;
  // What is put in stands in the middle.
  const rest = [...extra];
  while (written < bytes || rest.length > 0) {
    const record =
      written >= bytes / 2 && rest.length > 0
        ? rest.shift()!
        : cloudTrailRecord(random, fleet, from + Math.floor((span * written) / bytes));
    text += written === 0 ? record : `,${record}`;
    written += record.length + 1;
    if (text.length < pieceChars) continue;
    yield counted(text, counts);
    text = '';
  }
  yield counted(`${text}]}`, counts);
}

function* flows({ index, from, span, bytes }: Plan, fleet: Fleet, counts: { decoded: number }): Generator<Buffer> {
  const random = new Random(seed, index);
  let text = 'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n';
  for (let written = 0; written < bytes;) {
    const lines = flowLines(random, fleet, from + Math.floor((span * written) / bytes));
    text += lines;
    written += lines.length;
    if (text.length < pieceChars) continue;
    yield counted(text, counts);
    text = '';
  }
  yield counted(text, counts);
}

function counted(text: string, counts: { decoded: number }): Buffer {
  const piece = Buffer.from(text);
  counts.decoded += piece.length;
  return piece;
}

/** The files of the incident's CloudTrail or default flow logs, path below the input's folder → stored bytes. */
function needle(name: Haystack): readonly (readonly [path: string, stored: Buffer])[] {
  const folder = name.startsWith('cloudtrail') ? 'incident/cloudtrail/' : 'incident/flow-logs-default/';
  return incident()
    .filter(([path]) => path.startsWith(folder))
    .map(([path, content]) => [path.slice(folder.length), Buffer.from(content)] as const);
}

/** Writes a haystack into a folder, which must be one of its own. */
export async function writeHaystack(name: Haystack, size: number, folder: string): Promise<HaystackFacts> {
  rmSync(folder, { recursive: true, force: true });
  const fleet = makeFleet(new Random(seed, -1), 2_000);
  const counts = { decoded: 0 };
  let stored = 0;
  let files = 0;
  const found = needle(name);
  const isOne = name === 'cloudtrail-one';
  const records = isOne ? found.filter(([path]) => !path.includes('Digest')).flatMap(([, gz]) => recordsOf(gz)) : [];
  for (const plan of plans(name, size)) {
    const target = join(folder, plan.path);
    mkdirSync(dirname(target), { recursive: true });
    const source = name.startsWith('cloudtrail') ? cloudTrail(plan, fleet, records, counts) : flows(plan, fleet, counts);
    const file = createWriteStream(target);
    if (target.endsWith('.gz')) await pipeline(source, createGzip({ level: 6, chunkSize: 256 * 1024 }), file);
    else await pipeline(source, file);
    stored += file.bytesWritten;
    files++;
  }
  if (!isOne)
    for (const [path, content] of found) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
      stored += content.length;
      counts.decoded += gunzipSync(content).length;
      files++;
    }
  return { files, storedBytes: stored, decodedBytes: counts.decoded };
}

function recordsOf(gz: Buffer): string[] {
  const { Records: records } = JSON.parse(gunzipSync(gz).toString()) as { readonly Records: readonly unknown[] };
  return records.map((record) => JSON.stringify(record));
}
