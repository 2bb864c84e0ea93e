/**
 * Files and folders as a source.
 *
 * Owns: one order over all named paths (UTF-8 bytes of the uri, folders as `name/`), each file once. A uri is the path as the user
 * would write it: relative stays relative. Must not know: `process.argv`, formats, and how problems are shown.
 */
import { excludeReason, folderExcludeReason, nameReason, type PartitionFilter } from '../core/partition.ts';
import type { ExcludeReason, Listed, Source } from '../core/ports.ts';
import { problem } from '../core/problem.ts';
import { prefixOf, toBytes, type BytePath } from './byte-path.ts';
import { Coverage } from './coverage.ts';
import { createFileArtifact, createPipeArtifact } from './file-artifact.ts';
import { walkFolder, type Ordered, type WalkContext } from './folder-walk.ts';
import { mergeRuns, type Run } from './merge.ts';
import { resolvePaths, type MissingPath, type NamedPath } from './named-path.ts';

export { resolvePaths, type MissingPath, type NamedPath, type ResolvedPaths } from './named-path.ts';

/** Which partitions are wanted, and what relative paths are relative to. */
export interface FileSourceOptions {
  readonly filter: PartitionFilter;
  readonly cwd?: string;
}

/**
 * A source over files, folders and globs. Texts are resolved when listing begins, and one that stands for nothing is then a `vanished`
 * problem; who wants to refuse before the run calls {@link resolvePaths} and passes what it named.
 */
export function createFileSource(paths: readonly (string | NamedPath)[], options: FileSourceOptions): Source {
  return {
    async *list(signal) {
      const texts = paths.filter((path) => typeof path === 'string');
      const { named, missing } = await resolvePaths(texts, options);
      const every = [...paths.filter((path) => typeof path !== 'string'), ...named];
      // They cover nothing: what is in them may be named otherwise.
      const closed = every.filter(({ unlisted }) => unlisted !== undefined);
      const all = every.filter(({ unlisted }) => unlisted === undefined);
      const left = new Map(all.map((path) => [path, rootReason(path, options.filter)]));
      const coverage = new Coverage(all.filter((path) => left.get(path) === null));
      const context: WalkContext = { filter: options.filter, coverage, signal };
      const runs = [
        ...missing.map(missingRun),
        ...coverage.kept.map((path) => namedRun(path, context)),
        ...excludedRuns(left, coverage),
        ...unlistedRuns(closed, coverage, options.filter),
      ];
      for await (const { listed } of mergeRuns(runs)) {
        if (signal.aborted) return;
        yield listed;
      }
    },
  };
}

/** Why a named path is left out. Its partitions always count; its name only when a glob found it. */
function rootReason({ uri, kind, globStart }: NamedPath, filter: PartitionFilter): ExcludeReason | null {
  const folder = kind === 'folder';
  const path = folder ? prefixOf(uri) : uri;
  const reason = folder ? folderExcludeReason(path, filter, path) : excludeReason(path, filter, uri);
  if (reason !== null || globStart === null) return reason;
  if (kind === 'stream') return 'not-a-file';
  const byName = nameReason(path.startsWith(globStart) ? path.slice(globStart.length) : path);
  // A glob finds hidden names only where its pattern says so.
  return byName === 'hidden' ? null : byName;
}

function namedRun(path: NamedPath, context: WalkContext): Run<Ordered> {
  if (path.kind === 'folder') return { start: toBytes(prefixOf(path.uri)), open: () => walkFolder(path, context) };
  const artifact = path.kind === 'file' ? createFileArtifact(path.uri, path.path, path.size) : createPipeArtifact(path.uri, path.path);
  return single(toBytes(path.uri), () => ({ kind: 'artifact', artifact }));
}

function missingRun({ path, detail }: MissingPath): Run<Ordered> {
  return single(toBytes(path), () => ({ kind: 'problem', problem: problem('vanished', path, detail) }));
}

/** What is left out is said once, and not at all where a named folder says it anyway. */
function excludedRuns(left: ReadonlyMap<NamedPath, ExcludeReason | null>, coverage: Coverage): Run<Ordered>[] {
  const byUri = new Map<string, Run<Ordered>>();
  for (const [path, reason] of left) {
    const folder = path.kind === 'folder';
    if (reason === null || coverage.names(path.real) || coverage.holds(path.real)) continue;
    const uri = folder ? prefixOf(path.uri) : path.uri;
    byUri.set(
      uri,
      single(toBytes(uri), () => ({ kind: 'excluded', uri, reason })),
    );
  }
  return [...byUri.values()];
}

/** Folders that globs could not look into, each told once, and not at all where a named folder tells it or none of it is asked for. */
function unlistedRuns(closed: readonly NamedPath[], coverage: Coverage, filter: PartitionFilter): Run<Ordered>[] {
  const byReal = new Map<BytePath, Run<Ordered>>();
  for (const path of closed) {
    if (coverage.covers(path.real, true) || rootReason(path, filter) !== null) continue;
    const uri = prefixOf(path.uri);
    const detail = `the folder cannot be listed: ${path.unlisted ?? ''}`;
    byReal.set(
      path.real,
      single(toBytes(uri), () => ({ kind: 'problem', problem: problem('unreadable', uri, detail) })),
    );
  }
  return [...byReal.values()];
}

function single(key: string, make: () => Listed): Run<Ordered> {
  return {
    start: key,
    async *open() {
      await Promise.resolve();
      yield { key, listed: make() };
    },
  };
}
