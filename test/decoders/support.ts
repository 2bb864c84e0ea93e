/** Decoding in tests: bytes cut anywhere, what came out, and how it ended. */
import fc from 'fast-check';
import type { ByteStream, Decoder } from '../../src/core/ports.ts';
import { ArtifactError } from '../../src/core/problem.ts';

export const cuts = fc.array(fc.nat(1_000_000), { maxLength: 30 });

/** Cuts bytes at any positions. */
export function cut(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const at = [...new Set(positions.map((position) => position % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.slice(from, at[i] ?? bytes.length));
}

/** A stream that reuses one buffer, as a source may: whoever keeps a chunk sees it spoilt. */
export async function* spoiling(chunks: readonly Uint8Array[]): ByteStream {
  const buffer = Buffer.alloc(Math.max(1, ...chunks.map((chunk) => chunk.length)));
  for (const chunk of chunks) {
    buffer.set(chunk);
    yield buffer.subarray(0, chunk.length);
    buffer.fill(0xee);
  }
}

export interface Outcome {
  readonly bytes: Buffer;
  /** The ArtifactError's code; null when it ended well. Any other error is thrown. */
  readonly code: string | null;
  readonly detail: string;
  readonly notices: readonly string[];
}

export async function collect(open: (notice: (code: string, detail: string) => void) => ByteStream): Promise<Outcome> {
  const parts: Buffer[] = [];
  const notices: string[] = [];
  let code: string | null = null;
  let detail = '';
  try {
    for await (const chunk of open((noticed) => notices.push(noticed))) parts.push(Buffer.from(chunk));
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
    code = error.code;
    detail = error.message;
  }
  return { bytes: Buffer.concat(parts), code, detail, notices };
}

export function decode(decoder: Decoder, ...chunks: readonly Uint8Array[]): Promise<Outcome> {
  return collect((notice) => decoder.decode(spoiling(chunks), notice));
}

/** The same without waiting. The bytes go to places of any size, which are overwritten afterwards. */
export function decodeDirectly(decoder: Decoder, ...chunks: readonly Uint8Array[]): Promise<Outcome> {
  return collect(async function* (notice) {
    const rest = chunks.filter((chunk) => chunk.length > 0).map((chunk) => Buffer.from(chunk));
    let open = 0;
    const bytes = decoder.decodeDirect?.(
      {
        read(target) {
          const chunk = rest.shift();
          if (chunk === undefined) return 0;
          const part = chunk.subarray(0, target.length);
          target.set(part);
          if (part.length < chunk.length) rest.unshift(chunk.subarray(part.length));
          return part.length;
        },
        close: () => {
          open--;
        },
      },
      notice,
    );
    if (bytes === undefined || bytes === null) throw new Error(`${decoder.name} cannot decode without waiting here`);
    open++;
    const target = Buffer.alloc(256 * 1024);
    try {
      for (let n = 0; ; n++) {
        const read = bytes.read(target.subarray(0, [target.length, 1, 700, 65_536][n % 4]));
        if (read === 0) return;
        yield Buffer.from(target.subarray(0, read));
        target.fill(0xee);
      }
    } finally {
      bytes.close();
      if (open !== 0) throw new Error('its input was not closed');
    }
  });
}

/** Text that does not compress to nothing; the same for the same seed. */
export function noise(length: number, seed = 1): Buffer {
  let state = seed;
  return Buffer.from(Array.from({ length }, () => 32 + (((state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) >> 16) % 95)));
}
