import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GRAIN, HeardTimes } from '../../../src/core/investigate/heard-times.ts';

it('knows the range exactly, and never more than was heard', () => {
  const time = fc.integer({ min: 0, max: 50 * GRAIN });
  fc.assert(
    fc.property(fc.array(time), time, time, (times, a, b) => {
      const heard = new HeardTimes();
      for (const one of times) heard.hear('33', one);
      const sorted = [...times].sort((x, y) => x - y);
      expect(heard.rangeOf(['33'])).toEqual({ from: sorted[0] ?? null, to: sorted.at(-1) ?? null });
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const isWithin = times.some((one) => one > from && one < to);
      if (heard.isHeardWithin(['33'], { from, to })) expect(isWithin).toBe(true);
      // Only what shares its grain with an end may go unnoticed.
      if (times.some((one) => one >= from + GRAIN && one < to - GRAIN)) expect(heard.isHeardWithin(['33'], { from, to })).toBe(true);
    }),
  );
});

it('keeps workspaces apart, and passes over what has no workspace or time', () => {
  const heard = new HeardTimes();
  heard.hear('33', 5);
  heard.hear(null, 7);
  heard.hear('44', null);
  expect([heard.rangeOf(['33']), heard.rangeOf(['44']), heard.rangeOf([])]).toEqual([
    { from: 5, to: 5 },
    { from: null, to: null },
    { from: null, to: null },
  ]);
});

it('claims nothing of what there is no room for', () => {
  const heard = new HeardTimes();
  for (let i = 0; i < 200_001; i++) heard.hear('33', i * GRAIN);
  expect(heard.rangeOf(['33'])).toEqual({ from: 0, to: 199_999 * GRAIN });
});
