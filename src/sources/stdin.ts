/**
 * Standard input as a source of exactly one artifact, cited as `-`.
 *
 * Owns: turning a stream somebody else opened into an artifact, and which descriptors are read without that stream. Must not know: `process`,
 * and what the bytes mean.
 */
import { fstatSync } from 'node:fs';
import type { Artifact, ByteStream, Notice, Source, StopSignal } from '../core/ports.ts';
import { lookAtOpenFile, noticeGrowth, readOpenFile, type OpenFile } from './file-direct.ts';
import { shrunk } from './file-fault.ts';
import { OpenPipe } from './open-pipe.ts';
import { readStream } from './stream-read.ts';

/**
 * A source over one stream of bytes, usually `process.stdin`. It is read once, and let go of when the reader stops early.
 * @param fd the stream's descriptor, if it has one: a file that was redirected to it is read like a file, a pipe without the stream
 */
export function createStdinSource(stream: AsyncIterable<Uint8Array>, fd: number | null = null): Source {
  const artifact: Artifact = {
    ...{ uri: '-', size: null },
    open(signal, notice) {
      const file = fd === null ? null : openFile(fd);
      const bytes = readStream((fd === null ? null : openPipe(stream, fd)) ?? stream, signal, 'standard input');
      return file === null ? bytes : readAsItWas(bytes, file, signal, notice);
    },
    openDirect: (notice) => (fd === null ? null : readOpenFile(fd, notice)),
  };
  return {
    async *list() {
      await Promise.resolve();
      yield { kind: 'artifact', artifact };
    },
  };
}

/** Null when nothing is known of it as a file; reading it then says what is wrong. */
function openFile(fd: number): OpenFile | null {
  try {
    return lookAtOpenFile(fd);
  } catch {
    return null;
  }
}

/** The bytes of a redirected file up to the size it has now. */
async function* readAsItWas(bytes: ByteStream, file: OpenFile, signal: StopSignal, notice: Notice): ByteStream {
  const { size } = file;
  let read = file.at;
  for await (const chunk of bytes) {
    const left = chunk.subarray(0, Math.max(0, size - read));
    read += left.length;
    if (left.length > 0) yield left;
    if (read >= size) break;
  }
  if (signal.aborted) return;
  if (read < size) throw shrunk(size, read);
  noticeGrowth(file, notice);
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
