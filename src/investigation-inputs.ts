/**
 * The inputs of an investigation: each pass over one is a scan of what was named for it.
 *
 * Owns: the schemas of a pass, and that a problem met in two passes is told once. Must not know: what a pass looks for, the command line.
 */
import type { InputPass, InvestigationInputs } from './core/investigate/input-port.ts';
import type { InputRole } from './core/investigate/model.ts';
import { NO_FILTERS } from './core/filters.ts';
import type { PartitionFilter } from './core/partition.ts';
import type { LogSchema, Platform, Progress, ReadLimits, RecordReader, Source, StopSignal } from './core/ports.ts';
import type { Problem } from './core/problem.ts';
import { runScan } from './core/scan/engine.ts';
import type { Summary } from './core/summary.ts';
import { DECODERS, SCHEMAS } from './registry.ts';
import { createRecordSkipper } from './scanner/record-skipper.ts';
import { earlierFinding } from './schemas/earlier-finding.ts';
import { nodeTimeline } from './schemas/node-timeline.ts';
import { LineSpill } from './sinks/line-spill.ts';

const SCHEMAS_OF: Readonly<Record<InputRole, readonly LogSchema[]>> = {
  findings: [earlierFinding],
  audit: SCHEMAS,
  cloudtrail: SCHEMAS,
  'flow-logs': SCHEMAS,
  'node-timeline': [nodeTimeline],
};
/** Problems remembered, so that the second pass does not repeat them. */
const MOST_REMEMBERED = 10_000;

/** What the passes are made with. */
export interface InputScans {
  /** What was named for each input; one that is not here was not given. */
  readonly given: ReadonlyMap<InputRole, readonly string[]>;
  /** Sources of an input's partitions; asked once for each pass. */
  readonly sourcesOf: (role: InputRole, partitions: PartitionFilter) => Promise<readonly Source[]>;
  readonly readers: readonly RecordReader[];
  readonly limits: ReadLimits;
  readonly platform: Platform;
  readonly signal: StopSignal;
  /** Hears each problem once, and in which input it was met. */
  readonly problem: (problem: Problem, role: InputRole) => void;
  /** What hears how far a pass is; it may be slow, reading waits. */
  readonly progressOf?: (role: InputRole) => (progress: Progress) => Promise<void>;
}

export class ScannedInputs implements InvestigationInputs {
  readonly given: ReadonlyMap<InputRole, readonly string[]>;
  readonly schemas = SCHEMAS;
  readonly #scans: InputScans;
  readonly #told = new Set<string>();

  constructor(scans: InputScans) {
    this.given = scans.given;
    this.#scans = scans;
  }

  get stopped(): boolean {
    return this.#scans.signal.aborted;
  }

  async read({ role, range, rules, take, hear }: InputPass): Promise<Summary> {
    const { sourcesOf, readers, limits, platform, signal, progressOf } = this.#scans;
    const plan = {
      sources: await sourcesOf(role, { ...range, workspaces: null }),
      // Who hears every event has every record read.
      ...(hear === undefined && { createSkipper: createRecordSkipper, usesNeedles: true }),
      decoders: DECODERS,
      readers,
      schemas: hear === undefined ? SCHEMAS_OF[role] : SCHEMAS_OF[role].map((schema) => listening(schema, hear)),
      rules,
      filters: NO_FILTERS,
      limits,
      dedupe: false,
      failOn: null,
      openStore: () => new LineSpill(),
    };
    const observer = {
      findings: take,
      problem: (problem: Problem) => this.#tell(problem, role),
      ...(progressOf !== undefined && { progress: progressOf(role) }),
    };
    return await runScan(plan, observer, platform, signal);
  }

  #tell(problem: Problem, role: InputRole): void {
    const { uri, code, line, index, detail } = problem;
    const key = JSON.stringify([uri, code, line, index, detail]);
    if (this.#told.has(key)) return;
    if (this.#told.size < MOST_REMEMBERED) this.#told.add(key);
    this.#scans.problem(problem, role);
  }
}

/** The schema, with somebody hearing of each event it makes. */
function listening(schema: LogSchema, hear: NonNullable<InputPass['hear']>): LogSchema {
  return {
    ...schema,
    toEvent: (record) => {
      const event = schema.toEvent(record);
      hear(event);
      return event;
    },
  };
}
