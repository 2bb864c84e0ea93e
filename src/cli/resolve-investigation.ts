/** What was typed → what an investigation needs. Everything that can be wrong with a command line is found here, before anything is read. */
import { existsSync } from 'node:fs';
import { parseStart } from '../core/investigate/starting-points.ts';
import type { InputRole, Interval, StartingPoint } from '../core/investigate/model.ts';
import { INVESTIGATION_FORMAT_NAMES, type InvestigationFormatName } from '../sinks/investigation/formats.ts';
import type { Tolerated } from './exit-code.ts';
import type { InvestigateOptions } from './investigate-options.ts';
import { resolveTargets, type Target } from './output-targets.ts';
import { resolveTolerated } from './resolve-scan.ts';
import { parseTimeBound } from './time-range.ts';
import { UsageError } from './usage-error.ts';

const DAY = 86_400_000;

export interface ResolvedInvestigation {
  readonly starts: readonly StartingPoint[];
  readonly window: Interval;
  /** Milliseconds. */
  readonly lookback: number;
  /** What was named for each input. */
  readonly given: ReadonlyMap<InputRole, readonly string[]>;
  readonly files: readonly Target<InvestigationFormatName>[];
  readonly written: ReadonlySet<string>;
  readonly tolerated: Tolerated;
}

/** @throws UsageError */
export function resolveInvestigation(starts: readonly string[], options: InvestigateOptions, now: number): ResolvedInvestigation {
  const from = options.from === undefined ? null : parseTimeBound(options.from, 'from', now);
  const until = options.to === undefined ? null : parseTimeBound(options.to, 'to', now);
  if (from !== null && until !== null && from >= until)
    throw new UsageError(`--from ${options.from ?? ''} is not before --to ${options.to ?? ''}`);
  const given = inputsOf(options);
  const points = starts.map(readStart);
  if (points.length === 0 && !given.has('findings'))
    throw new UsageError(
      'no starting point: name an instance (i-…), cluster:<id>, user:<e-mail> or ip:<address>, or give --findings (auditsift investigate --help)',
    );
  if (given.size === 0)
    throw new UsageError('nothing to look into: give --audit, --cloudtrail, --flow-logs, --node-timeline or --findings');
  const { files, written } = resolveTargets(options.output ?? [], [], INVESTIGATION_FORMAT_NAMES);
  return {
    starts: points,
    // A story is told to the last millisecond it was asked for; both ends of an interval count.
    window: { from, to: until === null ? null : until - 1 },
    lookback: options.lookback * DAY,
    given,
    files,
    written,
    tolerated: resolveTolerated(options.allowIncomplete ?? []),
  };
}

/** Standard input can be read once, so only for inputs that one pass goes through. */
function inputsOf({ findings, audit, cloudtrail, flowLogs, nodeTimeline }: InvestigateOptions): ReadonlyMap<InputRole, readonly string[]> {
  const given = new Map<InputRole, readonly string[]>();
  const options = { findings, audit, cloudtrail, 'flow-logs': flowLogs, 'node-timeline': nodeTimeline } as const;
  for (const [role, paths] of Object.entries(options) as [InputRole, readonly string[] | undefined][]) {
    if (paths === undefined) continue;
    if (paths.includes('-') && role !== 'findings')
      throw new UsageError(`--${role} -: an investigation may read an input twice, standard input cannot be; save it to a file first`);
    given.set(role, paths);
  }
  return given;
}

function readStart(text: string): StartingPoint {
  const start = parseStart(text);
  if (!('error' in start)) return start;
  const what = existsSync(text) ? 'a log is named with what it holds: --audit, --cloudtrail, --flow-logs or --node-timeline' : start.error;
  throw new UsageError(`${text}: ${what}`);
}
