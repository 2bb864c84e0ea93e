/**
 * Reading one object through everything that can happen to it: connections that break, stores that stall, and Databricks, which
 * overwrites delivered files in place with lines added at the end.
 *
 * Owns: resuming (Range and If-Match), and the rule for an overwritten object: in a bucket that keeps versions the version opened is
 * finished; otherwise, or when that version cannot be read, the new object is read from its beginning, must begin with exactly the bytes
 * handed out so far (prefix-mark.ts), and is continued behind them. So no byte is handed out twice and none is left out. Must not know: the SDK,
 * what is read ahead, what bytes mean.
 */
import type { ObjectOrigin } from '../../core/finding.ts';
import type { StopSignal } from '../../core/ports.ts';
import { ArtifactError, type ProblemCode } from '../../core/problem.ts';
import { linkAbort } from './linked-abort.ts';
import type { Location } from './location.ts';
import { backOff, isWorthRetrying, withinSilence, type Pace } from './pace.ts';
import { PrefixMark } from './prefix-mark.ts';
import { StoreFault, type FaultKind, type GetRequest, type ObjectReader, type OpenedObject } from './store.ts';

/** Bytes of the object in order and where they were fetched from, or something worth saying. */
export type Piece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly origin: ObjectOrigin }
  | { readonly kind: 'notice'; readonly code: ProblemCode; readonly detail: string };

/** An object that is overwritten this often before any new byte could be read is given up. */
const MOST_RESTARTS = 5;

/** What is to be read, and the size it was listed with. */
export interface Target extends Location {
  readonly size: number;
}

/** Yields an object's bytes. Throws {@link ArtifactError}; ends without an error when the signal fires. */
export function readObject(target: Target, reader: ObjectReader, pace: Pace, signal: StopSignal): AsyncGenerator<Piece> {
  return new ObjectRead(target, reader, pace, signal).pieces();
}

/** What is known of the object being read. */
interface Current {
  readonly etag: string | null;
  /** Null where versions are not kept, or not kept at the moment (`null` is the name of a version that can be overwritten). */
  readonly versionId: string | null;
  readonly size: number;
}

class ObjectRead {
  readonly #target: Location;
  readonly #listedSize: number;
  readonly #reader: ObjectReader;
  readonly #pace: Pace;
  readonly #signal: StopSignal;
  /** Bytes handed out, and what they are known again by. */
  #handedOut = 0;
  readonly #mark = new PrefixMark();
  #current: Current | null = null;
  /** Where in the current object the next byte stands; below `#handedOut` while the beginning of a new object is compared. */
  #at = 0;
  /** The current object is read by its version, because the key holds another one by now. */
  #pinned = false;
  /** A version could not be read (no permission, expired, archived), so none is asked for again. */
  #withoutVersions = false;
  #failures = 0;
  #restarts = 0;

  constructor({ bucket, key, size }: Target, reader: ObjectReader, pace: Pace, signal: StopSignal) {
    this.#target = { bucket, key };
    this.#listedSize = size;
    this.#reader = reader;
    this.#pace = pace;
    this.#signal = signal;
  }

