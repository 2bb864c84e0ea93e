/**
 * The scouts of a scan: how many threads, on which module, for which keys.
 *
 * Owns: when there are none: on one thread, and where no built module is there to run on others (from sources).
 */
import { Buffer } from 'node:buffer';
import { availableParallelism } from 'node:os';
import { SNIFF_BYTES, type LogSchema, type ReadLimits, type RecordSkipper } from './core/ports.ts';
import { longestSkippedLine, type Scouts } from './core/scouting.ts';
import { DECODERS } from './decoders/index.ts';
import { nodePlatform } from './platform.ts';
import { beginsDocument } from './scanner/begins-document.ts';
import { routingKeysOf } from './scanner/record-skipper.ts';
import { createScoutRunner, type ScoutSettings } from './scout-runner.ts';
import { openRangedFile } from './sources/file-range.ts';
import { ScoutPool, type PoolParts } from './workers/scout-pool.ts';
import { startScoutThread } from './workers/start-thread.ts';

/** More threads than this were never measured. */
const MOST_BY_ITSELF = 8;

/** How many threads a scan uses when nobody says. */
export function defaultThreads(): number {
  return Math.min(MOST_BY_ITSELF, availableParallelism());
}

/**
 * Creates what makes the scouts of a scan.
 * @param threads how many threads the scan may use, the reading one included
 */
export function scoutsFor(schemas: readonly LogSchema[], threads: number): (skipper: RecordSkipper, limits: ReadLimits) => Scouts | null {
  return (skipper, limits) => {
    const keys = routingKeysOf(schemas, skipper.words);
    const module = new URL('./scout-worker.js', import.meta.url);
    if (keys === null || threads < 2 || import.meta.url.endsWith('.ts')) return null;
    const settings = { keys, longestSkippedLine: longestSkippedLine(limits) };
    return createScoutPool(settings, skipper, { threads: threads - 1, startThread: () => startScoutThread(module, settings) });
  };
}

/** A pool over these threads. */
export function createScoutPool(
  settings: ScoutSettings,
  skipper: RecordSkipper,
  parts: Pick<PoolParts, 'threads' | 'startThread' | 'sizes'>,
): Scouts {
  return new ScoutPool({
    ...parts,
    createRunner: (verdictOn) => createScoutRunner(settings, verdictOn),
    openRanged,
    breathe: () => nodePlatform.breathe(),
    skipper,
  });
}

/** Only what no decoder claims can be gone through in ranges, and only lines are worth it. */
function openRanged(path: Uint8Array): ReturnType<PoolParts['openRanged']> {
  const file = openRangedFile(Buffer.from(path), SNIFF_BYTES);
  if (file === null) return null;
  const isDecoded = DECODERS.some((decoder) => decoder.recognises(file.head));
  if (!isDecoded && !beginsDocument(file.head)) return file;
  file.close();
  return isDecoded ? null : 'document';
}
