/**
 * One object on its way: fetched before it is opened, as far as there is room, and handed out when it is.
 *
 * Owns: what waits of the object, and that it is whole whenever it is opened: one that was let go of in the meantime is read again from
 * its beginning. Must not know: the store, what other objects wait, what bytes mean.
 */
import type { ObjectOrigin } from '../../core/finding.ts';
import type { Artifact, ByteStream, StopSignal } from '../../core/ports.ts';
import type { ProblemCode } from '../../core/problem.ts';
import { BLOCK_BYTES, type Blocks } from './blocks.ts';
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

type Notice = (code: ProblemCode, detail: string) => void;

/** Bytes in a memory that may hold more of them. */
interface Block {
  readonly kind: 'block';
  readonly bytes: Uint8Array;
  length: number;
  readonly origin: ObjectOrigin;
}

/** What waits to be handed out: bytes, or something worth saying. */
type Waiting = Block | Exclude<Piece, { readonly kind: 'bytes' }>;

export class Fetch implements Artifact {
  readonly uri: string;
  readonly size: number;
  origin: ObjectOrigin | null = null;
  readonly #object: ToRead;
  readonly #room: Room;
  readonly #abort: LinkedAbort;
  readonly #watcher: FetchWatcher;
  readonly #blocks: Blocks;
  readonly #waiting: Waiting[] = [];
  #queued = 0;
  #fetched = 0;
  #opened = false;
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  #wake: () => void = () => undefined;

  /** Begins to fetch at once; the signal counts until it is opened, and then the one it is opened with. */
  constructor(object: ToRead, room: Room, blocks: Blocks, signal: StopSignal, watcher: FetchWatcher) {
    this.uri = object.uri;
    this.size = object.size;
    this.#object = object;
    this.#room = room;
    this.#blocks = blocks;
    this.#abort = linkAbort(signal);
    this.#watcher = watcher;
    void this.#fetch(object.read(this.#abort.signal));
  }

  /** Bytes not yet fetched, as far as known. */
  get toCome(): number {
    return this.#ended ? 0 : Math.max(0, this.size - this.#fetched);
  }

  /** Opens it, also after it was let go of. Throws what reading it throws. A block is used again when the next one is asked for. */
  async *open(signal: StopSignal, notice: Notice): ByteStream {
    if (this.#abort.signal.aborted) {
      yield* this.#readAgain(signal, notice);
      return;
    }
    this.#opened = true;
    this.#abort.dispose();
    this.#watcher.opened(this);
    // Being scanned, it may fetch on even when the room is full.
    this.#room.free(0);
    const stop = (): void => this.release();
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        const next = this.#waiting.shift();
        if (next?.kind === 'block') {
          this.#queued -= next.length;
          this.#room.free(next.length);
          this.origin = next.origin;
          yield next.bytes.subarray(0, next.length);
          this.#blocks.giveBack(next.bytes);
        } else if (next !== undefined) notice(next.code, next.detail);
        else if (this.#failure !== null) throw this.#failure.error;
        else if (this.#ended) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', stop);
      this.release();
    }
  }

  /** Lets go of the connection and of what waits. */
  release(): void {
    this.#abort.abort();
    this.#abort.dispose();
    this.#waiting.length = 0;
    const queued = this.#queued;
    this.#queued = 0;
    this.#watcher.done(this);
    this.#room.free(queued);
    this.#wake();
  }

  async *#readAgain(signal: StopSignal, notice: Notice): ByteStream {
    for await (const piece of this.#object.read(signal)) {
      if (piece.kind === 'notice') notice(piece.code, piece.detail);
      else {
        this.origin = piece.origin;
        yield* piece.chunks;
      }
    }
  }

  #mustWait(): boolean {
    const isUrgent = this.#opened && this.#queued < LEAST;
    return this.#room.full && !isUrgent && !this.#abort.signal.aborted;
  }

  /** Puts bytes behind those that wait. */
  #put(chunk: Uint8Array, origin: ObjectOrigin): void {
    this.#queued += chunk.length;
    this.#room.use(chunk.length);
    for (let at = 0; at < chunk.length;) {
      const last = this.#lastBlock(origin);
      const part = chunk.subarray(at, at + last.bytes.length - last.length);
      last.bytes.set(part, last.length);
      last.length += part.length;
      this.#fetched += part.length;
      at += part.length;
    }
  }

  /** The last block that waits, unless it is full or of another origin; then a new one, no larger than the object's rest. */
  #lastBlock(origin: ObjectOrigin): Block {
    const last = this.#waiting.at(-1);
    if (last?.kind === 'block' && last.origin === origin && last.length < last.bytes.length) return last;
    const rest = this.size - this.#fetched;
    const fresh: Block = { kind: 'block', bytes: this.#blocks.take(rest > 0 ? rest : BLOCK_BYTES), length: 0, origin };
    this.#waiting.push(fresh);
    return fresh;
  }

  async #fetch(pieces: AsyncIterable<Piece>): Promise<void> {
    try {
      for await (const piece of pieces) {
        if (this.#abort.signal.aborted) return;
        if (piece.kind === 'notice') this.#waiting.push(piece);
        else for (const chunk of piece.chunks) this.#put(chunk, piece.origin);
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
