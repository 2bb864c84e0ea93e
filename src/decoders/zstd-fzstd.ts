/**
 * Zstd through fzstd, for a Node without zstd. The one file that knows fzstd.
 *
 * Owns: its quirks: it holds frames under 18 bytes back until told that nothing more comes, keeps references to what it was fed, and
 * throws in the middle of handing out. Must not know: frames and blocks. It does not verify checksums.
 */
import { Decompress } from 'fzstd';
import type { Decoded, ZstdEngine } from './zstd-engine.ts';

/** An engine for one frame. Pieces are not copied: they must stay unchanged for good. */
export function createFzstdEngine(): ZstdEngine {
  let outputs: Uint8Array[] = [];
  const stream = new Decompress((output) => outputs.push(output));
  const push = (piece: Uint8Array, final: boolean): Decoded => {
    let failure: Error | null = null;
    try {
      stream.push(piece, final);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    const handedOut = outputs;
    outputs = [];
    return { outputs: handedOut, failure };
  };
  return {
    feed: (piece) => Promise.resolve(push(piece, false)),
    verifiesChecksums: false,
    end: (checksum) => Promise.resolve(push(checksum, true)),
    // It complains that the frame has no end, which its caller knows.
    drain: () => Promise.resolve(push(new Uint8Array(0), true).outputs),
    close: () => undefined,
  };
}
