/**
 * Pace: when to try again, and how long to wait for an answer. Time and chance are handed in, so that tests need neither.
 *
 * Owns: backoff with full jitter, timeouts, which faults are worth another try. Must not know: what is tried.
 */
import type { StopSignal } from '../../core/ports.ts';
import { StoreFault } from './store.ts';

/** Time and chance. */
export interface Pace {
  /** Calls back after some milliseconds unless the function it gives was called before. */
  after(milliseconds: number, callback: () => void): () => void;
  /** From 0 to below 1. */
  random(): number;
}

export const realPace: Pace = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** How often in a row something may fail without getting any further. */
export const MOST_FAILURES = 8;
/** A name that does not resolve or a refused connection rarely mends itself. */
const MOST_UNREACHABLE = 4;
const FIRST_DELAY = 100;
const LONGEST_DELAY = 20_000;
/** How long the store may be silent: before an answer, and between two pieces of one. */
export const SILENCE = 30_000;

/** Whether a fault is worth another try after `failures` in a row, this one included. */
export function isWorthRetrying(fault: StoreFault, failures: number): boolean {
  if (fault.kind === 'transient') return failures < MOST_FAILURES;
  if (fault.kind === 'unreachable') return failures < MOST_UNREACHABLE;
  // The SDK has learnt the store's time from its first answer.
  return fault.kind === 'clock' && failures < 2;
}

/** Waits before the next try: anything up to a bound that doubles. False when the signal fired, at once. */
export async function backOff(pace: Pace, failures: number, signal: StopSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const delay = pace.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (failures - 1));
  return new Promise((resolve) => {
    const end = (waited: boolean): void => {
      cancel();
      signal.removeEventListener('abort', interrupt);
      resolve(waited);
    };
    const interrupt = (): void => end(false);
    const cancel = pace.after(delay, () => end(true));
    signal.addEventListener('abort', interrupt);
  });
}

/** Runs a request, again and again while that is worth it. Rejects with the last {@link StoreFault}. */
export async function withRetries<T>(pace: Pace, signal: StopSignal, request: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof StoreFault) || signal.aborted || !isWorthRetrying(error, failures)) throw error;
      if (!(await backOff(pace, failures, signal))) throw error;
    }
  }
}

/** Waits for an answer as long as {@link SILENCE} allows; then calls `giveUp` and rejects with a transient fault. */
export async function withinSilence<T>(pace: Pace, answer: Promise<T>, giveUp: () => void): Promise<T> {
  let cancel = (): void => undefined;
  const silent = new Promise<never>((_, reject) => {
    cancel = pace.after(SILENCE, () => {
      giveUp();
      reject(new StoreFault('transient', `the store was silent for ${SILENCE / 1000} s`));
    });
  });
  try {
    return await Promise.race([answer, silent]);
  } finally {
    cancel();
  }
}
