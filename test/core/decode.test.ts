import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLayers, type ByteCounts } from '../../src/core/decode.ts';
import type { ByteStream } from '../../src/core/ports.ts';
import { ArtifactError } from '../../src/core/problem.ts';
import { DECODERS } from '../../src/decoders/index.ts';
import { collect, cut, cuts, noise, spoiling, type Outcome } from '../decoders/support.ts';

const counts = (): ByteCounts => ({ storedBytes: 0, decodedBytes: 0 });
const run = (stored: ByteStream, counted = counts()): Promise<Outcome> =>
  collect((notice) => decodeLayers(stored, DECODERS, notice, counted));
const TEXT = Buffer.from(`{"a":"ä"}\n${noise(3000).toString()}`);

describe('decodeLayers', () => {
  it.each([
    ['plain text', TEXT],
    ['gzip', gzipSync(TEXT)],
    ['gzip in gzip', gzipSync(gzipSync(TEXT))],
    ['UTF-16 in gzip', gzipSync(Buffer.from(TEXT.toString(), 'utf16le'))],
    ['three layers', gzipSync(gzipSync(gzipSync(TEXT)))],
  ])('peels %s, however it is cut, and counts both sides', async (_, stored) => {
    await fc.assert(
      fc.asyncProperty(cuts, async (positions) => {
        const counted = counts();
        expect(await run(spoiling(cut(stored, positions)), counted)).toMatchObject({ bytes: TEXT, code: null });
        expect(counted).toEqual({ storedBytes: stored.length, decodedBytes: TEXT.length });
      }),
      { numRuns: 40 },
    );
  });

  it('passes an empty stream on', async () => {
    expect(await run(spoiling([]))).toMatchObject({ bytes: Buffer.alloc(0), code: null });
    expect(await run(spoiling([new Uint8Array(0), new Uint8Array(0)]))).toMatchObject({ bytes: Buffer.alloc(0), code: null });
    expect(await run(spoiling([gzipSync('')]))).toMatchObject({ bytes: Buffer.alloc(0), code: null });
  });

  it('stops at the fourth layer', async () => {
    const { code, detail, bytes } = await run(spoiling([gzipSync(gzipSync(gzipSync(gzipSync(TEXT))))]));
    expect({ code, detail }).toEqual({
      code: 'nested-too-often',
      detail: 'it is gzip in gzip in gzip in gzip, which is more than 3 layers',
    });
    expect(bytes.length).toBe(0);
  });

  it('names what is inside an archive', async () => {
    expect(await run(spoiling([gzipSync('PAR1\x15')]))).toMatchObject({ code: 'unsupported-format', detail: 'it is a Parquet file' });
  });

  it('yields what came before an error, even within the first bytes', async () => {
    async function* broken(): ByteStream {
      yield Buffer.from('{"a":1}');
      throw new ArtifactError('shrunk', 'it was cut');
    }
    expect(await run(broken())).toMatchObject({ bytes: Buffer.from('{"a":1}'), code: 'shrunk' });
    const stored = gzipSync(TEXT);
    async function* brokenGzip(): ByteStream {
      yield stored.subarray(0, 60);
      throw new ArtifactError('shrunk', 'it was cut');
    }
    const { bytes, code } = await run(brokenGzip());
    expect(code).toBe('shrunk');
    expect(TEXT.subarray(0, bytes.length)).toEqual(bytes);
  });

  it.each([
    ['plain', TEXT],
    ['gzip', gzipSync(gzipSync(TEXT))],
    ['unsupported', Buffer.from('PAR1')],
    ['too deep', gzipSync(gzipSync(gzipSync(gzipSync(TEXT))))],
  ])('lets go of the source when the reader stops or fails: %s', async (_, stored) => {
    let closed = 0;
    async function* source(): ByteStream {
      try {
        yield stored;
        yield stored;
      } finally {
        closed++;
      }
    }
    try {
      for await (const chunk of decodeLayers(source(), DECODERS, () => undefined)) if (chunk.length > 0) break;
    } catch (error) {
      expect(error).toBeInstanceOf(ArtifactError);
    }
    expect(closed).toBe(1);
  });
});
