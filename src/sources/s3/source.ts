/**
 * Buckets as a source.
 *
 * Owns: one order over all named locations (UTF-8 bytes of the uri), each object once; joining listing, reading and reading ahead. Must
 * not know: the SDK, the command line, how problems are shown.
 */
import { nameReason, type PartitionFilter } from '../../core/partition.ts';
import type { Listed, Source, StopSignal } from '../../core/ports.ts';
import { problem, type Problem } from '../../core/problem.ts';
import { toBytes, type BytePath } from '../byte-path.ts';
import { mergeRuns, type Run } from '../merge.ts';
import { DEFAULT_CONCURRENCY } from './concurrency.ts';
import { Setbacks } from './folder-listing.ts';
import { objectReason, walkPrefix, type Found, type WalkContext } from './key-walk.ts';
import { uriOf } from './location.ts';
import { resolveLocations, type NamedLocation } from './named-location.ts';
import { readObject } from './object-read.ts';
import { realPace, type Pace } from './pace.ts';
import { literalStart, walkPattern } from './pattern-walk.ts';
import { readAhead, type ToRead } from './read-ahead.ts';
import { StoreFault, type Store } from './store.ts';

export { isS3Path } from './location.ts';
export { resolveLocations, type MissingLocation, type NamedLocation, type ResolvedLocations } from './named-location.ts';

export interface S3SourceOptions {
  readonly filter: PartitionFilter;
  /** Objects open at once. */
  readonly concurrency?: number;
  /** Bytes that may wait in memory. */
  readonly readAheadBytes?: number;
  readonly pace?: Pace;
}

export const READ_AHEAD_BYTES = 16 * 1024 * 1024;

/**
 * A source over s3:// paths: objects, prefixes and globs. Texts are resolved when listing begins, and one that stands for nothing is
 * then a `vanished` problem; who wants to refuse before the run calls {@link resolveLocations} and passes what it named.
 */
export function createS3Source(locations: readonly (string | NamedLocation)[], store: Store, options: S3SourceOptions): Source {
  const { filter, concurrency = DEFAULT_CONCURRENCY, readAheadBytes = READ_AHEAD_BYTES, pace = realPace } = options;
  return {
    async *list(signal) {
      const context: SharedContext = { lister: store, pace, signal, filter };
      const texts = locations.filter((location) => typeof location === 'string');
      const { named, missing } = await resolveLocations(texts, context);
      for (const { path, detail } of missing) yield { kind: 'problem', problem: problem('vanished', path, detail) };
      const all = [...locations.filter((location) => typeof location !== 'string'), ...named];
      const toRead = (listed: Ordered): Listed | ToRead =>
        listed.kind === 'found' ? judge(listed, store, pace) : { kind: 'problem', problem: listed.problem };
      yield* readAhead(mapped(merged(all, context), toRead), { objects: concurrency, bytes: readAheadBytes }, signal);
    },
  };
}

/** Something found or said, and where it stands in the order. */
interface FoundThere {
  readonly key: BytePath;
  readonly kind: 'found';
  readonly bucket: string;
  readonly found: Exclude<Found, { kind: 'unlisted' }>;
}
type Ordered = FoundThere | { readonly key: BytePath; readonly kind: 'said'; readonly problem: Problem };

function judge({ bucket, found }: FoundThere, store: Store, pace: Pace): Listed | ToRead {
  if (found.kind === 'excluded') return { kind: 'excluded', uri: uriOf({ bucket, key: found.key }), reason: found.reason };
  const { key, size } = found.object;
  const read = (signal: StopSignal): ReturnType<typeof readObject> => readObject({ bucket, key, size }, store, pace, signal);
  return { kind: 'object', uri: uriOf({ bucket, key }), size, read };
}

