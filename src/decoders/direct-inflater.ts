/**
 * Inflating straight into memory that somebody else owns: node:zlib's own handle, driven by hand.
 *
 * Owns: everything that is internal to Node here, and the doubt about it. The handle is no public interface, so it is tried out once on
 * data whose outcome is known, sound and damaged; where anything is otherwise than expected, there is no such inflater, and the public
 * interface is used (inflate.ts). The handle's own error listener would destroy its stream, and the next call would then abort the
 * process: it is replaced. Must not know: gzip.
 */
import { Buffer } from 'node:buffer';
import { zlib } from './zlib.ts';

/** zlib's constant of this name. */
const Z_NO_FLUSH = 0;

/** What one call did. */
export interface Inflated {
  readonly consumed: number;
  readonly written: number;
  /** Not to be used after a failure, but for closing. */
  readonly failure: Error | null;
}

export interface DirectInflater {
  /** Inflates as much as the input gives and the room takes. Neither is short and nothing was written: the data is over. */
  inflate(input: Uint8Array, room: Uint8Array): Inflated;
  /** Begins anew, with other data. */
  reset(): void;
  close(): void;
}

/** What is used of the handle of a zlib stream. */
interface Handle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputAt: number,
    inputBytes: number,
    output: Uint8Array,
    outputAt: number,
    outputBytes: number,
  ): void;
  reset(): void;
  onerror: (message: string, errno: number, code: string) => void;
}

class HandleInflater implements DirectInflater {
  readonly #stream: { destroy(): unknown };
  readonly #handle: Handle;
  /** Room left, input left: written by the handle. */
  readonly #state: Uint32Array;
  #failure: Error | null = null;

  constructor(stream: { destroy(): unknown }, handle: Handle, state: Uint32Array) {
    this.#stream = stream;
    this.#handle = handle;
    this.#state = state;
    handle.onerror = (message) => (this.#failure = new Error(message));
  }

  inflate(input: Uint8Array, room: Uint8Array): Inflated {
    this.#handle.writeSync(Z_NO_FLUSH, input, 0, input.length, room, 0, room.length);
    if (this.#failure !== null) return { consumed: 0, written: 0, failure: this.#failure };
    const [roomLeft = 0, inputLeft = 0] = this.#state;
    return { consumed: input.length - inputLeft, written: room.length - roomLeft, failure: null };
  }

  reset(): void {
    this.#handle.reset();
  }

  close(): void {
    this.#stream.destroy();
  }
}

/** Null where this Node's zlib cannot be driven so. */
export const openDirectInflater = onceTried(open, passesTrial);

/**
 * Opens inflaters, the first one for a trial, too: where that one does not pass there are none. A trial leaves an inflater that passes as
 * it was.
 */
export function onceTried(
  open: () => DirectInflater | null,
  passesTrial: (inflater: DirectInflater) => boolean,
): () => DirectInflater | null {
  let isTrusted: boolean | null = null;
  return () => {
    if (isTrusted === false) return null;
    const inflater = open();
    isTrusted ??= inflater !== null && passesTrial(inflater);
    if (isTrusted) return inflater;
    inflater?.close();
    return null;
  };
}

function open(): DirectInflater | null {
  return driveByHand(zlib().createInflateRaw({ chunkSize: zlib().constants.Z_MIN_CHUNK }));
}

/** Takes a decompressing stream of node:zlib over; null where its handle is another than expected. Nothing here was tried out. */
export function driveByHand(stream: { destroy(): unknown }): DirectInflater | null {
  const handle = '_handle' in stream ? stream._handle : null;
  const state = '_writeState' in stream ? stream._writeState : null;
  if (!isHandle(handle) || !(state instanceof Uint32Array) || state.length !== 2) return null;
  return new HandleInflater(stream, handle, state);
}

function isHandle(handle: unknown): handle is Handle {
  if (typeof handle !== 'object' || handle === null) return false;
  return ['writeSync', 'reset', 'onerror'].every((name) => name in handle && typeof handle[name as keyof typeof handle] === 'function');
}

/** Inflates data in two goes with bytes behind it, begins anew, and meets a damage; the inflater is as new afterwards. */
function passesTrial(inflater: DirectInflater): boolean {
  const text = Buffer.from('the quick brown fox jumps over the lazy dog. '.repeat(40));
  const data = zlib().deflateRawSync(text);
  const input = Buffer.concat([data, Buffer.from('behind')]);
  const room = Buffer.alloc(text.length + 10);
  try {
    for (const half of [700, text.length]) {
      const first = inflater.inflate(input, room.subarray(0, half));
      const second = inflater.inflate(input.subarray(first.consumed), room.subarray(first.written));
      const third = inflater.inflate(input.subarray(first.consumed + second.consumed), room);
      const isWhole = first.written + second.written === text.length && room.subarray(0, 100).equals(text.subarray(0, 100));
      const isOver = first.consumed + second.consumed === data.length && third.consumed === 0 && third.written === 0;
      if (first.written !== half || !isWhole || !isOver) return false;
      inflater.reset();
    }
    return failsOnDamage();
  } catch {
    return false;
  }
}

function failsOnDamage(): boolean {
  const other = open();
  // A block type that does not exist.
  const failure = other?.inflate(Buffer.from([0xff, 0xff, 0xff]), Buffer.alloc(100)).failure ?? null;
  other?.close();
  return failure !== null;
}
