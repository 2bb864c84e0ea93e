/** The real process behind the CLI's Io. */
import type { Io } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface ProcessIo extends Io {
  /** To be called at the end: standard input that was not read to its end would keep the process waiting. */
  release(): void;
}

export function processIo(): ProcessIo {
  let stdin: (Io['stdin'] & { destroy(): void }) | null = null;
  return {
    argv: process.argv.slice(2),
    // Only when it is asked for: opening it loads modules that most commands do not need.
    get stdin() {
      return (stdin ??= process.stdin);
    },
    release: () => stdin?.destroy(),
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    onInterrupt: (listener) => {
      for (const signal of SIGNALS) process.on(signal, listener);
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener);
      };
    },
    exitNow: (code) => {
      // process.exit waits for a write that hangs in a thread (a pipe nobody reads). Dying of the signal, 130 to a shell, does not.
      for (const signal of SIGNALS) process.removeAllListeners(signal);
      process.kill(process.pid, 'SIGINT');
      process.exit(code);
    },
    now: () => Date.now(),
  };
}
