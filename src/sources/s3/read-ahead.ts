/**
 * Reading ahead: the next objects are opened and fetched while one is scanned, in the order of the listing.
 *
 * Owns: how many objects and bytes wait in memory, and letting go of all of them when the scan ends early. Must not know: the store, how
 * an object is read, and what its bytes mean.
 */
import type { ObjectOrigin } from '../../core/finding.ts';
import type { Artifact, ByteStream, Listed, StopSignal } from '../../core/ports.ts';
import type { ProblemCode } from '../../core/problem.ts';
import { linkAbort, type LinkedAbort } from './linked-abort.ts';
import type { Piece } from './object-read.ts';

/** An object that was listed and is to be read. */
export interface ToRead {
  readonly kind: 'object';
  readonly uri: string;
  readonly size: number;
  /** Starts reading. */
  read(signal: StopSignal): AsyncIterable<Piece>;
}

export interface ReadAheadLimits {
  /** Objects open at once, the one being scanned included. */
  readonly objects: number;
  /** Bytes fetched and not yet scanned, over all of them; one piece per object may come on top. */
  readonly bytes: number;
}

/** So much may always wait of the object being scanned, or those behind it could hold it up. */
const LEAST = 1024 * 1024;
/** Things listed that are not read (excluded, problems) wait as well. */
const MOST_WAITING = 1000;

/** Listed things in order; each artifact's bytes are on their way when it is handed out, or soon after. */
export async function* readAhead(
  listing: AsyncIterable<Listed | ToRead>,
  limits: ReadAheadLimits,
  signal: StopSignal,
): AsyncGenerator<Listed> {
  const abort = linkAbort(signal);
  const fetches = new Fetches(listing[Symbol.asyncIterator](), limits, abort);
  try {
    for (;;) {
      const next = await fetches.take();
      if (next === null || signal.aborted) return;
      yield next;
    }
  } finally {
    abort.abort();
    abort.dispose();
    await fetches.close();
  }
}

class Fetches {
  readonly #listing: AsyncIterator<Listed | ToRead>;
  readonly #limits: ReadAheadLimits;
  readonly #abort: LinkedAbort;
  readonly #room: Room;
  /** In order: what was listed and not yet handed out. */
  readonly #waiting: Listed[] = [];
  /** Objects whose last byte was not yet scanned. */
  readonly #open = new Set<Fetch>();
  #handedOut: Fetch | null = null;
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  #filling: Promise<void> | null = null;
  #wake: () => void = () => undefined;

