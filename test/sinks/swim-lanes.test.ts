/** The picture of an investigation: a bar covers what its event covers, and nothing else. */
import { expect, test } from 'vitest';
import type { TimelineEvent } from '../../src/core/investigate/model.ts';
import { swimLanes } from '../../src/sinks/html/swim-lanes.ts';
import { sampleInvestigation } from '../helpers/hostile-pages.ts';

const MINUTE = 60_000;
const story = sampleInvestigation({ gaps: [], relations: [], entities: [] });
const [first] = story.timeline;
const start = first!.time!;

function pictureOf(...spans: readonly (readonly [from: number, to: number | null])[]): string {
  const events = spans.map(([from, to], i): TimelineEvent => {
    const [time, end] = [start + from * MINUTE, to === null ? null : start + to * MINUTE];
    return { ...first!, lane: 'sensor', level: null, outcome: 'unknown', time, end, title: `event ${i}` };
  });
  const numbered = events.map((event, i) => ({ event, anchor: `e${i}` }));
  return swimLanes(story, numbered, start, start + 1440 * MINUTE, 'a day').text;
}

/** Widths of bars in minutes, of a picture of a day that is 1020 wide, a hundredth of it before and after. */
function bars(picture: string): readonly number[] {
  return [...picture.matchAll(/<rect class="sensor" [^>]*width="([\d.]+)"/g)].map(([, width]) =>
    Math.round((Number(width) * 1468.8) / 1020),
  );
}

test('moments hours apart are two marks and no bar', () => {
  const picture = pictureOf([240, null], [840, null]);
  expect(bars(picture)).toEqual([]);
  expect(picture.split('<circle').length - 1).toBe(2);
});

test('a span is a bar of its own length', () => {
  expect(bars(pictureOf([0, 120]))).toEqual([120]);
});

test('what there is no row for is counted at its mark, whose bar covers the spans in it and no moment', () => {
  const spans = pictureOf([0, null], [0, null], [0, 60], [10, 900]);
  expect(bars(spans)).toEqual([900]);
  expect(spans).toMatch(/<text class="many"[^>]*>2<\/text>/);
  const moments = pictureOf(...Array.from({ length: 60 }, (_, i): [number, null] => [i * 10, null]), [12, 60]);
  expect(bars(moments)).toEqual([48]);
});
