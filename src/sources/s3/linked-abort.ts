/**
 * An AbortController that also fires with a signal of the core's, and lets go of it.
 *
 * Owns: the listener. Must not know: what is called off.
 */
import { setMaxListeners } from 'node:events';
import type { StopSignal } from '../../core/ports.ts';

export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(): void;
  /** Lets go of the other signal. */
  dispose(): void;
}

/** @param react what to do when the other signal fires; by default, to fire as well */
export function linkAbort(other: StopSignal, react = (abort: () => void): void => abort()): LinkedAbort {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  // One per object open at once is no leak.
  setMaxListeners(0, controller.signal);
  const listener = (): void => react(abort);
  if (other.aborted) listener();
  else other.addEventListener('abort', listener);
  return { signal: controller.signal, abort, dispose: () => other.removeEventListener('abort', listener) };
}
