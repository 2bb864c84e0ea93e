/**
 * Zstandard (RFC 8878): any number of frames, skippable ones between them, zero padding behind them.
 *
 * Owns: frames and blocks, so that a cut or a damage is found alike whichever engine decodes the blocks, and every whole block before
 * it is yielded. Must not know: how a block is decoded. The content checksum is verified by
 * node:zlib; where only fzstd is there, a notice says that it was not.
 */
import type { ByteStream, Decoder } from '../core/ports.ts';
import { ArtifactError } from '../core/problem.ts';
import { StoredInput } from './stored-input.ts';
import { openZstdEngine, type OpenZstdEngine, type ZstdEngine } from './zstd-engine.ts';
import { readFrameHeader, readMagic, truncated, type FrameHeader } from './zstd-frame.ts';

type Notice = Parameters<Decoder['decode']>[1];

const BLOCK_HEADER = 3;
/** A block's contents, compressed or not, are never larger. */
const BLOCK_BYTES = 128 * 1024;
const RLE = 1;
const RESERVED = 3;

/** The decoder over a given engine; {@link zstd} is the one for this Node. */
export function createZstdDecoder(openEngine: OpenZstdEngine): Decoder {
  return {
    name: 'zstd',
    recognises: (head) => head.length >= 4 && readMagic(head) !== null,
    decode: (stored, notice) => decodeFrames(stored, openEngine, notice),
  };
}

/** Recognised by its magic number; uses node:zlib where it knows zstd (22.15, 23.8, 24 and later) and fzstd elsewhere. */
export const zstd: Decoder = createZstdDecoder(openZstdEngine);

async function* decodeFrames(stored: ByteStream, openEngine: OpenZstdEngine, notice: Notice): ByteStream {
  let unverified = false;
  const input = new StoredInput(stored);
  try {
    for (let frame = 1; ; frame++) {
      if (frame > 1 && !(await input.skipZeros())) return;
      if (!(await input.available())) return;
      const header = await readFrameHeader(input, frame);
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
    for (let last = false; !last;) {
      const block = await input.take(BLOCK_HEADER);
      if (block.length < BLOCK_HEADER) throw yield* cut();
      const [low = 0, middle = 0, high = 0] = block;
      const bits = low + middle * 2 ** 8 + high * 2 ** 16;
      last = (bits & 1) === 1;
      const type = (bits >> 1) & 3;
      const length = bits >> 3;
      if (type === RESERVED || length > BLOCK_BYTES) throw yield* damaged('a block has a type or a size that does not exist');
      const stored = type === RLE ? 1 : length;
      const contents = await input.take(stored);
      if (contents.length < stored) throw yield* cut();
      yield* count(engine.feed(joined(block, contents)));
    }
    const checksum = await input.take(header.checksumBytes);
    if (checksum.length < header.checksumBytes) throw yield* cut();
    yield* count(engine.end(checksum));
    if (header.contentBytes !== null && header.contentBytes !== size) throw yield* damaged('its length does not match its contents');
  } finally {
    engine.close();
  }

  async function* count(feeding: ReturnType<ZstdEngine['feed']>): ByteStream {
    const { outputs, failure } = await feeding;
    for (const output of outputs) {
      size += output.length;
      if (output.length > 0) yield output;
    }
    if (failure !== null)
      throw new ArtifactError('corrupt-archive', `zstd frame ${frame} is damaged: ${failure.message}`, { cause: failure });
  }

  /** The error to throw, after what the engine still held back. */
  async function* cut(): AsyncGenerator<Uint8Array, ArtifactError> {
    yield* drain();
    return truncated(frame);
  }

  async function* damaged(what: string): AsyncGenerator<Uint8Array, ArtifactError> {
    yield* drain();
    return new ArtifactError('corrupt-archive', `zstd frame ${frame} is damaged: ${what}`);
  }

  async function* drain(): ByteStream {
    for (const output of await engine.drain()) if (output.length > 0) yield output;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
