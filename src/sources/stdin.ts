/**
 * Standard input as a source of exactly one artifact, cited as `-`.
 *
 * Owns: turning a stream somebody else opened into an artifact, and which descriptors are read without that stream. Must not know: `process`,
 * and what the bytes mean.
 */
import { fstatSync } from 'node:fs';
import type { Artifact, Source } from '../core/ports.ts';
import { readOpenFile } from './file-direct.ts';
import { OpenPipe } from './open-pipe.ts';
import { readStream } from './stream-read.ts';

/**
 * A source over one stream of bytes, usually `process.stdin`. It is read once, and let go of when the reader stops early.
 * @param fd the stream's descriptor, if it has one: a file that was redirected to it is read like a file, a pipe without the stream
 */
export function createStdinSource(stream: AsyncIterable<Uint8Array>, fd: number | null = null): Source {
  const artifact: Artifact = {
    ...{ uri: '-', size: null },
    open: (signal) => readStream((fd === null ? null : openPipe(stream, fd)) ?? stream, signal, 'standard input'),
    openDirect: () => (fd === null ? null : readOpenFile(fd)),
  };
  return {
    async *list() {
      await Promise.resolve();
      yield { kind: 'artifact', artifact };
    },
  };
}

/** Null for what is no pipe, and for a stream that may hold bytes already. Windows does not like a pipe opened twice. */
function openPipe(stream: object, fd: number): OpenPipe | null {
  if (process.platform === 'win32' || !('readableDidRead' in stream) || stream.readableDidRead !== false) return null;
  if ('readableLength' in stream && stream.readableLength !== 0) return null;
  try {
    const stats = fstatSync(fd);
    return stats.isFIFO() || stats.isSocket() ? new OpenPipe(fd) : null;
  } catch {
    return null;
  }
}
