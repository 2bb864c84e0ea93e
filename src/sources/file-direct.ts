/**
 * Reading one file without waiting: its bytes go straight to where their reader wants them.
 *
 * Owns: which files can be read so: regular ones on a disk of this machine. What is grown, shrunk and vanished means the same as in
 * file-read.ts, which is also the way for everything else. Must not know: where the file was listed, what its bytes mean.
 */
import { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, type Stats } from 'node:fs';
import type { DirectBytes, Notice, Opening } from '../core/ports.ts';
import { ArtifactError } from '../core/problem.ts';
import { grown, isFolder, replaced, shrunk, unreadable } from './file-fault.ts';
import { isRemote } from './remote-disk.ts';

/** A named pipe that took the file's place must not keep us waiting. */
const FLAGS = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/**
 * Opens a file.
 * @param before what it was when it was opened before: it is read as that
 * @returns null when its bytes may have to be waited for: a pipe, a device, a file server, a file that reports no size
 * @throws ArtifactError
 */
export function openFileDirect(path: Buffer, notice: Notice, before?: Opening): (DirectBytes & { readonly opening: Opening }) | null {
  const opened = openLocalFile(path);
  if (opened === null) return null;
  const { fd, opening } = opened;
  if (before !== undefined && opening.identity !== before.identity) {
    closeSync(fd);
    throw replaced();
  }
  return new DirectFile(fd, before ?? opening, notice);
}

/** A file that somebody else opened and will close, such as standard input. */
export interface OpenFile {
  readonly fd: number;
  /** Where it stands. */
  readonly at: number;
  readonly size: number;
}

/** Null for what is no file, or reports no size, or when the system does not tell where it stands (only Linux does). */
export function lookAtOpenFile(fd: number): OpenFile | null {
  const stats = attempt(() => fstatSync(fd));
  const at = stats.isFile() && stats.size > 0 ? positionOf(fd) : null;
  return at === null ? null : { fd, at, size: stats.size };
}

/** What is to be said of an open file that was read to the size it had: whether it has grown. */
export function noticeGrowth({ fd, size }: Pick<OpenFile, 'fd' | 'size'>, notice: Notice): void {
  const now = attempt(() => fstatSync(fd)).size;
  if (now > size) notice('grew', grown(size, now));
}

/**
 * The rest of an open file, from where it stands to the end it has now. Where it stands is left as it is, so that it can be read in the plain way
 * as well.
 * @returns null when its bytes may have to be waited for, or where {@link lookAtOpenFile} knows nothing
 */
export function readOpenFile(fd: number, notice: Notice): DirectBytes | null {
  if (!attempt(() => canReadDirectly(fstatSync(fd), Buffer.from(`/proc/self/fd/${fd}`)))) return null;
  const file = lookAtOpenFile(fd);
  if (file === null) return null;
  const bytes = new DirectFile(fd, { size: file.size, identity: '' }, notice);
  bytes.skip(file.at);
  return { read: (target) => bytes.read(target), skip: (length) => bytes.skip(length), close: () => undefined };
}

/** From proc(5), fdinfo. */
function positionOf(fd: number): number | null {
  try {
    const position = /^pos:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1];
    return position === undefined ? null : Number(position);
  } catch {
    return null;
  }
}

/** The same as a descriptor, for whoever reads it by himself. Throws as well. */
export function openLocalFile(path: Buffer): { readonly fd: number; readonly opening: Opening } | null {
  const fd = attempt(() => openSync(path, FLAGS));
  let opening: Opening | null = null;
  try {
    const stats = attempt(() => fstatSync(fd));
    if (stats.isDirectory()) throw isFolder();
    if (canReadDirectly(stats, path)) opening = { size: stats.size, identity: `${stats.dev}:${stats.ino}` };
  } finally {
    if (opening === null) closeSync(fd);
  }
  return opening === null ? null : { fd, opening };
}

/** `path` is some path on the file's disk. */
function canReadDirectly(stats: Stats, path: Buffer): boolean {
  return stats.isFile() && stats.size > 0 && !isRemote(stats.dev, path);
}

class DirectFile implements DirectBytes {
  readonly opening: Opening;
  readonly #fd: number;
  readonly #notice: Notice;
  #read = 0;
  #isOpen = true;
  #isOver = false;

  constructor(fd: number, opening: Opening, notice: Notice) {
    this.#fd = fd;
    this.opening = opening;
    this.#notice = notice;
  }

  read(target: Uint8Array): number {
    if (this.#isOver) return 0;
    const { size } = this.opening;
    const length = Math.max(0, Math.min(target.length, size - this.#read));
    const read = length === 0 ? 0 : attempt(() => readSync(this.#fd, target, 0, length, this.#read));
    this.#read += read;
    if (read > 0) return read;
    this.#isOver = true;
    if (length > 0) throw shrunk(size, Math.min(this.#read, attempt(() => fstatSync(this.#fd)).size));
    noticeGrowth({ fd: this.#fd, size }, this.#notice);
    return 0;
  }

  skip(bytes: number): void {
    this.#read += bytes;
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
