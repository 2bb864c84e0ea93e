/** Hundreds of schedules of faults: no finding is lost or doubled, and the order is that of the same bytes on disk. */
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../../src/core/partition.ts';
import { createS3Source } from '../../../src/sources/s3/source.ts';
import { StoreFault, type GetRequest } from '../../../src/sources/s3/store.ts';
import { alertIds, alertLines } from '../../helpers/alert-lines.ts';
import { FakeBucket } from '../../helpers/fake-bucket.ts';
import { FakePace, FakeStore } from '../../helpers/fake-store.ts';
import { runSource } from '../../helpers/run-source.ts';
import { anyListFault, anySchedule } from '../../helpers/s3-faults.ts';

const KEYS = ['logs/a.json', 'logs/b.json', 'logs/c.json.gz', 'logs/d/e.json'];
const LINES = 12;

/** Every object may be overwritten by one with lines added behind; compressed ones get another member. */
function grow(bucket: FakeBucket, key: string): void {
  const { bytes } = bucket.get(key)!;
  const text = alertLines(`${key}+${bytes.length}`, 0, 4);
  bucket.put(key, Buffer.concat([bytes, key.endsWith('.gz') ? gzipSync(text) : Buffer.from(text)]));
}

function fill(bucket: FakeBucket): void {
  for (const key of KEYS) bucket.put(key, key.endsWith('.gz') ? gzipSync(alertLines(key, 0, LINES)) : alertLines(key, 0, LINES));
}

