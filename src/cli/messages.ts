/**
 * Everything the CLI says on stderr while it runs: problems, errors, the progress line. One writer, so that lines never mix.
 *
 * Owns: wording of a problem as one sentence (where, what, what to do), and bounds on how often one kind is repeated.
 */
import { PROBLEMS, weightOf, type Problem, type ProblemCode } from '../core/problem.ts';
import { escapeTerminal } from '../sinks/escape.ts';
import type { Style } from '../sinks/style.ts';
import type { TerminalStream } from './io.ts';

/** Problems of one kind shown one by one; the summary counts them all. */
const SHOWN_PER_CODE = 5;
const CLEAR_LINE = '\r\u001b[K';

export interface MessageOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly style: Style;
  /** Draw a progress line; only ever on a terminal. */
  readonly progress: boolean;
}

export class Messages {
  readonly #stderr: TerminalStream;
  readonly #options: MessageOptions;
  readonly #shown = new Map<ProblemCode, number>();
  #progressShown = false;

  constructor(stderr: TerminalStream, options: MessageOptions) {
    this.#stderr = stderr;
    this.#options = options;
    // stderr closed by its reader must not end the scan.
    stderr.on('error', () => undefined);
  }

  /** Resolves when stderr took what was written, so that a slow terminal slows the scan instead of filling the memory. */
  async drained(): Promise<void> {
    const { writableNeedDrain, destroyed } = this.#stderr as { readonly writableNeedDrain?: boolean; readonly destroyed?: boolean };
    if (writableNeedDrain !== true || destroyed === true) return;
    await new Promise<void>((resolve) => {
      const events = ['drain', 'close', 'error'];
      const done = (): void => {
        for (const event of events) this.#stderr.off(event, done);
        resolve();
      };
      for (const event of events) this.#stderr.on(event, done);
    });
  }

  /** Writes lines as they are; they are escaped by who made them. */
  write(text: string): void {
    this.clearProgress();
    this.#stderr.write(text);
  }

  error(sentence: string): void {
    this.write(`${this.#options.style.bad('auditsift:')} ${escapeTerminal(sentence)}\n`);
  }

  problem(problem: Problem): void {
    const isNotice = weightOf(problem.code) === 'notice';
    if (isNotice && this.#options.quiet) return;
    const shown = this.#shown.get(problem.code) ?? 0;
    this.#shown.set(problem.code, shown + 1);
    const { style, verbose } = this.#options;
    if (shown < SHOWN_PER_CODE || verbose) {
      const name = isNotice ? style.dim('auditsift: notice:') : style.warn('auditsift:');
      this.write(`${name} ${escapeTerminal(describeProblem(problem, shown === 0))}\n`);
    } else if (shown === SHOWN_PER_CODE)
      this.write(style.dim(`auditsift: more ${problem.code} are counted but not shown (--verbose shows all)\n`));
  }

  progress(line: string): void {
    if (!this.#options.progress) return;
    const columns = this.#stderr.columns ?? 80;
    this.#stderr.write(CLEAR_LINE + this.#options.style.dim(line.slice(0, columns - 1)));
    this.#progressShown = true;
  }

  /** Takes the progress line away before something else is written to the terminal. */
  clearProgress(): void {
    if (this.#progressShown) this.#stderr.write(CLEAR_LINE);
    this.#progressShown = false;
  }
}

/** `logs/a.json:17 (byte 18234): malformed-json: it ends in the middle of a value; <advice>`. */
export function describeProblem({ uri, line, index, offset, code, detail }: Problem, withAdvice: boolean): string {
  const place = line === null ? (index === null ? '' : ` record ${index}`) : `:${line}`;
  const where = uri === null ? '' : `${uri === '-' ? 'standard input' : uri}${place}${offset === null ? '' : ` (byte ${offset})`}: `;
  return `${where}${code}: ${detail}${withAdvice ? `; ${PROBLEMS[code].advice}` : ''}`;
}
