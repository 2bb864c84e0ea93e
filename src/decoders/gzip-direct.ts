/**
 * Gzip without waiting: members are inflated straight to where the reader wants their bytes.
 *
 * Owns: the same promise as gzip.ts, which is the oracle: every byte up to a cut or a damage (of a long run nearly), and then the
 * error. Must not know: zlib.
 */
import { readAndDrop } from '../core/direct.ts';
import type { DirectBytes } from '../core/ports.ts';
import { DirectInput } from './direct-input.ts';
import { openDirectInflater, type DirectInflater } from './direct-inflater.ts';
import { atMember, corrupt, readHeader, readTrailer, truncated } from './gzip-frame.ts';
import { REPLAY_BYTES } from './inflate.ts';
import { zlib } from './zlib.ts';

/** Of a run too long to be decoded again, what a piece yields before its damage is lost: then pieces are small. */
const SMALL_PIECE = 4096;

/** Null when this Node's zlib cannot be driven so. */
export function openGzipDirect(stored: DirectBytes): DirectBytes | null {
  const inflater = openDirectInflater();
  return inflater === null ? null : new DirectGzip(stored, inflater);
}

class DirectGzip implements DirectBytes {
  readonly #input: DirectInput;
  #inflater: DirectInflater;
  #member = 0;
  #isInRun = false;
  /** All of the room was used: there may be more without more input. */
  #wasFull = false;
  #crc = 0;
  /** Modulo 2^32, as the trailer has it. */
  #size = 0;
  /** Bytes of the run that were given. */
  #given = 0;
  /** The run's stored bytes so far, to decode it again to a damage; null when they are too many. */
  #kept: Uint8Array[] | null = [];
  #keptBytes = 0;
  /** How far the piece at hand is kept already. */
  #keptTo = 0;
  /** What stands before a damage, and the damage. */
  #rest: { bytes: Uint8Array; readonly error: Error } | null = null;
  #isOver = false;

  constructor(stored: DirectBytes, inflater: DirectInflater) {
    this.#input = new DirectInput(stored);
    this.#inflater = inflater;
  }

  read(target: Uint8Array): number {
    while (this.#rest === null && !this.#isOver) {
      if (!this.#isInRun && !this.#startRun()) break;
      const written = this.#inflate(target);
      if (written > 0) return written;
    }
    return this.#rest === null ? 0 : this.#readRest(this.#rest, target);
  }

  skip(bytes: number): void {
    readAndDrop(this, bytes);
  }

  close(): void {
    this.#inflater.close();
    this.#input.close();
  }

  /** False at the end of the archive. */
  #startRun(): boolean {
    const input = this.#input;
    this.#member++;
    this.#isOver = !input.run(atMember(input.at, this.#member));
    if (this.#isOver) return false;
    input.run(readHeader(input.at, this.#member));
    if (this.#member > 1) this.#inflater.reset();
    this.#isInRun = true;
    this.#wasFull = false;
    this.#crc = this.#size = this.#given = this.#keptBytes = this.#keptTo = 0;
    this.#kept = [];
    return true;
  }

  /** Inflates into the target; 0 when the run is over, or damaged. */
  #inflate(target: Uint8Array): number {
    const input = this.#input;
    for (;;) {
      // What did not fit the last time comes without more input.
      if (!this.#wasFull && !input.run(input.at.available())) throw truncated(this.#member);
      this.#keep(input.at);
      const window = this.#kept === null ? input.at.window.subarray(0, SMALL_PIECE) : input.at.window;
      const { consumed, written, failure } = this.#inflater.inflate(window, target);
      if (failure !== null) {
        this.#rest = { bytes: this.#salvage(window), error: corrupt(this.#member, failure.message, failure) };
        return 0;
      }
      input.at.advance(consumed);
      this.#wasFull = written === target.length;
      this.#crc = zlib().crc32(target.subarray(0, written), this.#crc);
      this.#size = (this.#size + written) % 2 ** 32;
      this.#given += written;
      if (written > 0) return written;
      if (consumed < window.length) {
        // Neither input nor room is short: the compressed data ends here.
        input.run(readTrailer(input.at, this.#member, this.#crc, this.#size));
        this.#isInRun = false;
        return 0;
      }
    }
  }

  /** Keeps each piece of the run once. */
  #keep({ offset, window }: { readonly offset: number; readonly window: Uint8Array }): void {
    const end = offset + window.length;
    if (end <= this.#keptTo || this.#kept === null) return;
    this.#keptTo = end;
    this.#keptBytes += window.length;
    if (this.#keptBytes > REPLAY_BYTES) this.#kept = null;
    else this.#kept.push(Uint8Array.from(window));
  }

  /** What the run yields before its damage and was not given yet: it is decoded again, its last piece byte by byte. */
  #salvage(damaged: Uint8Array): Uint8Array {
    const inflater = this.#kept === null ? null : openDirectInflater();
    if (inflater === null || this.#kept === null) return new Uint8Array(0);
    const outputs: Uint8Array[] = [];
    const room = new Uint8Array(SALVAGE_ROOM);
    const last = this.#kept.pop() ?? damaged;
    let known = this.#given;
    const feed = (bytes: Uint8Array): boolean => {
      for (let at = 0; ;) {
        const { consumed, written, failure } = inflater.inflate(bytes.subarray(at), room);
        if (failure !== null) return false;
        if (written > known) outputs.push(room.slice(known, written));
        known = Math.max(0, known - written);
        at += consumed;
        if (written === 0) return true;
      }
    };
    try {
      for (const piece of this.#kept) feed(piece);
      for (let at = 0; at < last.length && feed(last.subarray(at, at + 1)); at++);
      return joined(outputs);
    } finally {
      inflater.close();
    }
  }

  #readRest(rest: { bytes: Uint8Array; readonly error: Error }, target: Uint8Array): number {
    if (rest.bytes.length === 0) throw rest.error;
    const piece = rest.bytes.subarray(0, target.length);
    target.set(piece);
    rest.bytes = rest.bytes.subarray(piece.length);
    return piece.length;
  }
}

const SALVAGE_ROOM = 256 * 1024;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
