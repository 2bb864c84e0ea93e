/** Uploading an object: whole when small, in parts when large, tried again when a request fails, looked at when an answer was lost. */
import { describe, expect, it } from 'vitest';
import { StoreFault } from '../../../src/sources/s3/store.ts';
import { beginUpload } from '../../../src/sources/s3/upload.ts';
import { FakePace } from '../../helpers/fake-store.ts';
import { FakeUploads } from '../../helpers/fake-uploads.ts';

const location = { bucket: 'b', key: 'k' };
const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(length);

describe('an upload', () => {
  it('sends a small object at once and takes the begun upload back', async () => {
    const store = new FakeUploads();
    const upload = await beginUpload(location, store, new FakePace());
    await upload.complete(bytes(5));
    expect(store.log).toEqual(['begin', 'whole: 5', 'cancel']);
    expect(store.unfinished).toBe(0);
  });

  it('completes parts in order', async () => {
    const store = new FakeUploads();
    const upload = await beginUpload(location, store, new FakePace());
    await upload.put(bytes(9));
    await upload.put(bytes(8));
    await upload.complete(bytes(0));
    expect(store.log).toEqual(['begin', 'part 1: 9', 'part 2: 8', 'complete 2']);
    expect(Buffer.from(store.object!.bytes)).toEqual(Buffer.concat([bytes(9), bytes(8)]));
  });

  it('tries again what may work, and gives up on what will not', async () => {
    const store = new FakeUploads({ faults: [null, 'not-done', 'answer-lost', null, new StoreFault('denied', 'access denied')] });
    const upload = await beginUpload(location, store, new FakePace());
    await upload.put(bytes(9));
    expect(store.log).toEqual(['begin', 'part 1: 9', 'part 1: 9', 'part 1: 9']);
    await expect(upload.put(bytes(9))).rejects.toThrow('access denied');
  });

  it('refuses a part more than S3 takes', async () => {
    const upload = await beginUpload(location, new FakeUploads(), new FakePace(), { partBytes: 1 });
    for (let part = 0; part < 10_000; part++) await upload.put(bytes(1));
    await expect(upload.put(bytes(1))).rejects.toThrow('it is too large for an object (10000 parts of 1 bytes); write it to a file');
  });
});

describe('an upload whose last answer was lost', () => {
  const stores = [
    ['of plain objects', {}],
    ['of objects under a KMS key', { opaqueEtags: true }],
    ['that keeps no metadata', { keepsMetadata: false }],
  ] as const;

  it.each(stores)('is done when the object is in place, in a store %s', async (_, options) => {
    const store = new FakeUploads({ ...options, faults: [null, null, null, 'answer-lost'] });
    const upload = await beginUpload(location, store, new FakePace());
    await upload.put(bytes(9));
    await upload.complete(bytes(3));
    expect(store.log.slice(3)).toEqual(['complete 2', 'complete 2', 'cancel', 'look']);
    expect(store.object?.size).toBe(12);
  });

  it.each(stores)('sent at once, is done though no answer ever came, in a store %s', async (_, options) => {
    const store = new FakeUploads({ ...options, faults: [null, ...Array<'answer-lost'>(8).fill('answer-lost')] });
    const upload = await beginUpload(location, store, new FakePace());
    await upload.complete(bytes(5));
    expect(store.unfinished).toBe(0);
  });

  it('has failed when another object stands there, and leaves no upload behind', async () => {
    const store = new FakeUploads();
    const earlier = await beginUpload(location, store, new FakePace());
    await earlier.complete(bytes(9));
    const before = store.object;
    store.faults = [null, null, null, null, null, ...Array<'not-done'>(8).fill('not-done')];
    const upload = await beginUpload(location, store, new FakePace());
    await upload.put(bytes(9));
    await expect(upload.complete(bytes(0))).rejects.toThrow('the connection broke');
    expect(store.object).toBe(before);
    expect(store.unfinished).toBe(0);
  });

  it('that somebody ended has failed', async () => {
    const store = new FakeUploads();
    const upload = await beginUpload(location, store, new FakePace());
    await upload.put(bytes(9));
    await store.cancel(location, 'u1', new AbortController().signal);
    await expect(upload.complete(bytes(0))).rejects.toThrow('no longer knows the upload');
    // The one answer there was is clear: nothing has to be looked at.
    expect(store.log).not.toContain('look');
  });

  it('says that it cannot be told where looking is denied', async () => {
    const denied = new StoreFault('denied', 'access denied: s3:GetObject on this object');
    const store = new FakeUploads({ faults: [null, null, 'answer-lost', null, null, denied] });
    const upload = await beginUpload(location, store, new FakePace());
    await upload.put(bytes(9));
    await expect(upload.complete(bytes(0))).rejects.toThrow(
      'the store no longer knows the upload; whether it is in place all the same cannot be told (access denied: s3:GetObject on this object)',
    );
  });
});

