/** What a scout's thread runs. Importing this module starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import { createScoutRunner, type ScoutSettings } from './scout-runner.ts';
import { KnownPairs } from './workers/known-pairs.ts';
import { serveScout } from './workers/scout-thread.ts';
import type { ThreadData } from './workers/start-thread.ts';

const { waiting, data } = workerData as ThreadData<ScoutSettings>;
const pairs = new KnownPairs();

if (parentPort !== null) {
  serveScout({
    port: parentPort,
    waiting,
    run: createScoutRunner(data, (spelling, service, action) => pairs.verdictOn(spelling, service, action)),
    pairs,
  });
}
