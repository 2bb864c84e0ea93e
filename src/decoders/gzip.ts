/**
 * Gzip (RFC 1952): any number of members, as `cat a.gz b.gz` makes them, and zero padding behind them.
 *
 * Owns: headers, trailers, where a member ends. node:zlib's own Gunzip is not used, because it drops what it decoded of a chunk whose
 * rest is damaged, and ignores whatever follows a zero byte. Must not know: files, names. A header's own checksum is not verified.
 */
import { crc32 } from 'node:zlib';
import type { Decoder } from '../core/ports.ts';
import { ArtifactError } from '../core/problem.ts';
import { inflate } from './inflate.ts';
import { StoredInput } from './stored-input.ts';

const MAGIC = [0x1f, 0x8b, 0x08] as const;
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;

/** Recognised by its magic bytes; yields every byte up to a cut or a damage before it throws. */
export const gzip: Decoder = {
  name: 'gzip',
  recognises: (head) => head.length > 1 && head[0] === MAGIC[0] && head[1] === MAGIC[1] && (head.length === 2 || head[2] === MAGIC[2]),
  async *decode(stored) {
    const input = new StoredInput(stored);
    try {
      for (let member = 1; await atMember(input, member); member++) {
        await readHeader(input, member);
        let crc = 0;
        let size = 0;
        for await (const output of inflate(input, `member ${member}`)) {
          crc = crc32(output, crc);
          size = (size + output.length) % 2 ** 32;
          yield output;
        }
        const trailer = await whole(input, 8, member);
        const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.length);
        if (view.getUint32(0, true) !== crc) throw corrupt(member, 'its checksum does not match its contents');
        if (view.getUint32(4, true) !== size) throw corrupt(member, 'its length does not match its contents');
      }
    } finally {
      await input.close();
    }
  },
};

/** Whether another member begins here; throws when something else does. */
async function atMember(input: StoredInput, member: number): Promise<boolean> {
  if (member > 1 && !(await input.skipZeros())) return false;
  if (!(await input.available())) return false;
  const offset = input.offset;
  const magic = await input.take(MAGIC.length);
  if (magic.some((byte, index) => byte !== MAGIC[index])) {
    throw new ArtifactError('trailing-garbage', `from stored byte ${offset} on it is not gzip any more`);
  }
  if (magic.length < MAGIC.length) throw truncated(member);
  return true;
}

/** Consumes what stands between the magic bytes and the compressed data. */
async function readHeader(input: StoredInput, member: number): Promise<void> {
  const [flags = 0] = await whole(input, 7, member);
  if ((flags & RESERVED) !== 0) throw corrupt(member, 'its header has flags that do not exist');
  if ((flags & EXTRA) !== 0) {
    const [low = 0, high = 0] = await whole(input, 2, member);
    const length = low + high * 256;
    if ((await input.skip(length)) < length) throw truncated(member);
  }
  if ((flags & NAME) !== 0) await skipText(input, member);
  if ((flags & COMMENT) !== 0) await skipText(input, member);
  if ((flags & HEADER_CRC) !== 0) await whole(input, 2, member);
}

async function skipText(input: StoredInput, member: number): Promise<void> {
  while (await input.available()) {
    const end = input.window.indexOf(0);
    input.advance(end === -1 ? input.window.length : end + 1);
    if (end !== -1) return;
  }
  throw truncated(member);
}

async function whole(input: StoredInput, length: number, member: number): Promise<Uint8Array> {
  const bytes = await input.take(length);
  if (bytes.length < length) throw truncated(member);
  return bytes;
}

function truncated(member: number): ArtifactError {
  return new ArtifactError('truncated-archive', `the gzip data ends in the middle of member ${member}`);
}

function corrupt(member: number, what: string): ArtifactError {
  return new ArtifactError('corrupt-archive', `gzip member ${member} is damaged: ${what}`);
}
