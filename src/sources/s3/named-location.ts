/**
 * Named locations: what the user's s3:// paths stand for, found out before a run begins.
 *
 * Owns: object, folder, whole bucket or pattern (an object that exists is taken literally even with glob characters in its key); what
 * keeps a run from starting. Must not know: partitions, reading.
 */
import { isKeyGlob, parseKeyGlob, type NamePattern } from './key-glob.ts';
import { listPage, type ListContext } from './listing.ts';
import { parseLocation } from './location.ts';
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
  /** Something came of it, be it a folder that cannot be listed. */
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

/** Asks the store for one key below each path. When `missing` is not empty the run must not start. */
export async function resolveLocations(paths: readonly string[], context: ListContext): Promise<ResolvedLocations> {
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

async function resolveOne(path: string, context: ListContext): Promise<NamedLocation[]> {
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
  const asked = { path, pending: alternatives.length, found: false };
  return alternatives.map((names) => ({ kind: 'pattern', bucket, names, asked }));
}
