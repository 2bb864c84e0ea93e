/**
 * A file that several threads read at different places at once.
 *
 * Owns: which files can be read so, and that a range which ends too soon is no end. Must not know: what the bytes mean.
 */
import type { Buffer } from 'node:buffer';
import { closeSync, fstatSync, readSync } from 'node:fs';
import type { DirectBytes, Opening } from '../core/ports.ts';
import type { ProblemCode } from '../core/problem.ts';
import { openLocalFile } from './file-direct.ts';
import { grown, shrunk } from './file-fault.ts';

export interface RangedFile {
  readonly fd: number;
  readonly opening: Opening;
  /** How it begins. */
  readonly head: Uint8Array;
  /** What there is to say when it was read to its end. */
  notices(): readonly (readonly [code: ProblemCode, detail: string])[];
  close(): void;
}

/**
 * Opens a file.
 * @param headBytes how much of its beginning is wanted
 * @returns null when it cannot be read so, or cannot be read; reading it in the plain way then says why
 */
export function openRangedFile(path: Buffer, headBytes: number): RangedFile | null {
  let opened: ReturnType<typeof openLocalFile> = null;
  try {
    opened = openLocalFile(path);
    if (opened === null) return null;
    const { fd, opening } = opened;
    const head = new Uint8Array(headBytes);
    const length = readSync(fd, head, 0, headBytes, 0);
    let isOpen = true;
    return {
      fd,
      opening,
      head: head.subarray(0, length),
      notices() {
        const now = fstatSync(fd).size;
        return now > opening.size ? [['grew', grown(opening.size, now)]] : [];
      },
      close() {
        if (isOpen) closeSync(fd);
        isOpen = false;
      },
    };
  } catch {
    if (opened !== null) closeSync(opened.fd);
    return null;
  }
}

/** The bytes of an open file from one offset up to another, and those behind; `size` is what it had when it was opened. */
export function rangeOf(
  fd: number,
  from: number,
  to: number,
  size: number,
): { readonly bytes: Pick<DirectBytes, 'read'>; readonly behind: Pick<DirectBytes, 'read'> } {
  let at = from;
  const read = (target: Uint8Array, length: number): number => {
    const got = length <= 0 ? 0 : readSync(fd, target, 0, length, at);
    at += got;
    return got;
  };
  return {
    bytes: {
      read(target) {
        const length = Math.min(target.length, to - at);
        const got = read(target, length);
        if (got === 0 && length > 0) throw shrunk(to, at);
        return got;
      },
    },
    behind: { read: (target) => read(target, Math.min(target.length, size - at)) },
  };
}
