/**
 * A request that ends: with its answer, when it is interrupted, or when its time is up, whatever it does itself. (What fetches credentials
 * heeds no signal.)
 *
 * Owns: the race. Must not know: what is asked, whether it is worth another try.
 */
import type { StopSignal } from '../../core/ports.ts';
import { linkAbort } from './linked-abort.ts';
import type { Pace } from './pace.ts';
import { StoreFault } from './store.ts';

export interface Bounds {
  readonly pace: Pace;
  readonly milliseconds: number;
  readonly stop: StopSignal;
}

/**
 * Sends a request with a signal of its own, which fires when it is given up.
 * @throws StoreFault `interrupted` when `stop` fires, `transient` when the time is up
 */
export async function bounded<T>(bounds: Bounds, request: (signal: StopSignal) => Promise<T>): Promise<T> {
  const { pace, milliseconds, stop } = bounds;
  if (stop.aborted) throw new StoreFault('interrupted', 'interrupted');
  const abort = linkAbort(stop);
  const givenUp = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => {
      if (stop.aborted) reject(new StoreFault('interrupted', 'interrupted'));
      else reject(new StoreFault('transient', `the store did not answer within ${milliseconds / 1000} s`));
    });
  });
  const cancelTimer = pace.after(milliseconds, () => abort.abort());
  try {
    // In this order, the reason for giving up is heard before the request's own complaint about it.
    return await Promise.race([givenUp, request(abort.signal)]);
  } finally {
    cancelTimer();
    abort.dispose();
  }
}