describe('an upload that is interrupted', () => {
  it.each([
    ['before the store has begun it', 'hangs', 'interrupted (the store had not answered); an unfinished upload may be left there', 0],
    ['while the answer is on its way', null, 'interrupted', 0],
    ['when the answer never comes', 'hangs-done', 'interrupted (the store had not answered); an unfinished upload may be left there', 1],
  ] as const)('%s ends, and says what it leaves', async (_, fault, message, left) => {
    const stop = new AbortController();
    const store = new FakeUploads({ faults: [fault], onRequest: () => stop.abort() });
    await expect(beginUpload(location, store, new SlowPace(), { stop: stop.signal })).rejects.toMatchObject({
      kind: 'interrupted',
      message,
    });
    expect(store.unfinished).toBe(left);
  });

  it('gives up the part it is sending, and can be called off', async () => {
    const stop = new AbortController();
    const pace = new SlowPace();
    const store = new FakeUploads({ faults: [null, 'hangs'], onRequest: (n) => n === 1 && setImmediate(() => stop.abort()) });
    const upload = await beginUpload(location, store, pace, { stop: stop.signal });
    await expect(upload.put(bytes(9))).rejects.toMatchObject({ kind: 'interrupted' });
    await expect(upload.put(bytes(9))).rejects.toMatchObject({ kind: 'interrupted' });
    await upload.cancel();
    await upload.cancel();
    expect(store.log).toEqual(['begin', 'part 1: 9', 'cancel']);
    expect(store.unfinished).toBe(0);
    expect(pace.waiting).toBe(0);
  });

  it('while it is put in place, is looked at', async () => {
    for (const [fault, isThere] of [
      ['hangs', false],
      ['hangs-done', true],
    ] as const) {
      const stop = new AbortController();
      const store = new FakeUploads({ faults: [null, fault], onRequest: (n) => n === 1 && setImmediate(() => stop.abort()) });
      const upload = await beginUpload(location, store, new SlowPace(), { stop: stop.signal });
      const completing = upload.complete(bytes(3));
      if (isThere) await completing;
      else await expect(completing).rejects.toMatchObject({ kind: 'interrupted' });
      expect(store.object !== null).toBe(isThere);
      expect(store.unfinished).toBe(0);
    }
  });

  it('still puts a small object in place that is asked for afterwards, within bounds', async () => {
    const stop = new AbortController();
    const store = new FakeUploads();
    const upload = await beginUpload(location, store, new FakePace(), { stop: stop.signal });
    stop.abort();
    await upload.complete(bytes(3));
    expect(store.object?.size).toBe(3);
  });

  it('is called off within bounds, though the store hangs', async () => {
    const store = new FakeUploads({ faults: [null, 'hangs'] });
    const hanging = await beginUpload(location, store, new FakePace());
    await expect(hanging.cancel()).rejects.toThrow('the store did not answer within 10 s');
  });
});

/** Nobody waits for as long as a request may take; and a count of those who would. */
class SlowPace extends FakePace {
  waiting = 0;
  override after(milliseconds: number, callback: () => void): () => void {
    if (milliseconds < 10_000) return super.after(milliseconds, callback);
    this.waiting++;
    return () => {
      this.waiting--;
    };
  }
}
