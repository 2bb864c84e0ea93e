/**
 * The inputs of `auditsift investigate`: files, buckets and standard input, as they were named.
 *
 * Owns: that all of it is there before anything is read, progress, and what is said of problems. Must not know: what a pass looks for.
 */
import { EVERYTHING, type PartitionFilter } from '../core/partition.ts';
import { DEFAULT_LIMITS, type Source } from '../core/ports.ts';
import { weightOf } from '../core/problem.ts';
import { ScannedInputs } from '../investigation-inputs.ts';
import { nodePlatform } from '../platform.ts';
import { readersFor } from '../scan-readers.ts';
import { isGlob } from '../sources/glob.ts';
import { isS3Path } from '../sources/s3/location.ts';
import type { InvestigateOptions } from './investigate-options.ts';
import type { Io } from './io.ts';
import type { Messages } from './messages.ts';
import { createProgressLine } from './progress.ts';
import type { ResolvedInvestigation } from './resolve-investigation.ts';
import { sourcesForScan } from './scan-sources.ts';
import type { Stores } from './stores.ts';
import { UsageError } from './usage-error.ts';

export interface InputContext {
  readonly io: Io;
  readonly stores: Stores;
  readonly messages: Messages;
  readonly signal: AbortSignal;
}

/**
 * Looks whether everything that was named is there.
 * @returns the inputs to investigate
 * @throws UsageError when something is not there
 */
export async function openInputs(
  { given, written }: ResolvedInvestigation,
  options: InvestigateOptions,
  { io, stores, messages, signal }: InputContext,
): Promise<ScannedInputs> {
  const sources = (paths: readonly string[], partitions: PartitionFilter): Promise<readonly Source[]> =>
    sourcesForScan(paths, { partitions, written }, io, stores);
  for (const paths of given.values()) {
    const named = paths.filter((path) => path !== '-');
    if (named.length > 0) await sources(named, EVERYTHING);
  }
  return new ScannedInputs({
    given,
    sourcesOf: async (role, partitions) => {
      const paths = given.get(role) ?? [];
      try {
        return await sources(paths, partitions);
      } catch (error) {
        // All of it was there when it was checked; a pattern over a bucket may have nothing of these days.
        const arePatterns = paths.every(isS3Path) && (await Promise.all(paths.map(isGlob))).every(Boolean);
        if (error instanceof UsageError && arePatterns) return [];
        throw error;
      }
    },
    readers: readersFor(options.flowLogFormat),
    limits: { ...DEFAULT_LIMITS, maxRecordBytes: options.maxRecordBytes },
    platform: { ...nodePlatform, now: () => io.now() },
    signal,
    problem: (problem, role) => {
      // No rule of the user's would help: the records stand under the wrong option.
      if (problem.code === 'no-active-rule') {
        const what = problem.detail.replace(/^no active rule covers /, 'this option is not for ');
        messages.error(`--${role}: ${what}; give them under their own option`);
        return;
      }
      // What an input holds besides its own kind of log is no news here, unless it could not be read.
      if (weightOf(problem.code) !== 'notice' || options.verbose === true) messages.problem(problem);
    },
    progressOf: (role) => {
      const progressLine = createProgressLine(() => io.now());
      return async (progress) => {
        const line = progressLine(progress);
        if (line !== null) messages.progress(`${role}: ${line}`);
        await messages.drained();
      };
    },
  });
}
