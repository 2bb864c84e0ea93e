/**
 * Puts findings in time order (`--sort time`) in bounded memory: sorted runs are spilled to a private temporary folder and merged.
 *
 * Owns: the order (time, then arrival; no time comes last), the memory bound and the folder. The shape of a run is in sorted-run.ts.
 * Must not know: formats, outputs, the command line.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../core/finding.ts';
import { toOutputError } from './output-error.ts';
import { mergeRuns, readRun, writeRun } from './sorted-run.ts';
import type { Entry } from './sorted-run.ts';

export interface TimeSorterOptions {
  /** How many characters of serialised findings are held in memory. */
  readonly maxCharacters?: number;
  /** How many runs are merged at once. */
  readonly fanIn?: number;
  /** Where the temporary folder is made. */
  readonly temporaryRoot?: string;
}

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

const MAX_CHARACTERS = 32 * 1024 * 1024;
const FAN_IN = 64;
const BATCH = 256;

/** What an entry costs beside its text, so that many small ones are bounded too. */
const ENTRY_COST = 64;

/** An empty sorter. It touches the disk only when memory does not suffice. */
export function createTimeSorter(options: TimeSorterOptions = {}): TimeSorter {
  return new SpillingSorter(options);
}

class SpillingSorter implements TimeSorter {
  readonly #maxCharacters: number;
  readonly #fanIn: number;
  readonly #root: string;
  #held: Entry[] = [];
  #heldCharacters = 0;
  /** Files, in the order of arrival of what they hold. */
  #runs: string[] = [];
  #runsWritten = 0;
  #folder: string | null = null;

  constructor({ maxCharacters = MAX_CHARACTERS, fanIn = FAN_IN, temporaryRoot = tmpdir() }: TimeSorterOptions) {
    this.#maxCharacters = maxCharacters;
    this.#fanIn = Math.max(2, fanIn);
    this.#root = temporaryRoot;
  }

  get folder(): string | null {
    return this.#folder;
  }

  async add(findings: readonly Finding[]): Promise<void> {
    for (const finding of findings) {
      const text = JSON.stringify(finding);
      this.#held.push({ key: sortKey(finding.time), text });
      this.#heldCharacters += text.length + ENTRY_COST;
      if (this.#heldCharacters > this.#maxCharacters) await this.#spill();
    }
  }

  async *sorted(): AsyncGenerator<readonly Finding[]> {
    if (this.#runs.length > 0) await this.#spill();
    while (this.#runs.length > this.#fanIn) await this.#mergeOnce();
    const entries = this.#runs.length > 0 ? mergeRuns(this.#runs.map((run) => readRun(run))) : [this.#takeHeld()];
    try {
      for await (const batch of entries) {
        for (let start = 0; start < batch.length; start += BATCH) {
          yield batch.slice(start, start + BATCH).map(({ text }) => JSON.parse(text) as Finding);
        }
      }
    } catch (error) {
      throw this.#failure(error);
    }
  }

  async dispose(): Promise<void> {
    const folder = this.#folder;
    this.#held = [];
    this.#runs = [];
    if (folder !== null) await rm(folder, { recursive: true, force: true });
    this.#folder = null;
  }

  /** The entries in memory, sorted, and memory empty. */
  #takeHeld(): Entry[] {
    const held = this.#held;
    this.#held = [];
    this.#heldCharacters = 0;
    return held.sort((a, b) => (a.key === b.key ? 0 : a.key - b.key));
  }

  async #spill(): Promise<void> {
    if (this.#held.length === 0) return;
    this.#runs.push(await this.#writeRun([this.#takeHeld()]));
  }

  /** Merges neighbouring runs, so that the order of arrival between runs is kept. */
  async #mergeOnce(): Promise<void> {
    const merged: string[] = [];
    for (let start = 0; start < this.#runs.length; start += this.#fanIn) {
      const group = this.#runs.slice(start, start + this.#fanIn);
      merged.push(await this.#writeRun(mergeRuns(group.map((run) => readRun(run)))));
      for (const run of group) await rm(run, { force: true });
    }
    this.#runs = merged;
  }

  async #writeRun(batches: Iterable<readonly Entry[]> | AsyncIterable<readonly Entry[]>): Promise<string> {
    try {
      this.#folder ??= await mkdtemp(join(this.#root, 'auditsift-sort-'));
      const path = join(this.#folder, `${this.#runsWritten++}.run`);
      await writeRun(path, batches);
      return path;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): Error {
    return toOutputError(this.#folder ?? this.#root, error);
  }
}

/** Milliseconds; what has no time sorts after all that has. */
function sortKey(time: string | null): number {
  const milliseconds = time === null ? NaN : Date.parse(time);
  return Number.isNaN(milliseconds) ? Infinity : milliseconds;
}
