/**
 * `--output <format>=<file>` and the files beside it: what a run writes, checked before anything is read.
 *
 * Owns: how a target is spelled, and that no two outputs meet. Must not know: formats, how a file is opened.
 */
import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isS3Path } from '../sources/s3/location.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

export interface Target<Format extends string> {
  readonly format: Format;
  readonly path: string;
}

/**
 * @param targets as typed
 * @param others further files the run writes, such as the summary
 * @returns the targets, and the real paths of everything that is written
 * @throws UsageError
 */
export function resolveTargets<Format extends string>(
  targets: readonly string[],
  others: readonly (string | undefined)[],
  formats: readonly Format[],
): { readonly files: readonly Target<Format>[]; readonly written: ReadonlySet<string> } {
  const files = targets.map((target) => readTarget(target, formats));
  const paths = [...files.map(({ path }) => path), ...others.filter((path) => path !== undefined)];
  if (paths.includes('-')) throw new UsageError('an output needs a file name; --format chooses what goes to standard output');
  const real = paths.map(realPath);
  const twice = paths.find((path, i) => !path.startsWith('/dev/') && real.indexOf(realPath(path)) !== i);
  if (twice !== undefined) throw new UsageError(`two outputs go to ${twice}`);
  return { files, written: new Set(real) };
}

function readTarget<Format extends string>(target: string, formats: readonly Format[]): Target<Format> {
  const equals = target.indexOf('=');
  const name = target.slice(0, Math.max(0, equals));
  const path = target.slice(equals + 1);
  if (equals < 1 || path === '') throw new UsageError(`--output ${target}: expected <format>=<file>, such as csv=findings.csv`);
  const format = formats.find((candidate) => candidate === name);
  if (format === undefined)
    throw new UsageError(`--output ${target}: there is no format ${name}${didYouMean(name, formats)} (${formats.join(', ')})`);
  return { format, path };
}

/** Where a path leads, links followed as far as it exists. */
export function realPath(path: string): string {
  // A key is a text: `a//b` and `a/../b` are objects of their own.
  if (isS3Path(path)) return path.replace(/^s3:/i, 's3:');
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    try {
      return join(realpathSync(dirname(absolute)), basename(absolute));
    } catch {
      return absolute;
    }
  }
}
