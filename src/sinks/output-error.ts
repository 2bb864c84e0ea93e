/**
 * The error of an output: findings were lost.
 *
 * Owns: the sentence for each system error a write can meet. Must not know: exit codes, the command line. The message holds the path
 * as given; whoever prints it escapes it.
 */

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would become larger than the system allows',
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  EPIPE: 'its reader closed it',
  EIO: 'the device reported an input/output error',
};

/** Thrown when text could not be written. `code` is the system's code, or `UNKNOWN`. */
export class OutputError extends Error {
  readonly path: string;
  readonly code: string;

  constructor(path: string, code: string, reason: string, options?: ErrorOptions) {
    super(`cannot write ${path}: ${reason}`, options);
    this.name = 'OutputError';
    this.path = path;
    this.code = code;
  }
}

/** Turns whatever a write threw into an {@link OutputError} that names the path the user gave. */
export function toOutputError(path: string, error: unknown): OutputError {
  if (error instanceof OutputError) return error;
  const code = systemCode(error) ?? 'UNKNOWN';
  const reason = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
  return new OutputError(path, code, reason, { cause: error });
}

/** The `code` of a system error, e.g. `ENOSPC`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
