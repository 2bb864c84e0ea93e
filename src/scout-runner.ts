/**
 * How a scout does its tasks: what reads files, what decodes them and what scans lines, put together. Runs on any thread.
 */
import { Buffer } from 'node:buffer';
import { openDirect } from './core/direct.ts';
import type { ScoutedPart } from './core/scouting.ts';
import { DECODERS } from './decoders/index.ts';
import type { RoutingKeys } from './scanner/scanner.ts';
import { Scout } from './scanner/scout.ts';
import { openFileDirect } from './sources/file-direct.ts';
import { rangeOf } from './sources/file-range.ts';
import type { RunTask } from './workers/scout-task.ts';

/** What every scout of a scan has to know. */
export interface ScoutSettings {
  readonly keys: RoutingKeys;
  readonly longestSkippedLine: number;
}

/** @param verdictOn what is known of a pair; null when nothing is */
export function createScoutRunner(
  { keys, longestSkippedLine }: ScoutSettings,
  verdictOn: (spelling: number, service: string, action: string) => number | null,
): RunTask {
  const scout = new Scout(keys, verdictOn, longestSkippedLine);
  return (task) => {
    if (task.kind === 'file') return scoutFile(scout, Buffer.from(task.path));
    const { bytes, behind } = rangeOf(task.fd, Math.max(0, task.from - 1), task.to, task.opening.size);
    return scout.partsOf({ bytes, opening: task.opening, range: { ...task, behind }, storedBytes: () => 0, notices: [] });
  };
}

/** Nothing at all when it cannot be opened so: who reads it in the plain way says why. */
function* scoutFile(scout: Scout, path: Buffer): Generator<ScoutedPart> {
  const notices: ScoutedPart['notices'][number][] = [];
  const counts = { storedBytes: 0, decodedBytes: 0 };
  const notice: Parameters<typeof openFileDirect>[1] = (code, detail) => notices.push([code, detail]);
  let opened: ReturnType<typeof openDirect> = null;
  try {
    const file = openFileDirect(path, notice);
    if (file === null) return;
    const open = (): never => {
      throw new Error('a scout does not wait');
    };
    opened = openDirect({ uri: '', size: null, open, openDirect: () => file }, DECODERS, notice, counts);
    if (opened === null) return;
    yield* scout.partsOf({ bytes: opened.bytes, opening: file.opening, range: null, storedBytes: () => counts.storedBytes, notices });
  } catch {
    // Whatever it is, reading it in the plain way comes upon it again.
  } finally {
    opened?.bytes.close();
  }
}
