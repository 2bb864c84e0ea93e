/**
 * What was typed → what a scan needs. Everything that can be wrong with a command line is found here, before anything is read.
 */
import { resolve } from 'node:path';
import type { Filters } from '../core/filters.ts';
import type { PartitionFilter } from '../core/partition.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../core/ports.ts';
import { PROBLEMS, type ProblemCode } from '../core/problem.ts';
import { isFormatName, FORMAT_NAMES, type FormatName } from '../sinks/formats.ts';
import { withoutPort } from '../core/address.ts';
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
  return {
    filters: {
      since,
      until,
      instances: new Set(options.instance),
      workspaces,
      users: new Set(options.user?.map((user) => user.toLowerCase())),
      sourceIps: new Set(options.sourceIp?.map(withoutPort)),
      minLevel: options.minLevel ?? null,
    },
    partitions: { since, until, workspaces: workspaces.size === 0 ? null : workspaces },
    limits: { ...DEFAULT_LIMITS, maxRecordBytes: options.maxRecordBytes, strict: options.strict ?? false },
    files: resolveFiles(options),
    tolerated: resolveTolerated(options.allowIncomplete ?? []),
  };
}

function resolveFiles({ output = [], summary, rejects }: ScanOptions): FileTarget[] {
  const files = output.map((target) => {
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
  const paths = [...files.map(({ path }) => path), summary, rejects].filter((path) => path !== undefined);
  const real = paths.map((path) => resolve(path)).filter((path) => !path.startsWith('/dev/'));
  const twice = real.find((path, i) => real.indexOf(path) !== i);
  if (twice !== undefined) throw new UsageError(`two outputs go to ${paths.find((path) => resolve(path) === twice) ?? twice}`);
  return files;
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
