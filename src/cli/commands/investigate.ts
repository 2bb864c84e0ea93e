/**
 * `auditsift investigate`: command line → inputs → story → outputs → exit code.
 *
 * Owns: the course of a run, interruptions, and when what was written is put in place. Must not know: what the story is made of.
 */
import { followUpsFor } from '../../core/investigate/follow-ups/index.ts';
import { investigate } from '../../core/investigate/investigate.ts';
import type { Investigation } from '../../core/investigate/model.ts';
import { INVESTIGATION_FORMATS, type InvestigationFormatName } from '../../sinks/investigation/formats.ts';
import { OutputError } from '../../sinks/output-error.ts';
import { openStreamOutput, type Output } from '../../sinks/output.ts';
import { plainStyle, type Style } from '../../sinks/style.ts';
import { PROBLEMS, type ProblemCode } from '../../core/problem.ts';
import { EXIT, type Tolerated } from '../exit-code.ts';
import type { InvestigateOptions } from '../investigate-options.ts';
import { openInputs } from '../investigation-inputs.ts';
import type { Io } from '../io.ts';
import { Messages } from '../messages.ts';
import { resolveInvestigation, type ResolvedInvestigation } from '../resolve-investigation.ts';
import { rulesForScan } from '../scan-rules.ts';
import { Stores } from '../stores.ts';
import { styleFor } from '../theme.ts';
import { UsageError } from '../usage-error.ts';

/** Text is written in pieces of about this many characters. */
const PIECE = 65_536;

interface Destination {
  readonly format: InvestigationFormatName;
  readonly style: Style;
  readonly output: Output;
}

/**
 * Runs an investigation.
 * @returns the exit code of the contract: 0 done, 3 incomplete, 4 an output failed, 130 interrupted
 * @throws UsageError when it cannot start
 */
export async function investigateCommand(starts: readonly string[], options: InvestigateOptions, io: Io): Promise<number> {
  const messages = new Messages(io.stderr, {
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
    style: styleFor(io.stderr, options.color, io.env),
    progress: options.quiet !== true && io.stderr.isTTY === true,
  });
  const resolved = resolveInvestigation(starts, options, io.now());
  const alertRules = await rulesForScan(options, messages);
  const stores = new Stores(options);
  const abort = new AbortController();
  const stopListening = io.onInterrupt(() => {
    if (abort.signal.aborted) io.exitNow(EXIT.interrupted);
    messages.error('interrupted; telling what was found so far (once more to leave at once)');
    abort.abort();
  });
  try {
    const inputs = await openInputs(resolved, options, { io, stores, messages, signal: abort.signal });
    const destinations = await openAll(resolved, options, io, stores, abort.signal);
    const story = await investigate({ ...resolved, alertRules }, inputs);
    messages.clearProgress();
    if (isEmpty(story) && !abort.signal.aborted) {
      await Promise.all(destinations.map(({ output }) => output.discard()));
      throw new UsageError(nothingRead(story));
    }
    const investigation = { ...story, followUps: followUpsFor(story) };
    const failed = await writeAll(investigation, destinations, options, abort.signal, (sentence) => messages.error(sentence));
    const code = exitCodeOf(investigation, resolved.tolerated, abort.signal.aborted, failed);
    if (options.quiet !== true) messages.write(`${closing(investigation, code, styleFor(io.stderr, options.color, io.env))}\n`);
    return code;
  } finally {
    stopListening();
    await stores.close();
  }
}

async function openAll(
  { files }: ResolvedInvestigation,
  options: InvestigateOptions,
  io: Io,
  stores: Stores,
  signal: AbortSignal,
): Promise<readonly Destination[]> {
  const format = options.format ?? (io.stdout.isTTY === true ? 'text' : 'jsonl');
  const destinations: Destination[] = [{ format, style: styleFor(io.stdout, options.color, io.env), output: openStreamOutput(io.stdout) }];
  try {
    for (const file of files)
      destinations.push({ format: file.format, style: plainStyle, output: await stores.openOutput(file.path, signal) });
  } catch (error) {
    await Promise.all(destinations.map(({ output }) => output.discard()));
    throw error instanceof OutputError ? new UsageError(error.message) : error;
  }
  return destinations;
}

/** @returns whether an output failed */
async function writeAll(
  investigation: Investigation,
  destinations: readonly Destination[],
  { verbose = false }: InvestigateOptions,
  signal: AbortSignal,
  say: (sentence: string) => void,
): Promise<boolean> {
  let failed = false;
  for (const { format, style, output } of destinations) {
    try {
      let piece = '';
      const write = await INVESTIGATION_FORMATS[format].load();
      for (const text of write(investigation, { style, verbose })) {
        piece += text;
        if (piece.length < PIECE) continue;
        await output.write(piece);
        piece = '';
      }
      if (piece !== '') await output.write(piece);
      // What was cut short is kept beside and not put in place.
      if (!signal.aborted) await output.commit();
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      failed = true;
      say(error.message);
    }
    const said = await output.abandon();
    if (said !== null) say(said);
  }
  return failed;
}

function isEmpty({ inputs }: Pick<Investigation, 'inputs'>): boolean {
  return inputs.every(({ records, artifacts }) => records.read === 0 && artifacts.failed === 0);
}

function nothingRead({ entities }: Pick<Investigation, 'entities'>): string {
  const reason = 'nothing to read: the inputs hold no record of the time asked for';
  const leadsNowhere = entities.every(({ kind }) => kind !== 'instance');
  return leadsNowhere ? `${reason}, or were not read as no host is known to look for in them; give an instance id, or --audit too` : reason;
}

function exitCodeOf({ inputs }: Investigation, tolerated: Tolerated, interrupted: boolean, outputFailed: boolean): number {
  if (interrupted) return EXIT.interrupted;
  if (outputFailed) return EXIT.outputFailed;
  const codes = inputs.flatMap(({ problems }) => Object.keys(problems) as ProblemCode[]);
  const isIncomplete = codes.some((code) => PROBLEMS[code].weight !== 'notice' && tolerated !== 'all' && !tolerated.has(code));
  return isIncomplete ? EXIT.incomplete : EXIT.ok;
}

/** The last line of stderr: whether everything was looked at. */
function closing({ entities, timeline, peers, gaps }: Investigation, code: number, style: Style): string {
  const hosts = entities.filter(({ kind }) => kind === 'instance').length;
  const told = `${counted(hosts, 'host')}, ${counted(timeline.length, 'event')}, ${counted(peers.length, 'peer')}, ${counted(gaps.length, 'gap')}`;
  if (code === EXIT.ok) return style.good(`complete: ${told}`);
  const what = code === EXIT.interrupted ? 'INTERRUPTED' : code === EXIT.outputFailed ? 'OUTPUT FAILED' : 'INCOMPLETE';
  return style.bad(`${what} (exit ${String(code)}): ${told}`);
}

function counted(n: number, what: string): string {
  return `${String(n)} ${what}${n === 1 ? '' : 's'}`;
}
