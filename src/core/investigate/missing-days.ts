/** Days of the time asked for on which the audit log as given holds nothing of a workspace of the story. Must not know: sensors, hosts. */
import type { DaysHeard } from './heard-times.ts';
import type { Gap, Interval } from './model.ts';

const DAY = 86_400_000;

/** Where no time was asked for, nothing is missing but what lies between the first day and the last. */
export function missingDays(
  workspaceId: string,
  { first, last, days }: DaysHeard,
  window: Interval,
  searched: Gap['searched'],
): readonly Gap[] {
  const between = (last - first) / DAY + 1 - days;
  const missing = [
    ...(window.from !== null && window.from < first ? [`none before ${dayText(first)}`] : []),
    ...(between > 0 ? [`none on ${between} of the days between ${dayText(first)} and ${dayText(last)}`] : []),
    ...(window.to !== null && window.to >= last + DAY ? [`none after ${dayText(last)}`] : []),
  ];
  if (missing.length === 0) return [];
  const sentence = `Of workspace ${workspaceId} the audit logs given hold no record on some days of the time searched (${missing.join('; ')}): files may be missing, and what is not told of these days may have happened.`;
  return [{ code: 'audit-days-missing', sentence, about: null, interval: window, searched }];
}

function dayText(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}
