/**
 * Walking a prefix: what below it is to be read, in order, with as few requests as that takes.
 *
 * Owns: when folders are entered one by one (a partition may be left out) and when everything below is listed at once; what is left out.
 * A folder that is left out is never listed; one that cannot be listed is passed on as such, and the walk goes on behind it. Must not
 * know: patterns, reading, other named locations.
 */
import { daysOf } from '../../core/partition-day.ts';
import { excludeReason, folderExcludeReason, readPartition, type PartitionFilter } from '../../core/partition.ts';
import type { ExcludeReason } from '../../core/ports.ts';
import { toBytes, type BytePath } from '../byte-path.ts';
import { listFolder, type FolderContext, type Unlisted } from './folder-listing.ts';
import type { ListedObject } from './store.ts';

/** What a walk comes by. `order` is the key's bytes; those of a folder end with '/'. */
export type Found =
  | Unlisted
  | { readonly kind: 'object'; readonly order: BytePath; readonly object: ListedObject }
  | { readonly kind: 'excluded'; readonly order: BytePath; readonly key: string; readonly reason: ExcludeReason };

const DAY = 86_400_000;

export interface WalkContext extends FolderContext {
  readonly bucket: string;
  readonly filter: PartitionFilter;
}

/**
 * Everything below a prefix that ends with '/' or is empty. Names in `named` are never held against what is below.
 * @throws StoreFault when trouble concerns more than one folder
 */
export async function* walkPrefix(prefix: string, named: string, context: WalkContext): AsyncGenerator<Found> {
  const { bucket, filter } = context;
  if (mayPrune(prefix, filter)) {
    for await (const name of listFolder(prefix, { bucket, prefix, delimited: true }, context)) {
      if (name.kind === 'unlisted') yield name;
      else if (name.kind === 'object') yield judge(name.object, named, filter);
      else {
        const reason = folderExcludeReason(name.prefix, filter, named);
        if (reason === null) yield* walkPrefix(name.prefix, named, context);
        else yield { kind: 'excluded', order: name.order, key: name.prefix, reason };
      }
    }
    return;
  }
  yield* walkFlat(prefix, named, context);
}

/** Lists everything below at once. A folder left out for its name is said once, and the listing goes on behind it. */
async function* walkFlat(prefix: string, named: string, context: WalkContext): AsyncGenerator<Found> {
  const { bucket, filter } = context;
  let after: string | undefined;
  for (;;) {
    let left: string | null = null;
    const request = { bucket, prefix, delimited: false, ...(after === undefined ? {} : { after }) };
    for await (const name of listFolder(prefix, request, context)) {
      if (name.kind === 'unlisted') yield name;
      if (name.kind !== 'object') continue;
      // A key beyond the last character there is: a folder may hold one, and it was left out already.
      if (after !== undefined && name.object.key.startsWith(after)) continue;
      left = folderLeftOut(name.object.key, prefix, named, filter);
      if (left !== null) break;
      yield judge(name.object, named, filter);
    }
    if (left === null) return;
    const reason = folderExcludeReason(left, filter, named) ?? 'hidden';
    yield { kind: 'excluded', order: toBytes(left), key: left, reason };
    after = `${left}\u{10FFFF}`;
  }
}

/** The topmost folder between a prefix and a key that is left out; null when there is none. */
function folderLeftOut(key: string, prefix: string, named: string, filter: PartitionFilter): string | null {
  if (folderExcludeReason(key.slice(0, key.lastIndexOf('/') + 1), filter, named) === null) return null;
  for (let end = key.indexOf('/', prefix.length); end !== -1; end = key.indexOf('/', end + 1)) {
    const folder = key.slice(0, end + 1);
    if (folderExcludeReason(folder, filter, named) !== null) return folder;
  }
  return null;
}

/** Whether a partition below could be left out for what was asked for: then it is worth one request per folder. */
function mayPrune(prefix: string, { since, until, workspaces }: PartitionFilter): boolean {
  if (since === null && until === null && workspaces === null) return false;
  const { date, workspaceId } = readPartition(prefix);
  // A day is the innermost partition: nothing below it can be left out.
  if (date !== null || daysOf(prefix).some(({ from, to }) => to - from <= DAY)) return false;
  return since !== null || until !== null || workspaceId === null;
}

function judge(object: ListedObject, named: string, filter: PartitionFilter): Found {
  const order = toBytes(object.key);
  const reason = objectReason(object, named, filter);
  return reason === null ? { kind: 'object', order, object } : { kind: 'excluded', order, key: object.key, reason };
}

/** Why one object is left out; null when it is read. */
export function objectReason({ key, size }: ListedObject, named: string, filter: PartitionFilter): ExcludeReason | null {
  // Consoles and Hadoop mark folders so. Something that holds bytes is no marker, whatever its name.
  if (size === 0 && (key.endsWith('/') || key.endsWith('_$folder$'))) return 'empty-marker';
  return key.endsWith('/') ? folderExcludeReason(key, filter, named) : excludeReason(key, filter, named);
}
