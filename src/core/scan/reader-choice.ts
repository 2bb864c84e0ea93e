/** Which reader an artifact's bytes are for. Must not know: any reader. */
import { SNIFF_BYTES, type RecordReader } from '../ports.ts';

/** Lets the readers look at the first bytes, however they are cut. What the decoder throws on the way is thrown after the bytes before it. */
export async function chooseReader(
  readers: readonly RecordReader[],
  decoded: AsyncIterable<Uint8Array>,
): Promise<{ reader: RecordReader; bytes: AsyncIterable<Uint8Array> }> {
  const [first, ...others] = readers;
  if (first === undefined) throw new Error('a scan needs at least one reader');
  if (others.length === 0) return { reader: first, bytes: decoded };
  const iterator = decoded[Symbol.asyncIterator]();
  const { head, rest } = await readHead(iterator);
  const reader = readers.find((candidate) => candidate.recognises(head.subarray(0, SNIFF_BYTES))) ?? first;
  return { reader, bytes: rejoin(head, rest, iterator) };
}

/** What came behind the head: the last answer, or what was thrown instead of one. */
type Rest = { readonly done: boolean } | { readonly error: unknown };

/** A chunk is valid until the next one is asked for, so those of a head in pieces are copied. */
async function readHead(iterator: AsyncIterator<Uint8Array>): Promise<{ readonly head: Uint8Array; readonly rest: Rest }> {
  let head = new Uint8Array();
  try {
    while (head.length < SNIFF_BYTES) {
      const result = await iterator.next();
      if (result.done === true) return { head, rest: { done: true } };
      if (head.length === 0 && result.value.length >= SNIFF_BYTES) return { head: result.value, rest: { done: false } };
      head = joined(head, result.value);
    }
    return { head, rest: { done: false } };
  } catch (error) {
    return { head, rest: { error } };
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

async function* rejoin(head: Uint8Array, rest: Rest, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    if ('error' in rest) throw rest.error;
    if (rest.done) return;
    for (let result = await iterator.next(); result.done !== true; result = await iterator.next()) yield result.value;
  } finally {
    await iterator.return?.();
  }
}
