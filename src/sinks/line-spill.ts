/**
 * Lines in sorted order in bounded memory: sorted runs are spilled to a private temporary folder and merged.
 *
 * Owns: the memory bound and the folder. The shape of a run is in sorted-run.ts. Must not know: what the lines hold.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LineStore, StoredLine } from '../core/ports.ts';
import { StoreError } from '../core/problem.ts';
import { byKeyAndText, LINE_COST, mergeSorted } from '../core/sorted-lines.ts';
import { toOutputError } from './output-error.ts';
import { readRun, writeRun } from './sorted-run.ts';

export interface SpillOptions {
  /** How many characters are held in memory. */
  readonly maxCharacters?: number;
  /** How many runs are merged at once. */
  readonly fanIn?: number;
  /** Where the temporary folder is made. */
  readonly temporaryRoot?: string;
  /** By key and text, unless told otherwise; what is equal stays in the order of arrival. */
  readonly order?: (a: StoredLine, b: StoredLine) => number;
}

const MAX_CHARACTERS = 32 * 1024 * 1024;
const FAN_IN = 64;

/** A store that touches the disk only when memory does not suffice. What it rejects with is a StoreError. */
export class LineSpill implements LineStore {
  readonly #maxCharacters: number;
  readonly #fanIn: number;
  readonly #root: string;
  readonly #order: (a: StoredLine, b: StoredLine) => number;
  #held: StoredLine[] = [];
  #heldCharacters = 0;
  /** Files, in the order of arrival of what they hold. */
  #runs: string[] = [];
  #runsWritten = 0;
  #folder: string | null = null;

  constructor({ maxCharacters = MAX_CHARACTERS, fanIn = FAN_IN, temporaryRoot = tmpdir(), order = byKeyAndText }: SpillOptions = {}) {
    this.#maxCharacters = maxCharacters;
    this.#fanIn = Math.max(2, fanIn);
    this.#root = temporaryRoot;
    this.#order = order;
  }

  /** The temporary folder while there is one, for who must remove it in a hurry. */
  get folder(): string | null {
    return this.#folder;
  }

  async add(lines: readonly StoredLine[]): Promise<void> {
    for (const line of lines) {
      this.#held.push(line);
      this.#heldCharacters += line.text.length + LINE_COST;
      if (this.#heldCharacters > this.#maxCharacters) await this.#spill();
    }
  }

  async *sorted(): AsyncGenerator<readonly StoredLine[], void> {
    if (this.#runs.length === 0) {
      yield this.#held.sort(this.#order);
      return;
    }
    await this.#spill();
    while (this.#runs.length > this.#fanIn) await this.#mergeOnce();
    try {
      yield* mergeSorted(
        this.#runs.map((run) => readRun(run)),
        this.#order,
      );
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

  async #spill(): Promise<void> {
    if (this.#held.length === 0) return;
    const held = this.#held.sort(this.#order);
    this.#held = [];
    this.#heldCharacters = 0;
    this.#runs.push(await this.#writeRun([held]));
  }

  /** Merges neighbouring runs, so that the order of arrival between runs is kept. */
  async #mergeOnce(): Promise<void> {
    const merged: string[] = [];
    for (let start = 0; start < this.#runs.length; start += this.#fanIn) {
      const group = this.#runs.slice(start, start + this.#fanIn);
      const lines = mergeSorted(
        group.map((run) => readRun(run)),
        this.#order,
      );
      merged.push(await this.#writeRun(lines));
      for (const run of group) await rm(run, { force: true });
    }
    this.#runs = merged;
  }

  async #writeRun(batches: Iterable<readonly StoredLine[]> | AsyncIterable<readonly StoredLine[]>): Promise<string> {
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
    const cause = toOutputError(this.#folder ?? this.#root, error);
    return new StoreError(cause.message, { cause });
  }
}
