import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WorkspaceCoverage } from '../../../src/core/summary.ts';
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

it('of what was not heard it knows the days, and claims nothing within the first and the last', () => {
  const coverage = (workspaceId: string | null, first: string | null, last: string | null): WorkspaceCoverage => ({
    ...{ workspaceId, dates: { first, last, days: 2 }, records: 9, esmRecords: 0, heartbeats: 0 },
  });
  const heard = new HeardTimes();
  expect(heard.daysOf(['33'])).toEqual({ from: null, to: null });
  heard.cover([coverage('33', '2026-03-05', '2026-03-07'), coverage('44', null, null), coverage(null, '2026-01-01', '2026-12-31')]);
  heard.cover([coverage('33', '2026-03-06', '2026-03-09')]);
  const [first, last] = [Date.UTC(2026, 2, 5), Date.UTC(2026, 2, 9)];
  expect(heard.daysOf(['33'])).toEqual({ from: first, to: last + 86_399_999 });
  expect(heard.rangeOf(['33'])).toEqual({ from: first + 86_399_999, to: last });
  expect([heard.daysOf(['33', '44']), heard.daysOf([]), heard.rangeOf(['44'])]).toEqual(Array(3).fill({ from: null, to: null }));
  heard.hear('33', first + 5);
  heard.hear('33', last + 7);
  expect(heard.rangeOf(['33'])).toEqual({ from: first + 5, to: last + 7 });
  expect(heard.isHeardWithin(['33'], { from: first + 5, to: last + 7 })).toBe(false);
});
