/** What must hold for every registered reader. A new reader adds one sample here. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadItem, RecordReader } from '../../src/core/ports.ts';
import { ArtifactError } from '../../src/core/problem.ts';
import { READERS } from '../../src/registry.ts';
import { cut, cuts, LIMITS, stream } from '../helpers/streams.ts';

const FLOW = '000000000000 eni-00000000000000001 10.0.0.1 203.0.113.5';
const SAMPLES: Readonly<Record<string, Buffer>> = {
  'flow-log': Buffer.from(
    `version account-id interface-id srcaddr dstaddr bytes new-field\n3 ${FLOW} 18446744073709551615 é\u2028\r\n` +
      `2026-03-01T08:00:00.000Z 3  ${FLOW}\t- -\nbroken\nsrcaddr dstaddr\n10.0.0.1 2001:db8::1`,
  ),
  json: Buffer.from('{"a":1}\n[{"a":"é\u2028"},{"b":1e400}]\n{"Records":[{"a":2}]}\nbroken\n{"a":3}'),
};

async function read(reader: RecordReader, ...chunks: readonly Uint8Array[]): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const batch of reader.read(stream(...chunks), LIMITS, () => undefined)) items.push(...batch);
  return items;
}

it('has a sample of every reader', () => {
  expect(Object.keys(SAMPLES)).toEqual(READERS.map(({ name }) => name));
});

it('the last reader takes whatever no other does', () => {
  expect(READERS.at(-1)?.recognises(new Uint8Array())).toBe(true);
});

describe.each(READERS.map((reader) => ({ reader, name: reader.name, sample: SAMPLES[reader.name]! })))('$name', ({ reader, sample }) => {
  it('is the first to take its sample, and reads records from it', async () => {
    expect(READERS.find((other) => other.recognises(sample))).toBe(reader);
    expect((await read(reader, sample)).some((item) => item.kind === 'record')).toBe(true);
  });

  it('reads the same however the input is cut', async () => {
    const whole = await read(reader, sample);
    await fc.assert(
      fc.asyncProperty(cuts, async (positions) => {
        expect(await read(reader, ...cut(sample, positions))).toEqual(whole);
      }),
    );
  });

  it('answers any bytes with records and rejects, and gives offsets in order, within the input', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(), async (noise, at) => {
        const bytes = Buffer.concat([sample.subarray(0, at % sample.length), noise]);
        const offsets = (await read(reader, bytes)).filter(({ kind }) => kind !== 'envelope').map(({ offset }) => offset);
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
        for (const offset of offsets) expect(offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 300 },
    );
  });

  it('passes on what stops its input, after everything before it', async () => {
    const items: ReadItem[] = [];
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield* stream(sample);
      throw new ArtifactError('shrunk', 'x');
    }
    const reading = (async () => {
      for await (const batch of reader.read(failing(), LIMITS, () => undefined)) items.push(...batch);
    })();
    await expect(reading).rejects.toThrow(ArtifactError);
    expect(items.length).toBeGreaterThan(0);
  });

  it('closes its input when nobody wants more', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.concat([sample, Buffer.from('\n')]);
      } finally {
        closed = true;
      }
    }
    for await (const batch of reader.read(endless(), LIMITS, () => undefined)) if (batch.length > 0) break;
    expect(closed).toBe(true);
  });
});
