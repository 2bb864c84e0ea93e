/**
 * Globs: what a pattern stands for right now. The one file that knows fast-glob.
 *
 * Owns: which characters make a pattern, and how one is expanded. Links are matched but not walked through by `**` (as in bash), so a
 * loop cannot run away; which folders could not be looked into. Must not know: what is done with the matches.
 */
import { readdir, type Dirent } from 'node:fs';
import { isAbsolute, relative } from 'node:path';

/** Without one of these no path is a pattern, and the package, which is large, is not loaded. */
const GLOB_CHARACTERS = /[\\*?[\]{}()|!@+]/;

const load = async () => (await import('fast-glob')).default;

/** Whether a path holds glob characters. */
export async function isGlob(path: string): Promise<boolean> {
  return GLOB_CHARACTERS.test(path) && (await load()).isDynamicPattern(path);
}

/** What a pattern stands for: files, folders and links, unordered, relative to `cwd` unless the pattern is absolute. */
export interface Expansion {
  readonly matches: string[];
  /** Folders that could not be listed although something in them might match. */
  readonly unlisted: readonly UnlistedFolder[];
}

export interface UnlistedFolder {
  readonly path: string;
  readonly error: Error;
}

/** Everything that matches. Rejects when a folder on the way cannot be listed. */
export async function expandGlob(pattern: string, cwd: string): Promise<string[]> {
  const { matches, unlisted } = await expandWhereListable(pattern, cwd);
  const [first] = unlisted;
  if (first !== undefined) throw first.error;
  return matches;
}

/** Everything that matches in the folders that can be listed, and which cannot. */
export async function expandWhereListable(pattern: string, cwd: string): Promise<Expansion> {
  const unlisted = new Map<string, UnlistedFolder>();
  const spell = (path: string): string => (isAbsolute(pattern) ? path : relative(cwd, path));
  const listOrNote = (
    folder: string,
    options: { withFileTypes: true },
    done: (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void,
  ): void =>
    readdir(folder, options, (error, entries) => {
      // What is gone by now holds nothing.
      if (error !== null && error.code !== 'ENOENT') {
        unlisted.set(folder, { path: spell(folder), error });
        done(null, []);
      } else done(error, entries);
    });
  const fastGlob = await load();
  const matches = await fastGlob(pattern, {
    cwd,
    onlyFiles: false,
    followSymbolicLinks: false,
    dot: false,
    unique: true,
    fs: { readdir: listOrNote as typeof readdir },
  });
  return { matches, unlisted: [...unlisted.values()] };
}

/** The beginning of a pattern that stands for itself, up to and with its last '/': `logs/` of `logs/*.json`. */
export async function literalStart(pattern: string): Promise<string> {
  const names = pattern.split('/');
  const first = (await Promise.all(names.map(isGlob))).indexOf(true);
  // A brace may span names (`{a/b,c}/d`): then no name alone looks like a pattern, and nothing is taken as literal.
  const literal = first === -1 ? [] : names.slice(0, first);
  return literal.length === 0 ? '' : `${literal.join('/')}/`;
}