describe('faults of a store', () => {
  it('cost no finding and double none', async () => {
    const schedule = fc.record({
      faults: anySchedule,
      listFaults: fc.array(fc.option(anyListFault), { maxLength: 5 }),
      versioned: fc.boolean(),
      concurrency: fc.integer({ min: 1, max: 5 }),
      readAheadBytes: fc.integer({ min: 1, max: 20_000 }),
      chunkBytes: fc.integer({ min: 1, max: 3000 }),
    });
    await fc.assert(
      fc.asyncProperty(schedule, async ({ faults, listFaults, versioned, concurrency, readAheadBytes, chunkBytes }) => {
        const bucket = new FakeBucket({ versioned, pageSize: 2 });
        fill(bucket);
        const pace = new FakePace();
        const store = new FakeStore(bucket, { pace, faults, listFaults, chunkBytes, overwrite: (key) => grow(bucket, key) });
        const options = { filter: EVERYTHING, pace, concurrency, readAheadBytes };
        const { findings, problems, summary } = await runSource(createS3Source(['s3://bucket/logs/'], store, options));

        expect(problems.filter(({ code }) => code !== 'overwritten')).toEqual([]);
        expect(summary.artifacts).toMatchObject({ read: KEYS.length, failed: 0 });
        const ids = findings.map(({ requestId }) => requestId!);
        expect(new Set(ids).size).toBe(ids.length);
        // What was there at the beginning is there, in order; beside it only lines that were added.
        expect(ids.filter((id) => !id.includes('+'))).toEqual(KEYS.flatMap((key) => alertIds(key, 0, LINES)));
        expect(findings.map(({ source }) => source.uri)).toEqual(findings.map(({ source }) => source.uri).sort());
        expect(store.openBodies).toBe(0);
      }),
      { numRuns: 400, seed: 3 },
    );
  });

  it('that replace an object by another while it is read fail it, and what was found before stays', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3000), fc.integer({ min: 1, max: 900 }), async (after, chunkBytes) => {
        const bucket = new FakeBucket();
        fill(bucket);
        const pace = new FakePace();
        const overwrite = (key: string): void => bucket.put(key, `\n${alertLines('other', 0, 30)}`);
        const store = new FakeStore(bucket, { pace, faults: [{ kind: 'overwrite', after }], chunkBytes, overwrite });
        const source = createS3Source(['s3://bucket/logs/a.json'], store, { filter: EVERYTHING, pace });
        const { findings, problems } = await runSource(source);
        const ids = findings.map(({ requestId }) => requestId!);
        if (after === 0) {
          expect(ids).toEqual(alertIds('other', 0, 30));
          expect(problems).toEqual([]);
        } else if (after >= bucket.get('logs/b.json')!.bytes.length) {
          // It had been read to its end.
          expect(ids).toEqual(alertIds('logs/a.json', 0, LINES));
        } else {
          expect(alertIds('logs/a.json', 0, LINES).slice(0, ids.length)).toEqual(ids);
          // A record that was cut in two when the object changed is counted as what it is: not read.
          const codes = problems.map(({ code }) => code);
          expect(codes.filter((code) => code !== 'malformed-json')).toEqual(['overwritten', 'changed-while-read']);
          expect(codes.length).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it.each(['denied', 'no-such-key', 'archived'] as const)(
    'of a version that is %s cost nothing when the object only grew',
    async (kind) => {
      const refuseGet = ({ versionId }: GetRequest): StoreFault | null =>
        versionId === undefined ? null : new StoreFault(kind, `${kind} here`);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(3500), { minLength: 1, maxLength: 4 }), async (cuts) => {
          const bucket = new FakeBucket({ versioned: true });
          fill(bucket);
          const pace = new FakePace();
          // Every request for a version is one more get that meets no fault.
          const faults = cuts.flatMap((after) => [{ kind: 'overwrite' as const, after }, null]);
          const store = new FakeStore(bucket, { pace, faults, refuseGet, overwrite: (key) => grow(bucket, key) });
          const source = createS3Source(['s3://bucket/logs/a.json'], store, { filter: EVERYTHING, pace });
          const { findings, problems } = await runSource(source);
          const ids = findings.map(({ requestId }) => requestId!);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.filter((id) => !id.includes('+'))).toEqual(alertIds('logs/a.json', 0, LINES));
          expect(problems.filter(({ code }) => code !== 'overwritten')).toEqual([]);
          // A version is asked for once: what may not be read now may not be read later.
          expect(store.gets.filter(({ versionId }) => versionId !== undefined).length).toBeLessThanOrEqual(1);
        }),
        { numRuns: 50, seed: 3 },
      );
    },
  );

  it('of a version that may not be read fail the object when it is another by now, and say both', async () => {
    const bucket = new FakeBucket({ versioned: true });
    fill(bucket);
    const pace = new FakePace();
    const refuseGet = ({ versionId }: GetRequest): StoreFault | null =>
      versionId === undefined ? null : new StoreFault('denied', 'access denied: s3:GetObjectVersion on this object');
    const overwrite = (key: string): void => bucket.put(key, `\n${alertLines('other', 0, 30)}`);
    const store = new FakeStore(bucket, { pace, faults: [{ kind: 'overwrite', after: 1000 }], refuseGet, overwrite });
    const { findings, problems } = await runSource(createS3Source(['s3://bucket/logs/a.json'], store, { filter: EVERYTHING, pace }));
    const ids = findings.map(({ requestId }) => requestId!);
    expect(ids).toEqual(alertIds('logs/a.json', 0, LINES).slice(0, ids.length));
    expect(problems.map(({ code }) => code).filter((code) => code !== 'malformed-json')).toEqual([
      'overwritten',
      'overwritten',
      'changed-while-read',
    ]);
    expect(problems[1]?.detail).toBe(
      'the version that was opened cannot be read (access denied: s3:GetObjectVersion on this object); the new object is compared with the 1000 bytes read so far and read on behind them',
    );
  });

  it('of a deleted object whose version may not be read are said to be its deletion', async () => {
    const bucket = new FakeBucket({ versioned: true });
    fill(bucket);
    const pace = new FakePace();
    const refuseGet = ({ versionId }: GetRequest): StoreFault | null =>
      versionId === undefined ? null : new StoreFault('denied', 'access denied');
    const store = new FakeStore(bucket, {
      pace,
      faults: [{ kind: 'overwrite', after: 1000 }],
      refuseGet,
      overwrite: (key) => bucket.delete(key),
    });
    const { problems } = await runSource(createS3Source(['s3://bucket/logs/a.json'], store, { filter: EVERYTHING, pace }));
    expect(problems.at(-1)).toMatchObject({ code: 'vanished', detail: 'it was deleted after 1000 bytes had been read' });
  });

  it('are resumed from the byte where the body broke, only if the object is still the same', async () => {
    const bucket = new FakeBucket();
    fill(bucket);
    const pace = new FakePace();
    const store = new FakeStore(bucket, {
      pace,
      faults: [
        { kind: 'cut', after: 1000 },
        { kind: 'stall', after: 500 },
      ],
    });
    await runSource(createS3Source(['s3://bucket/logs/a.json'], store, { filter: EVERYTHING, pace }));
    const { etag } = bucket.get('logs/a.json')!;
    const key = { bucket: 'bucket', key: 'logs/a.json' };
    expect(store.gets).toEqual([
      { ...key, from: 0 },
      { ...key, from: 1000, ifMatch: etag },
      { ...key, from: 1500, ifMatch: etag },
    ]);
  });

  it('that do not end fail the object with the last reason, after a bounded number of tries', async () => {
    const bucket = new FakeBucket();
    fill(bucket);
    const pace = new FakePace();
    const store = new FakeStore(bucket, { pace, faults: Array.from({ length: 100 }, () => ({ kind: 'slow-down' as const })) });
    const source = createS3Source(['s3://bucket/logs/a.json'], store, { filter: EVERYTHING, pace });
    const { problems, summary } = await runSource(source);
    expect(problems).toMatchObject([{ code: 'unreadable', uri: 's3://bucket/logs/a.json', detail: 'slow-down (8 tries)' }]);
    expect(summary.artifacts.failed).toBe(1);
    expect(store.gets).toHaveLength(8);
    // Half of bounds that double.
    expect(pace.delays).toEqual([50, 100, 200, 400, 800, 1600, 3200]);
  });
});
