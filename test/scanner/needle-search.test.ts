import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldPoint } from '../../src/core/rules/fold.ts';
import { NeedleSearch } from '../../src/scanner/needle-search.ts';

const needle = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '0', '-'), minLength: 2, maxLength: 9 }),
  fc.constant('i-0c0ffee0000000001'),
);
const texts = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', 'B', '0', '-', 'i-0C0FFEE0000000001', '\\u', '\\', 'u', '\u212a', 'é'),
  maxLength: 60,
});

/** The definition. */
function firstOf(bytes: Buffer, needles: readonly string[]): number {
  const text = bytes.toString('latin1').toLowerCase();
  const places = [...needles, '\\u', Buffer.from('\u212a').toString('latin1').toLowerCase()].map((one) => text.indexOf(one));
  return places.filter((at) => at !== -1).reduce((a, b) => (a === -1 ? b : Math.min(a, b)), -1);
}

it('finds what a plain search for each needle finds', () => {
  fc.assert(
    fc.property(fc.uniqueArray(needle, { minLength: 1, maxLength: 6 }), texts, (needles, text) => {
      const bytes = Buffer.from(text);
      expect(new NeedleSearch(needles).find(bytes)).toBe(firstOf(bytes, needles));
    }),
    { numRuns: 2_000 },
  );
});

it('the Kelvin sign is all beyond ASCII whose lower case is a letter that a needle may have', () => {
  const strange: number[] = [];
  for (let point = 0x80; point <= 0x10ffff; point++)
    if ((foldPoint(String.fromCodePoint(point)).codePointAt(0) ?? 0) < 0x80) strange.push(point);
  expect(strange).toEqual([0x212a]);
});

it('takes linear time on what nearly is a needle', () => {
  const search = new NeedleSearch(Array.from({ length: 2_000 }, (_, i) => `i-${String(i).padStart(17, '0')}`));
  const started = performance.now();
  expect(search.find(Buffer.from('i-0000000000000'.repeat(20_000)))).toBe(-1);
  expect(performance.now() - started).toBeLessThan(2_000);
});
