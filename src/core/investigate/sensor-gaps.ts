/**
 * What the silence of a host's sensor says.
 *
 * Owns: that it says something only while the host is known to have run, and from the first record of the workspace to the last; and in which
 * time all records must be heard to know these (hearing.ts). Must not know: how anything was read.
 */
import type { Alert } from './alerts.ts';
import type { AuditStory } from './audit-story.ts';
import type { EntityGraph } from './entity-graph.ts';
import type { HeardTimes } from './heard-times.ts';
import type { InputTally } from './input-tally.ts';
import type { Gap, Interval, TimelineEvent } from './model.ts';
import { BEAT, isSmartPolicy, MISSED_BEATS, type SensorWatch } from './sensor-watch.ts';
import { ALWAYS, earlier, hull, later } from './spans.ts';
import { compare } from './timeline-event.ts';

export interface SensorReading {
  readonly graph: EntityGraph;
  readonly window: Interval;
  readonly inputs: InputTally;
  readonly audit: AuditStory | null;
  readonly heard: HeardTimes;
  readonly events: readonly TimelineEvent[];
  /** Schemas of the audit log. */
  readonly auditSchemas: readonly string[];
}

/** The time from the first silence to the last one that there may be, as far as the days of the audit log tell; null for none. */
export function suspectedSilence(reading: SensorReading): Interval | null {
  const { graph, audit, heard } = reading;
  if (audit === null) return null;
  const silences = graph.hosts().flatMap((instanceId) => {
    const sensor = sensorOf(instanceId, audit);
    if (sensor === null) return [];
    return sensor.silences(runningIn(instanceId, audit, reading, heard.daysOf(workspacesOf(instanceId, audit))));
  });
  return silences.length === 0 ? null : hull(silences.map(({ interval }) => interval));
}

export function sensorGaps(
  instanceId: string,
  reading: SensorReading & { readonly alerts: readonly Alert[] },
  searched: Gap['searched'],
): readonly Gap[] {
  const { inputs, audit, alerts, events, auditSchemas } = reading;
  const about = { kind: 'instance', value: instanceId } as const;
  return [
    ...(audit !== null && inputs.recordsOf('audit', auditSchemas) > 0 ? silenceGaps(instanceId, audit, reading, searched) : []),
    ...lonely(instanceId, alerts, events).map((sentence) => ({
      code: 'lone-smart-policy' as const,
      sentence,
      about,
      interval: ALWAYS,
      searched,
    })),
  ];
}

function silenceGaps(instanceId: string, audit: AuditStory, reading: SensorReading, searched: Gap['searched']): readonly Gap[] {
  const { heard } = reading;
  const about = { kind: 'instance', value: instanceId } as const;
  const sensor = sensorOf(instanceId, audit);
  const workspaces = workspacesOf(instanceId, audit);
  if (sensor === null) {
    return [
      {
        code: 'no-heartbeats',
        sentence: `No heartbeat of the sensor on ${instanceId} was found: it was not monitored, or its audit logs are others; that no alert is there proves nothing.`,
        // Nothing is told here but that none was found: whole days will do.
        ...{ about, interval: runningIn(instanceId, audit, reading, heard.daysOf(workspaces)), searched },
      },
    ];
  }
  const others = heard.rangeOf(workspaces);
  const range = { from: earlier(others.from, sensor.heard.from), to: later(others.to, sensor.heard.to) };
  return sensor.silences(runningIn(instanceId, audit, reading, range)).map(({ interval, missed }) => ({
    code: 'heartbeat-gap' as const,
    sentence:
      `The sensor on ${instanceId} was silent from ${iso(interval.from)} to ${iso(interval.to)} while the instance ran: ${missed} heartbeats are missing (one is due every ${BEAT / 60_000} minutes; up to ${MISSED_BEATS} missing ones are let pass).` +
      (heard.isHeardWithin(workspaces, interval)
        ? ''
        : ' Nothing else of its workspace was read of that time: the audit log may be missing, and not the heartbeats.'),
    ...{ about, interval, searched },
  }));
}

/** Null where no heartbeat was found. */
function sensorOf(instanceId: string, audit: AuditStory): SensorWatch | null {
  const sensor = audit.sensorOf(instanceId);
  return sensor?.heard.from === null ? null : sensor;
}

/** Whose audit log the sensor writes to, or may write to. */
function workspacesOf(instanceId: string, audit: AuditStory): readonly string[] {
  const own = audit.sensorOf(instanceId)?.workspaceId ?? null;
  return own === null ? audit.workspaces : [own];
}

/**
 * From launch to termination, within the time asked for and that of the log: what lies before and behind was not read. Without a launch
 * nothing says that it ran before its first heartbeat; without a termination it ran as long as something shows that.
 */
function runningIn(instanceId: string, audit: AuditStory, { graph, window, events }: SensorReading, log: Interval): Interval {
  const life = graph.lifeOf(instanceId);
  const end = life.to ?? lastSign(instanceId, audit, events);
  const bounds = [window, log];
  return {
    from: life.from === null ? null : bounds.reduce((late, { from }) => Math.max(late, from ?? late), life.from),
    to: end === null ? null : bounds.reduce((early, { to }) => Math.min(early, to ?? early), end),
  };
}

const SIGNS: readonly TimelineEvent['lane'][] = ['alert', 'sensor', 'by-instance', 'network'];

function lastSign(instanceId: string, audit: AuditStory, events: readonly TimelineEvent[]): number | null {
  const times = events.filter((event) => event.instanceId === instanceId && SIGNS.includes(event.lane)).map(({ time, end }) => end ?? time);
  return times.reduce(later, audit.lastHeard(instanceId));
}

/** Alerts that imply an earlier one which is not there. */
function lonely(instanceId: string, alerts: readonly Alert[], events: readonly TimelineEvent[]): readonly string[] {
  const mine = alerts.filter((alert) => alert.instanceId === instanceId);
  const implied = mine.filter(({ actionName }) => actionName !== null && isSmartPolicy(actionName));
  const core = [
    ...mine.filter(({ serviceName, actionName }) => serviceName === CAPSULE8 && !isSmartPolicy(actionName ?? '')).map(({ time }) => time),
    ...events
      .filter(({ instanceId: id, kind, title }) => id === instanceId && kind === 'sensor-event' && !isSmartPolicy(title))
      .map(({ time }) => time),
  ];
  const alone = implied.filter(({ time }) => !core.some((before) => before === null || time === null || before <= time));
  const names = [...new Set(alone.map(({ actionName }) => actionName ?? ''))].sort(compare);
  if (names.length === 0) return [];
  return [
    `${names.join(', ')} on ${instanceId}: the sensor says so only of a process that an earlier detection found malicious, and no such detection is in what was read; look for it in earlier or missing logs.`,
  ];
}

const CAPSULE8 = 'capsule8-alerts-dataplane';

function iso(time: number): string {
  return new Date(time).toISOString();
}
