/**
 * Everything one run writes: its findings to standard output and any number of files, what it could not read, its summary.
 *
 * Owns: that one broken output does not take the others with it, that a reader who leaves is no fault, and what becomes of each at the end.
 * Must not know: how one is opened, exit codes.
 */
import type { Finding } from '../core/finding.ts';
import type { Formatter, StopSignal } from '../core/ports.ts';
import type { Problem } from '../core/problem.ts';
import type { Summary } from '../core/summary.ts';
import type { Output, Text } from '../sinks/output.ts';
import { OutputError } from '../sinks/output-error.ts';
import { rejectLine } from '../sinks/reject-line.ts';
import { summaryJson } from '../sinks/summary-json.ts';

export interface Destination {
  readonly formatter: Formatter;
  readonly output: Output;
}

/** What a run writes to. */
export interface OpenedOutputs {
  readonly findings: readonly Destination[];
  readonly rejects: Output | null;
  readonly summary: Output | null;
}

export class Outputs {
  readonly #opened: OpenedOutputs;
  readonly #failed = new Set<Output>();
  readonly #onFailure: (error: OutputError) => void;
  #rejectLines = '';

  /** @param onFailure hears of each output that fails, once */
  constructor(opened: OpenedOutputs, onFailure: (error: OutputError) => void) {
    this.#opened = opened;
    this.#onFailure = onFailure;
  }

  /** At least one output failed, so something was lost. */
  get failed(): boolean {
    return this.#failed.size > 0;
  }

  /** No output for findings is left that anyone reads. */
  get allGone(): boolean {
    return this.#opened.findings.every(({ output }) => this.#failed.has(output) || output.closedByReader);
  }

  async begin(): Promise<void> {
    await this.#writeAll((formatter) => formatter.begin());
  }

  async write(findings: readonly Finding[]): Promise<void> {
    await this.#writeAll((formatter) => findings.map((finding) => formatter.finding(finding)));
  }

  async end(summary: Summary): Promise<void> {
    await this.#writeAll((formatter) => formatter.end(summary));
    await this.writeRejects();
  }

  /** Takes note of what could not be read; {@link writeRejects} writes it. */
  reject(problem: Problem): void {
    if (this.#opened.rejects !== null) this.#rejectLines += rejectLine(problem);
  }

  async writeRejects(): Promise<void> {
    const { rejects } = this.#opened;
    const lines = this.#rejectLines;
    this.#rejectLines = '';
    if (rejects !== null && lines !== '') await this.#attempt(rejects, () => rejects.write(lines));
  }

  /** Puts findings and rejects in place, one after another until `stop` fires. */
  async commit(stop: StopSignal): Promise<void> {
    const { findings, rejects } = this.#opened;
    for (const output of [...findings.map((destination) => destination.output), rejects]) {
      if (output !== null && !stop.aborted) await this.#attempt(output, () => output.commit());
    }
  }

  /** Writes the summary and puts it in place. It tells how far the run came, so it is wanted also when that is not the end. */
  async publish(summary: Summary): Promise<void> {
    const { summary: output } = this.#opened;
    if (output === null) return;
    await this.#attempt(output, async () => {
      await output.write(summaryJson(summary));
      await output.commit();
    });
  }

  /** Ends whatever was not put in place: keeps it beside where that can be done. Gives what there is to say about it. */
  async abandon(): Promise<string[]> {
    const { findings, rejects, summary } = this.#opened;
    // Half a summary is of no use to anyone.
    return sentences([...findings.map(({ output }) => output.abandon()), rejects?.abandon(), summary?.discard()]);
  }

  /** Leaves no trace: for a run that never started. Gives what had to be left all the same. */
  async discard(): Promise<string[]> {
    return discardAll(this.#opened);
  }

  async #writeAll(format: (formatter: Formatter) => Text): Promise<void> {
    await Promise.all(
      this.#opened.findings.map(async ({ formatter, output }) => {
        if (this.#failed.has(output)) return;
        const text = format(formatter);
        if (!isEmpty(text)) await this.#attempt(output, () => output.write(text));
      }),
    );
  }

  async #attempt(output: Output, action: () => Promise<void>): Promise<void> {
    if (this.#failed.has(output)) return;
    try {
      await action();
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      this.#failed.add(output);
      this.#onFailure(error);
    }
  }
}

function isEmpty(text: Text): boolean {
  return typeof text === 'string' ? text === '' : text.every((piece) => piece === '');
}

/** Discards outputs that were opened. Gives what had to be left all the same. */
export async function discardAll({ findings, rejects, summary }: OpenedOutputs): Promise<string[]> {
  return sentences([...findings.map(({ output }) => output.discard()), rejects?.discard(), summary?.discard()]);
}

async function sentences(ends: readonly (Promise<string | null> | undefined)[]): Promise<string[]> {
  return (await Promise.all(ends.map((end) => end ?? Promise.resolve(null)))).filter((said) => typeof said === 'string');
}
