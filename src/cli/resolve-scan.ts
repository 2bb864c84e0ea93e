/**
 * What was typed → what a scan needs. Everything that can be wrong with a command line is found here, before anything is read.
 */
import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Filters } from '../core/filters.ts';
import type { PartitionFilter } from '../core/partition.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../core/ports.ts';
import { PROBLEMS, type ProblemCode } from '../core/problem.ts';
import { isS3Path } from '../sources/s3/location.ts';
import { isFormatName, FORMAT_NAMES, type FormatName } from '../sinks/formats.ts';
import type { Tolerated } from './exit-code.ts';
import type { ScanOptions } from './scan-options.ts';
import { didYouMean } from './suggest.ts';
import { parseTimeBound } from './time-range.ts';
import { UsageError } from './usage-error.ts';

export interface FileTarget {
  readonly format: FormatName;
  readonly path: string;
}

export interface ResolvedScan {
  readonly filters: Filters;
  readonly partitions: PartitionFilter;
  readonly limits: ReadLimits;
  readonly files: readonly FileTarget[];
  /** Findings are put in time order; not when none is written anywhere. */
  readonly sorts: boolean;
  /** Real paths of everything this run writes. */
  readonly written: ReadonlySet<string>;
  readonly tolerated: Tolerated;
}

/** @throws UsageError */
export function resolveScan(options: ScanOptions, now: number): ResolvedScan {
  const since = options.since === undefined ? null : parseTimeBound(options.since, 'since', now);
  const until = options.until === undefined ? null : parseTimeBound(options.until, 'until', now);
  if (since !== null && until !== null && since >= until) {
    throw new UsageError(`--since ${options.since ?? ''} is not before --until ${options.until ?? ''}`);
  }
  const workspaces = new Set(options.workspace);
  const files = resolveFiles(options);
  return {
    filters: {
      since,
      until,
      instances: new Set(options.instance),
      workspaces,
      users: new Set(options.user),
      sourceIps: new Set(options.sourceIp),
      minLevel: options.minLevel ?? null,
    },
    partitions: { since, until, workspaces: workspaces.size === 0 ? null : workspaces },
    limits: { ...DEFAULT_LIMITS, maxRecordBytes: options.maxRecordBytes, strict: options.strict ?? false },
    files,
    sorts: options.sort === 'time' && [options.format, ...files.map(({ format }) => format)].some((format) => format !== 'none'),
    written: new Set(pathsWritten(options).map(realPath)),
    tolerated: resolveTolerated(options.allowIncomplete ?? []),
  };
}

function resolveFiles(options: ScanOptions): FileTarget[] {
  const files = (options.output ?? []).map((target) => {
    const equals = target.indexOf('=');
    const format = target.slice(0, Math.max(0, equals));
    const path = target.slice(equals + 1);
    if (equals < 1 || path === '') throw new UsageError(`--output ${target}: expected <format>=<file>, such as csv=findings.csv`);
    if (!isFormatName(format)) {
      throw new UsageError(
        `--output ${target}: there is no format ${format}${didYouMean(format, FORMAT_NAMES)} (${FORMAT_NAMES.join(', ')})`,
      );
    }
    return { format, path };
  });
  const paths = pathsWritten(options);
  if (paths.includes('-')) throw new UsageError('an output needs a file name; --format chooses what goes to standard output');
  const real = paths.map(realPath);
  const twice = paths.find((path, i) => !path.startsWith('/dev/') && real.indexOf(realPath(path)) !== i);
  if (twice !== undefined) throw new UsageError(`two outputs go to ${twice}`);
  return files;
}

function pathsWritten({ output = [], summary, rejects }: ScanOptions): string[] {
  const outputs = output.map((target) => target.slice(target.indexOf('=') + 1));
  return [...outputs, summary, rejects].filter((path) => path !== undefined);
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

function resolveTolerated(codes: readonly string[]): Tolerated {
  if (codes.includes('all')) return 'all';
  const known = (Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => PROBLEMS[code].weight !== 'notice');
  const tolerated = new Set<ProblemCode>();
  for (const text of codes) {
    const code = known.find((candidate) => candidate === text);
    if (code === undefined)
      throw new UsageError(`--allow-incomplete ${text}: expected problem codes${didYouMean(text, known)} (${known.join(', ')})`);
    tolerated.add(code);
  }
  return tolerated;
}
