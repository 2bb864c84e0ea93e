/** Which reader an artifact's bytes are for. Must not know: any reader. */
import { SNIFF_BYTES, type RecordReader } from '../ports.ts';

/** Lets the readers look at the first bytes. What the decoder throws on the way is thrown after the bytes before it. */
export async function chooseReader(
  readers: readonly RecordReader[],
  decoded: AsyncIterable<Uint8Array>,
): Promise<{ reader: RecordReader; bytes: AsyncIterable<Uint8Array> }> {
  const [first, ...others] = readers;
  if (first === undefined) throw new Error('a scan needs at least one reader');
  if (others.length === 0) return { reader: first, bytes: decoded };
  const iterator = decoded[Symbol.asyncIterator]();
  const result = await iterator.next();
  const head = result.done === true ? new Uint8Array() : result.value;
  const reader = readers.find((candidate) => candidate.recognises(head.subarray(0, SNIFF_BYTES))) ?? first;
  return { reader, bytes: rejoin(result, iterator) };
}

async function* rejoin(first: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let result = first; result.done !== true; result = await rest.next()) yield result.value;
  } finally {
    await rest.return?.();
  }
}
