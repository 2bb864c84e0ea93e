/** What the bundle runs: the CLI on the real process. Importing this module starts it. */
import { EXIT } from './exit-code.ts';
import { main } from './main.ts';
import { processIo } from './process-io.ts';

// Help and version are written without an Output: a full disk there is a failed output, a reader who left is none.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exitCode = EXIT.outputFailed;
});
process.exitCode = await main(processIo());
// Standard input that was not read to its end would keep the process waiting.
process.stdin.destroy();
