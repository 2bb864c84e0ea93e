/**
 * What stands at the beginning of a zstd frame.
 *
 * Owns: magic numbers, the frame header, what cannot be decoded here (dictionaries, huge windows), block headers. Must not know: engines, waiting.
 */
import { ArtifactError } from '../core/problem.ts';
import type { Asking, InputWindow } from './input-window.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
/** What zstd itself allows without being told otherwise; a frame may ask for 2 TiB. */
const WINDOW_BYTES = 128 * 1024 * 1024;

/** One frame's header, checked. */
export interface FrameHeader {
  /** As stored, magic number included. */
  readonly bytes: Uint8Array;
  /** Null when the frame does not say. */
  readonly contentBytes: number | null;
  /** 4 or 0. */
  readonly checksumBytes: number;
}

/** Which kind of frame four bytes begin; null when none. */
export function readMagic(bytes: Uint8Array): 'frame' | 'skippable' | null {
  if (bytes.length < 4) return null;
  const magic = littleEndian(bytes.subarray(0, 4));
  if (magic === MAGIC) return 'frame';
  return magic - (magic % 16) === SKIPPABLE ? 'skippable' : null;
}

/** Consumes a frame's header; null when it was a skippable frame, which is consumed whole. */
export function* readFrameHeader(input: InputWindow, frame: number): Asking<FrameHeader | null> {
  const offset = input.offset;
  const magic = yield* input.take(4);
  const kind = readMagic(magic);
  if (kind === null) {
    if (magic.length < 4 && couldBegin(magic)) throw truncated(frame);
    throw new ArtifactError('trailing-garbage', `from stored byte ${offset} on it is not zstd any more`);
  }
  if (kind === 'skippable') {
    const length = littleEndian(yield* whole(input, 4, frame));
    if ((yield* input.skip(length)) < length) throw truncated(frame);
    return null;
  }
  const [descriptor = 0] = yield* whole(input, 1, frame);
  if ((descriptor & 8) !== 0) throw corrupt(frame, 'its header has flags that do not exist');
  const single = (descriptor & 32) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const rest = yield* whole(input, (single ? 0 : 1) + dictionaryBytes + sizeBytes, frame);
  const dictionary = littleEndian(rest.subarray(single ? 0 : 1, rest.length - sizeBytes));
  if (dictionary !== 0)
    throw new ArtifactError('unsupported-format', `zstd frame ${frame} needs a dictionary (id ${dictionary}), which is not in the file`);
  const contentBytes = sizeBytes === 0 ? null : littleEndian(rest.subarray(rest.length - sizeBytes)) + (sizeBytes === 2 ? 256 : 0);
  const window = single ? (contentBytes ?? 0) : windowOf(rest[0] ?? 0);
  if (window > WINDOW_BYTES) {
    const mebibytes = Math.ceil(window / 2 ** 20);
    throw new ArtifactError(
      'unsupported-format',
      `zstd frame ${frame} needs a window of ${mebibytes} MiB, more than the 128 MiB allowed here`,
    );
  }
  const bytes = new Uint8Array(5 + rest.length);
  bytes.set(magic);
  bytes[4] = descriptor;
  bytes.set(rest, 5);
  return { bytes, contentBytes, checksumBytes: (descriptor & 4) !== 0 ? 4 : 0 };
}

/** The error for data that ends inside a frame. */
export function truncated(frame: number): ArtifactError {
  return new ArtifactError('truncated-archive', `the zstd data ends in the middle of frame ${frame}`);
}

/** What is wrong with a frame that says another length than it has. */
export const LENGTH_MISMATCH = 'its length does not match its contents';

/** The error for data that is not what it should be. */
export function corrupt(frame: number, what: string, cause?: Error): ArtifactError {
  return new ArtifactError('corrupt-archive', `zstd frame ${frame} is damaged: ${what}`, { cause });
}

const BLOCK_HEADER = 3;
/** A block's contents, compressed or not, are never larger. */
const BLOCK_BYTES = 128 * 1024;
const RLE = 1;
const RESERVED = 3;

/** One whole block as stored, with its header, or the error to throw once everything before it was handed out. */
export type Block = { readonly bytes: Uint8Array; readonly isLast: boolean } | { readonly error: ArtifactError };

/** Consumes a block. */
export function* readBlock(input: InputWindow, frame: number): Asking<Block> {
  const header = yield* input.take(BLOCK_HEADER);
  if (header.length < BLOCK_HEADER) return { error: truncated(frame) };
  const bits = littleEndian(header);
  const type = (bits >> 1) & 3;
  const length = bits >> 3;
  if (type === RESERVED || length > BLOCK_BYTES) return { error: corrupt(frame, 'a block has a type or a size that does not exist') };
  const stored = type === RLE ? 1 : length;
  const contents = yield* input.take(stored);
  if (contents.length < stored) return { error: truncated(frame) };
  const bytes = new Uint8Array(BLOCK_HEADER + stored);
  bytes.set(header);
  bytes.set(contents, BLOCK_HEADER);
  return { bytes, isLast: (bits & 1) === 1 };
}

/** Consumes the checksum, if the frame has one. */
export function* readChecksum(input: InputWindow, { checksumBytes }: FrameHeader): Asking<Uint8Array | null> {
  const checksum = yield* input.take(checksumBytes);
  return checksum.length < checksumBytes ? null : checksum;
}

/** Whether a frame begins here; false at the end of the archive. */
export function* atFrame(input: InputWindow, frame: number): Asking<boolean> {
  if (frame > 1 && !(yield* input.skipZeros())) return false;
  return yield* input.available();
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Whether fewer than four bytes are how a frame begins. */
function couldBegin(bytes: Uint8Array): boolean {
  const [first = 0, ...others] = bytes;
  const rest = (first === 0x28 ? [0xb5, 0x2f] : first - (first % 16) === 0x50 ? [0x2a, 0x4d] : null) ?? null;
  return rest !== null && others.every((byte, index) => byte === rest[index]);
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

function* whole(input: InputWindow, length: number, frame: number): Asking<Uint8Array> {
  const bytes = yield* input.take(length);
  if (bytes.length < length) throw truncated(frame);
  return bytes;
}
