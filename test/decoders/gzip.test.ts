import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzip } from '../../src/decoders/gzip.ts';
import { cut, cuts, decode as decodeWaiting, decodeDirectly, decodeDirectlyTo, noise } from './support.ts';

const FIRST = Buffer.from('{"n":1,"actionName":"runCommand"}\n');
const SECOND = Buffer.from('{"n":2,"text":"äöü €"}\n{"n":3}\n');
const MEMBERS = [gzipSync(FIRST), gzipSync(SECOND, { level: 0 }), gzipSync('')];
const FILE = Buffer.concat(MEMBERS);
const TEXT = Buffer.concat([FIRST, SECOND]);

function chunksOf(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, i) => bytes.subarray(i * length, (i + 1) * length));
}

describe.each([
  ['with waiting', decodeWaiting],
  ['without waiting', decodeDirectly],
])('gzip %s', (_, decode) => {
  it('reads several members as one stream, however the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (positions) => {
        expect(await decode(gzip, ...cut(FILE, positions))).toMatchObject({ bytes: TEXT, code: null, notices: [] });
      }),
      { numRuns: 200 },
    );
    expect((await decode(gzip, ...Array.from(FILE, (byte) => Uint8Array.of(byte)))).bytes).toEqual(TEXT);
  });

  it('reports a cut at every byte, and yields everything before it', async () => {
    const ends = MEMBERS.map((_, i) => Buffer.concat(MEMBERS.slice(0, i + 1)).length);
    let before = 0;
    for (let length = 1; length <= FILE.length; length++) {
      const { bytes, code } = await decode(gzip, FILE.subarray(0, length));
      expect(code, `cut after ${length} bytes`).toBe(ends.includes(length) ? null : 'truncated-archive');
      expect(TEXT.subarray(0, bytes.length)).toEqual(bytes);
      expect(bytes.length).toBeGreaterThanOrEqual(before);
      before = bytes.length;
      if (ends[0] !== undefined && length >= ends[0] - 8) expect(bytes.length).toBeGreaterThanOrEqual(FIRST.length);
    }
  });

  it('yields of a cut stored block every byte that is there', async () => {
    const stored = gzipSync(noise(5000), { level: 0 });
    const { bytes } = await decode(gzip, stored.subarray(0, 1015));
    expect(bytes).toEqual(noise(5000).subarray(0, 1000));
  });

  it('takes zero padding for the end', async () => {
    expect(await decode(gzip, FILE, Buffer.alloc(3), Buffer.alloc(2000))).toMatchObject({ bytes: TEXT, code: null, notices: [] });
  });

  it('reads members behind padding', async () => {
    expect(await decode(gzip, gzipSync('a'), Buffer.alloc(7), gzipSync('b'))).toMatchObject({ bytes: Buffer.from('ab'), code: null });
  });

  it.each(['garbage', '\0\0garbage', 'g', '\x1fgarbage', '\x1f\x8bgarbage'])('yields everything before trailing %j', async (garbage) => {
    const apart = await decode(gzip, FILE, Buffer.from(garbage, 'latin1'));
    const joined = await decode(gzip, Buffer.concat([FILE, Buffer.from(garbage, 'latin1')]));
    expect(joined).toEqual(apart);
    expect(joined).toMatchObject({ bytes: TEXT, code: 'trailing-garbage' });
  });

  it('yields every byte before a damage', async () => {
    const text = noise(200_000);
    const whole = gzipSync(text);
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 100_000, 100_050);
    const { bytes, code } = await decode(gzip, damaged);
    const honest = await decode(gzip, whole.subarray(0, 100_000));
    expect(code).toBe('corrupt-archive');
    expect(bytes.length).toBeGreaterThanOrEqual(honest.bytes.length);
    expect(bytes.subarray(0, honest.bytes.length)).toEqual(text.subarray(0, honest.bytes.length));
  });

  it('yields nearly every byte before a damage in a run too long to be decoded again', async () => {
    // A block type that there is not, behind sound blocks of more than four megabytes stored.
    const whole = Buffer.from(
      Array.from(
        { length: 100_000 },
        (_none, i) => `{"n":${i},"a":"${Math.imul(i, 2654435761) >>> 0}-${Math.imul(i, 40503) >>> 0}"}\n`,
      ).join(''),
    );
    const text = Buffer.concat([whole, whole, whole, whole, whole]);
    const sound = deflateRawSync(text, { level: 1, finishFlush: constants.Z_FULL_FLUSH });
    expect(sound.length).toBeGreaterThan(4.5 * 1024 * 1024);
    const head = gzipSync('').subarray(0, 10);
    const { bytes, code } = await decode(gzip, ...chunksOf(Buffer.concat([head, sound, Buffer.alloc(100, 0xff)]), 65_536));
    expect(code).toBe('corrupt-archive');
    expect(bytes.equals(text.subarray(0, bytes.length))).toBe(true);
    expect(text.length - bytes.length).toBeLessThan(20_000);
  });

  it('never crashes or hangs on a flipped byte, and yields what stands before it', async () => {
    for (let at = 3; at < FILE.length; at++) {
      const flipped = Buffer.from(FILE);
      flipped[at] = (flipped[at] ?? 0) ^ 0x55;
      const { bytes, code } = await decode(gzip, flipped);
      if (at > MEMBERS[0]!.length) expect(bytes.subarray(0, FIRST.length)).toEqual(FIRST);
      if (code === null) expect(bytes, `byte ${at}`).toEqual(TEXT);
    }
  });

  it('verifies checksum and length, after the contents', async () => {
    for (const at of [-8, -4]) {
      const file = gzipSync(FIRST);
      file[file.length + at] = (file[file.length + at] ?? 0) ^ 1;
      expect(await decode(gzip, file)).toMatchObject({ bytes: FIRST, code: 'corrupt-archive' });
    }
  });

  it('skips every optional part of a header, cut anywhere', async () => {
    const plain = gzipSync(FIRST);
    const header = Buffer.from([0x1f, 0x8b, 8, 4 + 8 + 16 + 2, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3]);
    const file = Buffer.concat([header, Buffer.from('name.json\0a comment\0'), Buffer.from([9, 9]), plain.subarray(10)]);
    expect(await decode(gzip, file)).toMatchObject({ bytes: FIRST, code: null });
    for (let length = 1; length < 37; length++) expect((await decode(gzip, file.subarray(0, length))).code).toBe('truncated-archive');
  });

  it('keeps going over a thousand small members', async () => {
    const members = Array.from({ length: 1000 }, (_, i) => gzipSync(`${i}\n`));
    expect((await decode(gzip, Buffer.concat(members))).bytes.toString()).toBe(Array.from({ length: 1000 }, (_, i) => `${i}\n`).join(''));
  });

  it('finds the end of deflate data that ends exactly with a chunk', async () => {
    const raw = deflateRawSync(noise(100_000));
    const file = gzipSync(noise(100_000));
    expect(await decode(gzip, file.subarray(0, 10 + raw.length), file.subarray(10 + raw.length))).toMatchObject({ code: null });
  });
});

