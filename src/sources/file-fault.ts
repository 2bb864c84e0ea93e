/**
 * What can be wrong with a file that is read, in the words of the contract, whichever way it is read. Must not know: how it is read.
 */
import { ArtifactError } from '../core/problem.ts';
import { isGone, reasonOf } from './system-reason.ts';

/** What the system's error means for an artifact. */
export function unreadable(error: unknown): ArtifactError {
  return isGone(error)
    ? new ArtifactError('vanished', 'it was there when listed and is gone', { cause: error })
    : new ArtifactError('unreadable', `it cannot be read: ${reasonOf(error)}`, { cause: error });
}

export function isFolder(): ArtifactError {
  return new ArtifactError('unreadable', 'it cannot be read: it is a folder');
}

export function shrunk(size: number, read: number): ArtifactError {
  return new ArtifactError('shrunk', `it had ${size} bytes when opened and ended after ${read}`);
}

export function replaced(): ArtifactError {
  return new ArtifactError('changed-while-read', 'another file has taken its place since it was opened');
}

/** The detail of a notice. */
export function grown(size: number, now: number): string {
  return `it had ${size} bytes when opened and has ${now} now`;
}
