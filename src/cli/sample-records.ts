/**
 * Records to look at one by one: from a file or standard input, in any form a scan reads, or out of the findings of a scan.
 *
 * Owns: how many. Must not know: rules.
 */
import { createReadStream } from 'node:fs';
import { decodeLayers } from '../core/decode.ts';
import { isFinding } from '../core/finding.ts';
import { isObject, objectMember, type JsonObject } from '../core/json/value.ts';
import { DEFAULT_LIMITS } from '../core/ports.ts';
import { ArtifactError } from '../core/problem.ts';
import { chooseReader } from '../core/scan/reader-choice.ts';
import { DECODERS, READERS } from '../registry.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

export interface SampleRecord {
  /** `file:17`, or `file#0` in a document. */
  readonly place: string;
  /** null for what is no JSON object, with the reason. */
  readonly record: JsonObject | null;
  readonly fault: string | null;
}

export interface Sample {
  readonly records: readonly SampleRecord[];
  /** There are more than were asked for. */
  readonly more: boolean;
}

/**
 * The first records of a file, or of standard input for `-`.
 * @throws UsageError when it cannot be read or holds none
 */
export async function readSample(path: string, most: number, io: Io): Promise<Sample> {
  const records: SampleRecord[] = [];
  const stored = (path === '-' ? io.stdin : createReadStream(path)) as AsyncIterable<Uint8Array>;
  const name = path === '-' ? 'standard input' : path;
  try {
    const decoded = decodeLayers(stored, DECODERS, () => undefined, { storedBytes: 0, decodedBytes: 0 });
    const { reader, bytes } = await chooseReader(READERS, decoded);
    for await (const batch of reader.read(bytes, DEFAULT_LIMITS, () => undefined)) {
      for (const item of batch) {
        if (item.kind === 'envelope') continue;
        if (records.length >= most) return { records, more: true };
        const place = item.line === null ? `${name}#${item.index ?? 0}` : `${name}:${item.line}`;
        if (item.kind === 'rejected') records.push({ place, record: null, fault: item.detail });
        else if (!isObject(item.value)) records.push({ place, record: null, fault: 'it is no JSON object' });
        else records.push({ place, record: recordIn(item.value), fault: null });
      }
    }
  } catch (error) {
    const isReading = error instanceof ArtifactError || (error instanceof Error && 'code' in error);
    if (!isReading) throw error;
    throw new UsageError(`${name} cannot be read: ${error.message}`);
  }
  if (records.length === 0) throw new UsageError(`${name} holds no record`);
  return { records, more: false };
}

/** A finding stands for the record it carries. */
function recordIn(value: JsonObject): JsonObject {
  return isFinding(value) ? (objectMember(value, 'record') ?? value) : value;
}
