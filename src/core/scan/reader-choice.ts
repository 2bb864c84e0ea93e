/** Which reader an artifact's bytes are for. Must not know: any reader. */
import { SNIFF_BYTES, type RecordReader } from '../ports.ts';

/** The reader that claims bytes which begin like this; otherwise the first. */
export function readerFor(readers: readonly RecordReader[], head: Uint8Array): RecordReader {
  const [first] = readers;
  if (first === undefined) throw new Error('a scan needs at least one reader');
  return readers.find((candidate) => candidate.recognises(head.subarray(0, SNIFF_BYTES))) ?? first;
}

/** Lets the readers look at the first bytes. What the decoder throws on the way is thrown after the bytes before it. */
export async function chooseReader(
  readers: readonly RecordReader[],
  decoded: AsyncIterable<Uint8Array>,
): Promise<{ reader: RecordReader; bytes: AsyncIterable<Uint8Array> }> {
  const [first, ...others] = readers;
  if (first !== undefined && others.length === 0) return { reader: first, bytes: decoded };
  const iterator = decoded[Symbol.asyncIterator]();
  const result = await iterator.next();
  const head = result.done === true ? new Uint8Array() : result.value;
  return { reader: readerFor(readers, head), bytes: rejoin(result, iterator) };
}

async function* rejoin(first: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let result = first; result.done !== true; result = await rest.next()) yield result.value;
  } finally {
    await rest.return?.();
  }
}
