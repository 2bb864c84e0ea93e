// Writes one log file as a stream: records are made only as fast as the disk takes them, so memory does not depend on the file's size.
import { createWriteStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { FileFacts, Tally } from './facts.ts';
import { layouts, type Shape } from './layout.ts';
import { frame, type Draft, type Place } from './record.ts';
import { accountEvent, workspaceEvent } from './ordinary-events.ts';
import { heartbeat, nestedDecoy, otherAlert, scanLine, textDecoy, wantedAlert } from './sensor-events.ts';
import { Random } from './prng.ts';

export interface FilePlan {
  /** Relative, with forward slashes. */
  path: string;
  index: number;
  /** Which kinds of events: account level, workspace level, or both in one file. */
  level: 'account' | 'workspace' | 'mixed';
  workspaceId: number;
  /** Midnight UTC of the day. */
  day: number;
  bytes: number;
  /** Of all records; account-level files hold none, so the others make up for them. */
  alertFraction: number;
  /** Begins with an alert and a decoy of each kind: no data set, however small, is without them. */
  seeded: boolean;
}

const dayMs = 86_400_000;
const nodesPerWorkspace = 40;
/** One heartbeat per node every ten minutes, spread evenly over the nodes. */
const beatMs = 600_000 / nodesPerWorkspace;
const usualGapMs = 1_600;
const meanRecordBytes = 1_000;
const chunkChars = 256 * 1024;

type Kind = (place: Place) => Draft;
const seededKinds: readonly Kind[] = [wantedAlert, textDecoy, nestedDecoy];
const firstSeededRecord = 20;

function draw(plan: FilePlan, place: Place, written: FileFacts, seeds: Kind[], tally: Tally): Kind {
  const { random } = place;
  if (plan.level === 'account') return accountEvent;
  const seeded = written.records >= firstSeededRecord ? seeds.shift() : undefined;
  if (seeded !== undefined) return seeded;
  const left = Math.max(20, (plan.bytes - written.decodedBytes) / meanRecordBytes);
  if (random.chance((tally.records * plan.alertFraction - tally.flagged) / left)) return wantedAlert;
  if (random.chance(plan.alertFraction)) return otherAlert;
  if (random.chance(plan.alertFraction / 8)) return random.chance(0.5) ? textDecoy : nestedDecoy;
  if (plan.level === 'mixed' && random.chance(0.6)) return accountEvent;
  return random.chance(0.02) ? scanLine : workspaceEvent;
}

function count(kind: Kind, draft: Draft, tally: Tally): void {
  if (kind === wantedAlert || kind === otherAlert) tally.alert(draft.actionName);
  else if (kind === textDecoy || kind === nestedDecoy) tally.decoys++;
}

function* chunks(plan: FilePlan, shape: Shape, random: Random, facts: FileFacts, tally: Tally): Generator<Buffer> {
  const layout = layouts[shape];
  const instances = new Random(plan.workspaceId % 0x7fffffff);
  const nodes = Array.from({ length: nodesPerWorkspace }, () => `i-0${instances.hex(16)}`);
  const gap = Math.min(usualGapMs, dayMs / Math.ceil(plan.bytes / meanRecordBytes));
  const seeds = plan.seeded ? [...seededKinds] : [];
  let clock = plan.day;
  let nextBeat = plan.day;
  let beats = 0;
  let hasName = false;
  let text = layout.open;
  while (facts.decodedBytes < plan.bytes) {
    const beat = plan.level !== 'account' && clock >= nextBeat;
    const timestamp = Math.floor(beat ? nextBeat : clock);
    const place: Place = { random, workspaceId: plan.workspaceId, nodes, timestamp };
    const kind: Kind = beat ? (at) => heartbeat(at, nodes[beats % nodes.length]!) : draw(plan, place, facts, seeds, tally);
    const draft = kind(place);
    if (beat) {
      beats++;
      nextBeat += beatMs;
      tally.heartbeats++;
    } else {
      clock += gap * 2 * (random.int(1000) / 1000);
      count(kind, draft, tally);
    }
    const rendered = layout.render(frame(draft, place));
    const bytes = Buffer.byteLength(rendered);
    tally.record(bytes);
    if (tally.text(rendered)) {
      hasName = true;
      if (!layout.oneLine) tally.lines(rendered);
    }
    if (facts.records++ > 0) text += layout.between;
    text += rendered;
    facts.decodedBytes += bytes + layout.between.length;
    if (text.length >= chunkChars) {
      yield Buffer.from(text);
      text = '';
    }
  }
  facts.decodedBytes += layout.open.length + layout.close.length - layout.between.length;
  if (layout.oneLine && hasName) tally.linesWithName++;
  yield Buffer.from(text + layout.close);
}

export async function writeLogFile(
  plan: FilePlan,
  target: string,
  shape: Shape,
  gzip: boolean,
  seed: number,
  tally: Tally,
): Promise<FileFacts> {
  const facts: FileFacts = { path: plan.path, records: 0, decodedBytes: 0, storedBytes: 0 };
  const source = chunks(plan, shape, new Random(seed, plan.index), facts, tally);
  const file = createWriteStream(target, { highWaterMark: 1024 * 1024 });
  if (gzip) await pipeline(source, createGzip({ level: 6, chunkSize: 256 * 1024 }), file);
  else await pipeline(source, file);
  facts.storedBytes = statSync(target).size;
  return facts;
}
