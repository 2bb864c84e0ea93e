/** Ways in which a log is stored: as it is, compressed in one or more members, in layers, in UTF-16, cut or damaged. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

type Pack = (bytes: Buffer) => Buffer;

const asIs: Pack = (bytes) => bytes;
const gzip: Pack = (bytes) => gzipSync(bytes);
const twoMembers: Pack = (bytes) => {
  const half = bytes.length >> 1;
  return Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half), { level: 1 })]);
};
const utf16: Pack = (bytes) => Buffer.from(`\uFEFF${bytes.toString('utf8')}`, 'utf16le');

const packs = fc.oneof(
  { weight: 4, arbitrary: fc.constant(asIs) },
  { weight: 3, arbitrary: fc.constantFrom(gzip, twoMembers) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Pack>(
      utf16,
      (bytes) => gzip(gzip(bytes)),
      (bytes) => gzip(utf16(bytes)),
      (bytes) => Buffer.concat([gzip(bytes), Buffer.alloc(7)]),
      (bytes) => Buffer.concat([gzip(bytes), Buffer.from('{"more":1}\n')]),
      (bytes) => gzip(gzip(gzip(gzip(bytes)))),
    ),
  },
);

type Harm = (bytes: Buffer) => Buffer;

const harms: fc.Arbitrary<Harm> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Harm>((bytes) => bytes) },
  {
    weight: 1,
    arbitrary: fc.nat().map(
      (at): Harm =>
        (bytes) =>
          bytes.subarray(0, at % (bytes.length + 1)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, flip]): Harm => (bytes) => {
      const harmed = Buffer.from(bytes);
      const where = at % Math.max(1, bytes.length);
      if (harmed.length > 0) harmed[where] = (harmed[where] ?? 0) ^ flip;
      return harmed;
    }),
  },
);

/** Logs as they may be stored. */
export function packed(logs: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc.tuple(logs, packs, harms).map(([log, pack, harm]) => harm(pack(log)));
}
