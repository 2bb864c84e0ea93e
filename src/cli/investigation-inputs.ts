/**
 * The inputs of an investigation: each pass over one is a scan of what was named for it.
 *
 * Owns: sources and schemas of a pass, and that a problem met in two passes is told once. Must not know: what a pass looks for.
 */
import type { InputPass, InvestigationInputs } from '../core/investigate/input-port.ts';
import type { InputRole } from '../core/investigate/model.ts';
import { NO_FILTERS } from '../core/filters.ts';
import { EVERYTHING, type PartitionFilter } from '../core/partition.ts';
import { DEFAULT_LIMITS, type LogSchema, type Source } from '../core/ports.ts';
import { weightOf, type Problem } from '../core/problem.ts';
import { runScan } from '../core/scan/engine.ts';
import type { Summary } from '../core/summary.ts';
import { nodePlatform } from '../platform.ts';
import { DECODERS, SCHEMAS } from '../registry.ts';
import { createRecordSkipper } from '../scanner/record-skipper.ts';
import { earlierFinding } from '../schemas/earlier-finding.ts';
import { nodeTimeline } from '../schemas/node-timeline.ts';
import { LineSpill } from '../sinks/line-spill.ts';
import { isGlob } from '../sources/glob.ts';
import { isS3Path } from '../sources/s3/location.ts';
import type { InvestigateOptions } from './investigate-options.ts';
import type { Io } from './io.ts';
import type { Messages } from './messages.ts';
import { createProgressLine } from './progress.ts';
import type { ResolvedInvestigation } from './resolve-investigation.ts';
import { readersFor } from './scan-readers.ts';
import { sourcesForScan } from './scan-sources.ts';
import type { Stores } from './stores.ts';
import { UsageError } from './usage-error.ts';

const SCHEMAS_OF: Readonly<Record<InputRole, readonly LogSchema[]>> = {
  findings: [earlierFinding],
  audit: SCHEMAS,
  cloudtrail: SCHEMAS,
  'flow-logs': SCHEMAS,
  'node-timeline': [nodeTimeline],
};
/** Problems remembered, so that the second pass does not repeat them. */
const MOST_REMEMBERED = 10_000;

export interface InputContext {
  readonly io: Io;
  readonly stores: Stores;
  readonly messages: Messages;
  readonly signal: AbortSignal;
}

export class ScannedInputs implements InvestigationInputs {
  readonly given: ReadonlyMap<InputRole, readonly string[]>;
  readonly schemas = SCHEMAS;
  readonly #resolved: ResolvedInvestigation;
  readonly #options: InvestigateOptions;
  readonly #context: InputContext;
  readonly #told = new Set<string>();

  constructor(resolved: ResolvedInvestigation, options: InvestigateOptions, context: InputContext) {
    this.given = resolved.given;
    this.#resolved = resolved;
    this.#options = options;
    this.#context = context;
  }

  get stopped(): boolean {
    return this.#context.signal.aborted;
  }

  /**
   * Looks whether everything that was named is there.
   * @throws UsageError when something is not
   */
  async check(): Promise<void> {
    for (const paths of this.given.values()) {
      const named = paths.filter((path) => path !== '-');
      if (named.length > 0) await this.#sources(named, EVERYTHING);
    }
  }

  async read({ role, range, rules, take }: InputPass): Promise<Summary> {
    const { io, messages, signal } = this.#context;
    const progressLine = createProgressLine(() => io.now());
    const spill: LineSpill[] = [];
    const plan = {
      sources: await this.#sourcesOf(role, range),
      createSkipper: createRecordSkipper,
      usesNeedles: true,
      decoders: DECODERS,
      readers: readersFor(this.#options.flowLogFormat),
      schemas: SCHEMAS_OF[role],
      rules,
      filters: NO_FILTERS,
      limits: { ...DEFAULT_LIMITS, maxRecordBytes: this.#options.maxRecordBytes },
      dedupe: false,
      failOn: null,
      openStore: () => {
        const store = new LineSpill();
        spill.push(store);
        return store;
      },
    };
    const observer = {
      findings: take,
      problem: (problem: Problem) => this.#tell(problem, role),
      progress: async (progress: Parameters<typeof progressLine>[0]): Promise<void> => {
        const line = progressLine(progress);
        if (line !== null) messages.progress(`${role}: ${line}`);
        await messages.drained();
      },
    };
    return await runScan(plan, observer, { ...nodePlatform, now: () => io.now() }, signal);
  }

  async #sourcesOf(role: InputRole, range: InputPass['range']): Promise<readonly Source[]> {
    const paths = this.given.get(role) ?? [];
    const partitions: PartitionFilter = { ...range, workspaces: null };
    try {
      return await this.#sources(paths, partitions);
    } catch (error) {
      // All of it was there when it was checked; a pattern over a bucket may have nothing of these days.
      if (error instanceof UsageError && paths.every((path) => isS3Path(path) && isGlob(path))) return [];
      throw error;
    }
  }

  async #sources(paths: readonly string[], partitions: PartitionFilter): Promise<readonly Source[]> {
    const { io, stores } = this.#context;
    return await sourcesForScan(paths, { partitions, written: this.#resolved.written }, io, stores);
  }

  #tell(problem: Problem, role: InputRole): void {
    const { uri, code, line, index, detail } = problem;
    const key = JSON.stringify([uri, code, line, index, detail]);
    if (this.#told.has(key)) return;
    if (this.#told.size < MOST_REMEMBERED) this.#told.add(key);
    // No rule of the user's would help: the records stand under the wrong option.
    if (code === 'no-active-rule') {
      this.#context.messages.error(
        `--${role}: ${detail.replace(/^no active rule covers /, 'this option is not for ')}; give them under their own option`,
      );
      return;
    }
    // What an input holds besides its own kind of log is no news here, unless it could not be read.
    if (weightOf(problem.code) !== 'notice' || this.#options.verbose === true) this.#context.messages.problem(problem);
  }
}
