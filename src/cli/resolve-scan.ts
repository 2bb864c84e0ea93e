/**
 * What was typed → what a scan needs. Everything that can be wrong with a command line is found here, before anything is read.
 */
import type { Filters } from '../core/filters.ts';
import type { PartitionFilter } from '../core/partition.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../core/ports.ts';
import { PROBLEMS, type ProblemCode } from '../core/problem.ts';
import { FORMAT_NAMES, type FormatName } from '../sinks/formats.ts';
import type { Tolerated } from './exit-code.ts';
import { resolveTargets, type Target } from './output-targets.ts';
import type { ScanOptions } from './scan-options.ts';
import { didYouMean } from './suggest.ts';
import { parseTimeBound } from './time-range.ts';
import { UsageError } from './usage-error.ts';

export type FileTarget = Target<FormatName>;

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
  const { files, written } = resolveTargets(options.output ?? [], [options.summary, options.rejects], FORMAT_NAMES);
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
    written,
    tolerated: resolveTolerated(options.allowIncomplete ?? []),
  };
}

/** What `--allow-incomplete` names. */
export function resolveTolerated(codes: readonly string[]): Tolerated {
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
