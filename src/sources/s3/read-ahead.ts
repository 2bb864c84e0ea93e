/**
 * Reading ahead: the next objects are opened and fetched while one is scanned, in the order of the listing.
 *
 * Owns: how many objects are open and how many bytes wait, and letting go of what nobody reads. Artifacts may be opened late, in any order
 * and several at once: what was let go of meanwhile is read again. Must not know: the store, how an object is read, what its bytes mean.
 */
import type { Artifact, Listed, StopSignal } from '../../core/ports.ts';
import { Fetch, type FetchWatcher, type ToRead } from './fetch.ts';
import { Room } from './room.ts';

export type { ToRead } from './fetch.ts';

export interface ReadAheadLimits {
  /** Objects open at once, those being scanned included; who opens artifacts that were let go of opens them on top. */
  readonly objects: number;
  /** Bytes fetched and not yet scanned, over all of them; one piece per object may come on top. */
  readonly bytes: number;
}

/** Things listed that are not read (excluded, problems) wait as well. */
const MOST_WAITING = 1000;

/**
 * Listed things in order; each artifact's bytes are on their way when it is handed out, or soon after. Artifacts stay readable when the
 * listing has ended; one that is open is let go of by the signal it was opened with, all others by this one.
 */
export async function* readAhead(
  listing: AsyncIterable<Listed | ToRead>,
  limits: ReadAheadLimits,
  signal: StopSignal,
): AsyncGenerator<Listed> {
  const fetches = new Fetches(listing[Symbol.asyncIterator](), limits, signal);
  try {
    for (;;) {
      const next = await fetches.take();
      if (next === null || signal.aborted) return;
      yield next;
    }
  } finally {
    await fetches.close();
  }
}

class Fetches implements FetchWatcher {
  readonly #listing: AsyncIterator<Listed | ToRead>;
  readonly #limits: ReadAheadLimits;
  readonly #signal: StopSignal;
  readonly #room: Room;
  /** In order: what was listed and not yet handed out. */
  readonly #waiting: Listed[] = [];
  /** Objects of which something is fetched or waits. */
  readonly #open = new Set<Fetch>();
  /** Those that nobody has opened, in order. */
  readonly #unopened = new Set<Fetch>();
  readonly #onAbort = (): void => this.#wake();
  /** Somebody waits for the next. */
  #asked = false;
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  #filling: Promise<void> | null = null;
  #wake: () => void = () => undefined;

  constructor(listing: AsyncIterator<Listed | ToRead>, limits: ReadAheadLimits, signal: StopSignal) {
    this.#listing = listing;
    this.#limits = limits;
    this.#signal = signal;
    this.#room = new Room(limits.bytes, () => this.#fill());
    signal.addEventListener('abort', this.#onAbort);
  }

  /** The next in order; null at the end. Throws what the listing threw, after everything before it. */
  async take(): Promise<Listed | null> {
    this.#asked = true;
    try {
      for (;;) {
        this.#fill();
        const next = this.#waiting.shift();
        if (next !== undefined) return next;
        if (this.#failure !== null) throw this.#failure.error;
        if (this.#ended || this.#signal.aborted) return null;
        if (this.#filling === null && this.#releaseFirst()) continue;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#asked = false;
    }
  }

  /** Ends the listing and lets go of what nobody reads. */
  async close(): Promise<void> {
    this.#ended = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
    while (this.#releaseFirst());
    await this.#filling;
    while (this.#releaseFirst());
    await this.#listing.return?.();
  }

  opened(fetch: Fetch): void {
    this.#unopened.delete(fetch);
  }

  done(fetch: Fetch): void {
    this.#open.delete(fetch);
    this.#unopened.delete(fetch);
    this.#fill();
  }

  /** Gives up what was handed out longest ago and not opened, so that it does not hold up the listing; false when all are being read. */
  #releaseFirst(): boolean {
    const [first] = this.#unopened;
    first?.release();
    return first !== undefined;
  }

  /** Lists on while there is room for another object. Runs beside the scan, at most once at a time. */
  #fill(): void {
    if (this.#filling !== null || this.#ended || !this.#mayOpen()) return;
    this.#filling = this.#list().finally(() => {
      this.#filling = null;
      this.#wake();
    });
  }

  async #list(): Promise<void> {
    while (!this.#ended && this.#mayOpen() && !this.#signal.aborted) {
      try {
        const result = await this.#listing.next();
        if (result.done === true) this.#ended = true;
        else this.#take(result.value);
      } catch (error) {
        this.#ended = true;
        this.#failure = { error };
      }
      this.#wake();
    }
  }

  #take(listed: Listed | ToRead): void {
    this.#waiting.push(listed.kind === 'object' ? { kind: 'artifact', artifact: this.#start(listed) } : listed);
  }

  #start(object: ToRead): Artifact {
    const fetch = new Fetch(object, this.#room, this.#signal, this);
    this.#open.add(fetch);
    this.#unopened.add(fetch);
    return fetch;
  }

  /**
   * Large objects fill the room by themselves: the next is opened when what waits and is to come leaves some, or when somebody has time to
   * read it beside them.
   */
  #mayOpen(): boolean {
    if (this.#waiting.length >= MOST_WAITING || this.#open.size >= this.#limits.objects) return false;
    if (this.#asked && this.#waiting.length === 0) return true;
    let bytes = this.#room.used;
    for (const fetch of this.#open) bytes += fetch.toCome;
    return bytes < this.#limits.bytes || this.#open.size === 0;
  }
}
