/**
 * A body, batch by batch: all chunks that came since the last one was asked for. On a connection, chunks are small (16 KiB in TLS), and
 * waiting for each by itself takes longer than reading it.
 *
 * Owns: how much waits before the connection is paused. Must not know: what is read, how long may be waited.
 */
import { Readable } from 'node:stream';

export type Batch = readonly Uint8Array[];

/** So much may wait of a body, and one chunk more. */
const MOST_BYTES = 256 * 1024;

/** Takes a body over. What its stream throws is thrown after the chunks before it; `return` lets go of it at any time. */
export function inBatches(body: AsyncIterable<Uint8Array>): AsyncIterator<Batch> {
  if (body instanceof Readable) return new StreamBatches(body);
  const iterator = body[Symbol.asyncIterator]();
  return {
    next: async () => {
      const result = await iterator.next();
      return result.done === true ? DONE : { done: false, value: [result.value] };
    },
    return: async () => {
      await iterator.return?.();
      return DONE;
    },
  };
}

const DONE = { done: true, value: undefined } as const;

class StreamBatches implements AsyncIterator<Batch> {
  readonly #stream: Readable;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #isOver = false;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.on('error', (error) => this.#end(error));
    stream.on('end', () => this.#end(null));
    stream.on('close', () => this.#end(Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })));
    stream.on('data', (chunk: Uint8Array) => this.#hold(chunk));
  }

  async next(): Promise<IteratorResult<Batch>> {
    while (this.#held.length === 0) {
      if (this.#failure !== null) throw this.#failure;
      if (this.#isOver) return DONE;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const value = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    if (this.#stream.isPaused()) this.#stream.resume();
    return { done: false, value };
  }

  return(): Promise<IteratorResult<Batch>> {
    this.#stream.destroy();
    return Promise.resolve(DONE);
  }

  #hold(chunk: Uint8Array): void {
    this.#heldBytes += chunk.length;
    if (this.#heldBytes >= MOST_BYTES) this.#stream.pause();
    // Whatever else is there already comes before the next turn.
    if (this.#held.push(chunk) === 1) setImmediate(() => this.#wakeUp());
  }

  #end(failure: Error | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}
