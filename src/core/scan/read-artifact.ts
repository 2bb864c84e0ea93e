/**
 * Reading one artifact: its layers, its reader, batch by batch; without waiting where its bytes are there, else chunk by chunk.
 *
 * Owns: choosing between the two ways, and when others have their turn. Must not know: what becomes of a record.
 */
import { decodeLayers, type ByteCounts } from '../decode.ts';
import { openDirect } from '../direct.ts';
import type { Artifact, Decoder, DirectBytes, Notice, ReadItem, ReadLimits, RecordReader, RecordSkipper, StopSignal } from '../ports.ts';
import type { ScoutedReading, Scouts } from '../scouting.ts';
import { chooseReader, readerFor } from './reader-choice.ts';
import { Pace } from './pace.ts';
import { readScouted } from './read-scouted.ts';

/** What reading takes, and who hears of it. */
export interface Reading {
  readonly decoders: readonly Decoder[];
  readonly readers: readonly RecordReader[];
  readonly limits: ReadLimits;
  readonly skipper: RecordSkipper | null;
  readonly scouts: Scouts | null;
  readonly signal: StopSignal;
  /** Kept up to date while it is read. */
  readonly counts: ByteCounts;
  readonly notice: Notice;
  /** Takes what was read; called with an empty batch now and then. */
  readonly take: (batch: readonly ReadItem[]) => Promise<void>;
  readonly breathe: () => Promise<void>;
}

/** One for all artifacts: there may be many small ones. */
const pace = new Pace();

/**
 * Reads an artifact to its end; false when it was stopped on the way. A source that was told to stop just ends: what the reader then
 * takes for a broken last record is none, and is not handed on.
 * @throws ArtifactError when the rest cannot be read
 */
export async function readArtifact(artifact: Artifact, reading: Reading): Promise<boolean> {
  const { decoders, readers, limits, skipper, signal, counts, notice } = reading;
  const scouted = await readByScouts(artifact, reading);
  if (scouted !== null) return scouted;
  const direct = openDirect(artifact, decoders, notice, counts);
  if (direct !== null) {
    const reader = readerFor(readers, direct.head);
    if (reader.readDirect !== undefined) return readDirectly(reader.readDirect(direct.bytes, limits, skipper), direct.bytes, reading);
    direct.bytes.close();
    counts.storedBytes = counts.decodedBytes = 0;
  }
  const decoded = decodeLayers(artifact.open(signal, notice), decoders, notice, counts);
  const { reader, bytes } = await chooseReader(readers, decoded);
  for await (const batch of reader.read(bytes, limits, skipper)) {
    if (isStopped(signal)) return false;
    await reading.take(batch);
    if (isStopped(signal)) return false;
  }
  return true;
}

/** Null when no scout went through it. */
async function readByScouts(artifact: Artifact, reading: Reading): Promise<boolean | null> {
  const { scouts, skipper, limits, readers } = reading;
  const parts = scouts?.partsOf(artifact) ?? null;
  if (parts === null || skipper === null) return null;
  const open = (head: Uint8Array): ScoutedReading | null => readerFor(readers, head).readScouted?.(limits, skipper) ?? null;
  return readScouted(artifact, parts, open, { ...reading, skipper });
}

/** Only batches with something in them cross an `await`. */
async function readDirectly(
  batches: Iterable<readonly ReadItem[]>,
  bytes: DirectBytes,
  { take, breathe, signal }: Reading,
): Promise<boolean> {
  try {
    for (const batch of batches) {
      const isBreathDue = pace.isBreathDue(batch.length);
      if (batch.length > 0 || isBreathDue) await take(batch);
      if (isBreathDue) await breathe();
      if (isStopped(signal)) return false;
    }
    return true;
  } finally {
    bytes.close();
  }
}

function isStopped(signal: StopSignal): boolean {
  return signal.aborted;
}
