/** The silences of a sensor as events of the timeline, between the heartbeats around them. Must not know: how a gap is found. */
import { mergeEvidence } from './evidence.ts';
import type { HeardTimes } from './heard-times.ts';
import type { Gap, TimelineEvent } from './model.ts';
import { timelineEvent } from './timeline-event.ts';

const EVIDENCE = 4;

export function heartbeatGapEvents(gaps: readonly Gap[], events: readonly TimelineEvent[], heard: HeardTimes): readonly TimelineEvent[] {
  const beats = events.filter(({ kind }) => kind === 'heartbeats');
  return gaps.flatMap(({ code, about, interval }) => {
    const { from, to } = interval;
    if (code !== 'heartbeat-gap' || about === null || from === null || to === null) return [];
    const around = beats.filter(({ instanceId, time, end }) => instanceId === about.value && ((end ?? time) === from || time === to));
    const workspaces = around.flatMap(({ workspaceId }) => workspaceId ?? []);
    const isLogged = heard.isHeardWithin(workspaces, { from, to });
    return [
      timelineEvent({
        ...{ time: from, end: to, lane: 'sensor', kind: 'heartbeat-gap', level: null },
        title: 'heartbeat-gap: the sensor was silent while the instance ran',
        ...{ instanceId: about.value, workspaceId: around[0]?.workspaceId ?? null },
        ...(isLogged
          ? { confidence: 'likely', basis: 'no heartbeat in the audit logs that were read' }
          : { confidence: 'possible', basis: 'no record at all of the workspace in the audit logs that were read' }),
        evidence: mergeEvidence(
          [],
          around.flatMap(({ evidence }) => evidence),
          EVIDENCE,
        ),
      }),
    ];
  });
}