/** All locations in one order, each key once: what several name comes together, and one that reads it wins. */
async function* merged(all: readonly NamedLocation[], context: SharedContext): AsyncGenerator<Ordered> {
  let last: FoundThere | null = null;
  let said: Ordered[] = [];
  let saidLast: Problem | null = null;
  for await (const next of mergeRuns(withoutCovered(all).map((location) => runOf(location, context)))) {
    if (last !== null && last.key !== next.key) {
      yield last;
      yield* said;
      last = null;
      said = [];
    }
    if (next.kind === 'found') {
      if (last === null || last.found.kind === 'excluded') last = next;
      continue;
    }
    // Several patterns may lead into the same folder.
    if (saidLast?.uri === next.problem.uri && saidLast.detail === next.problem.detail) continue;
    saidLast = next.problem;
    if (last === null) yield next;
    else said.push(next);
  }
  if (last !== null) yield last;
  yield* said;
}

/** Leaves out what lies below another named prefix and is read from there; a glob's matches are told apart one by one. */
function withoutCovered(all: readonly NamedLocation[]): NamedLocation[] {
  const prefixes = new Map<string, NamedLocation>();
  for (const location of all)
    if (location.kind === 'prefix') prefixes.set(uriOf({ bucket: location.bucket, key: location.prefix }), location);
  return all.filter((location) => {
    if (location.kind !== 'prefix') return true;
    const uri = uriOf({ bucket: location.bucket, key: location.prefix });
    if (prefixes.get(uri) !== location) return false;
    return ![...prefixes].some(([above]) => above !== uri && uri.startsWith(above) && nameReason(uri.slice(above.length)) === null);
  });
}

type SharedContext = Omit<WalkContext, 'bucket' | 'setbacks'>;

function runOf(location: NamedLocation, shared: SharedContext): Run<Ordered> {
  const { bucket } = location;
  const context = { ...shared, bucket, setbacks: new Setbacks() };
  const top = uriOf({ bucket, key: '' });
  const start =
    location.kind === 'object' ? location.object.key : location.kind === 'prefix' ? location.prefix : literalStart(location.names);
  const run = (): AsyncIterable<Found> => {
    if (location.kind === 'object') return single(location.object, context);
    return location.kind === 'prefix' ? walkPrefix(location.prefix, location.prefix, context) : walkPattern(location.names, context);
  };
  return {
    start: toBytes(top + start),
    async *open() {
      let last = toBytes(top + start);
      try {
        for await (const found of run()) {
          if (location.kind === 'pattern') location.asked.found = true;
          if (found.kind === 'unlisted') {
            yield { key: last, kind: 'said', problem: unlisted(uriOf({ bucket, key: found.folder }), found.fault) };
          } else {
            last = toBytes(top) + found.order;
            yield { key: last, kind: 'found', bucket, found };
          }
        }
        if (location.kind === 'pattern' && --location.asked.pending === 0 && !location.asked.found)
          yield { key: last, kind: 'said', problem: problem('vanished', location.asked.path, 'nothing matches this pattern any more') };
      } catch (error) {
        if (!(error instanceof StoreFault)) throw error;
        if (shared.signal.aborted) return;
        // What was listed so far stands before it.
        yield { key: last, kind: 'said', problem: unlisted(top + start, error) };
      }
    },
  };
}

/** What is said of a folder, or of a whole location, whose names are not all known. */
function unlisted(uri: string, { kind, message }: StoreFault): Problem {
  return problem(kind === 'denied' ? 'access-denied' : 'unreadable', uri, `it cannot be listed to its end: ${message}`);
}

async function* single(object: NamedObject, { filter }: WalkContext): AsyncGenerator<Found> {
  await Promise.resolve();
  const order = toBytes(object.key);
  const reason = objectReason(object, object.key, filter);
  yield reason === null ? { kind: 'object', order, object } : { kind: 'excluded', order, key: object.key, reason };
}

type NamedObject = Extract<NamedLocation, { kind: 'object' }>['object'];

async function* mapped<T, U>(items: AsyncIterable<T>, map: (item: T) => U): AsyncGenerator<U> {
  for await (const item of items) yield map(item);
}