  async *pieces(): AsyncGenerator<Piece> {
    while (!this.#isStopped()) {
      const abort = linkAbort(this.#signal);
      let fault: StoreFault;
      try {
        const opened = await withinSilence(this.#pace, this.#reader.get(this.#request(), abort.signal), () => abort.abort());
        this.#begin(opened);
        yield* this.#readBody(opened, () => abort.abort());
        if (this.#isWhole()) return;
        fault = new StoreFault('transient', `the store sent ${this.#at} of ${this.#size()} bytes and ended`);
      } catch (error) {
        if (!(error instanceof StoreFault)) throw error;
        fault = error;
      } finally {
        abort.dispose();
        abort.abort();
      }
      if (this.#isStopped()) return;
      const notice = await this.#recover(fault);
      if (notice !== null) yield notice;
      if (this.#isWhole()) return;
    }
  }

  #request(): GetRequest {
    const request = { ...this.#target, from: this.#at };
    if (this.#current === null) return request;
    const { versionId, etag } = this.#current;
    if (this.#pinned && versionId !== null) return { ...request, versionId };
    return etag === null ? request : { ...request, ifMatch: etag };
  }

  /** Takes note of what was opened. Throws when it is not what was asked for. */
  #begin({ etag, versionId, size, from }: OpenedObject): void {
    if (from > this.#at) throw new StoreFault('transient', `the store answered with bytes from ${from} instead of ${this.#at}`);
    if (this.#current === null) {
      // A broken cache, or somebody emptied it; taken at its word, all of it would be missed without a trace.
      if (size === 0 && this.#listedSize > 0)
        throw new StoreFault('transient', `the store sends nothing, and it was listed with ${this.#listedSize} bytes`);
      this.#current = { etag, versionId: versionId === 'null' ? null : versionId, size };
      if (size < this.#handedOut) throw this.#changed(`it has ${size} bytes now, and ${this.#handedOut} had been read`);
    } else if (etag !== this.#current.etag || size !== this.#current.size || etag === null) {
      // A store that does not know If-Match.
      throw new StoreFault('changed', 'it was overwritten');
    }
  }

  async *#readBody({ body, from }: OpenedObject, giveUp: () => void): AsyncGenerator<Piece> {
    let skip = this.#at - from;
    const iterator = body[Symbol.asyncIterator]();
    let ended = false;
    try {
      for (;;) {
        const result = await withinSilence(this.#pace, iterator.next(), giveUp).catch(asFault);
        ended = result.done === true;
        if (result.done === true || this.#signal.aborted) return;
        const skipped = Math.min(skip, result.value.length);
        skip -= skipped;
        const piece = this.#take(result.value.subarray(skipped));
        if (piece !== null) yield piece;
        if (this.#isWhole()) return;
      }
    } finally {
      // A body that hangs is ended by the abort behind this; nobody waits for it.
      if (!ended) iterator.return?.(undefined).catch(() => undefined);
    }
  }

  /** Compares bytes handed out before, and gives what is new. */
  #take(received: Uint8Array): Piece | null {
    const bytes = received.subarray(0, this.#size() - this.#at);
    const known = bytes.subarray(0, Math.max(0, this.#handedOut - this.#at));
    const fresh = bytes.subarray(known.length);
    this.#at += bytes.length;
    if (known.length > 0) {
      this.#mark.compare(known);
      this.#failures = 0;
      if (this.#at >= this.#handedOut) this.#compare();
    }
    if (fresh.length === 0) return null;
    this.#mark.add(fresh);
    this.#handedOut += fresh.length;
    this.#failures = 0;
    this.#restarts = 0;
    return { kind: 'bytes', bytes: fresh, origin: this.#origin() };
  }

  #compare(): void {
    if (!this.#mark.isSame()) throw this.#changed(`the ${this.#handedOut} bytes that had been read are others now`);
  }

  /** What to do about a fault: wait, go on with the version, or start over; throws when nothing can be done. */
  async #recover(fault: StoreFault): Promise<Piece | null> {
    const current = this.#current;
    if (isWorthRetrying(fault, ++this.#failures)) {
      await backOff(this.#pace, this.#failures, this.#signal);
      return null;
    }
    if (this.#pinned && LOST_VERSION.includes(fault.kind)) {
      this.#pinned = false;
      this.#withoutVersions = true;
      return this.#startOver(fault, `the version that was opened cannot be read (${fault.message})`);
    }
    const isGone = fault.kind === 'no-such-key';
    if (current === null || (fault.kind !== 'changed' && !isGone)) throw this.#toError(fault);
    if (this.#pinned) throw this.#changed(`the version that was opened can no longer be read: ${fault.message}`, fault);
    if (current.versionId !== null && !this.#withoutVersions) {
      this.#pinned = true;
      this.#failures = 0;
      const detail = `it was ${isGone ? 'deleted' : 'overwritten'} after ${this.#at} bytes; the version that was opened is read to its end`;
      return { kind: 'notice', code: 'overwritten', detail };
    }
    if (isGone) throw this.#toError(fault);
    return this.#startOver(fault, this.#restarts === 0 ? 'it was overwritten' : null);
  }

  /** Goes back to the beginning of what the key holds now; `why` is told unless it was told before, or nothing had been read. */
  #startOver(fault: StoreFault, why: string | null): Piece | null {
    if (++this.#restarts > MOST_RESTARTS) throw this.#changed('it was overwritten again and again', fault);
    this.#current = null;
    this.#at = 0;
    this.#failures = 0;
    this.#mark.restart();
    if (why === null || this.#handedOut === 0) return null;
    const detail = `${why}; the new object is compared with the ${this.#handedOut} bytes read so far and read on behind them`;
    return { kind: 'notice', code: 'overwritten', detail };
  }

  #toError(fault: StoreFault): ArtifactError {
    if (this.#pinned) return this.#changed(`the version that was opened cannot be read: ${fault.message}`, fault);
    const after = this.#handedOut === 0 ? '' : `, after ${this.#handedOut} bytes`;
    if (fault.kind === 'no-such-key' && this.#handedOut > 0)
      return new ArtifactError('vanished', `it was deleted after ${this.#handedOut} bytes had been read`, { cause: fault });
    const tries = this.#failures > 1 ? ` (${this.#failures} tries)` : '';
    const detail = fault.kind === 'no-such-key' ? 'it was there when listed and is gone' : fault.message;
    return new ArtifactError(CODE_OF[fault.kind] ?? 'unreadable', `${detail}${after}${tries}`, { cause: fault });
  }

  #changed(detail: string, cause?: StoreFault): ArtifactError {
    return new ArtifactError('changed-while-read', `it was overwritten while being read: ${detail}`, { cause });
  }

  #isStopped(): boolean {
    return this.#signal.aborted;
  }

  #isWhole(): boolean {
    return this.#current !== null && this.#at === this.#current.size && this.#at >= this.#handedOut;
  }

  #size(): number {
    return this.#current?.size ?? 0;
  }

  #origin(): ObjectOrigin {
    const { bucket, key } = this.#target;
    const { versionId = null, etag = null } = this.#current ?? {};
    return { bucket, key, ...(versionId === null ? {} : { versionId }), ...(etag === null ? {} : { etag }) };
  }
}

/** What asking for a version may end in although the object itself can be read. */
const LOST_VERSION: readonly FaultKind[] = ['denied', 'no-such-key', 'archived'];

const CODE_OF: Partial<Record<FaultKind, ProblemCode>> = { denied: 'access-denied', archived: 'archived', 'no-such-key': 'vanished' };

/** Whatever a body throws is a connection that broke. */
function asFault(error: unknown): never {
  if (error instanceof StoreFault) throw error;
  const reason = error instanceof Error ? ('code' in error && typeof error.code === 'string' ? error.code : error.message) : String(error);
  throw new StoreFault('transient', `the connection broke (${reason})`, { cause: error });
}
