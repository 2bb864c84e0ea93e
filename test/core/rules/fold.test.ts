import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, foldPoint } from '../../../src/core/rules/fold.ts';

describe('folding', () => {
  it('is the folding of each code point, for all of Unicode, also between letters', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code === 0xd800) code = 0xe000;
      const point = String.fromCodePoint(code);
      const folded = foldPoint(point);
      if (fold(`A${point}A`) !== `a${folded}a` || fold(point) !== folded) expect.fail(`U+${code.toString(16)}`);
    }
  });

  it('commutes with concatenation and keeps the number of code points', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('Σ', 'σ', 'İ', 'I', 'ẞ', '\u212a', 'A', ' '),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(fold(a + b)).toBe(fold(a) + fold(b));
        expect(Array.from(fold(a)).length).toBe(Array.from(a).length);
      }),
      { numRuns: 1000 },
    );
  });

  it('knows no other equivalences', () => {
    expect(fold('STRASSE')).not.toBe(fold('straße'));
    expect(fold('İ')).toBe('İ');
  });
});
