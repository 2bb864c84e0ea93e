/**
 * What stands around the compressed data of a gzip member (RFC 1952): magic bytes, header, trailer.
 *
 * Owns: their layout, and the words for what is wrong with them. A header's own checksum is not verified. Must not know: deflate, waiting.
 */
import { ArtifactError } from '../core/problem.ts';
import type { Asking, InputWindow } from './input-window.ts';

export const MAGIC = [0x1f, 0x8b, 0x08] as const;
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;

/** Whether another member begins here; throws when something else does. */
export function* atMember(input: InputWindow, member: number): Asking<boolean> {
  if (member > 1 && !(yield* input.skipZeros())) return false;
  if (!(yield* input.available())) return false;
  const offset = input.offset;
  const magic = yield* input.take(MAGIC.length);
  if (magic.some((byte, index) => byte !== MAGIC[index])) {
    throw new ArtifactError('trailing-garbage', `from stored byte ${offset} on it is not gzip any more`);
  }
  if (magic.length < MAGIC.length) throw truncated(member);
  return true;
}

/** Consumes what stands between the magic bytes and the compressed data. */
export function* readHeader(input: InputWindow, member: number): Asking<void> {
  const [flags = 0] = yield* whole(input, 7, member);
  if ((flags & RESERVED) !== 0) throw corrupt(member, 'its header has flags that do not exist');
  if ((flags & EXTRA) !== 0) {
    const [low = 0, high = 0] = yield* whole(input, 2, member);
    const length = low + high * 256;
    if ((yield* input.skip(length)) < length) throw truncated(member);
  }
  if ((flags & NAME) !== 0) yield* skipText(input, member);
  if ((flags & COMMENT) !== 0) yield* skipText(input, member);
  if ((flags & HEADER_CRC) !== 0) yield* whole(input, 2, member);
}

/**
 * Consumes the trailer; throws when it tells of other contents.
 * @param size of the contents in bytes, modulo 2^32
 */
export function* readTrailer(input: InputWindow, member: number, crc: number, size: number): Asking<void> {
  const trailer = yield* whole(input, 8, member);
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.length);
  if (view.getUint32(0, true) !== crc) throw corrupt(member, 'its checksum does not match its contents');
  if (view.getUint32(4, true) !== size) throw corrupt(member, 'its length does not match its contents');
}

function* skipText(input: InputWindow, member: number): Asking<void> {
  while (yield* input.available()) {
    const end = input.window.indexOf(0);
    input.advance(end === -1 ? input.window.length : end + 1);
    if (end !== -1) return;
  }
  throw truncated(member);
}

function* whole(input: InputWindow, length: number, member: number): Asking<Uint8Array> {
  const bytes = yield* input.take(length);
  if (bytes.length < length) throw truncated(member);
  return bytes;
}

export function truncated(member: number): ArtifactError {
  return new ArtifactError('truncated-archive', `the gzip data ends in the middle of member ${member}`);
}

export function corrupt(member: number, what: string, cause?: Error): ArtifactError {
  return new ArtifactError('corrupt-archive', `gzip member ${member} is damaged: ${what}`, { cause });
}
