/**
 * The investigation as a library call: logs in, the whole answer out. Touches no process globals.
 *
 * Owns: what a request may hold, and that all of it is right before anything is read. Must not know: the command line, outputs.
 */
import { followUpsFor } from './core/investigate/follow-ups/index.ts';
import { investigate as follow } from './core/investigate/investigate.ts';
import { DEFAULT_LOOKBACK } from './core/investigate/lookback.ts';
import type { InputRole, Investigation, StartingPoint } from './core/investigate/model.ts';
import { parseStart } from './core/investigate/starting-points.ts';
import { parseFlowFormat } from './core/flow-fields.ts';
import type { PartitionFilter } from './core/partition.ts';
import { DEFAULT_LIMITS, NEVER_STOPPED, type ReadLimits, type Source, type StopSignal } from './core/ports.ts';
import type { Problem } from './core/problem.ts';
import type { CompiledRuleSet } from './core/rules/index.ts';
import { ScannedInputs } from './investigation-inputs.ts';
import { nodePlatform } from './platform.ts';
import { readersFor } from './scan-readers.ts';
import { createFileSource, resolvePaths, type NamedPath } from './sources/file.ts';

const DAY = 86_400_000;

/**
 * One input: files, folders and globs; or what gives sources, called for each pass over the input, of which there may be several. The
 * sources may leave out what lies outside of the partitions.
 */
export type InvestigationPaths = readonly string[] | ((partitions: PartitionFilter) => readonly Source[]);

export interface InvestigationRequest {
  /** `i-…`, `cluster:<id>`, `user:<e-mail>`, `ip:<address>`; may be left out with `findings`: then every host they flag. */
  readonly starts?: readonly string[];
  readonly findings?: InvestigationPaths;
  readonly audit?: InvestigationPaths;
  readonly cloudtrail?: InvestigationPaths;
  readonly flowLogs?: InvestigationPaths;
  readonly nodeTimeline?: InvestigationPaths;
  /** Whose matches in the audit log are alerts. */
  readonly rules: CompiledRuleSet;
  /** Of the story, in milliseconds, half-open; null, or left out, is open. */
  readonly from?: number | null;
  readonly to?: number | null;
  /** How far before `from` CloudTrail is searched for launches, in days; 30 when it is not given. */
  readonly lookback?: number;
  /** The fields of VPC flow logs without a header, in their order, as AWS spells them: `${version} ${account-id} …`. */
  readonly flowLogFormat?: string;
  readonly limits?: Partial<ReadLimits>;
  /** Hears each problem once; the answer counts them by input. */
  readonly onProblem?: (problem: Problem) => void;
  /** Ends the reading; what was found so far is told, as incomplete. */
  readonly signal?: StopSignal;
}

/**
 * Follows hosts, clusters, users or addresses through the logs given.
 * @returns the answer; `complete` says whether all that was named could be read, `gaps` what the logs do not hold. Times are milliseconds.
 * @throws Error, before anything is read, for a request that makes no sense or names a path that is not there; later only for a bug
 */
export async function investigate(request: InvestigationRequest): Promise<Investigation> {
  const { from = null, to = null, lookback = DEFAULT_LOOKBACK } = request;
  if (from !== null && to !== null && from >= to) throw new Error('from is not before to');
  const starts = (request.starts ?? []).map(readStart);
  const inputs = inputsOf(request);
  if (inputs.size === 0) throw new Error('nothing to look into: give audit, cloudtrail, flowLogs, nodeTimeline or findings');
  if (starts.length === 0 && !inputs.has('findings')) throw new Error('no starting point: give starts, or findings');
  const layout = layoutOf(request.flowLogFormat);
  const openers = new Map<InputRole, Opener>();
  for (const [role, paths] of inputs) openers.set(role, typeof paths === 'function' ? paths : filesOf(await named(role, paths)));
  const scans = new ScannedInputs({
    given: new Map([...inputs].map(([role, paths]) => [role, typeof paths === 'function' ? [] : paths])),
    sourcesOf: (role, partitions) => Promise.resolve(openers.get(role)?.(partitions) ?? []),
    readers: readersFor(layout),
    limits: { ...DEFAULT_LIMITS, ...request.limits },
    platform: nodePlatform,
    signal: request.signal ?? NEVER_STOPPED,
    problem: (problem) => request.onProblem?.(problem),
  });
  const window = { from, to: to === null ? null : to - 1 };
  const story = await follow({ starts, window, lookback: lookback * DAY, alertRules: request.rules }, scans);
  return { ...story, followUps: followUpsFor(story) };
}

type Opener = (partitions: PartitionFilter) => readonly Source[];

function inputsOf({
  findings,
  audit,
  cloudtrail,
  flowLogs,
  nodeTimeline,
}: InvestigationRequest): ReadonlyMap<InputRole, InvestigationPaths> {
  const inputs = { findings, audit, cloudtrail, 'flow-logs': flowLogs, 'node-timeline': nodeTimeline } as const;
  return new Map(
    (Object.entries(inputs) as [InputRole, InvestigationPaths | undefined][]).flatMap(([role, paths]) =>
      paths === undefined ? [] : [[role, paths]],
    ),
  );
}

/** @throws Error for paths that stand for nothing */
async function named(role: InputRole, paths: readonly string[]): Promise<readonly NamedPath[]> {
  if (paths.length === 0) throw new Error(`${role}: no path given`);
  const resolved = await resolvePaths(paths);
  if (resolved.missing.length > 0) throw new Error(resolved.missing.map(({ path, detail }) => `${path}: ${detail}`).join('; '));
  return resolved.named;
}

function filesOf(paths: readonly NamedPath[]): Opener {
  return (filter) => [createFileSource(paths, { filter })];
}

function readStart(text: string): StartingPoint {
  const start = parseStart(text);
  if ('error' in start) throw new Error(`${text}: ${start.error}`);
  return start;
}

function layoutOf(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const format = parseFlowFormat(text);
  if ('error' in format) throw new Error(`flowLogFormat: ${format.error}`);
  return format.layout;
}
