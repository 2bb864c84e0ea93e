import { expect, it } from 'vitest';
import { unsupported } from '../../src/decoders/unsupported.ts';
import { decode } from './support.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const tar = Buffer.alloc(512);
tar.write('a.json', 0);
tar.write('ustar', 257);

it.each([
  [bytes('PK\x03\x04…'), 'it is a zip archive (or an Excel workbook)'],
  [bytes('BZh91AY&SY'), 'it is a bzip2 archive'],
  [bytes('\xfd7zXZ\x00'), 'it is an xz archive'],
  [bytes('7z\xbc\xaf\x27\x1c'), 'it is a 7z archive'],
  [tar, 'it is a tar archive'],
  [bytes('PAR1\x15\x04'), 'it is a Parquet file'],
  [bytes('ORC\x0a\x03\x00'), 'it is an ORC file'],
  [bytes('Obj\x01'), 'it is an Avro file'],
  [bytes('SQLite format 3\x00'), 'it is an SQLite database'],
  [bytes('%PDF-1.7'), 'it is a PDF document'],
  [bytes('\x7fELF'), 'it is an ELF program'],
  [bytes('{\0\0\0"\0\0\0'), 'it is UTF-32 text'],
  [bytes('\xff\xfe\0\0{\0\0\0'), 'it is UTF-32 text'],
  [bytes('\x1f\x8b\x07'), 'it is a gzip archive of a kind that was never defined'],
])('names %j', async (stored, detail) => {
  expect(unsupported.recognises(stored)).toBe(true);
  expect(await decode(unsupported, ...Array.from(stored, (byte) => Uint8Array.of(byte)))).toMatchObject({
    code: 'unsupported-format',
    detail,
  });
});

it('leaves everything that may be text alone', () => {
  const text = `{"ustar":"${'x'.repeat(300)}"}`;
  const tricky = `${' '.repeat(257)}ustar`;
  const others = ['', '{}', text, tricky, 'ORC,COUNT', 'MZ 1', 'Object', 'version account-id', 'PK', '\n\r\r\n{}', '\u{1f600}'];
  expect(others.filter((head) => unsupported.recognises(Buffer.from(head)))).toEqual([]);
});
