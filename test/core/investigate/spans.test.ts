import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, holdings, hull, intersection, overlap, type Mark } from '../../../src/core/investigate/spans.ts';
import type { Interval } from '../../../src/core/investigate/model.ts';

const END = 12;
const edge = fc.option(fc.integer({ min: 0, max: END }), { nil: null });
const interval: fc.Arbitrary<Interval> = fc
  .tuple(edge, edge)
  .map(([a, b]) => (a !== null && b !== null && a > b ? { from: b, to: a } : { from: a, to: b }));
const moments = Array.from({ length: END + 5 }, (_, index) => index - 2);
const isIn = (time: number, { from, to }: Interval): boolean => (from === null || from <= time) && (to === null || time <= to);

describe('intervals', () => {
  it('agree with looking at every moment', () => {
    fc.assert(
      fc.property(interval, interval, (a, b) => {
        const common = moments.filter((time) => isIn(time, a) && isIn(time, b));
        expect(overlap(a, b)).toBe(common.length > 0);
        const both = intersection(a, b);
        expect(moments.filter((time) => both !== null && isIn(time, both))).toEqual(common);
        expect(contains(a, b)).toBe(moments.every((time) => !isIn(time, b) || isIn(time, a)));
        expect(moments.filter((time) => isIn(time, a) || isIn(time, b)).every((time) => isIn(time, hull([a, b])))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('holdings', () => {
  const value = fc.constantFrom('a', 'b', 'c');
  const time = fc.integer({ min: 0, max: END });
  const mark: fc.Arbitrary<Mark> = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), time, value }),
    fc.record({ kind: fc.constant('clear' as const), time, value: fc.option(value, { nil: null }) }),
  );

  it('agree with asking at every moment who was there', () => {
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 8 }), (marks) => {
        const found = holdings(marks);
        for (const one of ['a', 'b', 'c'])
          for (const now of moments)
            expect([one, now, found.some((held) => held.value === one && isIn(now, held.interval))]).toEqual([
              one,
              now,
              holds(marks, one, now),
            ]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('do not depend on the order of the marks', () => {
    const shuffled = fc
      .array(mark, { maxLength: 8 })
      .chain((marks) => fc.tuple(fc.constant(marks), fc.shuffledSubarray(marks, { minLength: marks.length, maxLength: marks.length })));
    fc.assert(
      fc.property(shuffled, ([marks, other]) => {
        expect(holdings(other)).toEqual(holdings(marks));
      }),
    );
  });

  it('call two that came in one moment contested', () => {
    expect(holdings([set(1, 'a'), set(1, 'b')]).map(({ contested }) => contested)).toEqual([true, true]);
  });

  it('hold from ever what was set at an unknown time', () => {
    expect(holdings([set(null, 'a'), set(5, 'b')]).map((one) => one.interval)).toEqual([
      { from: null, to: 5 },
      { from: 5, to: null },
    ]);
  });
});

function set(time: number | null, value: string): Mark {
  return { kind: 'set', time, value };
}

/**
 * The definition, moment by moment: `value` is there at `now` when it was set at or before, and nothing took it away strictly between; or
 * when it is cleared at or after `now`, and nothing was set before that or in that moment, nor was it cleared by name before.
 */
function holds(marks: readonly Mark[], value: string, now: number): boolean {
  const times = [...new Set(marks.map(({ time }) => time!))];
  const setsAt = (time: number): readonly string[] => marks.flatMap((one) => (one.kind === 'set' && one.time === time ? [one.value] : []));
  const clearsAt = (time: number, named: boolean): boolean =>
    marks.some((one) => one.kind === 'clear' && one.time === time && (one.value === value || (!named && one.value === null)));
  const takes = (time: number): boolean => (setsAt(time).length > 0 ? !setsAt(time).includes(value) : clearsAt(time, false));
  const wasSet = times.some(
    (begin) => begin <= now && setsAt(begin).includes(value) && !times.some((end) => begin < end && end < now && takes(end)),
  );
  const wasBefore = times.some(
    (end) =>
      end >= now &&
      clearsAt(end, true) &&
      !times.some((earlier) => earlier < end && (setsAt(earlier).length > 0 || clearsAt(earlier, true))) &&
      !setsAt(end).includes(value),
  );
  return wasSet || wasBefore;
}
