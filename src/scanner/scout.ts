/**
 * A scout's work: goes through the lines of decoded bytes and keeps those that must be read, for somebody else to read them.
 *
 * Owns: cutting the way into parts, and giving up: where bytes break off, a line is so long that it may be a document, or many lines are
 * no records, the parts just end, and the rest is read in the plain way, which says what is wrong. Must not know: rules, threads, files.
 */
import { SNIFF_BYTES, type DirectBytes, type Opening, type RecordSkipper } from '../core/ports.ts';
import type { ScoutedCount, ScoutedLines, ScoutedPart } from '../core/scouting.ts';
import { createHostedSkipper, type SkipperHost } from './record-skipper.ts';
import type { RoutingKeys } from './scanner.ts';

/** As much as is read at once. */
const PIECE = 1024 * 1024;
/** As much as is read behind a range at once: its last line ends there. */
const BEHIND = 16 * 1024;
/** A line of which so much is there without an end is left to the plain way. */
const LONGEST_LINE = 256 * 1024;
/** After so many lines in a row that are no records by themselves, what follows is left to the plain way: it is a document or no log. */
const MOST_ODD_LINES = 64;
/** Parts are told after so many bytes, or so many that must be read. */
const PART_BYTES = 8 * 1024 * 1024;
const PART_READ_BYTES = 512 * 1024;

const NOTHING = new Uint8Array(0);
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** What of an artifact a scout goes through. */
export interface Stretch {
  /** Gives its bytes from its beginning on; for a range, from the byte before it up to its end. */
  readonly bytes: Pick<DirectBytes, 'read'>;
  /** Stored bytes taken so far. */
  readonly storedBytes: () => number;
  readonly opening: Opening;
  /** A range of an artifact: lines that begin in it. Null: all of it. */
  readonly range: { readonly from: number; readonly to: number; readonly behind: Pick<DirectBytes, 'read'> } | null;
  readonly notices: readonly ScoutedPart['notices'][number][];
}

/** Scouts one artifact, or a range of one, after the other. */
export class Scout {
  readonly #skipper: RecordSkipper;
  readonly #longestSkipped: number;
  #memory: Uint8Array;
  #passed: ScoutedCount[] = [];
  #lines: { readonly offset: number; readonly newlines: number; readonly start: number; end: number }[] = [];
  /** The bytes of the lines that must be read. */
  #bytes = new Uint8Array(64 * 1024);
  #filled = 0;
  #newlines = 0;
  #oddLines = 0;
  /** Where in the artifact the memory begins. */
  #offset = 0;
  #partStart = 0;
  /** So many bytes behind what was gone through were there, too, when that was last looked at. */
  #left = 0;
  #head = NOTHING;

  constructor(keys: RoutingKeys, verdictOn: SkipperHost['verdictOn'], longestSkipped: number) {
    this.#skipper = createHostedSkipper(keys, { verdictOn, passedOver: (count) => this.#passed.push(count) });
    this.#longestSkipped = longestSkipped;
    this.#memory = this.#skipper.reserve(LONGEST_LINE + PIECE);
  }

