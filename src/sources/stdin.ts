/**
 * Standard input as a source of exactly one artifact, cited as `-`.
 *
 * Owns: turning a stream somebody else opened into an artifact. Must not know: `process`, and what the bytes mean.
 */
import type { Artifact, Source } from '../core/ports.ts';
import { readStream } from './stream-read.ts';

/** A source over one stream of bytes, usually `process.stdin`. It is read once, and let go of when the reader stops early. */
export function createStdinSource(stream: AsyncIterable<Uint8Array>): Source {
  const artifact: Artifact = { uri: '-', size: null, open: (signal) => readStream(stream, signal, 'standard input') };
  return {
    async *list() {
      await Promise.resolve();
      yield { kind: 'artifact', artifact };
    },
  };
}
