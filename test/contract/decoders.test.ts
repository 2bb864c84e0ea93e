/** What must hold for every registered decoder. A new decoder adds one sample here. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SNIFF_BYTES } from '../../src/core/ports.ts';
import { PROBLEMS } from '../../src/core/problem.ts';
import { DECODERS } from '../../src/decoders/index.ts';
import { cut, cuts, decode } from '../decoders/support.ts';

const SAMPLES: Readonly<Record<string, Buffer>> = {
  gzip: Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"b":2}\n')]),
  zstd: Buffer.from('KLUv/QRYcQAAeyJ0aW55Ijp0cnVlfQrWZaGO', 'base64'),
  'utf-16': Buffer.from('\ufeff{"a":"ä"}\n', 'utf16le'),
  unsupported: Buffer.from('PAR1\x15\x04\x15'),
};

it('has a sample of every decoder', () => {
  expect(Object.keys(SAMPLES)).toEqual(DECODERS.map(({ name }) => name));
});

it.each(['{"a":1}\n', '[{"a":1}]', '\n\n{}', '\ufeff{}', '', 'version account-id interface-id\n', '"text"', 'null'])(
  'none takes %j',
  (text) => {
    expect(DECODERS.filter((decoder) => decoder.recognises(Buffer.from(text)))).toEqual([]);
  },
);

it('none takes UTF-8 text that JSON may begin with, whatever follows', () => {
  fc.assert(
    fc.property(fc.constantFrom('{', '[', ' {', '\n[', '{"'), fc.string({ unit: 'binary' }), (start, rest) => {
      // NUL is no JSON; with it the text may well be UTF-16.
      const head = Buffer.from(start + rest.replaceAll('\0', ' ')).subarray(0, SNIFF_BYTES);
      expect(DECODERS.filter((decoder) => decoder.recognises(head))).toEqual([]);
    }),
  );
});

describe.each(DECODERS.map((decoder) => ({ decoder, name: decoder.name, sample: SAMPLES[decoder.name]! })))(
  '$name',
  ({ decoder, sample }) => {
    it('is the first to take its sample', () => {
      expect(DECODERS.find((other) => other.recognises(sample))).toBe(decoder);
    });

    it('does the same however its input is cut, even in a buffer that is used again', async () => {
      const whole = await decode(decoder, sample);
      await fc.assert(
        fc.asyncProperty(cuts, async (positions) => {
          expect(await decode(decoder, ...cut(sample, positions))).toEqual(whole);
        }),
        { numRuns: 50 },
      );
    });

    it('yields a beginning of the whole for every beginning of its input', async () => {
      const whole = await decode(decoder, sample);
      for (let length = 0; length < sample.length; length++) {
        const { bytes } = await decode(decoder, sample.subarray(0, length));
        expect(whole.bytes.subarray(0, bytes.length)).toEqual(bytes);
      }
    });

    it('answers any bytes with bytes or with an ArtifactError that costs the artifact', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(), async (noise, at) => {
          const { code } = await decode(decoder, sample.subarray(0, at % sample.length), noise);
          if (code !== null) expect(PROBLEMS).toHaveProperty([code, 'weight'], 'artifact');
        }),
        { numRuns: 200 },
      );
    });

    it('looks at no more than the head', () => {
      expect(decoder.recognises(Buffer.concat([sample, Buffer.alloc(4096, 0x20)]))).toBe(true);
    });
  },
);
