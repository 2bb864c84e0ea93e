/**
 * Uploading one object in parts: it appears under its name only when it is complete.
 *
 * Owns: when a whole object is sent at once instead, the numbers and sizes of parts, retries, and looking whether the object is in place
 * when the answer that says so was lost. Beginning it asks for the permission to write, so a scan does not learn at its end that it has
 * none. Must not know: the SDK, what the bytes are.
 */
import { randomUUID } from 'node:crypto';
import type { StopSignal } from '../../core/ports.ts';
import { partsEtag, wholeEtag } from './etag.ts';
import { bounded } from './bounded.ts';
import { linkAbort } from './linked-abort.ts';
import type { Location } from './location.ts';
import { withRetries, type Pace } from './pace.ts';
import { StoreFault, type FaultKind } from './store.ts';

/** What stands under a key. */
export interface StandingObject {
  /** Without quotes. */
  readonly etag: string | null;
  readonly size: number | null;
  /** The mark it was uploaded with; null when it has none, or the store keeps no metadata. */
  readonly mark: string | null;
}

/** What an upload needs of a store. Everything rejects with a StoreFault. A mark is kept with the object, to be told from others by. */
export interface PartStore {
  /** Begins an upload in parts; gives its id. */
  begin(location: Location, mark: string, signal: StopSignal): Promise<string>;
  /** Gives the part's ETag. Parts are numbered from 1. */
  putPart(location: Location, upload: string, part: number, bytes: Uint8Array, signal: StopSignal): Promise<string>;
  complete(location: Location, upload: string, etags: readonly string[], signal: StopSignal): Promise<void>;
  /** Rejects with `no-such-upload` when it is over. */
  cancel(location: Location, upload: string, signal: StopSignal): Promise<void>;
  putWhole(location: Location, mark: string, bytes: Uint8Array, signal: StopSignal): Promise<void>;
  /** Null when there is no such object. */
  look(location: Location, signal: StopSignal): Promise<StandingObject | null>;
}

/** An object on its way up. Calls must not overlap. */
export interface Upload {
  /** How many bytes each part must have; only the rest may have fewer. */
  readonly partBytes: number;
  /** Sends a part. The bytes may be overwritten once it resolves. */
  put(bytes: Uint8Array): Promise<void>;
  /** Sends the rest and puts the object in place. Rejects only when it is not there, or when that cannot be told, which it says. */
  complete(rest: Uint8Array): Promise<void>;
  /** Leaves nothing behind. */
  cancel(): Promise<void>;
}

/** What S3 allows, in parts of at least 5 MiB. Some stores (R2) want all of them but the last in one size, so that cannot grow. */
const MOST_PARTS = 10_000;
const PART_BYTES = 16 * 1024 * 1024;

const NEVER = new AbortController().signal;
/** A request that takes longer than this hangs, whatever its size. */
const LONGEST = 300_000;
/** How long an interrupted beginning may still take to say which upload it began: one whose id is not known cannot be called off. */
const GRACE = 2_000;
/** What has to be done at the end, Ctrl-C or not, tries again and all: longer nobody waits for a program that is leaving. */
const LAST_WORDS = 10_000;

/** Faults after which a request may have taken effect all the same. */
const UNANSWERED: ReadonlySet<FaultKind> = new Set(['transient', 'unreachable', 'interrupted']);

export interface UploadOptions {
  /** The size of every part but the last; the least S3 takes is 5 MiB. */
  readonly partBytes?: number;
  /** Ends what is under way: beginning, sending a part, putting in place. Behind it no part is sent; the object may still be put in place. */
  readonly stop?: StopSignal;
}

/** Begins an upload. Rejects with a {@link StoreFault} when it may not be written or is interrupted; that says what it had to leave. */
export async function beginUpload(location: Location, store: PartStore, pace: Pace, options: UploadOptions = {}): Promise<Upload> {
  const { partBytes = PART_BYTES, stop = NEVER } = options;
  const mark = randomUUID();
  let cancelTimer = (): void => undefined;
  const late = linkAbort(stop, (abort) => (cancelTimer = pace.after(GRACE, abort)));
  let upload: PartUpload;
  try {
    const bounds = { pace, milliseconds: LONGEST, stop: late.signal };
    const id = await withRetries(pace, stop, () => bounded(bounds, (signal) => store.begin(location, mark, signal)));
    upload = new PartUpload(location, store, pace, { id, mark, partBytes, stop });
  } catch (error) {
    if (!stop.aborted || !(error instanceof StoreFault) || !UNANSWERED.has(error.kind)) throw error;
    const reason = error.kind === 'interrupted' ? 'the store had not answered' : error.message;
    throw new StoreFault('interrupted', `interrupted (${reason}); an unfinished upload may be left there`, { cause: error });
  } finally {
    cancelTimer();
    late.dispose();
  }
  if (!stop.aborted) return upload;
  const left = await upload.cancel().then(
    () => '',
    (error: unknown) => `; an unfinished upload is left there (${error instanceof Error ? error.message : String(error)})`,
  );
  throw new StoreFault('interrupted', `interrupted${left}`);
}

