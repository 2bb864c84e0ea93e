/**
 * Starting a scout on a thread of its own. Must not know: what it does there; the module that is started does.
 */
import type { ScoutPort } from './scout-pool.ts';
import type { Reports } from './scout-task.ts';

/** What the started module finds in `workerData`. */
export interface ThreadData<T> {
  readonly waiting: Int32Array;
  readonly data: T;
}

/** @param module what the thread runs: it serves its parent port */
export function startScoutThread(module: URL, data: unknown): ScoutPort {
  const waiting = new Int32Array(new SharedArrayBuffer(4));
  // Loaded with the first thread: most scans need none.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const worker = new Worker(module, { workerData: { waiting, data } satisfies ThreadData<unknown> });
  // A scan that is over does not wait for its scouts.
  worker.unref();
  return {
    waiting,
    post: (orders) => worker.postMessage(orders),
    onReports: (listener) => worker.on('message', (reports: Reports) => listener(reports)),
    onEnd(listener) {
      worker.on('error', listener);
      worker.on('exit', listener);
    },
    end: () => worker.terminate(),
  };
}
