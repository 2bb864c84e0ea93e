/**
 * The alerts of the story, from a scan's findings and from the audit log alike: one event for each id of a finding.
 *
 * Must not know: rules, which alerts are of the story.
 */
import type { Details } from '../finding.ts';
import type { Level } from '../level.ts';
import { mergeEvidence } from './evidence.ts';
import type { EvidenceRef, TimelineEvent } from './model.ts';
import { timelineEvent } from './timeline-event.ts';

export interface Alert {
  /** Of the finding: the same record has the same one in every run. */
  readonly id: string;
  readonly time: number | null;
  readonly level: Level | null;
  readonly title: string;
  readonly alerts: readonly string[];
  readonly serviceName: string | null;
  readonly actionName: string | null;
  readonly instanceId: string | null;
  readonly clusterId: string | null;
  readonly workspaceId: string | null;
  readonly user: string | null;
  readonly sourceIp: string | null;
  readonly details: Details;
  /** What the sensor wrote, where that is one line. */
  readonly line: string | null;
  readonly evidence: EvidenceRef;
}

const MOST_ALERTS = 10_000;
const LONGEST_TITLE = 300;
const EVIDENCE = 5;

export class Alerts {
  readonly #alerts = new Map<string, { readonly alert: Alert; readonly event: TimelineEvent }>();
  #omitted = 0;

  /** @param basis why it belongs to the story */
  add(alert: Alert, basis: string): void {
    const known = this.#alerts.get(alert.id);
    if (known === undefined && this.#alerts.size >= MOST_ALERTS) {
      this.#omitted++;
      return;
    }
    const fresh = alertEvent(alert, basis);
    // A finding and its record in the audit log are one alert; what either saw beside the other is joined.
    const names = [...new Set([...(known?.alert.alerts ?? []), ...alert.alerts])];
    const event = known === undefined ? fresh : { ...known.event, evidence: mergeEvidence(known.event.evidence, fresh.evidence, EVIDENCE) };
    this.#alerts.set(alert.id, {
      alert: { ...(known?.alert ?? alert), alerts: names },
      event: { ...event, details: { ...event.details, rules: names.join(', ') } },
    });
  }

  get omitted(): number {
    return this.#omitted;
  }

  all(): readonly Alert[] {
    return [...this.#alerts.values()].map(({ alert }) => alert);
  }

  events(): readonly TimelineEvent[] {
    return [...this.#alerts.values()].map(({ event }) => event);
  }
}

function alertEvent(alert: Alert, basis: string): TimelineEvent {
  const { details } = alert;
  const told = Object.entries(details).flatMap(([name, value]: [string, string | null]) =>
    value === null ? [] : [[name, value] as const],
  );
  return timelineEvent({
    ...{ time: alert.time, lane: 'alert', kind: 'alert', level: alert.level, title: titleOf(alert) },
    ...{ instanceId: alert.instanceId, clusterId: alert.clusterId, workspaceId: alert.workspaceId },
    ...{ actor: alert.user, sourceIp: alert.sourceIp },
    details: { finding: alert.id, rule: alert.title, ...Object.fromEntries(told) },
    ...{ confidence: 'certain', basis, evidence: [alert.evidence] },
  });
}

function titleOf({ line, actionName, title, details }: Alert): string {
  const what = line ?? actionName ?? title;
  return (details.program === null ? what : `${what}: ${details.program}`).slice(0, LONGEST_TITLE);
}
