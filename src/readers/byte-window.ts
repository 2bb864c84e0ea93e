/**
 * A growing window over a byte stream: what was read and not yet consumed, in one piece of memory.
 *
 * Owns: positions. Everything outside speaks in absolute offsets of the decoded stream, so a window that moves its memory
 * invalidates nothing but views. Must not know: JSON.
 */
import { Buffer } from 'node:buffer';
import type { DirectBytes, FoundElement, RecordSkipper } from '../core/ports.ts';

const INITIAL_CAPACITY = 512 * 1024;
/** As much as is read at once: what fits a core's second-level cache. 128 KiB to 1 MiB measure the same. */
const PIECE = 256 * 1024;
/** How much is gladly moved to the front, so that the same memory is used again. */
const MOVED_GLADLY = 32 * 1024;

/** Where the window's memory comes from. */
export type WindowMemory = Pick<RecordSkipper, 'reserve' | 'countNewlines'>;

export class ByteWindow {
  readonly #source: WindowMemory;
  #memory: Buffer;
  #from = 0;
  #to = 0;
  #base = 0;
  #newlines = 0;
  /** Count the line breaks among the bytes that are dropped; {@link takeNewlines} gives the count. */
  countsNewlines = false;

  constructor(source: WindowMemory = new HeapMemory()) {
    this.#source = source;
    this.#memory = bufferOf(source.reserve(INITIAL_CAPACITY));
  }

  /** Absolute offset of the first byte held. */
  get start(): number {
    return this.#base + this.#from;
  }

  /** Absolute offset behind the last byte held. */
  get end(): number {
    return this.#base + this.#to;
  }

  append(chunk: Uint8Array): void {
    if (this.#to + chunk.length > this.#memory.length) this.#makeRoom(chunk.length);
    this.#memory.set(chunk, this.#to);
    this.#to += chunk.length;
  }

  /** Takes the next piece of bytes that are there without waiting; false at their end. Throws as they do. */
  fill(bytes: DirectBytes): boolean {
    const held = this.#to - this.#from;
    if (this.#to + PIECE > this.#memory.length || (this.#from > 0 && held <= MOVED_GLADLY)) this.#makeRoom(PIECE);
    const read = bytes.read(this.#memory.subarray(this.#to, this.#to + PIECE));
    this.#to += read;
    return read > 0;
  }

  /** Forgets everything before `offset`. */
  dropBefore(offset: number): void {
    const from = offset - this.#base;
    if (this.countsNewlines) this.#newlines += this.#source.countNewlines(this.#from, from);
    this.#from = from;
    if (this.#from === this.#to) {
      this.#base += this.#from;
      this.#from = this.#to = 0;
    }
  }

  /** Goes on at another place; what is held is forgotten. */
  moveTo(offset: number): void {
    this.#base = offset;
    this.#from = this.#to = 0;
  }

  /** The line breaks dropped since the last call. */
  takeNewlines(): number {
    const count = this.#newlines;
    this.#newlines = 0;
    return count;
  }

  /** Lets a skipper pass over lines from the window's start, which begins a line; returns how many. `isAll`: none goes on behind it. */
  skipLines(skipper: RecordSkipper, longestLine: number, isAll: boolean): number {
    const next = skipper.skipLines(this.#from, this.#to, longestLine, isAll ? null : this.#to);
    if (next > this.#from) this.dropBefore(this.#base + next);
    return skipper.passed;
  }

  /** Lets a skipper pass over elements of an array from an offset on, where one is expected; returns the offset behind them. */
  skipElements(skipper: RecordSkipper, offset: number, longestElement: number): number {
    return this.#base + skipper.skipElements(offset - this.#base, this.#to, longestElement);
  }

  /** The same with values that follow one another; returns the offset behind the last that was passed over. */
  skipValues(skipper: RecordSkipper, offset: number, longestValue: number): number {
    return this.#base + skipper.skipValues(offset - this.#base, this.#to, longestValue);
  }

  /** The element the skipper stopped at, in offsets. */
  foundElement(skipper: RecordSkipper): FoundElement | null {
    const found = skipper.element;
    return found === null ? null : { start: this.#base + found.start, end: this.#base + found.end, depth: found.depth };
  }

  byteAt(offset: number): number | undefined {
    return offset < this.end ? this.#memory[offset - this.#base] : undefined;
  }

  /** The bytes held between two offsets; a view, valid until the next call of {@link append}. */
  view(from: number, to: number): Buffer {
    return this.#memory.subarray(from - this.#base, Math.min(to - this.#base, this.#to));
  }

  /** Decodes the bytes held between two offsets as UTF-8; invalid sequences become U+FFFD. */
  text(from: number, to: number): string {
    return this.#memory.toString('utf8', from - this.#base, Math.min(to - this.#base, this.#to));
  }

  /** The absolute offset of the next `byte` at or after `from`, or -1. */
  indexOf(byte: number, from: number): number {
    const found = this.#memory.indexOf(byte, from - this.#base);
    return found === -1 || found >= this.#to ? -1 : this.#base + found;
  }

  #makeRoom(needed: number): void {
    const held = this.#to - this.#from;
    // Doubling keeps the copying linear even for one line of hundreds of MB arriving in small chunks.
    if (held + needed > this.#memory.length / 2) {
      this.#memory = bufferOf(this.#source.reserve(Math.max(this.#memory.length, held + needed) * 2));
    }
    this.#memory.copyWithin(0, this.#from, this.#to);
    this.#base += this.#from;
    this.#from = 0;
    this.#to = held;
  }
}

class HeapMemory implements WindowMemory {
  #memory = Buffer.alloc(0);

  reserve(bytes: number): Buffer {
    const grown = Buffer.allocUnsafe(bytes);
    this.#memory.copy(grown);
    this.#memory = grown;
    return grown;
  }

  countNewlines(from: number, to: number): number {
    const bytes = this.#memory.subarray(from, to);
    let count = 0;
    for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count++;
    return count;
  }
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
