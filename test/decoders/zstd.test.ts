import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasNativeZstd, openFzstd, openNativeZstd, openZstdEngine } from '../../src/decoders/zstd-engine.ts';
import { createZstdDecoder, zstd } from '../../src/decoders/zstd.ts';
import { cut, cuts, decode, decodeDirectly, decodeDirectlyTo } from './support.ts';

const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');

/** Made with the zstd command line tool, 1.5. */
const FRAMES = {
  /** 14 bytes in a raw block, with checksum. */
  tiny: { stored: fromBase64('KLUv/QRYcQAAeyJ0aW55Ijp0cnVlfQrWZaGO'), text: Buffer.from('{"tiny":true}\n') },
  empty: { stored: fromBase64('KLUv/SQAAQAAmenYUQ=='), text: Buffer.alloc(0) },
  /** A single segment that says how long it is. */
  sized: {
    stored: fromBase64(
      'KLUv/WReBa0EABJHFRiQKx2jf6HIXtpqmhhCw29SypQMyLqHBzolsef9fI+33+/bZp/tu0afr1jsi33b61sTPFCA82h3Z0tiU4w6ypAOQsggLRJl6oAOISEIReHUYaZSNQJIqCH8+n8HwDOqAxJoEEA3BP8/TZ15++wB7i5vbmHYd+Kcq02rKWcmmMklaynslSNTbvZLHkzAcCFgAVoVj3RCNg==',
    ),
    text: Buffer.from(lines(40, 3)),
  },
  /** Three blocks, the middle one run-length encoded. */
  runs: { stored: fromBase64('KLUv/QRYVAAAEGFhAQD7/znAAgIAEGEDnwRhjV8Epg=='), text: Buffer.alloc(300_000, 'a') },
  /** Three compressed blocks. */
  blocks: {
    stored: fromBase64('KLUv/QRYJAEA4HsiYWN0aW9uTmFtZSI6InJ1bkNvbW1hbmQifQoBAIT/fz6dTAAACHQBAPz/ORACRQAACE4BALzFDoRPDwZU'),
    text: Buffer.from('{"actionName":"runCommand"}\n'.repeat(10_000)),
  },
} as const;

const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
const all = Object.values(FRAMES);
const FILE = Buffer.concat([skippable, ...all.map((frame) => frame.stored)]);
const TEXT = Buffer.concat(all.map((frame) => frame.text));

const engines = [
  { name: 'fzstd', decoder: createZstdDecoder(openFzstd), decode, verifies: false },
  ...(hasNativeZstd()
    ? [
        { name: 'node:zlib', decoder: createZstdDecoder(openNativeZstd), decode, verifies: true },
        { name: 'node:zlib without waiting', decoder: zstd, decode: decodeDirectly, verifies: true },
      ]
    : []),
];
if (!hasNativeZstd()) console.log(`zstd through node:zlib is not tested: Node ${process.version} does not have it`);

it('prefers node:zlib where it can', async () => {
  const engine = await openZstdEngine();
  expect(engine.verifiesChecksums).toBe(hasNativeZstd());
  engine.close();
});

it('recognises frames and skippable frames', () => {
  expect([FILE, FRAMES.tiny.stored, FRAMES.empty.stored].every((head) => zstd.recognises(head))).toBe(true);
  expect(
    [Buffer.from('{}'), Buffer.from([0x28, 0xb5, 0x2f]), Buffer.from([0x60, 0x2a, 0x4d, 0x18])].some((head) => zstd.recognises(head)),
  ).toBe(false);
});

