import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf16 } from '../../src/decoders/utf16.ts';
import { cut, cuts, decode } from './support.ts';

const little = (text: string): Buffer => Buffer.from(text, 'utf16le');
const big = (text: string): Buffer => little(text).swap16();
const TEXT = ' \r\n{"name":"ä€😀","x":[1]}\n{"y":2}\n';

describe.each([
  ['little endian', little],
  ['big endian', big],
])('%s', (_, encode) => {
  it.each([
    ['with', '\ufeff'],
    ['without', ''],
  ])('becomes UTF-8, %s a byte order mark, however it is cut', async (__, mark) => {
    const stored = encode(mark + TEXT);
    expect(utf16.recognises(stored)).toBe(true);
    await fc.assert(
      fc.asyncProperty(cuts, async (positions) => {
        expect(await decode(utf16, ...cut(stored, positions))).toMatchObject({ bytes: Buffer.from(TEXT), code: null });
      }),
    );
    expect((await decode(utf16, ...Array.from(stored, (byte) => Uint8Array.of(byte)))).bytes).toEqual(Buffer.from(TEXT));
  });

  it('agrees with what was encoded, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), cuts, async (text, positions) => {
        // A byte-order mark and a NUL are the byte-order mark of UTF-32.
        fc.pre(!text.startsWith('\0'));
        const { bytes } = await decode(utf16, ...cut(encode(`\ufeff${text}`), positions));
        expect(bytes.toString()).toBe(Buffer.from(text).toString());
      }),
    );
  });

  it('says when it ends in the middle of a character, after the rest', async () => {
    const { bytes, code } = await decode(utf16, encode('[1]\n'), Buffer.from([0x20]));
    expect(code).toBe('corrupt-archive');
    expect(bytes.toString()).toBe('[1]\n');
  });

  it('keeps text whose last character is half of a pair', async () => {
    expect((await decode(utf16, encode('[1]\ud83d'))).bytes.toString()).toBe('[1]\ufffd');
  });

  it('recognises the shortest document', () => {
    expect(utf16.recognises(encode('{}'))).toBe(true);
    expect(utf16.recognises(encode('['))).toBe(true);
  });
});

it('leaves everything else alone', () => {
  const others = ['', '{', '{}', '{"a":1}', '[1]', ' {', 'abc', '\ufeff{}', '\0{"a":1}', '{\0\0\0', '\0\0\0{'].map((text) =>
    Buffer.from(text),
  );
  expect(others.filter((head) => utf16.recognises(head))).toEqual([]);
  expect(utf16.recognises(Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]))).toBe(false);
});

it('reads a file of nothing but the mark', async () => {
  expect(await decode(utf16, Buffer.from([0xff, 0xfe]))).toMatchObject({ bytes: Buffer.alloc(0), code: null });
});
