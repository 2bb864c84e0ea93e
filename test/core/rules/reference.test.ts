import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileFit, fitsReference } from '../../../src/core/rules/reference.ts';
import { TextSet } from '../../../src/core/rules/text-set.ts';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '\u0000', '\uffff'), maxLength: 8 });
const places = fc.constantFrom('whole' as const, 'start' as const, 'end' as const, 'inside' as const);

it('fits when some pair fits, however many there are', () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 12 }), texts, places, fc.constantFrom(0, 20, 1e6), (others, text, place, cheap) => {
      const fits = compileFit(others, place, cheap);
      for (const one of [text, `${text}a`, `b${text}`, text]) {
        expect(fits(one)).toBe(others.some((other) => fitsReference(one, other, place)));
      }
    }),
    { numRuns: 5000 },
  );
});

it('finds texts that continue each other', () => {
  const set = new TextSet(['he', 'she', 'his', 'hers']);
  expect(['ushers', 'shi', 'ahis', 'h', ''].map((text) => set.isInside(text))).toEqual([true, false, true, false, false]);
  expect(['hers', 'ushe', 'sh'].map((text) => set.endsSome(text))).toEqual([true, true, false]);
  expect(['hex', 'she', 'xhe'].map((text) => set.startsSome(text))).toEqual([true, true, false]);
});
