/** Reading ahead: how far, in what order, and letting go. */
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../../src/core/partition.ts';
import type { Artifact } from '../../../src/core/ports.ts';
import { createS3Source } from '../../../src/sources/s3/source.ts';
import { alertLines } from '../../helpers/alert-lines.ts';
import { FakeBucket } from '../../helpers/fake-bucket.ts';
import { FakePace, FakeStore } from '../../helpers/fake-store.ts';
import { runSource } from '../../helpers/run-source.ts';

function bucketOf(objects: number, bytes: number): FakeBucket {
  const bucket = new FakeBucket();
  for (let n = 0; n < objects; n++) bucket.put(`${String(n).padStart(3, '0')}.json`, Buffer.alloc(bytes, 65 + (n % 26)));
  return bucket;
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 200; i++) await new Promise(setImmediate);
};

const never = new AbortController().signal;

describe('reading ahead', () => {
  it.each([
    ['as many objects as --concurrency says', { concurrency: 3 }, 3],
    ['no more bytes than fit', { concurrency: 50, readAheadBytes: 5000 }, 6],
    ['one at a time when that is asked for', { concurrency: 1 }, 1],
  ])('fetches %s', async (_, options, most) => {
    const store = new FakeStore(bucketOf(30, 1000), { pace: new FakePace() });
    const source = createS3Source(['s3://b'], store, { filter: EVERYTHING, ...options });
    let read = 0;
    for await (const listed of source.list(never)) {
      if (listed.kind !== 'artifact') continue;
      await settle();
      // What is being read, and what waits behind it.
      expect(store.gets.length - read).toBeLessThanOrEqual(most);
      let bytes = 0;
      for await (const chunk of listed.artifact.open(never, () => undefined)) bytes += chunk.length;
      expect(bytes).toBe(1000);
      read++;
    }
    expect(read).toBe(30);
    expect(store.gets.map(({ key }) => key)).toEqual(store.gets.map(({ key }) => key).sort());
    expect(store.openBodies).toBe(0);
  });

  it('fetches several at once, the first in order first', async () => {
    const store = new FakeStore(bucketOf(10, 1000), { pace: new FakePace() });
    for await (const listed of createS3Source(['s3://b'], store, { filter: EVERYTHING, concurrency: 4 }).list(never)) {
      expect(listed.kind).toBe('artifact');
      await settle();
      expect(store.gets.map(({ key }) => key)).toEqual(['000.json', '001.json', '002.json', '003.json']);
      break;
    }
    await settle();
    expect(store.openBodies).toBe(0);
  });

  it('goes on when an artifact is not opened at all', async () => {
    const store = new FakeStore(bucketOf(10, 100_000), { pace: new FakePace() });
    let seen = 0;
    const source = createS3Source(['s3://b'], store, { filter: EVERYTHING, concurrency: 2, readAheadBytes: 1000 });
    for await (const listed of source.list(never)) if (listed.kind === 'artifact') seen++;
    await settle();
    expect(seen).toBe(10);
    expect(store.openBodies).toBe(0);
  });

  it('ends at once when the signal fires, and lets go of everything', async () => {
    const store = new FakeStore(bucketOf(10, 100_000), { pace: new FakePace() });
    const abort = new AbortController();
    const chunks: number[] = [];
    for await (const listed of createS3Source(['s3://b'], store, { filter: EVERYTHING }).list(abort.signal)) {
      if (listed.kind !== 'artifact') continue;
      for await (const chunk of listed.artifact.open(abort.signal, () => undefined)) {
        chunks.push(chunk.length);
        abort.abort();
      }
    }
    await settle();
    expect(chunks).toHaveLength(1);
    expect(store.openBodies).toBe(0);
  });

  it('goes on behind artifacts that are given up in the middle, one at a time', async () => {
    const bucket = new FakeBucket();
    const zipped = gzipSync(alertLines('zipped', 0, 3000), { level: 0 });
    bucket.put('a.gz', zipped.fill(0xff, 1000, 2000));
    bucket.put('b.zip', Buffer.concat([Buffer.from('PK\x03\x04'), zipped]));
    bucket.put('c.json', alertLines('c', 0, 3));
    const source = createS3Source(['s3://b'], new FakeStore(bucket), { filter: EVERYTHING, concurrency: 1, readAheadBytes: 1000 });
    const { problems, findings } = await runSource(source);
    expect(problems.map(({ code }) => code).filter((code) => code !== 'malformed-json')).toEqual(['corrupt-archive', 'unsupported-format']);
    expect(findings.at(-1)?.requestId).toBe('c#0');
  });

  it('cites the version the bytes came from', async () => {
    const bucket = new FakeBucket({ versioned: true });
    bucket.put('a.json', 'x');
    const store = new FakeStore(bucket);
    for await (const listed of createS3Source(['s3://b'], store, { filter: EVERYTHING }).list(never)) {
      if (listed.kind !== 'artifact') continue;
      expect(listed.artifact.origin).toBe(null);
      for await (const chunk of listed.artifact.open(never, () => undefined)) {
        expect(Buffer.from(chunk).toString()).toBe('x');
        expect(listed.artifact.origin).toEqual({ bucket: 'b', key: 'a.json', versionId: 'v1', etag: bucket.get('a.json')!.etag });
      }
    }
  });
});

