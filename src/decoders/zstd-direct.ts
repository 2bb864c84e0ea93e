/**
 * Zstd without waiting: blocks are decoded straight to where the reader wants their bytes.
 *
 * Owns: the same promise as zstd.ts, which is the oracle: every whole block before a cut or a damage, and then the error. Blocks are fed
 * whole and one at a time, so nothing of them is held back. Must not know: node:zlib.
 */
import { readAndDrop } from '../core/direct.ts';
import type { DirectBytes } from '../core/ports.ts';
import { DirectInput } from './direct-input.ts';
import type { DirectInflater } from './direct-inflater.ts';
import { openDirectUnzstd } from './direct-unzstd.ts';
import { atFrame, corrupt, LENGTH_MISMATCH, readBlock, readChecksum, readFrameHeader, truncated, type FrameHeader } from './zstd-frame.ts';

/** Null where this Node has no zstd, or one that cannot be driven so. */
export function openZstdDirect(stored: DirectBytes): DirectBytes | null {
  const inflater = openDirectUnzstd();
  return inflater === null ? null : new DirectZstd(stored, inflater);
}

const NOTHING = new Uint8Array(0);

class DirectZstd implements DirectBytes {
  readonly #input: DirectInput;
  readonly #inflater: DirectInflater;
  #frame = 0;
  /** Null between frames. */
  #header: FrameHeader | null = null;
  #isLastBlock = false;
  /** What is left of the piece being fed. */
  #piece: Uint8Array = NOTHING;
  /** All of the room was used: there may be more without more input. */
  #wasFull = false;
  /** Bytes of the frame that were given. */
  #given = 0;

  constructor(stored: DirectBytes, inflater: DirectInflater) {
    this.#input = new DirectInput(stored);
    this.#inflater = inflater;
  }

  read(target: Uint8Array): number {
    for (;;) {
      while (this.#piece.length > 0 || this.#wasFull) {
        const written = this.#feed(target);
        if (written > 0) return written;
      }
      if (this.#header === null) {
        if (!this.#startFrame()) return 0;
      } else if (this.#isLastBlock) this.#endFrame(this.#header);
      else this.#startBlock();
    }
  }

  skip(bytes: number): void {
    readAndDrop(this, bytes);
  }

  close(): void {
    this.#inflater.close();
    this.#input.close();
  }

  #feed(target: Uint8Array): number {
    const { consumed, written, failure } = this.#inflater.inflate(this.#piece, target);
    if (failure !== null) throw corrupt(this.#frame, failure.message, failure);
    if (consumed === 0 && written === 0 && this.#piece.length > 0) throw corrupt(this.#frame, 'its data goes on behind its end');
    this.#piece = this.#piece.subarray(consumed);
    this.#wasFull = written === target.length;
    this.#given += written;
    return written;
  }

  /** False at the end of the archive. */
  #startFrame(): boolean {
    const input = this.#input;
    this.#frame++;
    if (!input.run(atFrame(input.at, this.#frame))) return false;
    this.#header = input.run(readFrameHeader(input.at, this.#frame));
    if (this.#header === null) return true;
    this.#inflater.reset();
    this.#piece = this.#header.bytes;
    this.#isLastBlock = false;
    this.#given = 0;
    return true;
  }

  #startBlock(): void {
    const block = this.#input.run(readBlock(this.#input.at, this.#frame));
    if ('error' in block) throw block.error;
    this.#isLastBlock = block.isLast;
    this.#piece = block.bytes;
  }

  #endFrame(header: FrameHeader): void {
    const checksum = this.#input.run(readChecksum(this.#input.at, header));
    if (checksum === null) throw truncated(this.#frame);
    const { failure } = checksum.length === 0 ? { failure: null } : this.#inflater.inflate(checksum, new Uint8Array(1));
    if (failure !== null) throw corrupt(this.#frame, failure.message, failure);
    if (header.contentBytes !== null && header.contentBytes !== this.#given) throw corrupt(this.#frame, LENGTH_MISMATCH);
    this.#header = null;
  }
}