describe.each(engines)('zstd through $name', ({ decoder, decode, verifies }) => {
  it.each(Object.entries(FRAMES))('reads the %s frame', async (_, { stored, text }) => {
    const { bytes, code } = await decode(decoder, stored);
    expect(code).toBeNull();
    expect(bytes.equals(text)).toBe(true);
  });

  it('reads several frames as one stream, however the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (positions) => {
        const { bytes, code } = await decode(decoder, ...cut(FILE, positions));
        expect(code).toBeNull();
        expect(bytes.equals(TEXT)).toBe(true);
      }),
      { numRuns: 60 },
    );
    expect((await decode(decoder, ...Array.from(FILE, (byte) => Uint8Array.of(byte)))).bytes.equals(TEXT)).toBe(true);
  });

  it('reports a cut at every byte, and yields every whole block before it', async () => {
    const frames = [skippable, ...all.map((frame) => frame.stored)];
    const ends = frames.map((_, i) => Buffer.concat(frames.slice(0, i + 1)).length);
    for (let length = 4; length <= FILE.length; length++) {
      const { bytes, code } = await decode(decoder, FILE.subarray(0, length));
      expect(code, `cut after ${length} bytes`).toBe(ends.includes(length) ? null : 'truncated-archive');
      expect(bytes.equals(TEXT.subarray(0, bytes.length))).toBe(true);
      expect(bytes.length).toBe(blocksBefore(length));
    }
  });

  it.each(['garbage', '\0\0garbage', 'g', '\x28garbage'])('yields everything before trailing %j', async (garbage) => {
    const { bytes, code } = await decode(decoder, Buffer.concat([FILE, Buffer.from(garbage, 'latin1')]));
    expect(code).toBe('trailing-garbage');
    expect(bytes.equals(TEXT)).toBe(true);
  });

  it('takes zero padding for the end', async () => {
    expect((await decode(decoder, FRAMES.tiny.stored, Buffer.alloc(700))).code).toBeNull();
  });

  it('yields the blocks before a damaged one', async () => {
    const damaged = Buffer.from(FRAMES.blocks.stored);
    damaged.fill(0xff, 51, 57);
    const { bytes, code } = await decode(decoder, damaged);
    expect(code).toBe('corrupt-archive');
    expect(bytes.equals(FRAMES.blocks.text.subarray(0, 128 * 1024))).toBe(true);
  });

  it(verifies ? 'verifies the checksum, after the contents' : 'does not verify the checksum', async () => {
    const wrong = Buffer.from(FRAMES.tiny.stored);
    wrong[wrong.length - 1] = 0;
    expect(await decode(decoder, wrong)).toMatchObject({ bytes: FRAMES.tiny.text, code: verifies ? 'corrupt-archive' : null });
  });

  it('never crashes or hangs on a flipped byte', async () => {
    for (let at = 4; at < FRAMES.sized.stored.length; at++) {
      const flipped = Buffer.from(FRAMES.sized.stored);
      flipped[at] = (flipped[at] ?? 0) ^ 0x55;
      await decode(decoder, flipped);
    }
  });
});

it.each([
  ['a dictionary', [0x01, 0x58, 7], 'zstd frame 1 needs a dictionary (id 7), which is not in the file'],
  ['a huge window', [0x00, 0xa0], 'zstd frame 1 needs a window of 1024 MiB, more than the 128 MiB allowed here'],
  ['a huge single segment', [0xa0, 0, 0, 0, 0x10], 'zstd frame 1 needs a window of 256 MiB, more than the 128 MiB allowed here'],
])('refuses a frame that needs %s', async (_, header, detail) => {
  expect(await decode(zstd, Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...header]))).toMatchObject({ code: 'unsupported-format', detail });
});

it('is decoded without waiting where node:zlib has it', () => {
  const bytes = zstd.decodeDirect!({ read: () => 0, skip: () => undefined, close: () => undefined }, () => undefined);
  expect(bytes !== null).toBe(hasNativeZstd());
  bytes?.close();
});

it.runIf(hasNativeZstd())('is decoded without waiting to what the plain way yields, whatever is damaged, wherever it goes', async () => {
  const places = fc.tuple(fc.nat(FILE.length - 1), fc.integer({ min: 1, max: 255 }));
  // One large room among them keeps it short.
  const rooms = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 100_000 }), fc.constantFrom(131_072, 262_144));
  await fc.assert(
    fc.asyncProperty(
      fc.array(places, { maxLength: 2 }),
      fc.nat(FILE.length + 20),
      cuts,
      rooms,
      async (damages, length, positions, sizes) => {
        const file = Buffer.from(FILE);
        for (const [at, flip] of damages) file[at] = (file[at] ?? 0) ^ flip;
        const chunks = cut(file.subarray(0, length), positions);
        const { bytes, ...told } = await decode(zstd, ...chunks);
        const direct = await decodeDirectlyTo(sizes, zstd, ...chunks);
        expect(direct).toMatchObject(told);
        expect(direct.bytes.equals(bytes)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

/** How much text stands in the whole blocks of the first bytes: an oracle that knows only block headers. */
function blocksBefore(length: number): number {
  let at = skippable.length;
  let text = 0;
  for (const [name, frame] of Object.entries(FRAMES)) {
    const sizes = name === 'runs' || name === 'blocks' ? [131_072, 131_072, frame.text.length - 262_144] : [frame.text.length];
    let block = at + (name === 'empty' ? 6 : name === 'sized' ? 7 : 6);
    for (const size of sizes) {
      const header = FILE.readUIntLE(block, 3);
      block += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
      if (block <= length) text += size;
    }
    at += frame.stored.length;
  }
  return text;
}

function lines(count: number, seed: number): string {
  let state = seed;
  return Array.from({ length: count }, (_, n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return `{"n":${n},"actionName":"runCommand","v":${state % 7}}\n`;
  }).join('');
}
