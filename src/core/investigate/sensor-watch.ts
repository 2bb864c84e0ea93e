/**
 * What the sensors of one host said beside alerts: heartbeats as spans, ClamAV's results, and whatever else.
 *
 * Owns: when silence is a gap ({@link BEAT}, {@link MISSED_BEATS}), what a line of the scanner means, and the bounds. Must not know: files,
 * rules. Sources: docs.databricks.com "monitor-log-schemas" (a heartbeat every ten minutes, today); published queries over ClamAV's output.
 */
import { esmActionKey, isEsmService, isHeartbeat } from '../esm.ts';
import type { EvidenceRef, Interval, TimelineEvent } from './model.ts';
import { SensorOutput } from './sensor-output.ts';
import { clamLine, textAt, type StoryRecord } from './story-record.ts';
import { timelineEvent } from './timeline-event.ts';

/** Databricks documents ten minutes, and that this may change. */
export const BEAT = 600_000;
/** So many beats in a row must be missing before silence is called a gap: one may be late. */
export const MISSED_BEATS = 3;
const MOST_BEATS = 20_000;
const MOST_EVENTS = 1_000;
const LONGEST_TITLE = 300;

interface Beat {
  readonly time: number;
  readonly evidence: EvidenceRef;
}

/** Silence of a sensor while its host ran. */
export interface SensorSilence {
  readonly interval: { readonly from: number; readonly to: number };
  /** Heartbeats that were due. */
  readonly missed: number;
}

export class SensorWatch {
  readonly #instanceId: string;
  readonly #beats: Beat[] = [];
  readonly #events: TimelineEvent[] = [];
  readonly #output = new SensorOutput();
  #workspaceId: string | null = null;
  #omitted = 0;

  constructor(instanceId: string) {
    this.#instanceId = instanceId;
  }

  /** A record of a sensor that is no alert; others are passed over. */
  add(record: StoryRecord): void {
    const { service, action, time } = record;
    if (!isEsmService(service)) return;
    this.#workspaceId ??= record.workspaceId;
    if (isHeartbeat(service, action)) {
      if (time === null || this.#beats.length >= MOST_BEATS) this.#omitted++;
      else this.#beats.push({ time, evidence: record.evidence });
      return;
    }
    const said = sayingOf(record);
    if (said === null) this.#output.add(record);
    else if (this.#events.length >= MOST_EVENTS) this.#omitted++;
    else this.#events.push(this.#event(record, said));
  }

  /** What there was no room for. */
  get omitted(): number {
    return this.#omitted + this.#output.omitted;
  }

  /** Whose audit log it writes to; null where no record says so. */
  get workspaceId(): string | null {
    return this.#workspaceId;
  }

  /** First and last heartbeat. */
  get heard(): Interval {
    const beats = this.#sorted();
    return { from: beats[0]?.time ?? null, to: beats.at(-1)?.time ?? null };
  }

  /**
   * Silences of more than {@link MISSED_BEATS} beats, between heartbeats and at both ends.
   * @param running when the host certainly ran, as far as the audit log that was read covers it; an end that is not known tells nothing
   */
  silences(running: Interval): readonly SensorSilence[] {
    const times = this.#sorted().map(({ time }) => time);
    const from = running.from ?? times[0];
    const to = running.to ?? times.at(-1);
    if (from === undefined || to === undefined) return [];
    const marks = [from, ...times.filter((time) => time > from && time < to), to];
    return marks.slice(1).flatMap((time, i) => {
      const before = marks[i] ?? time;
      const missed = Math.floor((time - before) / BEAT);
      return missed > MISSED_BEATS ? [{ interval: { from: before, to: time }, missed }] : [];
    });
  }

  events(): readonly TimelineEvent[] {
    return [...this.#events, ...this.#runs(), ...this.#spans()];
  }

  #spans(): readonly TimelineEvent[] {
    const spans: Beat[][] = [];
    for (const beat of this.#sorted()) {
      const last = spans.at(-1);
      const before = last?.at(-1);
      if (last === undefined || before === undefined || beat.time - before.time > (MISSED_BEATS + 1) * BEAT) spans.push([beat]);
      else last.push(beat);
    }
    return spans.map((beats) => {
      const [first, last] = [beats[0], beats.at(-1)];
      return timelineEvent({
        ...{
          time: first?.time ?? null,
          end: last === first ? null : (last?.time ?? null),
          lane: 'sensor',
          kind: 'heartbeats',
          count: beats.length,
        },
        title: beats.length === 1 ? 'a heartbeat of the sensor' : `${beats.length} heartbeats of the sensor`,
        ...{ instanceId: this.#instanceId, workspaceId: this.#workspaceId, confidence: 'certain', basis: BASIS },
        evidence: [first, last].flatMap((beat) => (beat === undefined ? [] : [beat.evidence])).slice(0, beats.length),
      });
    });
  }

  #event(record: StoryRecord, { kind, title }: Saying): TimelineEvent {
    return timelineEvent({
      ...{ time: record.time, lane: 'sensor', kind, title: title.slice(0, LONGEST_TITLE), instanceId: this.#instanceId },
      ...{ workspaceId: record.workspaceId, confidence: 'certain', basis: BASIS, evidence: [record.evidence] },
    });
  }

  #runs(): readonly TimelineEvent[] {
    return this.#output.runs().map(({ service, count, ...run }) =>
      timelineEvent({
        ...{ ...run, count, lane: 'sensor', kind: 'sensor-output', instanceId: this.#instanceId, confidence: 'certain', basis: BASIS },
        title: `${count} ${count === 1 ? 'record' : 'records'} of ${service}`,
      }),
    );
  }

  #sorted(): readonly Beat[] {
    return this.#beats.sort((a, b) => a.time - b.time);
  }
}

const BASIS = 'the record names the instance';

interface Saying {
  readonly kind: string;
  readonly title: string;
}

/** What a sensor's record says by itself; null for lines that say something only together. */
function sayingOf(record: StoryRecord): Saying | null {
  const { service, action } = record;
  const key = service.trim().toLowerCase();
  if (key === 'capsule8-alerts-dataplane') return { kind: 'sensor-event', title: action };
  if (key === 'monit') return { kind: 'process-state', title: `${action} ${textAt(record.params, 'processName') ?? ''}`.trim() };
  const line = clamLine(record);
  if (line === null) return null;
  const infected = /^Infected files:\s*(\d{1,9})$/i.exec(line)?.[1];
  if (infected !== undefined) return { kind: Number(infected) === 0 ? 'clamav-clean' : 'clamav-infected', title: `ClamAV: ${line}` };
  return line.endsWith(' FOUND') ? { kind: 'clamav-found', title: `ClamAV: ${line}` } : null;
}

/**
 * Detections that the sensor's vendor lets fire only for a process that another detection called malicious before ("Smart Policy"; Sophos,
 * "Categories of detections"). Recalled name by name.
 */
const SMART_POLICY: ReadonlySet<string> = new Set(
  [
    ...['BPF Program Executed', 'Kernel Module Loaded', 'Hidden File Created', 'Network Service Created', 'Remote File Copy Detected'],
    ...['Unusual Outbound Connection Detected', 'Account Enumeration Via Program', 'SSH Authorized Keys Modification'],
  ].map(esmActionKey),
);

/** Whether a detection implies an earlier one. */
export function isSmartPolicy(action: string): boolean {
  return SMART_POLICY.has(esmActionKey(action));
}
