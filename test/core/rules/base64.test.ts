import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, encodeBase64, offsetVariants } from '../../../src/core/rules/base64.ts';

const bytes = fc.uint8Array({ maxLength: 40 });

describe('Base64', () => {
  it('is that of the platform', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(encodeBase64([...data])).toBe(Buffer.from(data).toString('base64'));
      }),
    );
  });

  it('of UTF-8 and UTF-16 text is that of the platform', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(bytesOf(text, 'utf8')).toEqual([...Buffer.from(text, 'utf8')]);
        expect(bytesOf(text, 'utf16le')).toEqual([...Buffer.from(text, 'utf16le')]);
        expect(bytesOf(text, 'utf16be')).toEqual([...Buffer.from(text, 'utf16le').swap16()]);
        expect(bytesOf(text, 'utf16')).toEqual([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]);
      }),
    );
  });

  it('reads half a pair as the replacement character', () => {
    expect(bytesOf('a\ud83d', 'utf8')).toEqual([...Buffer.from('a\ud83d', 'utf8')]);
  });
});

describe('the variants at an offset', () => {
  const needles = fc.uint8Array({ minLength: 2, maxLength: 12 });

  it('stand in the Base64 of all data that holds the bytes, one for each offset', () => {
    fc.assert(
      fc.property(bytes, needles, bytes, (before, needle, behind) => {
        const encoded = Buffer.concat([before, needle, behind]).toString('base64');
        expect(encoded).toContain(offsetVariants([...needle])[before.length % 3]);
      }),
      { numRuns: 2000 },
    );
  });

  it('are no longer than the bytes alone decide', () => {
    fc.assert(
      fc.property(needles, (needle) => {
        for (const [offset, variant] of offsetVariants([...needle]).entries()) {
          const certain = Math.floor((8 * (offset + needle.length)) / 6) - Math.ceil((8 * offset) / 6);
          expect(variant).toHaveLength(certain);
        }
      }),
    );
  });
});
