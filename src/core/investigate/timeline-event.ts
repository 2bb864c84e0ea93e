/** Makes timeline events: what is not told is null, and the order in which they stand. */
import { LANES, type TimelineEvent } from './model.ts';

type Told = Pick<TimelineEvent, 'time' | 'lane' | 'kind' | 'title' | 'confidence' | 'basis' | 'evidence'>;

export function timelineEvent(told: Told & Partial<TimelineEvent>): TimelineEvent {
  return {
    ...{ end: null, level: null, outcome: 'unknown', instanceId: null, clusterId: null, workspaceId: null, actor: null },
    ...{ sourceIp: null, command: null, details: {}, count: 1 },
    ...told,
  };
}

/** By time, those without one last; then by lane and text, so that the order never depends on the order of reading. */
export function inOrder(events: Iterable<TimelineEvent>): TimelineEvent[] {
  return [...events].sort(
    (a, b) =>
      (a.time ?? LATER) - (b.time ?? LATER) ||
      LANES.indexOf(a.lane) - LANES.indexOf(b.lane) ||
      compare(a.title, b.title) ||
      compare(a.instanceId ?? '', b.instanceId ?? '') ||
      compare(placeOf(a), placeOf(b)),
  );
}

function placeOf({ evidence: [first] }: TimelineEvent): string {
  return first === undefined ? '' : `${first.uri} ${String(first.offset).padStart(16, '0')}`;
}

const LATER = Number.MAX_SAFE_INTEGER;

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
