/**
 * Folder entries: one folder's names in the contract's order.
 *
 * Owns: listing one folder, following its links, sorting by bytes with folders as `name/`. Must not know: other folders, filters.
 */
import { readdir, stat } from 'node:fs/promises';
import { prefixOf, toFsPath, type BytePath } from './byte-path.ts';
import { realPathOf } from './real-path.ts';
import { reasonOf } from './system-reason.ts';

/** One name in a folder. */
export interface FolderEntry {
  /** The name's bytes; ends with '/' when it is a folder or a link to one. Entries are sorted by it. */
  readonly key: BytePath;
  readonly kind: 'file' | 'folder' | 'other' | 'broken-link';
  /** For a link, where it leads; null for everything else. */
  readonly target: BytePath | null;
  /** For a broken link, what is wrong with it. */
  readonly detail: string;
}

/** Lists one folder. Throws the system's error when that is not possible. */
export async function readFolder(path: BytePath): Promise<FolderEntry[]> {
  // latin1 is one character per byte: the names survive whatever their encoding, and compare as bytes.
  const dirents = await readdir(toFsPath(path), { encoding: 'latin1', withFileTypes: true });
  const entries: FolderEntry[] = [];
  for (const dirent of dirents) {
    if (dirent.isSymbolicLink()) entries.push(await followLink(path, dirent.name));
    else if (dirent.isDirectory()) entries.push({ key: `${dirent.name}/`, kind: 'folder', target: null, detail: '' });
    else entries.push({ key: dirent.name, kind: dirent.isFile() ? 'file' : 'other', target: null, detail: '' });
  }
  return entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

async function followLink(folder: BytePath, name: BytePath): Promise<FolderEntry> {
  const path = prefixOf(folder) + name;
  try {
    const found = await stat(toFsPath(path));
    const target = await realPathOf(path);
    if (found.isDirectory()) return { key: `${name}/`, kind: 'folder', target, detail: '' };
    return { key: name, kind: found.isFile() ? 'file' : 'other', target, detail: '' };
  } catch (error) {
    return { key: name, kind: 'broken-link', target: null, detail: `it is a link that cannot be followed: ${reasonOf(error)}` };
  }
}
