/**
 * `auditsift scan`: command line → plan → run → summary → exit code.
 *
 * Owns: the course of a run, interruptions, and when what was written is put in place. Its parts stand beside it in cli/.
 */
import { rmSync } from 'node:fs';
import type { CompiledRuleSet } from '../../core/rules/index.ts';
import { runScan } from '../../core/scan/engine.ts';
import type { Finding } from '../../core/finding.ts';
import type { LineStore, Source } from '../../core/ports.ts';
import { weightOf, type Problem } from '../../core/problem.ts';
import type { Summary } from '../../core/summary.ts';
import { nodePlatform } from '../../platform.ts';
import { DECODERS, SCHEMAS } from '../../registry.ts';
import { LineSpill } from '../../sinks/line-spill.ts';
import { OutputError } from '../../sinks/output-error.ts';
import type { Style } from '../../sinks/style.ts';
import { summaryText } from '../../sinks/summary-text.ts';
import { createTimeSorter } from '../../sinks/time-sorter.ts';
import { verdict } from '../../sinks/verdict.ts';
import { createRecordSkipper } from '../../scanner/record-skipper.ts';
import { defaultThreads, scoutsFor } from '../../scouts.ts';
import { isS3Path } from '../../sources/s3/location.ts';
import { EXIT, resolveExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { Messages } from '../messages.ts';
import { openOutputs } from '../open-outputs.ts';
import { Outputs } from '../outputs.ts';
import { createProgressLine } from '../progress.ts';
import { resolveScan, type ResolvedScan } from '../resolve-scan.ts';
import type { ScanOptions } from '../scan-options.ts';
import { readersFor } from '../../scan-readers.ts';
import { rulesForScan } from '../scan-rules.ts';
import { sourcesForScan } from '../scan-sources.ts';
import { Stores } from '../stores.ts';
import { styleFor } from '../theme.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Runs a scan.
 * @returns the exit code of the contract
 * @throws UsageError when it cannot start
 */
export async function scanCommand(paths: readonly string[], options: ScanOptions, io: Io): Promise<number> {
  const messages = new Messages(io.stderr, {
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
    style: styleFor(io.stderr, options.color, io.env),
    progress: options.progress && options.quiet !== true && io.stderr.isTTY === true,
  });
  const resolved = resolveScan(options, io.now());
  const rules = await rulesForScan(options, messages);
  const stores = new Stores(options);
  try {
    const sources = await sourcesForScan(paths, resolved, io, stores);
    return await new ScanRun(options, resolved, io, messages, stores).run(sources, rules);
  } finally {
    await stores.close();
  }
}

class ScanRun {
  readonly #options: ScanOptions;
  readonly #resolved: ResolvedScan;
  readonly #io: Io;
  readonly #messages: Messages;
  readonly #stores: Stores;
  readonly #style: Style;
  readonly #abort = new AbortController();
  readonly #sorter: ReturnType<typeof createTimeSorter> | null;
  readonly #stored: LineSpill[] = [];
  #interrupted = false;
  #readerLeft = false;
  #outputFailed = false;

  constructor(options: ScanOptions, resolved: ResolvedScan, io: Io, messages: Messages, stores: Stores) {
    this.#options = options;
    this.#resolved = resolved;
    this.#io = io;
    this.#messages = messages;
    this.#stores = stores;
    this.#style = styleFor(io.stderr, options.color, io.env);
    this.#sorter = resolved.sorts ? createTimeSorter() : null;
  }

  async run(sources: readonly Source[], rules: CompiledRuleSet): Promise<number> {
    const stopListening = this.#io.onInterrupt(() => this.#interrupt());
    let outputs: Outputs | null = null;
    try {
      outputs = await this.#openOutputs();
      if (outputs === null) return EXIT.interrupted;
      const summary = await this.#scan(sources, rules, outputs);
      return await this.#finish(summary, outputs);
    } catch (error) {
      if (outputs !== null) this.#sayAll(await outputs.abandon());
      throw error;
    } finally {
      stopListening();
      await this.#sorter?.dispose();
      this.#messages.clearProgress();
    }
  }

  /** Null when it was interrupted meanwhile. */
  async #openOutputs(): Promise<Outputs | null> {
    const { files } = this.#resolved;
    const open = (path: string) => this.#stores.openOutput(path, this.#abort.signal);
    const say = (sentence: string): void => this.#messages.error(sentence);
    try {
      const opened = await openOutputs(this.#options, { io: this.#io, files, open, say });
      return new Outputs(opened, (error) => this.#fail(error));
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      // Nothing was read yet, so an output that cannot be opened is a mistake on the command line.
      if (!this.#interrupted) throw new UsageError(error.message);
      say(error.message);
      this.#messages.write(`${this.#style.bad(`INTERRUPTED (exit ${EXIT.interrupted}): nothing was read`)}\n`);
      return null;
    }
  }

  async #scan(sources: readonly Source[], rules: CompiledRuleSet, outputs: Outputs): Promise<Summary> {
    const { filters, limits } = this.#resolved;
    const { dedupe = false, failOn = null, showSuppressed = false, threads = defaultThreads() } = this.#options;
    const progressLine = createProgressLine(() => this.#io.now());
    await outputs.begin();
    const plan = {
      sources,
      createSkipper: createRecordSkipper,
      createScouts: scoutsFor(SCHEMAS, threads),
      decoders: DECODERS,
      readers: readersFor(this.#options.flowLogFormat),
      schemas: SCHEMAS,
      rules,
      filters,
      limits,
      dedupe,
      failOn,
      showSuppressed,
      openStore: () => this.#openStore(),
    };
    const observer = {
      findings: (findings: readonly Finding[]) => this.#take(findings, outputs),
      problem: (problem: Problem): void => {
        this.#messages.problem(problem);
        if (weightOf(problem.code) !== 'notice') outputs.reject(problem);
      },
      progress: async (progress: Parameters<typeof progressLine>[0]): Promise<void> => {
        const line = progressLine(progress);
        if (line !== null) this.#messages.progress(line);
        await Promise.all([outputs.writeRejects(), this.#messages.drained()]);
      },
    };
    const platform = { ...nodePlatform, now: () => this.#io.now() };
    const summary = await runScan(plan, observer, platform, this.#abort.signal);
    await this.#writeSorted(outputs);
    await outputs.end(summary);
    return summary;
  }

  async #take(findings: readonly Finding[], outputs: Outputs): Promise<void> {
    if (this.#sorter === null) await this.#write(findings, outputs);
    else await this.#sorter.add(findings).catch((error: unknown) => this.#fail(error));
  }

  async #writeSorted(outputs: Outputs): Promise<void> {
    if (this.#sorter === null) return;
    try {
      for await (const batch of this.#sorter.sorted()) await this.#write(batch, outputs);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #write(findings: readonly Finding[], outputs: Outputs): Promise<void> {
    this.#messages.clearProgress();
    await outputs.write(findings);
    if (!outputs.allGone || this.#isWorthGoingOn(outputs)) return;
    this.#readerLeft = !outputs.failed;
    this.#abort.abort();
  }

  /** With nobody reading the findings, a scan still has a point when its summary, its rejects or its exit code was asked for. */
  #isWorthGoingOn(outputs: Outputs): boolean {
    const { summary, rejects, failOn, format, output } = this.#options;
    if (format === 'none' && output === undefined) return true;
    return summary !== undefined || rejects !== undefined || (failOn !== undefined && !outputs.failed);
  }

  #fail(error: unknown): void {
    if (!(error instanceof OutputError)) throw error;
    this.#outputFailed = true;
    this.#messages.error(error.message);
  }

  /** A place for what correlations count; the scan disposes of it. */
  #openStore(): LineStore {
    const spill = new LineSpill();
    this.#stored.push(spill);
    return spill;
  }

  #interrupt(): void {
    if (this.#interrupted) {
      // What was spilled is evidence: it must not stay behind in a temporary folder.
      for (const { folder } of this.#sorter === null ? this.#stored : [this.#sorter, ...this.#stored]) {
        if (folder !== null) rmSync(folder, { recursive: true, force: true });
      }
      const uploads = [...this.#resolved.written].filter(isS3Path);
      for (const path of uploads) this.#messages.error(`an unfinished upload to ${path} may be left there`);
      this.#io.exitNow(EXIT.interrupted);
    }
    this.#interrupted = true;
    this.#messages.error('interrupted; closing the outputs (once more to leave at once)');
    this.#abort.abort();
  }

  async #finish(summary: Summary, outputs: Outputs): Promise<number> {
    const { allowEmpty = false, quiet = false } = this.#options;
    const exitCode = (): number =>
      resolveExitCode({
        summary,
        interrupted: this.#interrupted,
        outputFailed: this.#outputFailed,
        tolerated: this.#resolved.tolerated,
        allowEmpty,
        readerLeft: this.#readerLeft,
      });
    if (exitCode() === EXIT.usage) {
      this.#sayAll(await outputs.discard());
      throw new UsageError(`nothing to read: ${whyEmpty(summary)} (--allow-empty accepts that)`);
    }
    if (exitCode() <= EXIT.incomplete) await outputs.commit(this.#abort.signal);
    await outputs.publish(summary);
    this.#sayAll(await outputs.abandon());
    const code = exitCode();
    this.#say(summary, code, quiet);
    return code;
  }

  #sayAll(sentences: readonly string[]): void {
    for (const sentence of sentences) this.#messages.error(sentence);
  }

  #say(summary: Summary, exitCode: number, quiet: boolean): void {
    const failOn = this.#options.failOn ?? null;
    if (quiet || this.#readerLeft) {
      if (exitCode > EXIT.failOn) this.#messages.write(`${verdict(summary, { exitCode, failOn }, this.#style)}\n`);
      return;
    }
    // On a terminal the findings stand right above.
    if (this.#io.stdout.isTTY === true && summary.findings.total > 0) this.#messages.write('\n');
    this.#messages.write(summaryText(summary, { style: this.#style, verbose: this.#options.verbose ?? false, exitCode, failOn }));
  }
}

function whyEmpty(summary: Summary): string {
  const { read, excluded, excludedByReason } = summary.artifacts;
  if (read > 0) return `${read === 1 ? 'the input holds' : `the ${read} inputs hold`} no record`;
  if (excluded === 0) return 'no file was found';
  return `all that was found is excluded (${Object.entries(excludedByReason)
    .map(([reason, n]) => `${n} ${reason}`)
    .join(', ')})`;
}
