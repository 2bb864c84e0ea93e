/** What the bundle runs: the CLI on the real process. Importing this module starts it. */
import { main } from './main.ts';
import { processIo } from './process-io.ts';

process.exitCode = await main(processIo());
// Standard input that was not read to its end would keep the process waiting.
process.stdin.destroy();
