/**
 * The sources of one scan: what was named, checked before anything is read.
 *
 * Owns: which path is of which kind, and that no output lies among what is read. Must not know: rules, how a source reads.
 */
import { existsSync, fstatSync } from 'node:fs';
import type { Source } from '../core/ports.ts';
import { createFileSource, resolvePaths } from '../sources/file.ts';
import { isS3Path } from '../sources/s3/location.ts';
import { createStdinSource } from '../sources/stdin.ts';
import type { Io } from './io.ts';
import { mergeSources } from './merge-sources.ts';
import { realPath } from './output-targets.ts';
import type { ResolvedScan } from './resolve-scan.ts';
import type { Stores } from './stores.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

/** What a path that does not exist may have been meant for. */
const COMMANDS = ['scan', 'investigate', 'rules', 'help'];

/**
 * The sources of what was named, standard input first.
 * @throws UsageError when a path stands for nothing, or would be overwritten
 */
export async function sourcesForScan(
  paths: readonly string[],
  { partitions, written }: Pick<ResolvedScan, 'partitions' | 'written'>,
  io: Io,
  stores: Stores,
): Promise<Source[]> {
  if (paths.length === 0)
    throw new UsageError('no path given: name files, folders or globs to scan, or - for standard input (auditsift scan --help)');
  const remote = paths.filter(isS3Path);
  const local = paths.filter((path) => !isS3Path(path) && path !== '-');
  const unknown = local.find((path) => /^[a-z][a-z0-9+.-]*:\/\//i.test(path));
  if (unknown !== undefined) throw new UsageError(`${unknown}: expected a file, a folder, s3://bucket/prefix, or - for standard input`);
  const { named, missing } = await resolvePaths(local);
  if (missing.length > 0)
    throw new UsageError(missing.map(({ path, detail }) => `${path}: ${detail}${didYouMean(path, COMMANDS)}`).join('; '));
  // `-` sorts before every other path but those that begin with a byte below 0x2d; its place is first.
  if (paths.includes('-') && isFolder(io.stdin)) throw new UsageError('standard input is a folder; name it as a path instead');
  const stdin = paths.includes('-') ? [createStdinSource(io.stdin as AsyncIterable<Uint8Array>, descriptorOf(io.stdin))] : [];
  for (const path of written) {
    // An existing file among the inputs may be a log: it is never replaced.
    const input = named.find(({ uri }) => path === realPath(uri) || path.startsWith(`${realPath(uri)}/`));
    if (input !== undefined && existsSync(path))
      throw new UsageError(`${path} would be read and overwritten; write the output outside ${input.uri}`);
  }
  for (const path of written) {
    const input = remote.find((location) => path.startsWith(realPath(location).replace(/[*?[{].*$/s, '')));
    if (isS3Path(path) && input !== undefined)
      throw new UsageError(`${path} would be written among what is read; write it outside ${input}`);
  }
  const others = named.length > 0 ? [createFileSource(named, { filter: partitions })] : [];
  if (remote.length > 0) others.push(await stores.source(remote, partitions));
  return others.length > 0 ? [...stdin, mergeSources(others)] : stdin;
}

/** A shell may redirect a folder to standard input; reading it would give nothing, without an error. */
function isFolder(stdin: Io['stdin']): boolean {
  const fd = descriptorOf(stdin);
  return fd !== null && fstatSync(fd).isDirectory();
}

function descriptorOf(stdin: Io['stdin'] & { readonly fd?: number }): number | null {
  return stdin.fd ?? null;
}
