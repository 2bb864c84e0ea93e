/** What the bundle runs: the CLI on the real process. Importing this module starts it. */
import { writeFileSync } from 'node:fs';
import { packageVersion } from '../package-root.ts';
import { EXIT } from './exit-code.ts';

/** Whether the command came to its end, or what keeps it from it was said. */
let isDone = false;

if (!saidVersion(process.argv.slice(2))) {
  run().catch((error: unknown) => {
    // Else Node would exit with 1, which is what findings are.
    process.stderr.write(`auditsift: part of the package is missing, install it anew: ${String(error).split('\n', 1).join()}\n`);
    process.exitCode = EXIT.bug;
    isDone = true;
  });
}

/** Whether nothing was asked for but the version, and it is out. For that, the rest of the command line need not be loaded. */
function saidVersion([word, ...more]: readonly string[]): boolean {
  if (more.length > 0 || (word !== '--version' && word !== '-V')) return false;
  try {
    // By its number: the stream would load most of Node's modules for streams.
    writeFileSync(1, `${packageVersion()}\n`);
    return true;
  } catch {
    // A reader who left, a full disk, a pipe that takes nothing just now: what follows knows what each is.
    return false;
  }
}

async function run(): Promise<void> {
  // Help and version are written without an Output: a full disk there is a failed output, a reader who left is none.
  let written: number = EXIT.ok;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = written = EXIT.outputFailed;
  });
  // Until the command is done: should there be nothing left to wait for before that, something was lost, and it must not look finished.
  process.exitCode = EXIT.bug;
  process.on('exit', (code) => {
    if (!isDone && code === EXIT.bug) process.stderr.write('auditsift: ended before it was done: this is a bug, please report it\n');
  });
  const [{ main }, { processIo }] = await Promise.all([import('./main.ts'), import('./process-io.ts')]);
  const io = processIo();
  const exitCode = await main(io);
  isDone = true;
  process.exitCode = exitCode === EXIT.ok ? written : exitCode;
  io.release();
}
