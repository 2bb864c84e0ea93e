/** Scouts whose threads are only played: the same orders and reports over a channel, served on this thread. */
import { MessageChannel } from 'node:worker_threads';
import type { ReadLimits, RecordSkipper } from '../../src/core/ports.ts';
import { longestSkippedLine, type Scouts } from '../../src/core/scouting.ts';
import { routingKeysOf } from '../../src/scanner/record-skipper.ts';
import { createScoutRunner } from '../../src/scout-runner.ts';
import { createScoutPool } from '../../src/scouts.ts';
import { SCHEMAS } from '../../src/registry.ts';
import type { PoolSizes, ScoutPort } from '../../src/workers/scout-pool.ts';
import { KnownPairs } from '../../src/workers/known-pairs.ts';
import type { Reports } from '../../src/workers/scout-task.ts';
import { serveScout } from '../../src/workers/scout-thread.ts';

export interface PlayedThreads {
  readonly threads: number;
  readonly sizes: Partial<PoolSizes>;
  /** Each thread ends after so many messages. */
  readonly endAfter?: number;
}

export function playScouts({ threads, sizes, endAfter = Infinity }: PlayedThreads): (skipper: RecordSkipper, limits: ReadLimits) => Scouts {
  return (skipper, limits) => {
    const settings = { keys: routingKeysOf(SCHEMAS, skipper.words)!, longestSkippedLine: longestSkippedLine(limits) };
    const startThread = (): ScoutPort => {
      const { port1, port2 } = new MessageChannel();
      const waiting = new Int32Array(new SharedArrayBuffer(4));
      const pairs = new KnownPairs();
      serveScout({
        port: port2,
        waiting,
        run: createScoutRunner(settings, (...pair) => pairs.verdictOn(...pair)),
        pairs,
      });
      let messages = 0;
      return {
        waiting,
        post: (orders) => port1.postMessage(orders),
        onReports: (listener) =>
          port1.on('message', (reports: Reports) => {
            if (++messages > endAfter) port1.close();
            else listener(reports);
          }),
        onEnd: (listener) => port1.on('close', listener),
        end: async () => port1.close(),
      };
    };
    return createScoutPool(settings, skipper, { threads, startThread, sizes });
  };
}
