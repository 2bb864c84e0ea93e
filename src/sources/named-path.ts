/**
 * Named paths: what the user's arguments stand for, found out before a run begins.
 *
 * Owns: file, folder, glob or missing; a path that exists is taken literally even with glob characters in it.
 * Must not know: partitions, reading, and how trouble is shown.
 */
import { lstat, stat } from 'node:fs/promises';
import { expandWhereListable, isGlob, literalStart, type UnlistedFolder } from './glob.ts';
import { locate, normalise, toBytes, toFsPath, toText, type BytePath } from './byte-path.ts';
import { realPathOf } from './real-path.ts';
import { codeOf, isGone, reasonOf } from './system-reason.ts';

/** One file, folder or stream the user named, directly or through a glob. */
export interface NamedPath {
  /** As it is cited, normalised; '' is the current folder. */
  readonly uri: string;
  /** `stream` is what has no size and is no folder: a pipe, a device. */
  readonly kind: 'file' | 'folder' | 'stream';
  /** Where it is on disk. */
  readonly path: BytePath;
  /** The same with every link followed; what is reached twice has the same. */
  readonly real: BytePath;
  readonly size: number | null;
  /** For a glob's match, the beginning of `uri` that the pattern spelled out; null for a path named as such. */
  readonly globStart: string | null;
  /** For a folder that a glob could not look into, why: one clause. It is named as such, and nothing in it is read. */
  readonly unlisted?: string;
}

/** A path that keeps the run from starting. */
export interface MissingPath {
  /** As the user wrote it. */
  readonly path: string;
  readonly reason: 'not-found' | 'no-match' | 'broken-link' | 'unreachable';
  /** One clause, no full stop. */
  readonly detail: string;
}

/** What all arguments stand for. */
export interface ResolvedPaths {
  readonly named: readonly NamedPath[];
  readonly missing: readonly MissingPath[];
}

/** Looks at every path once. When `missing` is not empty the run must not start; nothing was opened either way. */
export async function resolvePaths(paths: readonly string[], options: { readonly cwd?: string } = {}): Promise<ResolvedPaths> {
  const cwd = options.cwd ?? process.cwd();
  const named: NamedPath[] = [];
  const missing: MissingPath[] = [];
  for (const path of paths) {
    try {
      named.push(...(await resolveOne(path, cwd)));
    } catch (error) {
      missing.push(await explain(path, cwd, error));
    }
  }
  return { named, missing };
}

/** How many of a glob's matches are looked at together. */
const AT_ONCE = 64;

class NoMatch extends Error {}

async function resolveOne(path: string, cwd: string): Promise<NamedPath[]> {
  try {
    return [await look(path, cwd, null)];
  } catch (error) {
    if (!isGone(error) || !(await isGlob(path)) || (await isBrokenLink(path, cwd))) throw error;
  }
  const { matches, unlisted } = await expandWhereListable(path, cwd);
  if (matches.length === 0) throw unlisted[0]?.error ?? new NoMatch();
  const start = normalise(await literalStart(path), false);
  const globStart = start === '' || start === '/' ? start : `${start}/`;
  const found: NamedPath[] = [];
  for (let from = 0; from < matches.length; from += AT_ONCE) {
    // A match that is a broken link was not named by the user: it is listed, and opening it says that it is gone.
    const some = matches
      .slice(from, from + AT_ONCE)
      .map((match) => look(match, cwd, globStart).catch((error: unknown) => gone(match, cwd, globStart, error)));
    found.push(...(await Promise.all(some)));
  }
  for (const folder of unlisted) found.push(await closed(folder, cwd, globStart));
  return found;
}

async function look(path: string, cwd: string, globStart: string | null): Promise<NamedPath> {
  // A '/' at the end insists on a folder, so the system is asked about the path as written.
  const asked = toBytes(path === '' ? '' : locate(path, cwd));
  const found = await stat(path === '' ? '' : toFsPath(asked));
  const uri = normalise(path);
  const kind = found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'stream';
  return { uri, kind, path: asked, real: await realOf(asked), size: kind === 'file' ? found.size : null, globStart };
}

function gone(match: string, cwd: string, globStart: string, error: unknown): NamedPath {
  if (!isGone(error) && codeOf(error) !== 'ELOOP' && codeOf(error) !== 'EACCES') throw error;
  const path = toBytes(locate(match, cwd));
  return { uri: normalise(match), kind: 'file', path, real: path, size: null, globStart };
}

async function closed({ path: found, error }: UnlistedFolder, cwd: string, globStart: string): Promise<NamedPath> {
  const path = toBytes(locate(found, cwd));
  return { uri: normalise(found), kind: 'folder', path, real: await realOf(path), size: null, globStart, unlisted: reasonOf(error) };
}

/** The path with every link followed; a pipe behind /dev/fd has none, and stands for itself. */
async function realOf(path: BytePath): Promise<BytePath> {
  try {
    return await realPathOf(path);
  } catch {
    return path;
  }
}

async function isBrokenLink(path: string, cwd: string): Promise<boolean> {
  if (path === '') return false;
  try {
    return (await lstat(toFsPath(toBytes(locate(path, cwd))))).isSymbolicLink();
  } catch {
    return false;
  }
}

async function explain(path: string, cwd: string, error: unknown): Promise<MissingPath> {
  if (error instanceof NoMatch) return { path, reason: 'no-match', detail: 'no file or folder matches it' };
  if (path === '') return { path, reason: 'not-found', detail: 'an empty path names nothing' };
  if (await isBrokenLink(path, cwd)) {
    const circle = codeOf(error) === 'ELOOP';
    return { path, reason: 'broken-link', detail: circle ? reasonOf(error) : 'it is a link, and what it points to does not exist' };
  }
  if (codeOf(error) === 'ENOENT') return { path, reason: 'not-found', detail: 'no such file or folder' };
  if (isGone(error)) return { path, reason: 'not-found', detail: reasonOf(error) };
  const folder = error instanceof Error && 'path' in error && typeof error.path === 'string' ? ` (${toText(toBytes(error.path))})` : '';
  return { path, reason: 'unreachable', detail: reasonOf(error) + ((await isGlob(path)) ? folder : '') };
}
