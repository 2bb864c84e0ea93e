/**
 * Named locations: what the user's s3:// paths stand for, found out before a run begins.
 *
 * Owns: object, folder, whole bucket or pattern (an object that exists is taken literally even with glob characters in its key); what
 * keeps a run from starting. Must not know: what partitions mean, reading.
 */
import type { PartitionFilter } from '../../core/partition.ts';
import { Setbacks } from './folder-listing.ts';
import { isKeyGlob, parseKeyGlob, type NamePattern } from './key-glob.ts';
import { listPage, type ListContext } from './listing.ts';
import { parseLocation } from './location.ts';
import { walkPattern } from './pattern-walk.ts';
import { StoreFault, type ListedObject } from './store.ts';

/** One thing to list. */
export type NamedLocation =
  | { readonly kind: 'object'; readonly bucket: string; readonly object: ListedObject }
  /** Everything below a prefix that ends with '/' or is empty. */
  | { readonly kind: 'prefix'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'pattern'; readonly bucket: string; readonly names: readonly NamePattern[]; readonly asked: AskedPattern };

/** A pattern as the user wrote it; its alternatives share it, so that it is known when none of them found anything. */
export interface AskedPattern {
  readonly path: string;
  /** Alternatives that are not walked to their end yet. */
  pending: number;
  /** Something came of it, be it a folder that cannot be listed. It did when the run began. */
  found: boolean;
}

/** A path that keeps the run from starting: as the user wrote it, and one clause. */
export interface MissingLocation {
  readonly path: string;
  readonly detail: string;
}

export interface ResolvedLocations {
  readonly named: readonly NamedLocation[];
  readonly missing: readonly MissingLocation[];
}

export interface ResolveContext extends ListContext {
  /** Partitions it leaves out are not listed, not even to find out whether a pattern matches anything. */
  readonly filter: PartitionFilter;
}

/**
 * Asks the store for one key below each path, and walks each pattern to the first thing it matches. When `missing` is not empty the run
 * must not start.
 */
export async function resolveLocations(paths: readonly string[], context: ResolveContext): Promise<ResolvedLocations> {
  const named: NamedLocation[] = [];
  const missing: MissingLocation[] = [];
  for (const path of paths) {
    try {
      named.push(...(await resolveOne(path, context)));
    } catch (error) {
      if (error instanceof StoreFault || error instanceof RangeError) missing.push({ path, detail: error.message });
      else throw error;
    }
  }
  return { named, missing };
}

async function resolveOne(path: string, context: ResolveContext): Promise<NamedLocation[]> {
  const location = parseLocation(path);
  if (typeof location === 'string') throw new RangeError(location);
  const { bucket, key } = location;
  const firstBelow = async (prefix: string): Promise<ListedObject | undefined> =>
    (await listPage({ bucket, prefix, delimited: false, next: null, limit: 1 }, context)).objects[0];
  if (key === '' || key.endsWith('/')) {
    // An empty bucket is an empty input, like an empty folder; a prefix without keys is nothing at all.
    if ((await firstBelow(key)) !== undefined || key === '') return [{ kind: 'prefix', bucket, prefix: key }];
  } else {
    // The key itself sorts before all others that begin with it.
    const [exact, below] = await Promise.all([firstBelow(key), firstBelow(`${key}/`)]);
    const found: NamedLocation[] = [];
    if (exact?.key === key) found.push({ kind: 'object', bucket, object: exact });
    if (below !== undefined) found.push({ kind: 'prefix', bucket, prefix: `${key}/` });
    if (found.length > 0) return found;
    if (!isKeyGlob(key) && exact !== undefined) {
      throw new RangeError(`there is no such object and nothing below ${key}/, but there are keys that begin so (${key}* finds them)`);
    }
  }
  if (!isKeyGlob(key)) throw new RangeError(`there is no such object and nothing below it`);
  const alternatives = parseKeyGlob(key);
  if (!(await matchesAnything(bucket, alternatives, context))) throw new RangeError('nothing matches this pattern');
  const asked = { path, pending: alternatives.length, found: false };
  return alternatives.map((names) => ({ kind: 'pattern', bucket, names, asked }));
}

/** Whether one of a pattern's alternatives leads to something, be it left out or a folder that cannot be listed. */
async function matchesAnything(
  bucket: string,
  alternatives: readonly (readonly NamePattern[])[],
  context: ResolveContext,
): Promise<boolean> {
  for (const names of alternatives) {
    const first = await walkPattern(names, { ...context, bucket, setbacks: new Setbacks() }).next();
    if (first.done !== true) return true;
  }
  return false;
}
