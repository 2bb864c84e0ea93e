/**
 * Decoding: peels the layers off an artifact (gzip in gzip, UTF-16 in gzip) until what is left is no decoder's.
 *
 * Owns: looking at the head, how many layers are allowed, counting bytes on both sides. Must not know: any format, Node.
 * Lifetime of a chunk, here and in every ByteStream: valid until the next one is asked for; who keeps bytes longer copies them.
 */
import { SNIFF_BYTES, type ByteStream, type Decoder, type Notice } from './ports.ts';
import { ArtifactError } from './problem.ts';

/** How often something may be wrapped before it is taken for an attack. */
export const MAX_LAYERS = 3;

/** Counts while decoding; read it at any time for progress. */
export interface ByteCounts {
  storedBytes: number;
  decodedBytes: number;
}

/**
 * Bytes as the readers want them. Decoders are tried in order on the first bytes, again on what the first match yields, at most
 * {@link MAX_LAYERS} times. Throws {@link ArtifactError} as the decoders and the source do, after everything before it.
 */
export async function* decodeLayers(
  stored: ByteStream,
  decoders: readonly Decoder[],
  notice: Notice,
  counts: ByteCounts = { storedBytes: 0, decodedBytes: 0 },
): ByteStream {
  const opened: AsyncIterator<Uint8Array>[] = [];
  try {
    let layer = open(stored, opened);
    const names: string[] = [];
    for (;;) {
      const peeked = await peek(layer, names.length === 0 ? counts : null);
      const decoder = decoders.find((candidate) => candidate.recognises(peeked.head));
      if (decoder === undefined) {
        for await (const chunk of peeked.all) {
          counts.decodedBytes += chunk.length;
          yield chunk;
        }
        return;
      }
      if (names.length === MAX_LAYERS) throw nestedTooOften(names, decoder.name);
      names.push(decoder.name);
      layer = open(decoder.decode(peeked.all, notice), opened);
    }
  } finally {
    for (const iterator of opened.reverse()) await iterator.return?.();
  }
}

/** @param names the layers peeled off so far, outermost first */
export function nestedTooOften(names: readonly string[], next: string): ArtifactError {
  return new ArtifactError('nested-too-often', `it is ${[...names, next].join(' in ')}, which is more than ${MAX_LAYERS} layers`);
}

/** Remembers every iterator, because a generator that was never started would not close the one below it. */
function open(stream: ByteStream, opened: AsyncIterator<Uint8Array>[]): AsyncIterator<Uint8Array> {
  const iterator = stream[Symbol.asyncIterator]();
  opened.push(iterator);
  return iterator;
}

interface Peeked {
  /** The first bytes, at least SNIFF_BYTES unless the stream is shorter. */
  readonly head: Uint8Array;
  /** The stream from its beginning. */
  readonly all: ByteStream;
}

/** Reads ahead far enough to recognise a format. An error met on the way comes again after the bytes before it. */
async function peek(source: AsyncIterator<Uint8Array>, counts: ByteCounts | null): Promise<Peeked> {
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    const result = await source.next();
    if (counts !== null && result.done !== true) counts.storedBytes += result.value.length;
    return result;
  };
  const chunks: Uint8Array[] = [];
  let length = 0;
  let failure: { readonly error: unknown } | null = null;
  let ended = false;
  while (length < SNIFF_BYTES && !ended && failure === null) {
    try {
      const result = await next();
      if (result.done === true) {
        ended = true;
      } else if (result.value.length > 0) {
        // Usually one chunk is enough, and then nothing is copied: it stays valid because nothing more is asked for.
        const enough = length + result.value.length >= SNIFF_BYTES;
        chunks.push(enough ? result.value : new Uint8Array(result.value));
        length += result.value.length;
      }
    } catch (error) {
      failure = { error };
    }
  }
  return { head: headOf(chunks, length), all: { [Symbol.asyncIterator]: () => replay(chunks, next, failure, ended) } };
}

async function* replay(
  chunks: readonly Uint8Array[],
  next: () => Promise<IteratorResult<Uint8Array>>,
  failure: { readonly error: unknown } | null,
  ended: boolean,
): AsyncGenerator<Uint8Array> {
  yield* chunks;
  if (failure !== null) throw failure.error;
  if (ended) return;
  for (;;) {
    const result = await next();
    if (result.done === true) return;
    yield result.value;
  }
}

function headOf(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const head = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    head.set(chunk, at);
    at += chunk.length;
  }
  return head;
}
