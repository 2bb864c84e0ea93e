/**
 * A growing window over a byte stream: what was read and not yet consumed, in one piece of memory.
 *
 * Owns: positions. Everything outside speaks in absolute offsets of the decoded stream, so a window that moves its memory
 * invalidates nothing but views. Must not know: JSON.
 */
import { Buffer } from 'node:buffer';
import type { LineSkipper } from '../core/ports.ts';

const INITIAL_CAPACITY = 512 * 1024;

/** Memory of at least so many bytes, in which what was in the memory before stays. */
export type Reserve = (bytes: number) => Uint8Array;

export class ByteWindow {
  readonly #reserve: Reserve;
  #memory: Buffer;
  #from = 0;
  #to = 0;
  #base = 0;
  #newlines = 0;
  /** Count the line breaks among the bytes that are dropped; {@link takeNewlines} gives the count. */
  countsNewlines = false;

  /** @param reserve where the memory comes from; from the heap by default */
  constructor(reserve: Reserve = reserveOnHeap()) {
    this.#reserve = reserve;
    this.#memory = bufferOf(reserve(INITIAL_CAPACITY));
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

  /** Forgets everything before `offset`. */
  dropBefore(offset: number): void {
    const from = offset - this.#base;
    if (this.countsNewlines) this.#newlines += countNewlines(this.#memory.subarray(this.#from, from));
    this.#from = from;
    if (this.#from === this.#to) {
      this.#base += this.#from;
      this.#from = this.#to = 0;
    }
  }

  /** The line breaks dropped since the last call. */
  takeNewlines(): number {
    const count = this.#newlines;
    this.#newlines = 0;
    return count;
  }

  /** Lets a skipper pass over lines from the window's start, which begins a line; returns how many. */
  skipLines(skipper: LineSkipper, longestLine: number): number {
    const next = skipper.skip(this.#from, this.#to, longestLine);
    if (next > this.#from) this.dropBefore(this.#base + next);
    return skipper.lines;
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
      this.#memory = bufferOf(this.#reserve(Math.max(this.#memory.length, held + needed) * 2));
    }
    this.#memory.copyWithin(0, this.#from, this.#to);
    this.#base += this.#from;
    this.#from = 0;
    this.#to = held;
  }
}

function reserveOnHeap(): Reserve {
  let memory = Buffer.alloc(0);
  return (bytes) => {
    const grown = Buffer.allocUnsafe(bytes);
    memory.copy(grown);
    memory = grown;
    return memory;
  };
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count;
}
