/** A source of one artifact whose bytes are there without waiting, in pieces of any size; opened in the plain way when a decoder wants that. */
import type { DirectBytes, Source } from '../../src/core/ports.ts';
import { stream } from './streams.ts';

/** How often its artifact was opened in which way. */
export interface Openings {
  direct: number;
  plain: number;
}

/** @param pieces how many bytes each read gives at most, used in turn */
export function directSource(bytes: Uint8Array, pieces: readonly number[], openings: Openings = { direct: 0, plain: 0 }): Source {
  return {
    async *list() {
      yield {
        kind: 'artifact',
        artifact: {
          uri: 'a.json',
          size: bytes.length,
          open: () => {
            openings.plain++;
            return stream(bytes);
          },
          openDirect: () => {
            openings.direct++;
            return directBytes(bytes, pieces);
          },
        },
      };
    },
  };
}

export function directBytes(bytes: Uint8Array, pieces: readonly number[]): DirectBytes {
  let at = 0;
  let turn = 0;
  return {
    read(target) {
      const wanted = pieces.length === 0 ? target.length : 1 + (pieces[turn++ % pieces.length] ?? 0);
      const piece = bytes.subarray(at, at + Math.min(wanted, target.length));
      target.set(piece);
      at += piece.length;
      return piece.length;
    },
    close: () => undefined,
  };
}
