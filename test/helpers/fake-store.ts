/**
 * A store without a network: the two interfaces over a bucket in memory, a log of the requests, and faults on schedule.
 */
import type { StopSignal } from '../../src/core/ports.ts';
import { SILENCE, type Pace } from '../../src/sources/s3/pace.ts';
import { StoreFault, type GetRequest, type ListPage, type ListRequest, type OpenedObject, type Store } from '../../src/sources/s3/store.ts';
import type { FakeBucket } from './fake-bucket.ts';
import { isForeign, type Fault, type ListFault } from './s3-faults.ts';

/** Time that passes only when somebody waits for it: delays are over at once, silence lasts until {@link FakePace.elapse}. */
export class FakePace implements Pace {
  readonly delays: number[] = [];
  readonly #silences = new Set<() => void>();

  after(milliseconds: number, callback: () => void): () => void {
    if (milliseconds === SILENCE) {
      this.#silences.add(callback);
      return () => this.#silences.delete(callback);
    }
    this.delays.push(milliseconds);
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  }

  random(): number {
    return 0.5;
  }

  /** Everyone who waits for an answer has waited long enough. */
  elapse(): void {
    for (const callback of [...this.#silences]) callback();
  }
}

export interface FakeStoreOptions {
  readonly pace?: FakePace;
  /** What happens to the n-th get. */
  readonly faults?: readonly (Fault | null)[];
  readonly listFaults?: readonly (ListFault | null)[];
  /** What is answered to a listing instead, by its prefix. */
  readonly refuse?: (prefix: string, request: ListRequest) => StoreFault | null;
  /** What is answered to a get instead. */
  readonly refuseGet?: (request: GetRequest) => StoreFault | null;
  /** Overwrites the object. */
  readonly overwrite?: (key: string) => void;
  readonly chunkBytes?: number;
}

export class FakeStore implements Store {
  readonly lists: string[] = [];
  readonly gets: GetRequest[] = [];
  /** Bodies that were begun and neither ended nor let go of. */
  openBodies = 0;
  mostOpenBodies = 0;
  readonly #bucket: FakeBucket;
  readonly #options: FakeStoreOptions;

  constructor(bucket: FakeBucket, options: FakeStoreOptions = {}) {
    this.#bucket = bucket;
    this.#options = options;
  }

  async list(request: ListRequest): Promise<ListPage> {
    const fault = this.#options.listFaults?.[this.lists.length] ?? null;
    this.lists.push(`${request.delimited ? 'folder' : 'all'} ${request.prefix}`);
    await Promise.resolve();
    const refusal = this.#options.refuse?.(request.prefix, request) ?? null;
    if (refusal !== null) throw refusal;
    if (fault !== null) throw new StoreFault('transient', fault);
    return this.#bucket.list(request);
  }

  async get(request: GetRequest, signal: StopSignal): Promise<OpenedObject> {
    const fault = this.#options.faults?.[this.gets.length] ?? null;
    this.gets.push(request);
    await Promise.resolve();
    // What is foreign is recognised by who asks the store; here it never comes through.
    if (fault !== null && (!('after' in fault) || isForeign(fault.kind))) throw new StoreFault('transient', fault.kind);
    const refusal = this.#options.refuseGet?.(request) ?? null;
    if (refusal !== null) throw refusal;
    const { key, from, to, ifMatch, versionId } = request;
    const version = this.#bucket.get(key, versionId);
    if (version === undefined) throw new StoreFault('no-such-key', 'there is no such object');
    if (ifMatch !== undefined && ifMatch !== version.etag) throw new StoreFault('changed', 'it was overwritten');
    if (from > 0 && from >= version.bytes.length) throw new StoreFault('changed', 'it has become shorter');
    const bytes = version.bytes.subarray(from, to === undefined ? undefined : to + 1);
    return {
      etag: version.etag,
      versionId: this.#bucket.versioned ? version.versionId : null,
      size: version.bytes.length,
      from,
      body: this.#body(key, bytes, fault, signal),
    };
  }

  async *#body(key: string, bytes: Uint8Array, fault: Fault | null, signal: StopSignal): AsyncGenerator<Uint8Array> {
    const { chunkBytes = 700, pace, overwrite } = this.#options;
    const end = fault !== null && 'after' in fault ? Math.min(fault.after, bytes.length) : bytes.length;
    this.mostOpenBodies = Math.max(this.mostOpenBodies, ++this.openBodies);
    try {
      for (let at = 0; at < end; at += chunkBytes) {
        await Promise.resolve();
        if (signal.aborted) throw new Error('aborted');
        yield bytes.slice(at, Math.min(at + chunkBytes, end));
      }
      if (fault === null || fault.kind === 'short') return;
      if (fault.kind === 'overwrite') overwrite?.(key);
      if (fault.kind === 'stall') {
        setImmediate(() => pace?.elapse());
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
      }
      throw new Error('socket hang up');
    } finally {
      this.openBodies--;
    }
  }
}
