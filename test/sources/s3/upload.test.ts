/** Uploading an object: whole when small, in parts when large, tried again when a request fails. */
import { describe, expect, it } from 'vitest';
import { StoreFault } from '../../../src/sources/s3/store.ts';
import { beginUpload, type PartStore } from '../../../src/sources/s3/upload.ts';
import { FakePace } from '../../helpers/fake-store.ts';

class FakeParts implements PartStore {
  readonly log: string[] = [];
  faults: (StoreFault | null)[] = [];

  begin = (): Promise<string> => this.#answer('begin', 'id');
  putPart = (_: unknown, upload: string, part: number, bytes: Uint8Array): Promise<string> =>
    this.#answer(`part ${part} of ${upload}: ${bytes.length}`, `etag${part}`);
  complete = (_: unknown, upload: string, etags: readonly string[]): Promise<void> =>
    this.#answer(`complete ${upload}: ${etags.join(' ')}`, undefined);
  cancel = (_: unknown, upload: string): Promise<void> => this.#answer(`cancel ${upload}`, undefined);
  putWhole = (_: unknown, bytes: Uint8Array): Promise<void> => this.#answer(`whole: ${bytes.length}`, undefined);

  async #answer<T>(what: string, value: T): Promise<T> {
    await Promise.resolve();
    const fault = this.faults.shift() ?? null;
    if (fault !== null) throw fault;
    this.log.push(what);
    return value;
  }
}

const location = { bucket: 'b', key: 'k' };

describe('an upload', () => {
  it('sends a small object at once and takes the begun upload back', async () => {
    const store = new FakeParts();
    const upload = await beginUpload(location, store, new FakePace());
    await upload.complete(new Uint8Array(5));
    expect(store.log).toEqual(['begin', 'whole: 5', 'cancel id']);
  });

  it('completes parts in order', async () => {
    const store = new FakeParts();
    const upload = await beginUpload(location, store, new FakePace());
    await upload.put(new Uint8Array(9));
    await upload.put(new Uint8Array(8));
    await upload.complete(new Uint8Array(0));
    expect(store.log).toEqual(['begin', 'part 1 of id: 9', 'part 2 of id: 8', 'complete id: etag1 etag2']);
  });

  it('tries again what may work, and gives up on what will not', async () => {
    const store = new FakeParts();
    store.faults = [null, new StoreFault('transient', 'SlowDown'), new StoreFault('transient', 'SlowDown')];
    const upload = await beginUpload(location, store, new FakePace());
    await upload.put(new Uint8Array(9));
    expect(store.log).toEqual(['begin', 'part 1 of id: 9']);
    store.faults = [new StoreFault('denied', 'access denied')];
    await expect(upload.put(new Uint8Array(9))).rejects.toThrow('access denied');
  });

  it('makes parts larger as their number grows, because it is bounded', async () => {
    const upload = await beginUpload(location, new FakeParts(), new FakePace());
    const first = upload.partBytes;
    for (let part = 0; part < 1000; part++) await upload.put(new Uint8Array(1));
    expect(upload.partBytes).toBe(2 * first);
  });
});
