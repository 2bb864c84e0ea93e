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

export function linkAbort(other: StopSignal): LinkedAbort {
  const controller = new AbortController();
  // One per object open at once is no leak.
  setMaxListeners(0, controller.signal);
  const listener = (): void => controller.abort();
  if (other.aborted) controller.abort();
  else other.addEventListener('abort', listener);
  return { signal: controller.signal, abort: listener, dispose: () => other.removeEventListener('abort', listener) };
}
