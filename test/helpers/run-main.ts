/** The command line in this process: `main` with an Io that a test owns. Fast, and it can be terminal, pipe or trouble. */
import { Readable, Writable } from 'node:stream';
import type { Io, TerminalStream } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

export interface FakeProcess {
  readonly stdin?: string | Uint8Array | NodeJS.ReadableStream;
  readonly stdoutIsTTY?: boolean;
  readonly stderrIsTTY?: boolean;
  readonly columns?: number;
  readonly env?: Io['env'];
  readonly now?: () => number;
  /** Instead of the stream that collects what is written. */
  readonly stdout?: TerminalStream;
  readonly exitNow?: Io['exitNow'];
  /** Gets what a Ctrl-C would call, as soon as somebody listens. */
  readonly onListen?: (interrupt: () => void) => void;
}

export interface MainResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A writable end that keeps what it was given. */
export class Collector extends Writable {
  readonly chunks: Buffer[] = [];
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor({ isTTY = false, columns }: { readonly isTTY?: boolean; readonly columns?: number } = {}) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }
}

/** Runs one command line to its exit code. */
export async function runMain(argv: readonly string[], options: FakeProcess = {}): Promise<MainResult> {
  const columns = options.columns === undefined ? {} : { columns: options.columns };
  const stdout = new Collector({ isTTY: options.stdoutIsTTY ?? false, ...columns });
  const stderr = new Collector({ isTTY: options.stderrIsTTY ?? false, ...columns });
  const code = await main({
    argv,
    stdin: readable(options.stdin ?? ''),
    stdout: options.stdout ?? (stdout as unknown as TerminalStream),
    stderr: stderr as unknown as TerminalStream,
    env: options.env ?? {},
    onInterrupt: (listener) => {
      options.onListen?.(listener);
      return () => undefined;
    },
    exitNow: options.exitNow ?? (() => undefined),
    now: options.now ?? (() => Date.UTC(2026, 2, 10)),
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

function readable(input: string | Uint8Array | NodeJS.ReadableStream): NodeJS.ReadableStream {
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) return input;
  return Readable.from(input.length === 0 ? [] : [Buffer.from(input)]);
}

/** What the tests look at in a finding as it is written. */
export interface WrittenFinding {
  readonly id: string;
  readonly alerts: readonly string[];
  readonly level: string | null;
  readonly time: string | null;
  readonly instanceId: string | null;
  readonly workspaceId: string | null;
  readonly serviceName: string | null;
  readonly actionName: string | null;
  readonly user: string | null;
  readonly lost: readonly string[];
  readonly suppressedBy?: readonly string[];
  readonly schema: string;
  readonly source: { readonly uri: string; readonly line?: number; readonly index?: number; readonly offset: number };
  readonly record: Readonly<Record<string, unknown>>;
}

/** The findings in `jsonl` output. */
export function findingsIn(jsonl: string): WrittenFinding[] {
  return jsonl
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WrittenFinding);
}

/** The last line on stderr. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
