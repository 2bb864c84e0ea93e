/**
 * One object on its way: fetched before it is opened, as far as there is room, and handed out when it is.
 *
 * Owns: what waits of the object, and that it is whole whenever it is opened: one that was let go of in the meantime is read again from
 * its beginning. Must not know: the store, what other objects wait, what bytes mean.
 */
import type { ObjectOrigin } from '../../core/finding.ts';
import type { Artifact, ByteStream, Notice, StopSignal } from '../../core/ports.ts';
import { linkAbort, type LinkedAbort } from './linked-abort.ts';
import type { Piece } from './object-read.ts';
import type { Room } from './room.ts';

/** An object that was listed and is to be read. */
export interface ToRead {
  readonly kind: 'object';
  readonly uri: string;
  readonly size: number;
  /** Reads it from its beginning; may be called again. Throws as {@link readObject} does. */
  read(signal: StopSignal): AsyncIterable<Piece>;
}

/** Who is told how a fetch gets on. */
export interface FetchWatcher {
  opened(fetch: Fetch): void;
  /** Nothing of it waits any more, and no connection is open for it. May be told twice. */
  done(fetch: Fetch): void;
}

/** So much may always wait of an object being scanned, or those behind it could hold it up. */
const LEAST = 1024 * 1024;

export class Fetch implements Artifact {
  readonly uri: string;
  readonly size: number;
  origin: ObjectOrigin | null = null;
  readonly #object: ToRead;
  readonly #room: Room;
  readonly #abort: LinkedAbort;
  readonly #watcher: FetchWatcher;
  readonly #pieces: Piece[] = [];
  #queued = 0;
  #fetched = 0;
  #opened = false;
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  #wake: () => void = () => undefined;

  /** Begins to fetch at once; the signal counts until it is opened, and then the one it is opened with. */
  constructor(object: ToRead, room: Room, signal: StopSignal, watcher: FetchWatcher) {
    this.uri = object.uri;
    this.size = object.size;
    this.#object = object;
    this.#room = room;
    this.#abort = linkAbort(signal);
    this.#watcher = watcher;
    void this.#fetch(object.read(this.#abort.signal));
  }

  /** Bytes not yet fetched, as far as known. */
  get toCome(): number {
    return this.#ended ? 0 : Math.max(0, this.size - this.#fetched);
  }

  /** Opens it, also after it was let go of. Throws what reading it throws. */
  async *open(signal: StopSignal, notice: Notice): ByteStream {
    for await (const piece of this.#abort.signal.aborted ? this.#object.read(signal) : this.#handOut(signal)) {
      if (piece.kind === 'notice') notice(piece.code, piece.detail);
      else {
        this.origin = piece.origin;
        yield piece.bytes;
      }
    }
  }

  /** Lets go of the connection and of what waits. */
  release(): void {
    this.#abort.abort();
    this.#abort.dispose();
    this.#pieces.length = 0;
    const queued = this.#queued;
    this.#queued = 0;
    this.#watcher.done(this);
    this.#room.free(queued);
    this.#wake();
  }

  /** What was fetched, and what still comes. */
  async *#handOut(signal: StopSignal): AsyncGenerator<Piece> {
    this.#opened = true;
    this.#abort.dispose();
    this.#watcher.opened(this);
    // Being scanned, it may fetch on even when the room is full.
    this.#room.free(0);
    const stop = (): void => this.release();
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        const piece = this.#pieces.shift();
        if (piece !== undefined) {
          if (piece.kind === 'bytes') {
            this.#queued -= piece.bytes.length;
            this.#room.free(piece.bytes.length);
          }
          yield piece;
        } else if (this.#failure !== null) throw this.#failure.error;
        else if (this.#ended) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', stop);
      this.release();
    }
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
