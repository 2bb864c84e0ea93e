/**
 * Decoding without waiting: the same layers as decode.ts, over bytes that are put where the reader wants them.
 *
 * Owns: falling back. Whatever cannot be done this way (a decoder that cannot, a source that has to be waited for) is answered with null,
 * and the artifact is opened again in the plain way, which is also the oracle. Must not know: any format, Node.
 */
import { MAX_LAYERS, nestedTooOften, type ByteCounts } from './decode.ts';
import { SNIFF_BYTES, type Artifact, type Decoder, type DirectBytes, type Notice, type Opening } from './ports.ts';

/** Decoded bytes and how they begin. */
export interface OpenedDirect {
  readonly head: Uint8Array;
  readonly bytes: DirectBytes;
}

/**
 * Opens an artifact and peels its layers off.
 * @returns null when it has to be opened in the plain way
 */
export function openDirect(
  artifact: Artifact,
  decoders: readonly Decoder[],
  notice: Notice,
  counts: ByteCounts,
  before?: Opening,
): OpenedDirect | null {
  const stored = artifact.openDirect?.(notice, before) ?? null;
  if (stored === null) return null;
  let layer = new Peeked(stored, (bytes) => (counts.storedBytes += bytes));
  const names: string[] = [];
  try {
    for (;;) {
      const { head } = layer;
      const decoder = decoders.find((candidate) => candidate.recognises(head));
      if (decoder === undefined) return { head, bytes: new Counted(layer, counts) };
      if (names.length === MAX_LAYERS) throw nestedTooOften(names, decoder.name);
      names.push(decoder.name);
      const decoded = decoder.decodeDirect?.(layer, notice) ?? null;
      if (decoded === null) {
        layer.close();
        counts.storedBytes = 0;
        return null;
      }
      layer = new Peeked(decoded);
    }
  } catch (error) {
    layer.close();
    throw error;
  }
}

const DROPPED_AT_ONCE = 64 * 1024;

/** Leaves out bytes of what can only be read. */
export function readAndDrop(source: Pick<DirectBytes, 'read'>, bytes: number): void {
  const room = new Uint8Array(Math.min(bytes, DROPPED_AT_ONCE));
  for (let left = bytes, read = -1; left > 0 && read !== 0; left -= read) read = source.read(room.subarray(0, left));
}

/** Bytes whose beginning was looked at. An error met on the way comes again after the bytes before it. */
class Peeked implements DirectBytes {
  readonly head: Uint8Array;
  readonly #bytes: DirectBytes;
  readonly #count: (bytes: number) => void;
  #failure: { readonly error: unknown } | null = null;
  #given = 0;

  constructor(bytes: DirectBytes, count: (bytes: number) => void = () => undefined) {
    this.#bytes = bytes;
    this.#count = count;
    const head = new Uint8Array(SNIFF_BYTES);
    let filled = 0;
    try {
      for (let read = -1; read !== 0 && filled < head.length; filled += read) read = bytes.read(head.subarray(filled));
    } catch (error) {
      this.#failure = { error };
    }
    this.head = head.subarray(0, filled);
    count(filled);
  }

  read(target: Uint8Array): number {
    if (this.#given < this.head.length) {
      const piece = this.head.subarray(this.#given, this.#given + target.length);
      target.set(piece);
      this.#given += piece.length;
      return piece.length;
    }
    if (this.#failure !== null) throw this.#failure.error;
    const read = this.#bytes.read(target);
    this.#count(read);
    return read;
  }

  skip(bytes: number): void {
    const ofHead = Math.min(bytes, this.head.length - this.#given);
    this.#given += ofHead;
    if (bytes === ofHead) return;
    this.#bytes.skip(bytes - ofHead);
    this.#count(bytes - ofHead);
  }

  close(): void {
    this.#bytes.close();
  }
}

class Counted implements DirectBytes {
  readonly #bytes: DirectBytes;
  readonly #counts: ByteCounts;

  constructor(bytes: DirectBytes, counts: ByteCounts) {
    this.#bytes = bytes;
    this.#counts = counts;
  }

  read(target: Uint8Array): number {
    const read = this.#bytes.read(target);
    this.#counts.decodedBytes += read;
    return read;
  }

  skip(bytes: number): void {
    this.#bytes.skip(bytes);
    this.#counts.decodedBytes += bytes;
  }

  close(): void {
    this.#bytes.close();
  }
}
