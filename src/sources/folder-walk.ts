/**
 * Walking one named folder: everything below it, in order, one folder's names in memory per level.
 *
 * Owns: descending, what is left out, loops. Must not know: the other named paths (it asks {@link Coverage}), and how bytes are read.
 */
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { excludeReason, folderExcludeReason, type PartitionFilter } from '../core/partition.ts';
import type { ExcludeReason, Listed, StopSignal } from '../core/ports.ts';
import { problem } from '../core/problem.ts';
import { prefixOf, toBytes, toFsPath, toText, type BytePath } from './byte-path.ts';
import type { Coverage } from './coverage.ts';
import { createFileArtifact } from './file-artifact.ts';
import { readFolder, type FolderEntry } from './folder-entries.ts';
import type { NamedPath } from './named-path.ts';
import { isRemote } from './remote-disk.ts';
import { isGone, reasonOf } from './system-reason.ts';

/** Something listed, and where it stands in the order. */
export interface Ordered {
  readonly key: BytePath;
  readonly listed: Listed;
}

/** What a walk needs beside the folder. */
export interface WalkContext {
  readonly filter: PartitionFilter;
  readonly coverage: Coverage;
  readonly signal: StopSignal;
}

/** A folder that is being walked. */
interface Level {
  /** Uri of the folder, ending with '/' (or empty), as bytes. */
  readonly prefix: BytePath;
  /** The same on disk. */
  readonly path: BytePath;
  readonly real: BytePath;
  /** Whether a link was followed on the way, so that its files may be reached otherwise too. */
  readonly linked: boolean;
  /** Whether its files are on a disk that answers at once. */
  readonly isLocal: boolean;
  readonly entries: readonly FolderEntry[];
  next: number;
}

/** Lists a named folder and everything below it. */
export async function* walkFolder(root: NamedPath, context: WalkContext): AsyncGenerator<Ordered> {
  const named = prefixOf(root.uri);
  const levels: Level[] = [];

  async function* enter(prefix: BytePath, path: BytePath, real: BytePath, linked: boolean): AsyncGenerator<Ordered> {
    try {
      const isLocal = !isRemote((await stat(toFsPath(path))).dev, toFsPath(path));
      levels.push({ prefix, path: prefixOf(path), real, linked, isLocal, entries: await readFolder(path), next: 0 });
    } catch (error) {
      const code = isGone(error) ? 'vanished' : 'unreadable';
      const detail = `the folder cannot be listed: ${reasonOf(error)}`;
      yield { key: prefix, listed: { kind: 'problem', problem: problem(code, folderUri(prefix), detail) } };
    }
  }

  yield* enter(toBytes(named), root.path, root.real, false);
  for (let level = levels.at(-1); level !== undefined && !context.signal.aborted; level = levels.at(-1)) {
    const entry = level.entries[level.next++];
    if (entry === undefined) {
      levels.pop();
      continue;
    }
    const key = level.prefix + entry.key;
    const real = entry.target ?? prefixOf(level.real) + bareName(entry);
    const linked = level.linked || entry.target !== null;
    const outcome = judge(entry, key, real, linked, named, levels, context);
    if (outcome === 'enter') yield* enter(key, level.path + entry.key, real, linked);
    else if (outcome === 'read') {
      const path = level.path + entry.key;
      // Waiting costs many times more than asking; what a link leads to may be on any disk.
      const size = level.isLocal && entry.target === null ? sizeOf(path) : await awaitSizeOf(path);
      yield { key, listed: { kind: 'artifact', artifact: createFileArtifact(toText(key), path, size) } };
    } else if (outcome !== null) yield { key, listed: outcome };
  }
}

/** What becomes of one name; null when it is read elsewhere. */
function judge(
  entry: FolderEntry,
  key: BytePath,
  real: BytePath,
  linked: boolean,
  named: string,
  levels: readonly Level[],
  { filter, coverage }: WalkContext,
): Listed | 'enter' | 'read' | null {
  const uri = toText(key);
  const folder = entry.kind === 'folder';
  const reason = folder ? folderExcludeReason(uri, filter, named) : excludeReason(uri, filter, named);
  if (reason !== null) return coverage.names(real) ? null : excluded(uri, reason);
  if (entry.kind === 'broken-link') return { kind: 'problem', problem: problem('unreadable', uri, entry.detail) };
  if (entry.kind === 'other') return coverage.names(real) ? null : excluded(uri, 'not-a-file');
  const again = linked && folder ? levels.find((level) => level.real === real) : undefined;
  if (again !== undefined) return { kind: 'problem', problem: problem('folder-loop', uri, `it leads back to ${folderUri(again.prefix)}`) };
  if (linked && !coverage.claim(real, folder)) return null;
  return folder ? 'enter' : 'read';
}

/** Null when it cannot be told: opening the file says what is wrong, and counts it as failed. */
function sizeOf(path: BytePath): number | null {
  try {
    return statSync(toFsPath(path)).size;
  } catch {
    return null;
  }
}

async function awaitSizeOf(path: BytePath): Promise<number | null> {
  try {
    return (await stat(toFsPath(path))).size;
  } catch {
    return null;
  }
}

function excluded(uri: string, reason: ExcludeReason): Listed {
  return { kind: 'excluded', uri, reason };
}

function bareName(entry: FolderEntry): BytePath {
  return entry.kind === 'folder' ? entry.key.slice(0, -1) : entry.key;
}

function folderUri(prefix: BytePath): string {
  return prefix === '' ? './' : toText(prefix);
}
