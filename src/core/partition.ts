/**
 * Partitions: what a path tells about its contents before anything is opened.
 *
 * Owns: the delivery layout `…/workspaceId=<id>/date=<yyyy-mm-dd>/auditlogs_*.json`, what of it was asked for, and which names are certainly
 * no audit log. Which days a path speaks of, partition-day.ts knows.
 * Works on '/'-separated paths, so on disk paths and S3 keys alike. Must not know: file systems, buckets, clocks.
 */
import { dateFolder, daysOf } from './partition-day.ts';
import type { ExcludeReason } from './ports.ts';

/** What the user asked for, as far as a path can answer it. Times are ms since the epoch, half-open; null means no bound. */
export interface PartitionFilter {
  readonly since: number | null;
  readonly until: number | null;
  /** Workspace ids as text; null means all. */
  readonly workspaces: ReadonlySet<string> | null;
  /** How far a partition may be from the events in it, in ms; a day when it is not given. */
  readonly slack?: number;
  /** Leave out files whose path names no day: they were read before. */
  readonly datedOnly?: boolean;
}

/** A filter that keeps everything. */
export const EVERYTHING: PartitionFilter = { since: null, until: null, workspaces: null };

/** What the folders of a path say; the deepest one counts. */
export interface Partition {
  readonly workspaceId: string | null;
  readonly date: string | null;
}

/** The partition may not be UTC, and files arrive late: one day on both sides. */
const DAY = 86_400_000;

/** Reads `workspaceId=` and `date=` from the folders of a path; a file's own name is not looked at. */
export function readPartition(path: string): Partition {
  let workspaceId: string | null = null;
  let date: string | null = null;
  for (const folder of foldersOf(path)) {
    workspaceId = workspaceOf(folder) ?? workspaceId;
    if (dateFolder(folder) !== null) date = folder.slice('date='.length);
  }
  return { workspaceId, date };
}

/**
 * Why a file (or an S3 key) is not to be read; null when it is. `named` is the beginning of the path that the user wrote out: names
 * in it are never held against the file, so `.cache/_SUCCESS` is read when that is what was asked for. Partitions count wherever they stand.
 */
export function excludeReason(path: string, wanted: PartitionFilter, named = ''): ExcludeReason | null {
  const rest = afterNamed(path, named);
  if (rest.endsWith('/')) return 'empty-marker';
  return (
    nameReason(rest) ?? partitionReason(path, wanted) ?? (wanted.datedOnly === true && daysOf(path).length === 0 ? 'outside-range' : null)
  );
}

/** Why nothing below a folder is to be read; null when something may be. `path` may end with '/' or not. */
export function folderExcludeReason(path: string, wanted: PartitionFilter, named = ''): ExcludeReason | null {
  const folder = path.endsWith('/') ? path : `${path}/`;
  return nameReason(afterNamed(folder, named)) ?? partitionReason(folder, wanted);
}

/** Whether a whole folder can be left out without listing it. */
export function canSkipFolder(path: string, wanted: PartitionFilter, named = ''): boolean {
  return folderExcludeReason(path, wanted, named) !== null;
}

/** Why a name (the part of a path the user did not write out) is no audit log. Folders end with '/'. */
export function nameReason(path: string): ExcludeReason | null {
  let hidden = false;
  for (const folder of foldersOf(path)) {
    if (folder === '_delta_log') return 'marker';
    if (folder === 'billable-usage') return 'billing';
    if (folder === 'CloudTrail-Digest') return 'cloudtrail-digest';
    hidden ||= isHidden(folder);
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === '_SUCCESS' || name.startsWith('_committed_') || name.startsWith('_started_') || name.endsWith('.crc')) return 'marker';
  if (/-usageMonth=[^/]*\.csv(\.gz)?$/.test(name)) return 'billing';
  if (name.includes('_CloudTrail-Digest_')) return 'cloudtrail-digest';
  // An output of a scan that is being written into the very folder it reads.
  if (/\.[0-9a-f]{8}\.partial$/.test(name)) return 'own-output';
  return hidden || isHidden(name) ? 'hidden' : null;
}

/** Why a path's partitions lie outside what is wanted. Partitions are conjunctive: each folder on the way must be wanted. */
function partitionReason(path: string, wanted: PartitionFilter): ExcludeReason | null {
  if (wanted.since === null && wanted.until === null && wanted.workspaces === null) return null;
  for (const folder of foldersOf(path)) {
    const workspaceId = workspaceOf(folder);
    if (workspaceId !== null && workspaceId !== '0' && wanted.workspaces?.has(workspaceId) === false) return 'other-workspace';
  }
  const { since, until, slack = DAY } = wanted;
  for (const days of daysOf(path)) {
    if (since !== null && days.to + slack <= since) return 'outside-range';
    if (until !== null && days.from - slack >= until) return 'outside-range';
  }
  return null;
}

/** What follows the part the user wrote; the whole path when that is not its beginning. */
function afterNamed(path: string, named: string): string {
  return path.startsWith(named) ? path.slice(named.length) : path;
}

function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1);
}

/** `.` and `..` are places, not names. */
function isHidden(name: string): boolean {
  return name.startsWith('.') && name !== '.' && name !== '..';
}

/** A workspace id as Databricks spells it; anything else (Hive's default partition) is never pruned. */
function workspaceOf(folder: string): string | null {
  return /^workspaceId=(0|[1-9]\d*)$/.exec(folder)?.[1] ?? null;
}
