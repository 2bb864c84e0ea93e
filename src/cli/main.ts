/**
 * The CLI's entry: arguments and streams in, exit code out. Whatever goes wrong ends here as one sentence, or, when it is a bug,
 * as a stack with the version.
 */
import { CommanderError } from 'commander';
import { packageVersion } from '../package-root.ts';
import { escapeTerminal } from '../sinks/escape.ts';
import { OutputError } from '../sinks/output-error.ts';
import { EXIT } from './exit-code.ts';
import type { Io } from './io.ts';
import { buildProgram } from './program.ts';
import { withExplicitAllow } from './scan-options.ts';
import { UsageError } from './usage-error.ts';

/** Runs the command line. Never throws and never exits by itself. */
export async function main(io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  try {
    await buildProgram(io, (code) => (exitCode = code)).parseAsync(withExplicitAllow(io.argv), { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, io);
  }
}

function explain(error: unknown, io: Io): number {
  // Commander has printed its own message; its exit code is 0 for help and version asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) {
    io.stderr.write(`auditsift: ${escapeTerminal(error.message)}\n`);
    return EXIT.usage;
  }
  if (error instanceof OutputError) {
    io.stderr.write(`auditsift: ${escapeTerminal(error.message)}\n`);
    return EXIT.outputFailed;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`auditsift ${packageVersion()} on Node ${process.versions.node}: this is a bug, please report it with these lines\n`);
  for (const line of stack.split('\n')) io.stderr.write(`${escapeTerminal(line)}\n`);
  return EXIT.bug;
}
