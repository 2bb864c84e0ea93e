/** Reading ahead: how far, in what order, and letting go. */
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../../src/core/partition.ts';
import { createS3Source } from '../../../src/sources/s3/source.ts';
import { FakeBucket } from '../../helpers/fake-bucket.ts';
import { FakePace, FakeStore } from '../../helpers/fake-store.ts';

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
