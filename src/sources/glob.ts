/**
 * Globs: what a pattern stands for right now. The one file that knows fast-glob.
 *
 * Owns: which characters make a pattern, and how one is expanded. Links are matched but not walked through by `**` (as in bash), so a
 * loop cannot run away; a folder that cannot be listed fails the whole pattern. Must not know: what is done with the matches.
 */
import fastGlob from 'fast-glob';

/** Whether a path holds glob characters. */
export function isGlob(path: string): boolean {
  return path !== '' && fastGlob.isDynamicPattern(path);
}

/** Everything that matches: files, folders and links, unordered, relative to `cwd` unless the pattern is absolute. */
export function expandGlob(pattern: string, cwd: string): Promise<string[]> {
  return fastGlob(pattern, { cwd, onlyFiles: false, followSymbolicLinks: false, dot: false, unique: true });
}

/** The beginning of a pattern that stands for itself, up to and with its last '/': `logs/` of `logs/*.json`. */
export function literalStart(pattern: string): string {
  const names = pattern.split('/');
  const first = names.findIndex((name) => isGlob(name));
  // A brace may span names (`{a/b,c}/d`): then no name alone looks like a pattern, and nothing is taken as literal.
  const literal = first === -1 ? [] : names.slice(0, first);
  return literal.length === 0 ? '' : `${literal.join('/')}/`;
}
