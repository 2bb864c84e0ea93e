/**
 * Decoding zstd straight into memory that somebody else owns, where this Node's zlib has it and its handle can be driven by hand.
 *
 * Owns: the same doubt as direct-inflater.ts: it is tried out once, on data whose outcome is known, sound and damaged. Must not know: frames.
 */
import { Buffer } from 'node:buffer';
import { driveByHand, onceTried, type DirectInflater } from './direct-inflater.ts';
import { nativeZstd } from './zstd-engine.ts';

/** Null where there is none. */
export const openDirectUnzstd = onceTried(open, passesTrial);

/** The buffer of the stream around the handle, which nobody uses. */
const UNUSED_CHUNK = 1024;

function open(): DirectInflater | null {
  const createNativeZstd = nativeZstd();
  return createNativeZstd === undefined ? null : driveByHand(createNativeZstd({ chunkSize: UNUSED_CHUNK }));
}

/** A frame that holds the letter a a thousand times, in the pieces that are fed. */
const HEADER = Buffer.from('28b52ffd0458', 'hex');
const BLOCK = Buffer.from('4d00001061610100e32b8005', 'hex');
const CHECKSUM = Buffer.from('2342da2e', 'hex');
const LENGTH = 1000;

/** Decodes the frame twice, its block in two goes; the inflater begins anew with each. */
function passesTrial(inflater: DirectInflater): boolean {
  const room = Buffer.alloc(LENGTH + 10);
  try {
    for (const first of [1, 700]) {
      inflater.reset();
      room.fill(0);
      const pieces = [
        inflater.inflate(HEADER, room),
        inflater.inflate(BLOCK, room.subarray(0, first)),
        inflater.inflate(Buffer.alloc(0), room.subarray(first)),
        inflater.inflate(CHECKSUM, room.subarray(LENGTH)),
      ];
      const isAsExpected =
        pieces.every(({ failure }) => failure === null) &&
        pieces.map(({ written }) => written).join() === [0, first, LENGTH - first, 0].join() &&
        pieces.map(({ consumed }) => consumed).join() === [HEADER.length, BLOCK.length, 0, CHECKSUM.length].join();
      if (!isAsExpected || !room.subarray(0, LENGTH).equals(Buffer.alloc(LENGTH, 'a')) || room[LENGTH] !== 0) return false;
    }
    inflater.reset();
    return failsOnDamage();
  } catch {
    return false;
  }
}

/** A checksum of something else. */
function failsOnDamage(): boolean {
  const other = open();
  const room = Buffer.alloc(LENGTH);
  const failures = [HEADER, BLOCK, Buffer.from([0, 0, 0, 0])].map((piece) => other?.inflate(piece, room).failure);
  other?.close();
  return failures[0] === null && failures[1] === null && failures[2] instanceof Error;
}
