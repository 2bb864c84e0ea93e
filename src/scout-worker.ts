/** What a scout's thread runs. Importing this module starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import { createScoutRunner, type ScoutSettings } from './scout-runner.ts';
import { pairKey } from './workers/scout-task.ts';
import { serveScout } from './workers/scout-thread.ts';
import type { ThreadData } from './workers/start-thread.ts';

const { waiting, data } = workerData as ThreadData<ScoutSettings>;
const known = new Map<string, number>();

if (parentPort !== null) {
  serveScout({
    port: parentPort,
    waiting,
    run: createScoutRunner(data, (spelling, service, action) => known.get(pairKey(spelling, service, action)) ?? null),
    learn(verdicts) {
      for (const { spelling, service, action, verdict } of verdicts) known.set(pairKey(spelling, service, action), verdict);
    },
  });
}
