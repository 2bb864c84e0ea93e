/**
 * Gzip (RFC 1952): any number of members, as `cat a.gz b.gz` makes them, and zero padding behind them.
 *
 * Owns: members and their order. node:zlib's own Gunzip is not used, because it drops what it decoded of a chunk whose
 * rest is damaged, and ignores whatever follows a zero byte. Must not know: files, names.
 */
import type { Decoder } from '../core/ports.ts';
import { openGzipDirect } from './gzip-direct.ts';
import { atMember, MAGIC, readHeader, readTrailer } from './gzip-frame.ts';
import { inflate } from './inflate.ts';
import { StoredInput } from './stored-input.ts';
import { zlib } from './zlib.ts';

/** Recognised by its magic bytes; yields every byte up to a cut or a damage before it throws. */
export const gzip: Decoder = {
  name: 'gzip',
  recognises: (head) => head.length > 1 && head[0] === MAGIC[0] && head[1] === MAGIC[1] && (head.length === 2 || head[2] === MAGIC[2]),
  async *decode(stored) {
    const input = new StoredInput(stored);
    try {
      for (let member = 1; await input.run(atMember(input.at, member)); member++) {
        await input.run(readHeader(input.at, member));
        let crc = 0;
        let size = 0;
        for await (const output of inflate(input, member)) {
          crc = zlib().crc32(output, crc);
          size = (size + output.length) % 2 ** 32;
          yield output;
        }
        await input.run(readTrailer(input.at, member, crc, size));
      }
    } finally {
      await input.close();
    }
  },
  decodeDirect: openGzipDirect,
};
