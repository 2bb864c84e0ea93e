/**
 * The scan as a library call: findings and problems as async iterables, the summary as a promise. Touches no process globals.
 */
import { DEFAULT_LIMITS, type ReadLimits, type Source, type Decoder, type RecordReader, type LogSchema } from './core/ports.ts';
import { NO_FILTERS, type Filters } from './core/filters.ts';
import type { Finding } from './core/finding.ts';
import type { Level } from './core/level.ts';
import { EVERYTHING } from './core/partition.ts';
import type { Problem } from './core/problem.ts';
import type { CompiledRuleSet } from './core/rules/index.ts';
import { runScan } from './core/scan/engine.ts';
import type { Summary } from './core/summary.ts';
import { nodePlatform } from './platform.ts';
import { createRecordSkipper } from './scanner/record-skipper.ts';
import { scoutsFor } from './scouts.ts';
import { LineSpill } from './sinks/line-spill.ts';
import { DECODERS, READERS, SCHEMAS } from './registry.ts';
import { createFileSource } from './sources/file.ts';

export interface ScanRequest {
  /** Files, folders and globs. */
  readonly paths?: readonly string[];
  /** Further sources, read after the paths. */
  readonly sources?: readonly Source[];
  readonly rules: CompiledRuleSet;
  readonly filters?: Partial<Filters>;
  /** With `strict` every record is parsed; else those that no rule can match are only counted. */
  readonly limits?: Partial<ReadLimits>;
  /** How many threads large local files may be gone through on, the calling one included; 1 by default. They change nothing else. */
  readonly threads?: number;
  readonly dedupe?: boolean;
  readonly failOn?: Level;
  /** Also hand out what Sigma filters suppressed, as findings with `suppressedBy`. */
  readonly showSuppressed?: boolean;
  /** Only the summary is wanted: findings are counted and not handed out. */
  readonly summaryOnly?: boolean;
  readonly decoders?: readonly Decoder[];
  readonly readers?: readonly RecordReader[];
  readonly schemas?: readonly LogSchema[];
}

export interface RunningScan {
  /** Findings as they are found, once. The scan waits for who iterates; leaving the loop early stops it. */
  readonly findings: AsyncIterable<Finding>;
  /** Problems, once. Those not taken are kept up to {@link MOST_PROBLEMS}; the summary counts them all. */
  readonly problems: AsyncIterable<Problem>;
  /** Settles when the scan is over, which needs `findings` to be iterated, or `summaryOnly`. Rejects only for a bug or a failing port. */
  readonly summary: Promise<Summary>;
  /** Stops after the batch at hand; the summary then says `interrupted`. */
  abort(): void;
}

const MOST_PROBLEMS = 10_000;

/** Starts a scan. */
export function scan(request: ScanRequest): RunningScan {
  const abort = new AbortController();
  const findings = new Mailbox<Finding>(() => abort.abort());
  const problems = new Mailbox<Problem>(() => undefined);
  const filters = { ...NO_FILTERS, ...request.filters };
  const partitions = {
    ...EVERYTHING,
    since: filters.since,
    until: filters.until,
    workspaces: filters.workspaces.size > 0 ? filters.workspaces : null,
  };
  const fileSources = request.paths === undefined ? [] : [createFileSource(request.paths, { filter: partitions })];
  const schemas = request.schemas ?? SCHEMAS;
  // Scouts decode and read in the usual way.
  const areUsual = request.decoders === undefined && request.readers === undefined;
  const plan = {
    sources: [...fileSources, ...(request.sources ?? [])],
    decoders: request.decoders ?? DECODERS,
    readers: request.readers ?? READERS,
    schemas,
    rules: request.rules,
    filters,
    limits: { ...DEFAULT_LIMITS, ...request.limits },
    dedupe: request.dedupe ?? false,
    failOn: request.failOn ?? null,
    showSuppressed: request.showSuppressed ?? false,
    createSkipper: createRecordSkipper,
    ...(areUsual && { createScouts: scoutsFor(schemas, request.threads ?? 1) }),
    openStore: () => new LineSpill(),
  };
  const observer = {
    findings: (batch: readonly Finding[]) => (request.summaryOnly === true ? undefined : findings.putAndWait(batch)),
    problem: (problem: Problem): void => problems.put(problem, MOST_PROBLEMS),
  };
  const summary = runScan(plan, observer, nodePlatform, abort.signal).finally(() => {
    findings.close();
    problems.close();
  });
  // Whoever awaits it hears of a rejection; until then it must not end the process.
  summary.catch(() => undefined);
  return {
    findings,
    problems,
    summary,
    abort: () => {
      abort.abort();
      findings.release();
    },
  };
}

/** A queue between the scan and one consumer. */
class Mailbox<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #closed = false;
  #released = false;
  #wake: (() => void) | null = null;
  #taken: (() => void) | null = null;
  readonly #onLeave: () => void;

  /** @param onLeave called when the consumer leaves its loop early */
  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  /** Adds an item unless `limit` are waiting. */
  put(item: T, limit: number): void {
    if (this.#items.length < limit) this.#items.push(item);
    this.#wake?.();
  }

  /** Adds items and resolves when they were taken. */
  async putAndWait(items: readonly T[]): Promise<void> {
    if (this.#closed) return;
    this.#items.push(...items);
    this.#wake?.();
    if (this.#released) return;
    await new Promise<void>((resolve) => (this.#taken = resolve));
  }

  /** Lets who puts items go on, although nobody took them yet; they stay to be taken. */
  release(): void {
    this.#released = true;
    this.#taken?.();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
    this.#taken?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        const items = this.#items;
        this.#items = [];
        yield* items;
        if (this.#items.length > 0) continue;
        this.#taken?.();
        if (this.#closed) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      if (!this.#closed) this.#onLeave();
      this.close();
    }
  }
}
