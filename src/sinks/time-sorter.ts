/**
 * Puts findings in time order (`--sort time`) in bounded memory.
 *
 * Owns: the order (time, then arrival; no time comes last). Spilling is in line-spill.ts. Must not know: formats, outputs, the command line.
 */
import type { Finding } from '../core/finding.ts';
import { StoreError } from '../core/problem.ts';
import { byKey } from '../core/sorted-lines.ts';
import { LineSpill, type SpillOptions } from './line-spill.ts';
import { OutputError } from './output-error.ts';

export interface TimeSorter {
  /** Takes findings in the order they were found. Rejects with an OutputError when they cannot be spilled. */
  add(findings: readonly Finding[]): Promise<void>;
  /** All of them in order, in batches. May be asked for once, after the last `add`. */
  sorted(): AsyncIterable<readonly Finding[]>;
  /** Removes the temporary folder. Call it in a `finally`, also after a failure; more than once does no harm. */
  dispose(): Promise<void>;
  /** The temporary folder while there is one, for who must remove it in a hurry. */
  readonly folder: string | null;
}

const BATCH = 256;

/** An empty sorter. It touches the disk only when memory does not suffice. */
export function createTimeSorter(options: Omit<SpillOptions, 'order'> = {}): TimeSorter {
  const spill = new LineSpill({ ...options, order: byKey });
  return {
    get folder() {
      return spill.folder;
    },
    add: (findings) => guard(spill.add(findings.map((finding) => ({ key: sortKey(finding.time), text: JSON.stringify(finding) })))),
    async *sorted() {
      try {
        for await (const batch of spill.sorted()) {
          for (let start = 0; start < batch.length; start += BATCH) {
            yield batch.slice(start, start + BATCH).map(({ text }) => JSON.parse(text) as Finding);
          }
        }
      } catch (error) {
        throw lost(error);
      }
    },
    dispose: () => spill.dispose(),
  };
}

async function guard(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    throw lost(error);
  }
}

/** Findings that cannot be sorted are lost, as those an output cannot write. */
function lost(error: unknown): unknown {
  return error instanceof StoreError && error.cause instanceof OutputError ? error.cause : error;
}

/** Milliseconds; what has no time sorts after all that has. */
function sortKey(time: string | null): number {
  const milliseconds = time === null ? NaN : Date.parse(time);
  return Number.isNaN(milliseconds) ? Infinity : milliseconds;
}
