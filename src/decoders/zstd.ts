/**
 * Zstandard (RFC 8878): any number of frames, skippable ones between them, zero padding behind them.
 *
 * Owns: frames and blocks, so that a cut or a damage is found alike whichever engine decodes the blocks, and every whole block before
 * it is yielded. Must not know: how a block is decoded. The content checksum is verified by
 * node:zlib; where only fzstd is there, a notice says that it was not.
 */
import type { ByteStream, Decoder, Notice } from '../core/ports.ts';
import type { ArtifactError } from '../core/problem.ts';
import { StoredInput } from './stored-input.ts';
import { openZstdEngine, type OpenZstdEngine, type ZstdEngine } from './zstd-engine.ts';
import { openZstdDirect } from './zstd-direct.ts';
import {
  atFrame,
  corrupt,
  LENGTH_MISMATCH,
  readBlock,
  readChecksum,
  readFrameHeader,
  readMagic,
  truncated,
  type FrameHeader,
} from './zstd-frame.ts';

/** The decoder over a given engine; {@link zstd} is the one for this Node. */
export function createZstdDecoder(openEngine: OpenZstdEngine): Decoder {
  return {
    name: 'zstd',
    recognises: (head) => head.length >= 4 && readMagic(head) !== null,
    decode: (stored, notice) => decodeFrames(stored, openEngine, notice),
  };
}

/** Recognised by its magic number; uses node:zlib where it knows zstd (22.15, 23.8, 24 and later) and fzstd elsewhere. */
export const zstd: Decoder = { ...createZstdDecoder(openZstdEngine), decodeDirect: openZstdDirect };

async function* decodeFrames(stored: ByteStream, openEngine: OpenZstdEngine, notice: Notice): ByteStream {
  let unverified = false;
  const input = new StoredInput(stored);
  try {
    for (let frame = 1; ; frame++) {
      if (!(await input.run(atFrame(input.at, frame)))) return;
      const header = await input.run(readFrameHeader(input.at, frame));
      if (header === null) continue;
      const engine = await openEngine();
      if (header.checksumBytes > 0 && !engine.verifiesChecksums && !unverified) {
        unverified = true;
        notice('unverified-checksum', 'its zstd checksum cannot be verified on this version of Node');
      }
      yield* decodeFrame(input, header, frame, engine);
    }
  } finally {
    await input.close();
  }
}

async function* decodeFrame(input: StoredInput, header: FrameHeader, frame: number, engine: ZstdEngine): ByteStream {
  let size = 0;
  try {
    yield* count(engine.feed(header.bytes));
    for (let isLast = false; !isLast;) {
      const block = await input.run(readBlock(input.at, frame));
      if ('error' in block) throw yield* drained(block.error);
      isLast = block.isLast;
      yield* count(engine.feed(block.bytes));
    }
    const checksum = await input.run(readChecksum(input.at, header));
    if (checksum === null) throw yield* drained(truncated(frame));
    yield* count(engine.end(checksum));
    if (header.contentBytes !== null && header.contentBytes !== size) throw yield* drained(corrupt(frame, LENGTH_MISMATCH));
  } finally {
    engine.close();
  }

  async function* count(feeding: ReturnType<ZstdEngine['feed']>): ByteStream {
    const { outputs, failure } = await feeding;
    for (const output of outputs) {
      size += output.length;
      if (output.length > 0) yield output;
    }
    if (failure !== null) throw corrupt(frame, failure.message, failure);
  }

  /** The error to throw, after what the engine still held back. */
  async function* drained(error: ArtifactError): AsyncGenerator<Uint8Array, ArtifactError> {
    for (const output of await engine.drain()) if (output.length > 0) yield output;
    return error;
  }
}