  /** The parts of a stretch. Errors of its bytes end them. */
  *partsOf(stretch: Stretch): Generator<ScoutedPart> {
    const { range } = stretch;
    const isLast = range === null || range.to >= stretch.opening.size;
    this.#forget();
    let held = 0;
    let isBegun = range === null || range.from === 0;
    this.#offset = this.#partStart = range === null || range.from === 0 ? 0 : range.from - 1;
    for (let isFirst = true; ; isFirst = false) {
      const end = this.#fill(stretch.bytes, held);
      if (end === null) break;
      const isOver = end < held + PIECE;
      held = end;
      // A copy, also where the memory is a Buffer, whose own slice() is none: what comes next is read to the same place.
      if (isFirst && this.#offset === 0) this.#head = new Uint8Array(this.#memory.subarray(0, Math.min(held, SNIFF_BYTES)));
      if (isFirst && range === null && !beginsRecord(this.#memory.subarray(0, held))) return;
      if (!isBegun) {
        // The line that goes on here began before the range.
        const newline = this.#memory.subarray(0, held).indexOf(NEWLINE);
        if (newline === -1) return;
        held = this.#drop(newline + 1, held);
        this.#partStart = this.#offset;
        isBegun = true;
      }
      if (isOver) {
        if (!(isLast ? this.#lookToTheEnd(held) : this.#lookBehind(held, range.behind))) break;
        yield this.#take(stretch, isLast);
        return;
      }
      held = this.#drop(this.#look(held, held), held);
      if (held > LONGEST_LINE || this.#oddLines > MOST_ODD_LINES) break;
      if (this.#offset - this.#partStart >= PART_BYTES || this.#filled >= PART_READ_BYTES) yield this.#take(stretch, false);
    }
    // What was gone through before the scout gives up.
    if (this.#offset > this.#partStart) yield this.#take(stretch, false);
  }

  /** Goes through all there is; false when it gives up. */
  #lookToTheEnd(held: number): boolean {
    const left = this.#drop(this.#look(held, null), held);
    if (left > LONGEST_LINE || this.#oddLines > MOST_ODD_LINES) return false;
    // The last line has no line break.
    if (left > 0) this.#keep(0, left);
    this.#offset += left;
    return true;
  }

  /** Goes through a range's lines, the last of which ends behind it; false when it gives up. */
  #lookBehind(held: number, behind: Pick<DirectBytes, 'read'>): boolean {
    let left = this.#drop(this.#look(held, held), held);
    for (let end = left; left > 0;) {
      const read = this.#read(behind, end, end + BEHIND);
      if (end > LONGEST_LINE || this.#oddLines > MOST_ODD_LINES || read === null || read === 0) return false;
      end += read;
      const newline = this.#memory.subarray(left - 1, end).indexOf(NEWLINE);
      if (newline === -1) continue;
      const looked = this.#look(left + newline, end);
      left += newline - looked;
      end = this.#drop(looked, end);
    }
    return true;
  }

  /**
   * Goes through whole lines; returns where the first one begins whose end is not there, or what tells whether it goes on behind it.
   * @param known up to where there are bytes to look at, or null: nothing comes behind `held`
   */
  #look(held: number, known: number | null): number {
    const skipper = this.#skipper;
    for (let at = 0; ;) {
      at = skipper.skipLines(at, held, this.#longestSkipped, known);
      this.#newlines += skipper.passed;
      const newline = this.#memory.subarray(at, held).indexOf(NEWLINE);
      if (skipper.passed > 0) this.#oddLines = 0;
      if (newline === -1 || skipper.needsMore || this.#oddLines > MOST_ODD_LINES) return at;
      this.#oddLines = this.#isRecord(at, at + newline) ? 0 : this.#oddLines + 1;
      this.#keep(at, at + newline + 1);
      this.#newlines++;
      at += newline + 1;
    }
  }

  #isRecord(from: number, newline: number): boolean {
    const last = this.#memory[newline - 1] === RETURN ? newline - 2 : newline - 1;
    return this.#memory[from] === OPEN_BRACE && this.#memory[last] === CLOSE_BRACE;
  }

  /** Reads until another piece is full or nothing more comes; returns where it ends, null when the bytes cannot be read on. */
  #fill(bytes: Pick<DirectBytes, 'read'>, held: number): number | null {
    for (let end = held; ;) {
      const read = this.#read(bytes, end, held + PIECE);
      if (read === null) return null;
      end += read;
      if (read === 0 || end === held + PIECE) return end;
    }
  }

  /** Null when the bytes cannot be read on. */
  #read(bytes: Pick<DirectBytes, 'read'>, from: number, to: number): number | null {
    try {
      return bytes.read(this.#memory.subarray(from, to));
    } catch {
      return null;
    }
  }

  /** Forgets the memory's first bytes; returns how many are left. */
  #drop(bytes: number, held: number): number {
    this.#memory.copyWithin(0, bytes, held);
    this.#offset += bytes;
    this.#left = held - bytes;
    return this.#left;
  }

  #keep(from: number, to: number): void {
    const { length } = this.#bytes;
    if (this.#filled + to - from > length) {
      const grown = new Uint8Array(Math.max(2 * length, this.#filled + to - from));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    const start = this.#filled;
    this.#bytes.set(this.#memory.subarray(from, to), start);
    this.#filled += to - from;
    const last = this.#lines.at(-1);
    const offset = this.#offset + from;
    // Lines one behind the other are handed over together: what one of them means may depend on the next.
    if (last !== undefined && last.offset + last.end - last.start === offset) last.end = this.#filled;
    else this.#lines.push({ offset, newlines: this.#newlines, start, end: this.#filled });
  }

  /** Whatever an earlier stretch left behind. */
  #forget(): void {
    this.#skipper.settle();
    this.#head = NOTHING;
    this.#passed = [];
    this.#lines = [];
    this.#filled = this.#newlines = this.#oddLines = this.#left = 0;
  }

  #take(stretch: Stretch, isLast: boolean): ScoutedPart {
    this.#skipper.settle();
    const bytes = this.#bytes.slice(0, this.#filled);
    const part: ScoutedPart = {
      offset: this.#partStart,
      head: this.#head,
      end: this.#offset,
      opening: stretch.opening,
      isFollowed: !isLast && this.#left > 0 && this.#memory[0] === OPEN_BRACE,
      newlines: this.#newlines,
      passed: this.#passed,
      lines: this.#lines.map(({ offset, newlines, start, end }): ScoutedLines => ({ offset, newlines, bytes: bytes.subarray(start, end) })),
      storedBytes: stretch.range === null ? stretch.storedBytes() : this.#offset,
      isLast,
      notices: isLast ? stretch.notices : [],
    };
    this.#head = NOTHING;
    this.#partStart = this.#offset;
    this.#passed = [];
    this.#lines = [];
    this.#filled = this.#newlines = 0;
    return part;
  }
}

/** What does not begin with an object holds no records line by line. */
function beginsRecord(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== NEWLINE);
  return first === undefined || first === OPEN_BRACE || first === 0xef;
}
