/**
 * Interruptible waiting: a read from a pipe may never return, and Ctrl-C must not wait for it.
 *
 * Owns: giving up on one promise at a time when the signal fires. Must not know: what is waited for.
 */
import type { StopSignal } from '../core/ports.ts';

/** What {@link Interruptible.wait} answers when the signal came first. */
export const STOPPED = Symbol('stopped');

/** One per open artifact, so that a long read does not add a listener for each chunk. */
export class Interruptible {
  private readonly signal: StopSignal;
  private giveUp: (() => void) | null = null;
  private readonly listener = (): void => this.giveUp?.();

  constructor(signal: StopSignal) {
    this.signal = signal;
    signal.addEventListener('abort', this.listener);
  }

  /** The promise's outcome, or STOPPED as soon as the signal fires; then the promise's later outcome is ignored. */
  wait<T>(promise: Promise<T>): Promise<T | typeof STOPPED> {
    return new Promise((resolve, reject: (reason: unknown) => void) => {
      this.giveUp = () => resolve(STOPPED);
      promise.then(resolve, reject);
      if (this.signal.aborted) resolve(STOPPED);
    });
  }

  /** Lets go of the signal. */
  dispose(): void {
    this.giveUp = null;
    this.signal.removeEventListener('abort', this.listener);
  }
}
