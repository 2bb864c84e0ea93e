/** The silences of a sensor as events of the timeline, between the heartbeats around them. Must not know: how a gap is found. */
import { mergeEvidence } from './evidence.ts';
import type { Gap, TimelineEvent } from './model.ts';
import { timelineEvent } from './timeline-event.ts';

const EVIDENCE = 4;

export function heartbeatGapEvents(gaps: readonly Gap[], events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const beats = events.filter(({ kind }) => kind === 'heartbeats');
  return gaps.flatMap(({ code, about, interval }) => {
    if (code !== 'heartbeat-gap' || about === null) return [];
    const around = beats.filter(
      ({ instanceId, time, end }) => instanceId === about.value && ((end ?? time) === interval.from || time === interval.to),
    );
    return [
      timelineEvent({
        ...{ time: interval.from, end: interval.to, lane: 'sensor', kind: 'heartbeat-gap', level: null },
        title: 'heartbeat-gap: the sensor was silent while the instance ran',
        instanceId: about.value,
        ...{ confidence: 'likely', basis: 'no heartbeat in the audit logs that were read' },
        evidence: mergeEvidence(
          [],
          around.flatMap(({ evidence }) => evidence),
          EVIDENCE,
        ),
      }),
    ];
  });
}
