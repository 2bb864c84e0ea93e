/**
 * Reading a stream that is open already, without waiting for a silent one after Ctrl-C.
 *
 * Owns: ending, letting go, and plain words for its errors. Must not know: where the stream came from.
 */
import type { ByteStream, StopSignal } from '../core/ports.ts';
import { ArtifactError } from '../core/problem.ts';
import { Interruptible, STOPPED } from './interruptible.ts';
import { reasonOf } from './system-reason.ts';

/** Yields its chunks as they come; ends without an error when the signal fires. `what` begins the sentence about an error. */
export async function* readStream(stream: AsyncIterable<Uint8Array>, signal: StopSignal, what: string): ByteStream {
  if (signal.aborted) return;
  const iterator = stream[Symbol.asyncIterator]();
  const interruptible = new Interruptible(signal);
  let pending = false;
  try {
    for (;;) {
      pending = true;
      const result = await interruptible.wait(iterator.next());
      if (result === STOPPED) return;
      pending = false;
      if (result.done === true) return;
      yield result.value;
    }
  } catch (error) {
    if (error instanceof ArtifactError) throw error;
    throw new ArtifactError('unreadable', `${what} cannot be read: ${reasonOf(error)}`, { cause: error });
  } finally {
    interruptible.dispose();
    // Also while it waits for bytes: otherwise it would keep the process alive until they come.
    if (isDestroyable(stream)) stream.destroy();
    const closed = iterator.return?.().catch(() => undefined);
    if (!pending) await closed;
  }
}

/** Node's streams can be let go of at any time; other iterables only between two chunks. */
function isDestroyable(stream: object): stream is { destroy(): void } {
  return 'destroy' in stream && typeof stream.destroy === 'function';
}
