/** Batches hold what a body's stream holds, in its order, whoever is slow. */
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inBatches } from '../../../src/sources/s3/body-batches.ts';
import { noise } from '../../decoders/support.ts';

const TEXT = noise(400_000);
const pause = async (turns: number): Promise<void> => {
  for (let n = 0; n < turns; n++) await setImmediate();
};

interface Plan {
  readonly chunks: readonly { readonly bytes: number; readonly turns: number }[];
  readonly fails: boolean;
  readonly slowness: number;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  chunks: fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 20_000 }), turns: fc.nat(2) }), { maxLength: 20 }),
  fails: fc.boolean(),
  slowness: fc.nat(3),
});

async function* body({ chunks, fails }: Plan): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const { bytes, turns } of chunks) {
    await pause(turns);
    yield TEXT.subarray(at, at + bytes);
    at += bytes;
  }
  if (fails) throw new Error('torn');
}

async function readAll(source: AsyncIterable<Uint8Array>, slowness: number): Promise<{ bytes: Buffer; error: string | null }> {
  const parts: Uint8Array[] = [];
  const batches = inBatches(source);
  try {
    for (let result = await batches.next(); result.done !== true; result = await batches.next()) {
      expect(result.value.length).toBeGreaterThan(0);
      parts.push(...result.value);
      await pause(slowness);
    }
    return { bytes: Buffer.concat(parts), error: null };
  } catch (error) {
    return { bytes: Buffer.concat(parts), error: (error as Error).message };
  }
}

it.each([
  ['a stream', (plan: Plan) => Readable.from(body(plan), { objectMode: false, highWaterMark: 1 })],
  ['any other body', body],
])('hold all that comes from %s, and then its error', async (_, open) => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const { bytes, error } = await readAll(open(plan), plan.slowness);
      const length = plan.chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
      // A stream that fails forgets what it holds itself; all of it is fetched again.
      if (!plan.fails) expect(bytes.length).toBe(length);
      expect(bytes.equals(TEXT.subarray(0, bytes.length))).toBe(true);
      expect(error).toBe(plan.fails ? 'torn' : null);
    }),
    { numRuns: 150 },
  );
});

it('are as large as what came meanwhile, within bounds', async () => {
  let given = 0;
  const stream = new Readable({
    read() {
      given += 10_000;
      this.push(TEXT.subarray(0, 10_000));
    },
  });
  const batches = inBatches(stream);
  await pause(20);
  const first = await batches.next();
  const bytes = (first.value as Uint8Array[]).reduce((sum, chunk) => sum + chunk.length, 0);
  expect(bytes).toBeGreaterThan(200_000);
  expect(given).toBeLessThan(500_000);
  expect(((await batches.next()).value as Uint8Array[]).length).toBeGreaterThan(0);
  await batches.return?.();
  expect(stream.destroyed).toBe(true);
});

it('end with an error when the connection just closes', async () => {
  const stream = new Readable({ read: () => undefined });
  stream.push('one');
  const batches = inBatches(stream);
  setTimeout(() => stream.destroy(), 5);
  expect((await batches.next()).value).toEqual([Buffer.from('one')]);
  await expect(batches.next()).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
});