describe('gzip', () => {
  it('decodes a megabyte per few kilobytes without holding it all', async () => {
    let total = 0;
    let largest = 0;
    const raw = gzipSync(Buffer.alloc(100_000_000, 'bomb'));
    for await (const chunk of gzip.decode(oneChunk(raw), () => undefined)) {
      total += chunk.length;
      largest = Math.max(largest, chunk.length);
    }
    expect(total).toBe(100_000_000);
    expect(largest).toBeLessThanOrEqual(256 * 1024);
  });

  it('lets go of its input when the reader stops early', async () => {
    let closed = false;
    async function* input(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield FILE;
      } finally {
        closed = true;
      }
    }
    for await (const chunk of gzip.decode(input(), () => undefined)) if (chunk.length > 0) break;
    expect(closed).toBe(true);
  });

  it('says the same with and without waiting, of sound, cut and damaged archives', async () => {
    const text = Buffer.concat([noise(3000), Buffer.alloc(70_000, 'ab'), noise(50_000, 7)]);
    const whole = Buffer.concat([gzipSync(text.subarray(0, 60_000), { level: 1 }), gzipSync(text.subarray(60_000))]);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length }),
        fc.nat({ max: whole.length - 1 }),
        fc.nat({ max: 255 }),
        cuts,
        async (end, at, flip, positions) => {
          const stored = Buffer.from(whole.subarray(0, end));
          if (at < end) stored[at] = (stored[at] ?? 0) ^ flip;
          const chunks = cut(stored, positions);
          const outcome = await decodeWaiting(gzip, ...chunks);
          expect(await decodeDirectly(gzip, ...chunks)).toEqual(outcome);
          expect(await decodeDirectlyTo([997], gzip, ...chunks)).toEqual(outcome);
        },
      ),
      { numRuns: 50 },
    );
  });
});

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
