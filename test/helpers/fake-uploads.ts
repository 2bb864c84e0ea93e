/**
 * A store in memory that takes uploads as S3 does: parts by number, an object that appears when they are completed, an upload that is gone
 * afterwards. Each request may meet a fault, before or after it has taken effect.
 */
import { createHash } from 'node:crypto';
import type { StopSignal } from '../../src/core/ports.ts';
import { StoreFault } from '../../src/sources/s3/store.ts';
import type { PartStore, StandingObject } from '../../src/sources/s3/upload.ts';

export type UploadFault =
  /** The store did nothing. */
  | 'not-done'
  /** It did, and the answer was lost. */
  | 'answer-lost'
  /** The answer was lost, and it takes effect behind the next request. */
  | 'done-later'
  /** No answer until the caller gives up; it did nothing, or it did. */
  | 'hangs'
  | 'hangs-done';

export type UploadRequest = 'begin' | 'part' | 'complete' | 'cancel' | 'whole' | 'look';

interface Pending {
  readonly mark: string;
  readonly parts: Map<number, Uint8Array>;
}

interface FakeObject extends StandingObject {
  readonly bytes: Uint8Array;
}

export interface FakeUploadsOptions {
  /** What happens to the n-th request. */
  readonly faults?: readonly (UploadFault | StoreFault | null)[];
  /** What happens to the n-th request of a kind. */
  readonly faultsOf?: Partial<Record<UploadRequest, readonly (UploadFault | null)[]>>;
  /** ETags are no MD5s, as under a KMS key. */
  readonly opaqueEtags?: boolean;
  readonly keepsMetadata?: boolean;
  /** Hears of each request before it is carried out. */
  readonly onRequest?: (n: number) => unknown;
}

export class FakeUploads implements PartStore {
  /** What was asked, in order. */
  readonly log: string[] = [];
  /** The one object; null while there is none. */
  object: FakeObject | null = null;
  faults: readonly (UploadFault | StoreFault | null)[];
  readonly #uploads = new Map<string, Pending>();
  readonly #options: FakeUploadsOptions;
  #requests = 0;
  readonly #requestsOf = new Map<string, number>();
  #begun = 0;
  #later: (() => void) | null = null;

  constructor(options: FakeUploadsOptions = {}) {
    this.#options = options;
    this.faults = options.faults ?? [];
  }

  /** Uploads that were neither completed nor called off: they cost storage. */
  get unfinished(): number {
    return this.#uploads.size;
  }

  begin = (_: unknown, mark: string, signal: StopSignal): Promise<string> =>
    this.#answer('begin', '', signal, () => {
      const id = `u${++this.#begun}`;
      this.#uploads.set(id, { mark, parts: new Map() });
      return id;
    });

  putPart = (_: unknown, upload: string, part: number, bytes: Uint8Array, signal: StopSignal): Promise<string> => {
    // What is sent is what stood there then: a caller may use its buffer again.
    const sent = Uint8Array.from(bytes);
    return this.#answer('part', ` ${part}: ${bytes.length}`, signal, () => {
      this.#upload(upload).parts.set(part, sent);
      return `"${this.#etag(sent)}"`;
    });
  };

  complete = (_: unknown, upload: string, etags: readonly string[], signal: StopSignal): Promise<void> =>
    this.#answer('complete', ` ${etags.length}`, signal, () => {
      const { mark, parts } = this.#upload(upload);
      const ordered = etags.map((etag, i) => {
        const bytes = parts.get(i + 1);
        if (bytes === undefined || `"${this.#etag(bytes)}"` !== etag) throw new StoreFault('refused', 'InvalidPart');
        return bytes;
      });
      this.#uploads.delete(upload);
      const digests = Buffer.concat(ordered.map((bytes) => Buffer.from(this.#etag(bytes), 'hex')));
      this.#place(Buffer.concat(ordered), `${this.#etag(digests)}-${ordered.length}`, mark);
    });

  cancel = (_: unknown, upload: string, signal: StopSignal): Promise<void> =>
    this.#answer('cancel', '', signal, () => {
      this.#upload(upload);
      this.#uploads.delete(upload);
    });

  putWhole = (_: unknown, mark: string, bytes: Uint8Array, signal: StopSignal): Promise<void> => {
    const sent = Uint8Array.from(bytes);
    return this.#answer('whole', `: ${bytes.length}`, signal, () => this.#place(sent, this.#etag(sent), mark));
  };

  look = (_: unknown, signal: StopSignal): Promise<StandingObject | null> => this.#answer('look', '', signal, () => this.object);

  async #answer<T>(what: UploadRequest, about: string, signal: StopSignal, act: () => T): Promise<T> {
    const n = this.#requests++;
    const nth = this.#requestsOf.get(what) ?? 0;
    this.#requestsOf.set(what, nth + 1);
    this.log.push(what + about);
    this.#options.onRequest?.(n);
    await Promise.resolve();
    const later = this.#later;
    this.#later = null;
    try {
      const fault = this.faults[n] ?? this.#options.faultsOf?.[what]?.[nth] ?? null;
      if (fault instanceof StoreFault) throw fault;
      if (fault === 'not-done') throw new StoreFault('transient', 'the connection broke');
      if (fault === 'done-later') {
        this.#later = act;
        throw new StoreFault('transient', 'the connection broke');
      }
      const value = fault === 'hangs' ? null : act();
      if (fault === 'answer-lost') throw new StoreFault('transient', 'the connection broke');
      if (fault === 'hangs' || fault === 'hangs-done') await untilAborted(signal);
      return value as T;
    } finally {
      settle(later);
    }
  }

  #upload(id: string): Pending {
    const upload = this.#uploads.get(id);
    if (upload === undefined) throw new StoreFault('no-such-upload', 'the store no longer knows the upload');
    return upload;
  }

  #place(bytes: Uint8Array, etag: string, mark: string): void {
    this.object = { bytes, etag, size: bytes.length, mark: this.#options.keepsMetadata === false ? null : mark };
  }

  #etag(bytes: Uint8Array): string {
    const digest = createHash('md5').update(bytes).digest('hex');
    return this.#options.opaqueEtags === true ? createHash('md5').update(`kms ${digest}`).digest('hex') : digest;
  }
}

/** Lets what was on its way take effect; whom it might have failed is gone. */
function settle(later: (() => void) | null): void {
  try {
    later?.();
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
  }
}

function untilAborted(signal: StopSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(new StoreFault('transient', 'the connection broke (aborted)'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}
