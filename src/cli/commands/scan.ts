/**
 * `auditsift scan`: command line → plan → run → summary → exit code.
 */
import { existsSync, fstatSync, rmSync } from 'node:fs';
import { runScan } from '../../core/scan/engine.ts';
import type { Finding } from '../../core/finding.ts';
import type { Source } from '../../core/ports.ts';
import { weightOf, type Problem } from '../../core/problem.ts';
import { compileRules, lintWhere, type CompiledRuleSet } from '../../core/rules/index.ts';
import type { Summary } from '../../core/summary.ts';
import { nodePlatform } from '../../platform.ts';
import { DECODERS, READERS, SCHEMAS } from '../../registry.ts';
import { DEFAULT_COLUMNS, FORMATS, type FormatName } from '../../sinks/formats.ts';
import { openStreamOutput, type Output } from '../../sinks/output.ts';
import { OutputError } from '../../sinks/output-error.ts';
import { rejectLine } from '../../sinks/reject-line.ts';
import { plainStyle, type Style } from '../../sinks/style.ts';
import { summaryJson } from '../../sinks/summary-json.ts';
import { summaryText } from '../../sinks/summary-text.ts';
import { createTimeSorter } from '../../sinks/time-sorter.ts';
import { verdict } from '../../sinks/verdict.ts';
import { createFileSource, resolvePaths } from '../../sources/file.ts';
import { isS3Path } from '../../sources/s3/location.ts';
import { createStdinSource } from '../../sources/stdin.ts';
import { EXIT, resolveExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { chooseRules, DEFAULT_PACK, loadRules } from '../load-rules.ts';
import { mergeSources } from '../merge-sources.ts';
import { Messages } from '../messages.ts';
import { Outputs, type Destination } from '../outputs.ts';
import { createProgressLine } from '../progress.ts';
import { issueLines } from '../rule-issues.ts';
import { realPath, resolveScan, type ResolvedScan } from '../resolve-scan.ts';
import type { ScanOptions } from '../scan-options.ts';
import { Stores } from '../stores.ts';
import { didYouMean } from '../suggest.ts';
import { styleFor } from '../theme.ts';
import { UsageError } from '../usage-error.ts';

/** What a path that does not exist may have been meant for. */
const COMMANDS = ['scan', 'rules', 'help'];

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
  const rules = await rulesFor(options, messages);
  const stores = new Stores(options);
  try {
    const sources = await sourcesFor(paths, resolved, io, stores);
    return await new ScanRun(options, resolved, io, messages, stores).run(sources, rules);
  } finally {
    await stores.close();
  }
}

async function rulesFor(options: ScanOptions, messages: Messages): Promise<CompiledRuleSet> {
  const { rules, correlations, filters, issues } = await loadRules(options.rules ?? [DEFAULT_PACK], options.where);
  const errors = issues.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    messages.write(issueLines(errors));
    throw new UsageError(`the rules have ${errors.length === 1 ? 'an error' : `${errors.length} errors`}; nothing was scanned`);
  }
  const typed = rules.filter(({ location }) => location.uri === '--where');
  if (options.quiet !== true) messages.write(issueLines(typed.flatMap(lintWhere)));
  const chosen = chooseRules(rules, options.only ?? [], options.minLevel ?? null);
  const left = rules.find((rule) => rule.location.uri === '--where' && !chosen.includes(rule));
  if (left !== undefined) throw new UsageError(`--only or --min-level leaves out the selection of --where, ${left.name} (level medium)`);
  return compileRules({ rules: chosen, correlations, filters });
}

