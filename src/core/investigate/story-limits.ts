/** What the story leaves out: what lies outside of its time, and what a limit kept out. */
import type { Gap, Interval } from './model.ts';

/** Whether a moment or span touches the window, both ends counting; what has no time is kept. */
export function within(time: number | null, end: number | null, { from, to }: Interval): boolean {
  if (time === null) return true;
  return (from === null || (end ?? time) >= from) && (to === null || time <= to);
}

export function limitGaps(limits: readonly { readonly what: string; readonly omitted: number }[]): readonly Gap[] {
  return limits
    .filter(({ omitted }) => omitted > 0)
    .map(({ what, omitted }) => ({
      code: 'limit-reached',
      sentence: `There was no room for ${omitted} ${what}: the story is shorter than the logs; ask for a shorter time or fewer hosts.`,
      ...{ about: null, interval: { from: null, to: null }, searched: [] },
    }));
}
