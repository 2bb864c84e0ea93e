/**
 * The bytes of an open pipe, read into a few pieces of memory that are used again and again.
 *
 * Owns: how much waits here, and that the writer is not read further ahead than that. The descriptor is read through the event loop, so a silent
 * writer keeps nobody from having his turn. Must not know: where the descriptor came from, what the bytes mean.
 */
import { Buffer } from 'node:buffer';
import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';

/** A pipe of Linux holds as much. */
const SLOT_BYTES = 64 * 1024;
const SLOTS = 4;

const DONE = { done: true, value: undefined } as const;

/** Who asked for the next chunk and waits for it. */
interface Waiting {
  resolve(result: IteratorResult<Uint8Array>): void;
  reject(error: unknown): void;
}

/** A chunk is valid until the next one is asked for. May be iterated once. */
export class OpenPipe implements AsyncIterableIterator<Uint8Array> {
  readonly #memory = Buffer.allocUnsafeSlow(SLOT_BYTES * SLOTS);
  /** Seen by tests. */
  private readonly socket: Socket;
  /** How many bytes each slot holds. */
  readonly #lengths = new Array<number>(SLOTS).fill(0);
  /** Slots filled, handed out and given back, since the beginning. */
  #filled = 0;
  #handedOut = 0;
  #givenBack = 0;
  #isPaused = false;
  #isOver = false;
  #failure: Error | null = null;
  #waiting: Waiting | null = null;

  /** Takes the descriptor over, and closes it at the end unless it is a standard one. */
  constructor(fd: number) {
    const onread: OnReadOpts = { buffer: () => this.#slot(this.#filled), callback: (length) => this.#fill(length) };
    const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = { fd, readable: true, writable: false, onread };
    this.socket = new Socket(options);
    this.socket.on('error', (error) => this.#end(error));
    this.socket.on('end', () => this.#end(null));
    this.socket.on('close', () => this.#end(null));
    this.socket.resume();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    this.#giveBack();
    if (this.#handedOut < this.#filled) return Promise.resolve({ done: false, value: this.#handOut() });
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#isOver) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.destroy();
    return Promise.resolve(DONE);
  }

  /** Lets go of the descriptor, also while somebody waits for a chunk: he gets none. */
  destroy(): void {
    this.socket.destroy();
    this.#end(null);
  }

  #slot(index: number): Buffer {
    const at = (index % SLOTS) * SLOT_BYTES;
    return this.#memory.subarray(at, at + SLOT_BYTES);
  }

  /** Takes note of what was read; false to read no further until a slot is free. */
  #fill(length: number): boolean {
    this.#lengths[this.#filled % SLOTS] = length;
    this.#filled++;
    this.#isPaused = this.#filled - this.#givenBack === SLOTS;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve({ done: false, value: this.#handOut() });
    return !this.#isPaused;
  }

  #handOut(): Buffer {
    const length = this.#lengths[this.#handedOut % SLOTS] ?? 0;
    return this.#slot(this.#handedOut++).subarray(0, length);
  }

  #giveBack(): void {
    this.#givenBack = this.#handedOut;
    // The first who asks gives nothing back, and every slot may have been filled by then.
    if (!this.#isPaused || this.#filled - this.#givenBack === SLOTS) return;
    this.#isPaused = false;
    this.socket.resume();
  }

  #end(failure: Error | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (failure === null) waiting?.resolve(DONE);
    else waiting?.reject(failure);
  }
}
