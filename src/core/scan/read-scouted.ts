/**
 * Reading an artifact that scouts went through: only the lines they kept, and in the plain way wherever lines alone do not tell.
 *
 * Owns: that the outcome is that of plain reading. Whatever a kept line leaves open (it may begin a document, be cut, be broken) is read
 * again from the beginning of its part, all bytes of it, until lines stand on their own again. Must not know: threads, formats.
 */
import type { ByteCounts } from '../decode.ts';
import { openDirect } from '../direct.ts';
import type { Artifact, DirectBytes, Opening, ReadItem, RecordSkipper } from '../ports.ts';
import { ArtifactError } from '../problem.ts';
import type { ScoutedPart, ScoutedReading } from '../scouting.ts';
import { Pace } from './pace.ts';
import type { Reading } from './read-artifact.ts';

/** Lines are taken together, until there are so many records or bytes of them: each time has its price. */
const TAKEN_TOGETHER = 64;
const TAKEN_BYTES = 256 * 1024;

/**
 * Reads an artifact by the parts that scouts tell of; false when it was stopped on the way, null when they do not tell how it begins.
 * @throws ArtifactError when the rest cannot be read
 */
export async function readScouted(
  artifact: Artifact,
  parts: AsyncIterable<ScoutedPart>,
  open: (head: Uint8Array) => ScoutedReading | null,
  reading: Reading & { readonly skipper: RecordSkipper },
): Promise<boolean | null> {
  let scouted: ScoutedArtifact | null = null;
  try {
    for await (const part of parts) {
      if (scouted === null) {
        const lines = part.offset === 0 ? open(part.head) : null;
        if (lines === null) return null;
        scouted = new ScoutedArtifact(artifact, lines, reading);
      }
      if (!(await scouted.readPart(part))) return false;
    }
    return scouted === null ? null : await scouted.readRest();
  } finally {
    scouted?.close();
  }
}

class ScoutedArtifact {
  readonly #artifact: Artifact;
  readonly #lines: ScoutedReading;
  readonly #reading: Reading & { readonly skipper: RecordSkipper };
  /** Up to where the artifact was read. */
  #at = 0;
  /** What it was when scouts opened it. */
  #opening: Opening | undefined;
  #plain: PlainBytes | null = null;
  #isOver = false;
  readonly #pace = new Pace();

  constructor(artifact: Artifact, lines: ScoutedReading, reading: Reading & { readonly skipper: RecordSkipper }) {
    this.#artifact = artifact;
    this.#lines = lines;
    this.#reading = reading;
  }

