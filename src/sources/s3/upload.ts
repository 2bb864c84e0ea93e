/**
 * Uploading one object in parts: it appears under its name only when it is complete.
 *
 * Owns: when a whole object is sent at once instead, the numbers and sizes of parts, retries. Beginning it asks for the permission to
 * write, so a scan does not learn at its end that it has none. Must not know: the SDK, what the bytes are.
 */
import type { StopSignal } from '../../core/ports.ts';
import { linkAbort } from './linked-abort.ts';
import type { Location } from './location.ts';
import { withRetries, type Pace } from './pace.ts';

/** What an upload needs of a store. Everything rejects with a StoreFault. */
export interface PartStore {
  /** Begins an upload in parts; gives its id. */
  begin(location: Location, signal: StopSignal): Promise<string>;
  /** Gives the part's ETag. Parts are numbered from 1. */
  putPart(location: Location, upload: string, part: number, bytes: Uint8Array, signal: StopSignal): Promise<string>;
  complete(location: Location, upload: string, etags: readonly string[], signal: StopSignal): Promise<void>;
  cancel(location: Location, upload: string, signal: StopSignal): Promise<void>;
  putWhole(location: Location, bytes: Uint8Array, signal: StopSignal): Promise<void>;
}

/** An object on its way up. Calls must not overlap. */
export interface Upload {
  /** How many bytes the next part should have. */
  readonly partBytes: number;
  put(bytes: Uint8Array): Promise<void>;
  /** Sends the rest and puts the object in place. */
  complete(rest: Uint8Array): Promise<void>;
  /** Leaves nothing behind. */
  cancel(): Promise<void>;
}

/** S3 takes 10,000 parts of at least 5 MiB; growing by this every thousand parts, they make 450 GB. */
const PART_BYTES = 8 * 1024 * 1024;

/** Nothing interrupts an upload: Ctrl-C ends the scan, and what becomes of the outputs is decided behind it. */
const NEVER = new AbortController().signal;
/** A request that takes longer than this hangs, whatever its size. */
const LONGEST = 300_000;

export async function beginUpload(location: Location, store: PartStore, pace: Pace): Promise<Upload> {
  const attempt = <T>(request: (signal: StopSignal) => Promise<T>): Promise<T> =>
    withRetries(pace, NEVER, async () => {
      const abort = linkAbort(NEVER);
      const cancelTimer = pace.after(LONGEST, () => abort.abort());
      try {
        return await request(abort.signal);
      } finally {
        cancelTimer();
        abort.dispose();
      }
    });
  const id = await attempt((signal) => store.begin(location, signal));
  const etags: string[] = [];
  const cancel = (): Promise<void> => attempt((signal) => store.cancel(location, id, signal));
  const put = async (bytes: Uint8Array): Promise<void> => {
    const part = etags.length + 1;
    etags.push(await attempt((signal) => store.putPart(location, id, part, bytes, signal)));
  };
  return {
    get partBytes() {
      return PART_BYTES * (1 + Math.floor(etags.length / 1000));
    },
    put,
    async complete(rest) {
      if (etags.length === 0) {
        await attempt((signal) => store.putWhole(location, rest, signal));
        // The object is in place; a store that keeps the empty upload only wastes a line in its books.
        await cancel().catch(() => undefined);
        return;
      }
      if (rest.length > 0) await put(rest);
      await attempt((signal) => store.complete(location, id, etags, signal));
    },
    cancel,
  };
}
