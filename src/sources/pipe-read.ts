/**
 * Reading a named pipe, a terminal or another device the user named.
 *
 * Owns: never leaving a thread of the pool blocked, because a process cannot exit while one is: pipes and terminals are read through
 * the event loop, and opening a pipe nobody writes to can be called off. Must not know: regular files, what the bytes mean.
 */
import { close, constants, open } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ReadStream, isatty } from 'node:tty';
import { promisify } from 'node:util';
import type { ByteStream, Notice, StopSignal } from '../core/ports.ts';
import { ArtifactError } from '../core/problem.ts';
import { readFileBytes } from './file-read.ts';
import { Interruptible, STOPPED } from './interruptible.ts';
import { OpenPipe } from './open-pipe.ts';
import { readStream } from './stream-read.ts';
import { isGone, reasonOf } from './system-reason.ts';

const openFd = promisify(open);
const closeFd = promisify(close);

/** Yields what comes until the writer closes; ends without an error when the signal fires. */
export async function* readPipeBytes(path: Buffer, signal: StopSignal, notice: Notice): ByteStream {
  if (signal.aborted) return;
  const opening = openWhatBlocks(path);
  const interruptible = new Interruptible(signal);
  try {
    const fd = await interruptible.wait(opening);
    if (fd === STOPPED) {
      callOff(path, opening);
      return;
    }
    if (fd !== null) {
      yield* readStream(isatty(fd) ? new ReadStream(fd) : new OpenPipe(fd), signal, 'it');
      return;
    }
  } catch (error) {
    if (error instanceof ArtifactError) throw error;
    if (isGone(error)) throw new ArtifactError('vanished', 'it was there when listed and is gone', { cause: error });
    throw new ArtifactError('unreadable', `it cannot be read: ${reasonOf(error)}`, { cause: error });
  } finally {
    interruptible.dispose();
  }
  yield* readFileBytes(path, signal, notice);
}

/** Null for what answers a read at once (/dev/zero, /proc): that is read like a file. */
async function openWhatBlocks(path: Buffer): Promise<number | null> {
  if ((await stat(path)).isFIFO()) return openFd(path, constants.O_RDONLY);
  const fd = await openFd(path, constants.O_RDONLY);
  if (isatty(fd)) return fd;
  await closeFd(fd);
  return null;
}

/** Opening a pipe waits for a writer: be one for a moment. */
function callOff(path: Buffer, opening: Promise<number | null>): void {
  const closeIt = (fd: number | null): Promise<void> | undefined => (fd === null ? undefined : closeFd(fd));
  opening.then(closeIt).catch(() => undefined);
  openFd(path, constants.O_WRONLY | constants.O_NONBLOCK)
    .then(closeIt)
    .catch(() => undefined);
}