/** Whole and unchanged: every byte of an object is the letter of its number. */
async function read(artifact: Artifact, signal = never): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of artifact.open(signal, () => undefined)) {
    chunks.push(Uint8Array.from(chunk));
    await new Promise(setImmediate);
  }
  const number = Number(/(\d+)\.json$/.exec(artifact.uri)?.[1]);
  expect(Buffer.concat(chunks).equals(Buffer.alloc(artifact.size ?? 0, 65 + (number % 26)))).toBe(true);
}

describe('an artifact that is not read before the next is listed', () => {
  it.each([1, 3, 8])('is read whole, in any order, after the listing has ended (%i at once)', async (concurrency) => {
    const store = new FakeStore(bucketOf(20, 5000), { pace: new FakePace() });
    const artifacts: Artifact[] = [];
    for await (const listed of createS3Source(['s3://b'], store, { filter: EVERYTHING, concurrency }).list(never))
      if (listed.kind === 'artifact') artifacts.push(listed.artifact);
    await settle();
    // Nobody reads them: no connection waits for it.
    expect(store.openBodies).toBe(0);
    for (const artifact of artifacts.reverse()) await read(artifact);
    expect(artifacts).toHaveLength(20);
    expect(store.openBodies).toBe(0);
  });

  it('keeps what was fetched while there is room, and is fetched once', async () => {
    const store = new FakeStore(bucketOf(12, 5000), { pace: new FakePace() });
    const waiting: Artifact[] = [];
    for await (const listed of createS3Source(['s3://b'], store, { filter: EVERYTHING, concurrency: 4 }).list(never)) {
      if (listed.kind === 'artifact') waiting.push(listed.artifact);
      // As many threads would: three are listed, then read together, the last first.
      if (waiting.length === 3)
        await Promise.all(
          waiting
            .splice(0)
            .reverse()
            .map((artifact) => read(artifact)),
        );
    }
    expect(store.gets).toHaveLength(12);
    expect(store.openBodies).toBe(0);
  });

  it('is read to its end although others are listed meanwhile', async () => {
    const store = new FakeStore(bucketOf(12, 50_000), { pace: new FakePace() });
    const source = createS3Source(['s3://b'], store, { filter: EVERYTHING, concurrency: 3, readAheadBytes: 20_000 });
    const reading: Promise<void>[] = [];
    for await (const listed of source.list(never)) if (listed.kind === 'artifact') reading.push(read(listed.artifact));
    await Promise.all(reading);
    expect(reading).toHaveLength(12);
    expect(store.gets).toHaveLength(12);
    expect(store.mostOpenBodies).toBeLessThanOrEqual(3);
    expect(store.openBodies).toBe(0);
  });

  it('gives its trouble to who opens it late', async () => {
    const store = new FakeStore(bucketOf(2, 1000), { pace: new FakePace(), faults: Array<{ kind: 'reset' }>(50).fill({ kind: 'reset' }) });
    const artifacts: Artifact[] = [];
    for await (const listed of createS3Source(['s3://b'], store, { filter: EVERYTHING, concurrency: 1, pace: new FakePace() }).list(never))
      if (listed.kind === 'artifact') artifacts.push(listed.artifact);
    for (const artifact of artifacts) await expect(read(artifact)).rejects.toThrow('reset (8 tries)');
  });

  it('is let go of by the signal it was opened with', async () => {
    const store = new FakeStore(bucketOf(5, 100_000), { pace: new FakePace() });
    const source = createS3Source(['s3://b'], store, { filter: EVERYTHING, concurrency: 2, readAheadBytes: 1000 });
    const abort = new AbortController();
    const iterators: AsyncIterator<Uint8Array>[] = [];
    for await (const listed of source.list(never)) {
      if (listed.kind !== 'artifact') continue;
      const iterator = listed.artifact.open(abort.signal, () => undefined)[Symbol.asyncIterator]();
      expect((await iterator.next()).done).toBe(false);
      if (iterators.push(iterator) === 2) break;
    }
    abort.abort();
    await settle();
    expect(store.openBodies).toBe(0);
    for (const iterator of iterators) expect((await iterator.next()).done).toBe(true);
  });

  it('is whole in any interleaving of listing and reading, within bounds, and nothing waits for ever', async () => {
    const plan = fc.record({
      threads: fc.integer({ min: 1, max: 5 }),
      concurrency: fc.integer({ min: 1, max: 5 }),
      readAheadBytes: fc.integer({ min: 1, max: 30_000 }),
      chunkBytes: fc.integer({ min: 200, max: 9000 }),
      // How long each artifact lies about before it is opened.
      delays: fc.array(fc.nat(12), { minLength: 10, maxLength: 10 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ threads, concurrency, readAheadBytes, chunkBytes, delays }) => {
        const store = new FakeStore(bucketOf(10, 6000), { pace: new FakePace(), chunkBytes });
        const listing = createS3Source(['s3://b'], store, { filter: EVERYTHING, concurrency, readAheadBytes }).list(never);
        const iterator = listing[Symbol.asyncIterator]();
        let seen = 0;
        const thread = async (): Promise<void> => {
          for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
            if (next.value.kind !== 'artifact') continue;
            for (let i = delays[seen++] ?? 0; i > 0; i--) await new Promise(setImmediate);
            await read(next.value.artifact);
          }
        };
        await Promise.all(Array.from({ length: threads }, thread));
        expect(seen).toBe(10);
        expect(store.openBodies).toBe(0);
        expect(store.mostOpenBodies).toBeLessThanOrEqual(concurrency + threads);
      }),
      { numRuns: 200, seed: 5 },
    );
  });
});
