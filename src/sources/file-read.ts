/**
 * Reading one file: its bytes up to the size it had when opened, and an honest word when it changed meanwhile.
 *
 * Owns: handles, chunk size, the meaning of grown, shrunk and vanished. Must not know: where the file was listed, what its bytes mean.
 * A chunk is valid until the next one is asked for: one buffer serves them all, which keeps memory flat.
 */
import { Buffer } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import type { ByteStream, Notice, StopSignal } from '../core/ports.ts';
import { grown, isFolder, shrunk, unreadable } from './file-fault.ts';
import { Interruptible, STOPPED } from './interruptible.ts';

/** Fits a core's second-level cache; 128 KiB to 1 MiB measure the same. */
export const CHUNK_BYTES = 256 * 1024;

/**
 * Yields a file's bytes. Ends without an error when the signal fires. A file that reports no size (a pipe, a device, /proc) is read
 * to its end.
 */
export async function* readFileBytes(path: Buffer, signal: StopSignal, notice: Notice, chunkBytes = CHUNK_BYTES): ByteStream {
  if (signal.aborted) return;
  const interruptible = new Interruptible(signal);
  const opening = open(path, 'r');
  let handle: FileHandle | null = null;
  let pending = true;
  try {
    const opened = await failAs(interruptible.wait(opening));
    if (opened === STOPPED) return;
    handle = opened;
    pending = false;
    const size = await sizeAtOpen(handle);
    const buffer = Buffer.allocUnsafeSlow(size === null ? chunkBytes : Math.min(chunkBytes, size));
    let read = 0;
    while (size === null || read < size) {
      pending = true;
      const result = await failAs(
        interruptible.wait(handle.read(buffer, 0, size === null ? buffer.length : Math.min(buffer.length, size - read))),
      );
      if (result === STOPPED) return;
      pending = false;
      if (result.bytesRead === 0) break;
      read += result.bytesRead;
      yield buffer.subarray(0, result.bytesRead);
    }
    if (size === null) return;
    if (read < size) throw shrunk(size, read);
    const now = (await failAs(handle.stat())).size;
    if (now > size) notice('grew', grown(size, now));
  } finally {
    interruptible.dispose();
    const closed = handle === null ? opening.then((late) => late.close()) : handle.close();
    // A read that hangs keeps the handle until it returns; nobody waits for that.
    await (pending ? void closed.catch(() => undefined) : closed);
  }
}

/** Null when the size says nothing about how much there is to read. */
async function sizeAtOpen(handle: FileHandle): Promise<number | null> {
  const stat = await failAs(handle.stat());
  if (stat.isDirectory()) throw isFolder();
  return stat.isFile() && stat.size > 0 ? stat.size : null;
}

async function failAs<T>(pending: Promise<T>): Promise<T> {
  try {
    return await pending;
  } catch (error) {
    throw unreadable(error);
  }
}
