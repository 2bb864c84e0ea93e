/**
 * Where the findings of one scan go: standard output and any number of files, each with its own format.
 *
 * Owns: that one broken output does not take the others with it, and that a reader who leaves is no fault. Must not know: rules,
 * records.
 */
import type { Finding } from '../core/finding.ts';
import type { Formatter } from '../core/ports.ts';
import type { Summary } from '../core/summary.ts';
import type { Output } from '../sinks/output.ts';
import { OutputError } from '../sinks/output-error.ts';

export interface Destination {
  readonly formatter: Formatter;
  readonly output: Output;
}

export class Outputs {
  readonly #destinations: readonly Destination[];
  readonly #failed = new Set<Output>();
  readonly #onFailure: (error: OutputError) => void;

  /** @param onFailure hears of each output that fails, once */
  constructor(destinations: readonly Destination[], onFailure: (error: OutputError) => void) {
    this.#destinations = destinations;
    this.#onFailure = onFailure;
  }

  /** At least one output failed, so findings were lost. */
  get failed(): boolean {
    return this.#failed.size > 0;
  }

  /** No output is left that anyone reads. */
  get allGone(): boolean {
    return this.#destinations.every(({ output }) => this.#failed.has(output) || output.closedByReader);
  }

  async begin(): Promise<void> {
    await this.#writeAll((formatter) => formatter.begin());
  }

  async write(findings: readonly Finding[]): Promise<void> {
    await this.#writeAll((formatter) => findings.map((finding) => formatter.finding(finding)).join(''));
  }

  async end(summary: Summary): Promise<void> {
    await this.#writeAll((formatter) => formatter.end(summary));
  }

  /** Puts every output in place. */
  async commit(): Promise<void> {
    for (const { output } of this.#destinations) await this.#attempt(output, () => output.commit());
  }

  /** Keeps what there is without putting it in place; gives the names it was kept under. */
  async abandon(): Promise<string[]> {
    const kept = await Promise.all(this.#destinations.map(({ output }) => output.abandon()));
    return kept.filter((name) => name !== null);
  }

  /** Leaves no trace: for a run that never started. */
  async discard(): Promise<void> {
    await Promise.all(this.#destinations.map(({ output }) => output.discard()));
  }

  async #writeAll(format: (formatter: Formatter) => string): Promise<void> {
    await Promise.all(
      this.#destinations.map(async ({ formatter, output }) => {
        if (this.#failed.has(output)) return;
        const text = format(formatter);
        if (text !== '') await this.#attempt(output, () => output.write(text));
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