async function sourcesFor(paths: readonly string[], { partitions, written }: ResolvedScan, io: Io, stores: Stores): Promise<Source[]> {
  if (paths.length === 0)
    throw new UsageError('no path given: name files, folders or globs to scan, or - for standard input (auditsift scan --help)');
  const remote = paths.filter(isS3Path);
  const local = paths.filter((path) => !isS3Path(path) && path !== '-');
  const unknown = local.find((path) => /^[a-z][a-z0-9+.-]*:\/\//i.test(path));
  if (unknown !== undefined) throw new UsageError(`${unknown}: expected a file, a folder, s3://bucket/prefix, or - for standard input`);
  const { named, missing } = await resolvePaths(local);
  if (missing.length > 0)
    throw new UsageError(missing.map(({ path, detail }) => `${path}: ${detail}${didYouMean(path, COMMANDS)}`).join('; '));
  // `-` sorts before every other path but those that begin with a byte below 0x2d; its place is first.
  if (paths.includes('-') && isFolder(io.stdin)) throw new UsageError('standard input is a folder; name it as a path instead');
  const stdin = paths.includes('-') ? [createStdinSource(io.stdin as AsyncIterable<Uint8Array>)] : [];
  for (const path of written) {
    // An existing file among the inputs may be a log: it is never replaced.
    const input = named.find(({ uri }) => path === realPath(uri) || path.startsWith(`${realPath(uri)}/`));
    if (input !== undefined && existsSync(path))
      throw new UsageError(`${path} would be read and overwritten; write the output outside ${input.uri}`);
  }
  for (const path of written) {
    const input = remote.find((location) => path.startsWith(realPath(location).replace(/[*?[{].*$/s, '')));
    if (isS3Path(path) && input !== undefined)
      throw new UsageError(`${path} would be written among what is read; write it outside ${input}`);
  }
  const others = named.length > 0 ? [createFileSource(named, { filter: partitions })] : [];
  if (remote.length > 0) others.push(await stores.source(remote, partitions));
  return others.length > 0 ? [...stdin, mergeSources(others)] : stdin;
}

/** A shell may redirect a folder to standard input; reading it would give nothing, without an error. */
function isFolder(stdin: Io['stdin'] & { readonly fd?: number }): boolean {
  return stdin.fd !== undefined && fstatSync(stdin.fd).isDirectory();
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
  #interrupted = false;
  #readerLeft = false;
  #outputFailed = false;
  #rejects: Output | null = null;
  #summary: Output | null = null;
  #rejectLines = '';

  constructor(options: ScanOptions, resolved: ResolvedScan, io: Io, messages: Messages, stores: Stores) {
    this.#options = options;
    this.#resolved = resolved;
    this.#io = io;
    this.#messages = messages;
    this.#stores = stores;
    this.#style = styleFor(io.stderr, options.color, io.env);
    this.#sorter = options.sort === 'time' ? createTimeSorter() : null;
  }

  async run(sources: readonly Source[], rules: CompiledRuleSet): Promise<number> {
    const stopListening = this.#io.onInterrupt(() => this.#interrupt());
    let outputs: Outputs | null = null;
    try {
      outputs = await this.#openOutputs();
      const summary = await this.#scan(sources, rules, outputs);
      return await this.#finish(summary, outputs);
    } catch (error) {
      if (outputs !== null) await this.#keepPartial(outputs);
      throw error;
    } finally {
      stopListening();
      await this.#sorter?.dispose();
      this.#messages.clearProgress();
    }
  }

  async #openOutputs(): Promise<Outputs> {
    const { files } = this.#resolved;
    const destinations: Destination[] = [];
    const stdoutFormat = this.#options.format ?? (this.#io.stdout.isTTY === true ? 'text' : 'jsonl');
    if (stdoutFormat !== 'none') {
      const style = styleFor(this.#io.stdout, this.#options.color, this.#io.env);
      destinations.push({
        formatter: this.#formatter(stdoutFormat, style, this.#io.stdout),
        output: openStreamOutput(this.#io.stdout),
      });
    }
    try {
      for (const { format, path } of files) {
        destinations.push({ formatter: this.#formatter(format, plainStyle, {}), output: await this.#stores.openOutput(path) });
      }
      if (this.#options.rejects !== undefined) this.#rejects = await this.#stores.openOutput(this.#options.rejects);
      if (this.#options.summary !== undefined) this.#summary = await this.#stores.openOutput(this.#options.summary);
    } catch (error) {
      // Nothing was read yet, so an output that cannot be opened is a mistake on the command line.
      await Promise.all([...destinations.map(({ output }) => output.discard()), this.#rejects?.discard(), this.#summary?.discard()]);
      throw error instanceof OutputError ? new UsageError(error.message) : error;
    }
    return new Outputs(destinations, (error) => this.#fail(error));
  }

  #formatter(format: FormatName, style: Style, { columns, isTTY }: Pick<Io['stdout'], 'columns' | 'isTTY'>): Destination['formatter'] {
    const { verbose = false } = this.#options;
    return FORMATS[format].create({ style, verbose, columns: columns ?? DEFAULT_COLUMNS, terminal: isTTY === true });
  }

  async #scan(sources: readonly Source[], rules: CompiledRuleSet, outputs: Outputs): Promise<Summary> {
    const { filters, limits } = this.#resolved;
    const { dedupe = false, failOn = null } = this.#options;
    const progressLine = createProgressLine(() => this.#io.now());
    await outputs.begin();
    const plan = { sources, decoders: DECODERS, readers: READERS, schemas: SCHEMAS, rules, filters, limits, dedupe, failOn };
    const observer = {
      findings: (findings: readonly Finding[]) => this.#take(findings, outputs),
      problem: (problem: Problem): void => this.#note(problem),
      progress: async (progress: Parameters<typeof progressLine>[0]): Promise<void> => {
        const line = progressLine(progress);
        if (line !== null) this.#messages.progress(line);
        await Promise.all([this.#writeRejects(), this.#messages.drained()]);
      },
    };
    const summary = await runScan(plan, observer, nodePlatform, this.#abort.signal);
    await this.#writeSorted(outputs);
    await outputs.end(summary);
    await this.#writeRejects();
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

  #note(problem: Problem): void {
    this.#messages.problem(problem);
    if (this.#rejects !== null && weightOf(problem.code) !== 'notice') this.#rejectLines += rejectLine(problem);
  }

  async #writeRejects(): Promise<void> {
    const lines = this.#rejectLines;
    this.#rejectLines = '';
    if (this.#rejects === null || lines === '') return;
    await this.#rejects.write(lines).catch((error: unknown) => {
      this.#rejects = null;
      this.#fail(error);
    });
  }

  #fail(error: unknown): void {
    if (!(error instanceof OutputError)) throw error;
    this.#outputFailed = true;
    this.#messages.error(error.message);
  }

  #interrupt(): void {
    if (this.#interrupted) {
      // What was spilled for sorting is evidence: it must not stay behind in a temporary folder.
      const folder = this.#sorter?.folder ?? null;
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
      this.#io.exitNow(EXIT.interrupted);
    }
    this.#interrupted = true;
    this.#messages.error('interrupted; closing the outputs (once more to leave at once)');
    this.#abort.abort();
  }

  async #finish(summary: Summary, outputs: Outputs): Promise<number> {
    const { allowEmpty = false, quiet = false } = this.#options;
    const ending = () => ({
      summary,
      interrupted: this.#interrupted,
      outputFailed: this.#outputFailed,
      tolerated: this.#resolved.tolerated,
      allowEmpty,
      readerLeft: this.#readerLeft,
    });
    let code = resolveExitCode(ending());
    if (code === EXIT.usage) {
      await Promise.all([outputs.discard(), this.#rejects?.discard(), this.#summary?.discard()]);
      throw new UsageError(`nothing to read: ${whyEmpty(summary)} (--allow-empty accepts that)`);
    }
    if (code <= EXIT.incomplete) {
      await outputs.commit();
      await this.#rejects?.commit().catch((error: unknown) => this.#fail(error));
      await this.#writeSummary(summary);
      code = resolveExitCode(ending());
      if (this.#outputFailed) await this.#keepPartial(outputs);
    } else {
      await this.#keepPartial(outputs);
      await this.#writeSummary(summary);
    }
    this.#say(summary, code, quiet);
    return code;
  }

  async #keepPartial(outputs: Outputs): Promise<void> {
    const kept = [...(await outputs.abandon()), await this.#rejects?.abandon()].filter((name) => typeof name === 'string');
    for (const name of kept) this.#messages.error(`what was written so far is in ${name}`);
  }

  async #writeSummary(summary: Summary): Promise<void> {
    try {
      await this.#summary?.write(summaryJson(summary));
      await this.#summary?.commit();
    } catch (error) {
      this.#fail(error);
    }
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
