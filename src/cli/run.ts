/** What the bundle runs: the CLI on the real process. Importing this module starts it. */
import { EXIT } from './exit-code.ts';
import { main } from './main.ts';
import { processIo } from './process-io.ts';

// Help and version are written without an Output: a full disk there is a failed output, a reader who left is none.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exitCode = EXIT.outputFailed;
});
// Until the command is done: should there be nothing left to wait for before that, something was lost, and it must not look finished.
process.exitCode = EXIT.bug;
let isDone = false;
process.on('exit', (code) => {
  if (!isDone && code === EXIT.bug) process.stderr.write('auditsift: ended before it was done: this is a bug, please report it\n');
});
// Not awaited at the top: the bundle is CommonJS, which has no such thing.
void main(processIo()).then((exitCode) => {
  isDone = true;
  process.exitCode = exitCode;
  // Standard input that was not read to its end would keep the process waiting.
  process.stdin.destroy();
});
