/**
 * System reasons: what the operating system said, in plain words.
 *
 * Owns: the words, and which of them mean that something is gone. Must not know: which path was meant.
 */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EIO: 'the disk reported an error',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'this process has too many files open',
  ENFILE: 'the system has too many files open',
  ENAMETOOLONG: 'its path is too long for this system',
  ENXIO: 'nothing answers at this device',
  ENODEV: 'nothing answers at this device',
  ENOMEM: 'the system is out of memory',
  ESTALE: 'the file server no longer knows it',
  ETIMEDOUT: 'the file server did not answer in time',
  EHOSTDOWN: 'the file server is down',
  EBUSY: 'something else keeps it locked',
  ERR_INVALID_ARG_VALUE: 'its path holds a NUL character',
};

/** The system's code (`EACCES`) of an error; null when it has none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** One clause, no full stop. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code !== null) return WORDS[code] ?? `the system answered ${code}`;
  return error instanceof Error ? error.message : String(error);
}

/** Whether nothing stands at the path any more. */
export function isGone(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