interface Begun {
  readonly id: string;
  readonly mark: string;
  readonly partBytes: number;
  readonly stop: StopSignal;
}

class PartUpload implements Upload {
  readonly partBytes: number;
  readonly #location: Location;
  readonly #store: PartStore;
  readonly #pace: Pace;
  readonly #id: string;
  readonly #mark: string;
  readonly #stop: StopSignal;
  readonly #etags: string[] = [];
  #bytes = 0;
  /** It was neither completed nor called off, as far as is known. */
  #isOpen = true;

  constructor(location: Location, store: PartStore, pace: Pace, { id, mark, partBytes, stop }: Begun) {
    this.#stop = stop;
    this.partBytes = partBytes;
    this.#location = location;
    this.#store = store;
    this.#pace = pace;
    this.#id = id;
    this.#mark = mark;
  }

  async put(bytes: Uint8Array): Promise<void> {
    const part = this.#etags.length + 1;
    if (part > MOST_PARTS)
      throw new StoreFault('refused', `it is too large for an object (${MOST_PARTS} parts of ${this.partBytes} bytes); write it to a file`);
    this.#etags.push(await this.#attempt((signal) => this.#store.putPart(this.#location, this.#id, part, bytes, signal)));
    this.#bytes += bytes.length;
  }

  async complete(rest: Uint8Array): Promise<void> {
    if (this.#etags.length === 0) {
      const expected = { etag: wholeEtag(rest), size: rest.length, mark: this.#mark };
      await this.#place((signal) => this.#store.putWhole(this.#location, this.#mark, rest, signal), expected);
      // The object is in place; a store that keeps the empty upload only wastes a line in its books.
      await this.cancel().catch(() => undefined);
      return;
    }
    if (rest.length > 0) await this.put(rest);
    const expected = { etag: partsEtag(this.#etags), size: this.#bytes, mark: this.#mark };
    await this.#place((signal) => this.#store.complete(this.#location, this.#id, this.#etags, signal), expected);
    this.#isOpen = false;
  }

  async cancel(): Promise<void> {
    if (!this.#isOpen) return;
    await this.#inTheEnd((signal) => this.#store.cancel(this.#location, this.#id, signal)).catch((error: unknown) => {
      if (!(error instanceof StoreFault && error.kind === 'no-such-upload')) throw error;
    });
    this.#isOpen = false;
  }

  /** Sends the request that puts the object in place. When it fails and may have worked once, what stands there decides. */
  async #place(request: (signal: StopSignal) => Promise<void>, expected: StandingObject): Promise<void> {
    let tries = 0;
    const counted = (signal: StopSignal): Promise<void> => {
      tries++;
      return request(signal);
    };
    try {
      // Interrupted before, it has its last words: the summary tells what came of the run.
      await (this.#stop.aborted ? this.#inTheEnd(counted) : this.#attempt(counted));
    } catch (fault) {
      if (!(fault instanceof StoreFault) || (tries === 1 && !UNANSWERED.has(fault.kind))) throw fault;
      // Called off first, a request that still travels cannot take effect behind the look.
      await this.cancel().catch(() => undefined);
      if (!(await this.#isInPlace(expected, fault))) throw fault;
    }
  }

  async #isInPlace(expected: StandingObject, fault: StoreFault): Promise<boolean> {
    try {
      const standing = await this.#inTheEnd((signal) => this.#store.look(this.#location, signal));
      return standing !== null && isSame(standing, expected);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new StoreFault('refused', `${fault.message}; whether it is in place all the same cannot be told (${why})`, { cause: fault });
    }
  }

  #attempt<T>(request: (signal: StopSignal) => Promise<T>): Promise<T> {
    const bounds = { pace: this.#pace, milliseconds: LONGEST, stop: this.#stop };
    return withRetries(this.#pace, this.#stop, () => bounded(bounds, request));
  }

  /** Without regard to an interruption, but not for long. */
  #inTheEnd<T>(request: (signal: StopSignal) => Promise<T>): Promise<T> {
    const bounds = { pace: this.#pace, milliseconds: LAST_WORDS, stop: NEVER };
    return bounded(bounds, (signal) => withRetries(this.#pace, signal, () => request(signal)));
  }
}

/** By the mark, or for a store that keeps none by content; the ETag of an object under a KMS key does not tell its content. */
function isSame(standing: StandingObject, expected: StandingObject): boolean {
  if (standing.mark === expected.mark) return true;
  return expected.etag !== null && standing.etag === expected.etag && standing.size === expected.size;
}
