/**
 * The process as the CLI sees it: `main` gets one of these and returns a number, so a test can be the process.
 */
export interface Io {
  /** Arguments behind the program's name. */
  readonly argv: readonly string[];
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls back at each interruption (Ctrl-C, termination); gives a function that stops listening. */
  onInterrupt(listener: () => void): () => void;
  /** Leaves at once, for a second interruption. */
  exitNow(code: number): void;
  now(): number;
}

export type TerminalStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
