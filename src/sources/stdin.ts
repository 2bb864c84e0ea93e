/**
 * Standard input as a source of exactly one artifact, cited as `-`.
 *
 * Owns: turning a stream somebody else opened into an artifact. Must not know: `process`, and what the bytes mean.
 */
import type { Artifact, Source } from '../core/ports.ts';
import { readOpenFile } from './file-direct.ts';
import { readStream } from './stream-read.ts';

/**
 * A source over one stream of bytes, usually `process.stdin`. It is read once, and let go of when the reader stops early.
 * @param fd the stream's descriptor, if it has one: a file that was redirected to it is read like a file
 */
export function createStdinSource(stream: AsyncIterable<Uint8Array>, fd: number | null = null): Source {
  const artifact: Artifact = {
    ...{ uri: '-', size: null },
    open: (signal) => readStream(stream, signal, 'standard input'),
    openDirect: () => (fd === null ? null : readOpenFile(fd)),
  };
  return {
    async *list() {
      await Promise.resolve();
      yield { kind: 'artifact', artifact };
    },
  };
}
