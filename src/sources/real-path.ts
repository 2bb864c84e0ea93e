/**
 * Real paths: where a path is with every link followed, spelled one way on every system.
 *
 * Owns: asking the system. Must not know: what the answer is used for.
 */
import { realpath } from 'node:fs/promises';
import { toFsPath, type BytePath } from './byte-path.ts';

/** The absolute path without links, '/' between names. Throws the system's error when a link leads nowhere. */
export async function realPathOf(path: BytePath): Promise<BytePath> {
  const real = (await realpath(toFsPath(path), 'buffer')).toString('latin1');
  return process.platform === 'win32' ? real.replaceAll('\\', '/') : real;
}
