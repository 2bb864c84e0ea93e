/**
 * Inflating one run of deflate data, up to its end, a cut or a damage.
 *
 * Owns: yielding every byte that stands before a damage, although zlib keeps what it decoded of a piece whose rest is bad: the run is
 * decoded again from its beginning, the last piece byte by byte. Only {@link REPLAY_BYTES} are kept for that; in a longer run up to
 * {@link OUTPUT_CHUNK} decoded bytes before a damage are lost. Must not know: headers and checksums around the run.
 */
import { corrupt, truncated } from './gzip-frame.ts';
import type { StoredInput } from './stored-input.ts';
import { OUTPUT_CHUNK, ZlibEngine } from './zlib-engine.ts';
import { zlib } from './zlib.ts';

/** Deflate expands at most 1032 times, so that one piece yields at most 33 MiB. */
const PIECE_BYTES = 32 * 1024;
export const REPLAY_BYTES = 4 * 1024 * 1024;

/** Consumes exactly the run of a member and yields its contents. */
export async function* inflate(input: StoredInput, member: number): AsyncGenerator<Uint8Array> {
  const engine = newEngine();
  let kept: Uint8Array[] | null = [];
  let keptBytes = 0;
  let yielded = 0;
  try {
    for (;;) {
      if (!(await input.available())) throw truncated(member);
      const piece = new Uint8Array(input.window.subarray(0, PIECE_BYTES)); // a copy, which Buffer#slice is not
      const { outputs, consumed, failure } = await engine.feed(piece);
      for (const output of outputs) {
        yielded += output.length;
        yield output;
      }
      if (failure !== null) {
        if (kept !== null) yield* salvage(kept, piece, yielded);
        throw corrupt(member, failure.message, failure);
      }
      input.advance(consumed);
      if (consumed < piece.length) return;
      keptBytes += piece.length;
      if (keptBytes > REPLAY_BYTES) kept = null;
      kept?.push(piece);
    }
  } finally {
    engine.close();
  }
}

/** What the last piece yields before its damage, as far as it was not yielded yet. */
async function* salvage(before: readonly Uint8Array[], damaged: Uint8Array, yielded: number): AsyncGenerator<Uint8Array> {
  const engine = newEngine();
  let seen = 0;
  try {
    for (const piece of [...before, ...single(damaged)]) {
      const { outputs, failure } = await engine.feed(piece);
      for (const output of outputs) {
        const known = Math.max(0, yielded - seen);
        seen += output.length;
        if (output.length > known) yield output.subarray(known);
      }
      if (failure !== null) return;
    }
  } finally {
    engine.close();
  }
}

function* single(piece: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < piece.length; at++) yield piece.subarray(at, at + 1);
}

function newEngine(): ZlibEngine {
  return new ZlibEngine(zlib().createInflateRaw({ chunkSize: OUTPUT_CHUNK }));
}
