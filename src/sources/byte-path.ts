/**
 * Byte paths: a path's UTF-8 bytes as a string of one character per byte ("latin1").
 *
 * Owns: the conversion, and how a path is spelled. Comparing such strings with `<` is comparing bytes, which UTF-16 strings are not;
 * and a name on disk that is no valid UTF-8 survives the round trip. Must not know: what stands at a path.
 */
import { Buffer } from 'node:buffer';
import { isAbsolute } from 'node:path';

/** The UTF-8 bytes of a path, one character each. */
export type BytePath = string;

/** From text as the user wrote it. */
export function toBytes(text: string): BytePath {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** To text as findings cite it; bytes that are no UTF-8 become U+FFFD. */
export function toText(path: BytePath): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}

/** To what `node:fs` takes without reinterpreting it. */
export function toFsPath(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1');
}

/**
 * A path as it is cited: '/' between names, no empty or `.` segment, no '/' at the end. `..` stays, because behind a link it does not
 * undo the name before it. The current folder is the empty string.
 */
export function normalise(path: string, windows = process.platform === 'win32'): string {
  const slashed = windows ? path.replaceAll('\\', '/') : path;
  const names = slashed.split('/').filter((name) => name !== '' && name !== '.');
  return (slashed.startsWith('/') ? '/' : '') + names.join('/');
}

/** What the names inside a folder are put behind. */
export function prefixOf(folder: string): string {
  return folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
}

/** Where a cited path is on disk. */
export function locate(uri: string, cwd: string): string {
  if (isAbsolute(uri)) return uri;
  return uri === '' ? cwd : `${prefixOf(cwd)}${uri}`;
}
