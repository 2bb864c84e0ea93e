/** Bytes are known again however they were cut, and only those. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PrefixMark } from '../../../src/sources/s3/prefix-mark.ts';
import { cut, cuts } from '../../decoders/support.ts';

const texts = fc.uint8Array({ minLength: 1, maxLength: 3000 });

it('knows bytes again however they are cut, and goes on behind them', () => {
  fc.assert(
    fc.property(texts, texts, cuts, cuts, (first, second, oneWay, another) => {
      const mark = new PrefixMark();
      for (const bytes of cut(first, oneWay)) mark.add(bytes);
      // A comparison that was broken off costs nothing.
      mark.compare(second);
      mark.restart();
      for (const bytes of cut(first, another)) mark.compare(bytes);
      expect(mark.isSame()).toBe(true);
      mark.add(second);
      for (const bytes of cut(Buffer.concat([first, second]), another)) mark.compare(bytes);
      expect(mark.isSame()).toBe(true);
    }),
  );
});

it('does not take others for them, wherever they differ', () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.integer({ min: 1, max: 255 }), cuts, (text, at, flip, positions) => {
      const other = Uint8Array.from(text);
      other[at % text.length] = (text[at % text.length] ?? 0) ^ flip;
      const mark = new PrefixMark();
      for (const bytes of cut(text, positions)) mark.add(bytes);
      for (const bytes of cut(other, positions)) mark.compare(bytes);
      expect(mark.isSame()).toBe(false);
    }),
  );
});

it('does not take fewer or more for them, zeros included', () => {
  for (const [seen, compared] of [
    [16, 15],
    [16, 17],
    [1, 2],
    [0, 1],
    [64, 32],
  ] as const) {
    const mark = new PrefixMark();
    mark.add(Buffer.alloc(seen));
    mark.compare(Buffer.alloc(compared));
    expect(mark.isSame()).toBe(false);
  }
});