  constructor(listing: AsyncIterator<Listed | ToRead>, limits: ReadAheadLimits, abort: LinkedAbort) {
    this.#listing = listing;
    this.#limits = limits;
    this.#abort = abort;
    this.#room = new Room(limits.bytes, () => this.#fill());
    abort.signal.addEventListener('abort', () => this.#wake());
  }

  /**
   * The next in order; null at the end. Throws what the listing threw, after everything before it. Whoever asks is done with what was
   * handed out before.
   */
  async take(): Promise<Listed | null> {
    this.#handedOut?.cancel();
    this.#handedOut = null;
    for (;;) {
      this.#fill();
      const next = this.#waiting.shift();
      if (next !== undefined) {
        if (next.kind === 'artifact' && next.artifact instanceof Fetch) this.#handedOut = next.artifact;
        return next;
      }
      if (this.#failure !== null) throw this.#failure.error;
      if (this.#ended || this.#abort.signal.aborted) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async close(): Promise<void> {
    for (const fetch of this.#open) fetch.cancel();
    this.#room.free(0);
    await this.#filling;
    await this.#listing.return?.();
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
    while (!this.#ended && this.#mayOpen() && !this.#abort.signal.aborted) {
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
    const fetch = new Fetch(object, this.#room, this.#abort, () => {
      this.#open.delete(fetch);
      this.#fill();
    });
    this.#open.add(fetch);
    return fetch;
  }

  /** Large objects fill the room by themselves: the next is opened when what waits and is to come leaves some. */
  #mayOpen(): boolean {
    if (this.#waiting.length >= MOST_WAITING || this.#open.size >= this.#limits.objects) return false;
    let bytes = this.#room.used;
    for (const fetch of this.#open) bytes += fetch.toCome;
    return bytes < this.#limits.bytes || this.#open.size === 0;
  }
}

/** The bytes that wait, over all objects. */
class Room {
  readonly #limit: number;
  readonly #onFreed: () => void;
  #used = 0;
  #freed: Promise<void>;
  #free: () => void = () => undefined;

  constructor(limit: number, onFreed: () => void) {
    this.#limit = limit;
    this.#onFreed = onFreed;
    this.#freed = new Promise((resolve) => (this.#free = resolve));
  }

  get used(): number {
    return this.#used;
  }

  get full(): boolean {
    return this.#used >= this.#limit;
  }

  use(bytes: number): void {
    this.#used += bytes;
  }

  /** Gives bytes back and lets everyone who waits look again. */
  free(bytes: number): void {
    this.#used -= bytes;
    const free = this.#free;
    this.#freed = new Promise((resolve) => (this.#free = resolve));
    free();
    this.#onFreed();
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return this.#freed;
  }
}

/** One object on its way. */
class Fetch implements Artifact {
  readonly uri: string;
  readonly size: number;
  origin: ObjectOrigin | null = null;
  readonly #room: Room;
  readonly #abort: LinkedAbort;
  readonly #onDone: () => void;
  readonly #pieces: Piece[] = [];
  #queued = 0;
  #fetched = 0;
  #opened = false;
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  #wake: () => void = () => undefined;

  constructor(object: ToRead, room: Room, scan: LinkedAbort, onDone: () => void) {
    this.uri = object.uri;
    this.size = object.size;
    this.#room = room;
    this.#abort = linkAbort(scan.signal);
    this.#onDone = onDone;
    void this.#fetch(object.read(this.#abort.signal));
  }

  /** Bytes not yet fetched, as far as known. */
  get toCome(): number {
    return this.#ended ? 0 : Math.max(0, this.size - this.#fetched);
  }

  async *open(signal: StopSignal, notice: (code: ProblemCode, detail: string) => void): ByteStream {
    this.#opened = true;
    // Being scanned, it may fetch on even when the room is full.
    this.#room.free(0);
    const wake = (): void => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        const piece = this.#pieces.shift();
        if (piece !== undefined) {
          if (piece.kind === 'notice') notice(piece.code, piece.detail);
          else {
            this.origin = piece.origin;
            this.#queued -= piece.bytes.length;
            this.#room.free(piece.bytes.length);
            yield piece.bytes;
          }
        } else if (this.#failure !== null) throw this.#failure.error;
        else if (this.#ended) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.cancel();
    }
  }

  /** Lets go of the connection and of what waits. */
  cancel(): void {
    this.#abort.abort();
    this.#abort.dispose();
    this.#pieces.length = 0;
    const queued = this.#queued;
    this.#queued = 0;
    this.#onDone();
    this.#room.free(queued);
  }

  #mustWait(): boolean {
    const isUrgent = this.#opened && this.#queued < LEAST;
    return this.#room.full && !isUrgent && !this.#abort.signal.aborted;
  }

  async #fetch(pieces: AsyncIterable<Piece>): Promise<void> {
    try {
      for await (const piece of pieces) {
        if (this.#abort.signal.aborted) return;
        this.#pieces.push(piece);
        if (piece.kind === 'bytes') {
          this.#queued += piece.bytes.length;
          this.#fetched += piece.bytes.length;
          this.#room.use(piece.bytes.length);
        }
        this.#wake();
        while (this.#mustWait()) await this.#room.changed();
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#ended = true;
      this.#wake();
      // The next object may be opened now.
      if (!this.#abort.signal.aborted) this.#room.free(0);
    }
  }
}