  async readPart(part: ScoutedPart): Promise<boolean> {
    if (this.#isOver) return true;
    this.#opening ??= part.opening;
    // A part that was left out in front of this one, or lines that go on into it.
    if (part.offset > this.#at && !(await this.#readPlainly(part.offset, false))) return false;
    if (this.#hasEnded()) return true;
    if (!this.#lines.isBetweenLines || part.offset < this.#at) return this.#readPlainly(part.end, part.isFollowed);
    return this.#readLines(part);
  }

  /** What no part covers. */
  async readRest(): Promise<boolean> {
    return this.#isOver || this.#readPlainly(Infinity, false);
  }

  close(): void {
    this.#plain?.close();
  }

  async #readLines(part: ScoutedPart): Promise<boolean> {
    const lines = this.#lines;
    const { take, breathe, skipper, notice, counts } = this.#reading;
    const first = lines.line;
    lines.mark();
    skipper.hold();
    const taken = new TakenItems();
    let untaken: readonly ReadItem[] = [];
    let untakenBytes = 0;
    /** False when it was stopped. */
    const takeAll = async (): Promise<boolean> => {
      const items = untaken;
      untaken = [];
      untakenBytes = 0;
      taken.add(items);
      if (items.length > 0) await take(items);
      if (this.#pace.isBreathDue(items.length)) await breathe();
      if (this.#isStopped()) skipper.release(true);
      return !this.#isStopped();
    };
    for (const [i, { offset, newlines, bytes }] of part.lines.entries()) {
      const isFollowed = offset + bytes.length < part.end || part.isFollowed;
      untaken = untaken.concat(lines.readLines(offset, first + newlines, bytes, isFollowed));
      while (lines.isFull) {
        if (!(await takeAll())) return false;
        untaken = lines.readHeld(isFollowed);
      }
      untakenBytes += bytes.length;
      const isWhole = lines.isBetweenLines || (part.isLast && offset + bytes.length === part.end);
      if (isWhole && i < part.lines.length - 1 && untaken.length < TAKEN_TOGETHER && untakenBytes < TAKEN_BYTES) continue;
      if (!(await takeAll())) return false;
      if (isWhole) continue;
      skipper.release(false);
      lines.backTo(part.offset, first);
      return this.#readPlainly(part.end, part.isFollowed, taken);
    }
    skipper.release(true);
    skipper.tell(part.passed);
    if (lines.isBetweenLines) lines.passTo(part.end, first + part.newlines);
    this.#at = counts.decodedBytes = part.end;
    counts.storedBytes = part.storedBytes;
    if (!part.isLast) return !this.#isStopped();
    this.#isOver = true;
    await take(lines.end());
    for (const [code, detail] of part.notices) notice(code, detail);
    return true;
  }

  /**
   * Reads all bytes up to an offset, or to the end.
   * @param isFollowed at that offset stands a brace
   * @param taken items that were taken before, and are not taken again
   */
  async #readPlainly(to: number, isFollowed: boolean, taken = new TakenItems()): Promise<boolean> {
    const { take, breathe, counts } = this.#reading;
    const plain = (this.#plain ??= new PlainBytes(this.#artifact, this.#reading, this.#opening));
    const takeNew = async (items: readonly ReadItem[]): Promise<void> => {
      const others = taken.without(items);
      if (others.length > 0) await take(others);
    };
    plain.moveTo(this.#at);
    plain.end = to;
    let failure: { readonly error: unknown } | null = null;
    for (;;) {
      let items: readonly ReadItem[] | null = null;
      try {
        items = this.#lines.readOn(plain);
      } catch (error) {
        failure = { error };
      }
      if (items === null) break;
      await takeNew(items);
      if (this.#pace.isBreathDue(items.length)) await breathe();
      if (this.#isStopped()) return false;
    }
    this.#at = plain.at;
    if (failure === null && plain.at === to) {
      if (isFollowed) await takeNew(this.#lines.readHeld(true));
      return !this.#isStopped();
    }
    this.#isOver = true;
    await takeNew(this.#lines.end());
    counts.decodedBytes = plain.counts.decodedBytes;
    counts.storedBytes = plain.counts.storedBytes;
    if (failure !== null) throw failure.error;
    return true;
  }

  /** A method, because reading changes it. */
  #hasEnded(): boolean {
    return this.#isOver;
  }

  #isStopped(): boolean {
    return this.#reading.signal.aborted;
  }
}

/** Items of bytes that are gone through once more, known by what they are and where they stand. */
class TakenItems {
  readonly #counts = new Map<string, number>();

  add(items: readonly ReadItem[]): void {
    for (const item of items) {
      const key = keyOf(item);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  /** Those that were not added; each that was is forgotten. */
  without(items: readonly ReadItem[]): readonly ReadItem[] {
    return this.#counts.size === 0 ? items : items.filter((item) => !this.#forget(keyOf(item)));
  }

  #forget(key: string): boolean {
    const count = this.#counts.get(key);
    if (count === undefined) return false;
    if (count === 1) this.#counts.delete(key);
    else this.#counts.set(key, count - 1);
    return true;
  }
}

function keyOf({ kind, offset }: ReadItem): string {
  return `${kind} ${offset}`;
}

/** An artifact's decoded bytes up to an end that can be set, opened when they are first asked for. */
class PlainBytes implements DirectBytes {
  end = 0;
  at = 0;
  readonly counts: ByteCounts = { storedBytes: 0, decodedBytes: 0 };
  readonly #bytes: DirectBytes;

  constructor(artifact: Artifact, { decoders, notice }: Reading, before: Opening | undefined) {
    const opened = openDirect(artifact, decoders, notice, this.counts, before);
    if (opened === null) throw new ArtifactError('changed-while-read', 'it is no longer what it was when it was opened');
    this.#bytes = opened.bytes;
  }

  moveTo(offset: number): void {
    if (offset > this.at) this.skip(offset - this.at);
  }

  read(target: Uint8Array): number {
    const wanted = Math.min(target.length, this.end - this.at);
    const read = wanted === 0 ? 0 : this.#bytes.read(target.subarray(0, wanted));
    this.at += read;
    return read;
  }

  skip(bytes: number): void {
    this.#bytes.skip(bytes);
    this.at += bytes;
  }

  close(): void {
    this.#bytes.close();
  }
}
