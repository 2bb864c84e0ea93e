/**
 * Reading one file without waiting: its bytes go straight to where their reader wants them.
 *
 * Owns: which files can be read so: regular ones on a disk of this machine. What is grown, shrunk and vanished means the same as in
 * file-read.ts, which is also the way for everything else. Must not know: where the file was listed, what its bytes mean.
 */
import type { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { DirectBytes } from '../core/ports.ts';
import { ArtifactError, type ProblemCode } from '../core/problem.ts';
import { grown, isFolder, shrunk, unreadable } from './file-fault.ts';
import { isRemote } from './remote-disk.ts';

/** A named pipe that took the file's place must not keep us waiting. */
const FLAGS = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/**
 * Opens a file.
 * @returns null when its bytes may have to be waited for: a pipe, a device, a file server, a file that reports no size
 * @throws ArtifactError
 */
export function openFileDirect(path: Buffer, notice: (code: ProblemCode, detail: string) => void): DirectBytes | null {
  const fd = attempt(() => openSync(path, FLAGS));
  let opened: DirectBytes | null = null;
  try {
    const stats = attempt(() => fstatSync(fd));
    if (stats.isDirectory()) throw isFolder();
    if (canReadDirectly(stats, path)) opened = new DirectFile(fd, stats.size, notice);
  } finally {
    if (opened === null) closeSync(fd);
  }
  return opened;
}

/** `path` is some path on the file's disk. */
function canReadDirectly(stats: Stats, path: Buffer): boolean {
  return stats.isFile() && stats.size > 0 && !isRemote(stats.dev, path);
}

class DirectFile implements DirectBytes {
  readonly #fd: number;
  readonly #size: number;
  readonly #notice: (code: ProblemCode, detail: string) => void;
  #read = 0;
  #isOpen = true;
  #isOver = false;

  constructor(fd: number, size: number, notice: (code: ProblemCode, detail: string) => void) {
    this.#fd = fd;
    this.#size = size;
    this.#notice = notice;
  }

  read(target: Uint8Array): number {
    if (this.#isOver) return 0;
    const length = Math.min(target.length, this.#size - this.#read);
    const read = length === 0 ? 0 : attempt(() => readSync(this.#fd, target, 0, length, null));
    this.#read += read;
    if (read > 0) return read;
    this.#isOver = true;
    if (length > 0) throw shrunk(this.#size, this.#read);
    const now = attempt(() => fstatSync(this.#fd)).size;
    if (now > this.#size) this.#notice('grew', grown(this.#size, now));
    return 0;
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#fd);
    this.#isOpen = false;
  }
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof ArtifactError ? error : unreadable(error);
  }
}
