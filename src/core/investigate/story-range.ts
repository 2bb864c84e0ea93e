/** When something of a story can be in a log, and which schemas are the audit log's. Must not know: logs, rules. */
import { AWS_CLOUDTRAIL, DATABRICKS_AUDIT, type LogSource } from '../event.ts';
import type { LogSchema } from '../ports.ts';
import type { PassRange } from './input-port.ts';
import type { Interval, TimelineEvent } from './model.ts';

const HOUR = 3_600_000;

/** The window, or else the lives of the hosts where all are known. */
export function storyRange({ from, to }: Interval, lives: readonly Interval[]): PassRange {
  const starts = lives.map(({ from: launch }) => launch);
  const ends = lives.map(({ to: end }) => end);
  return {
    since: from ?? (areKnown(starts) ? Math.min(...starts) - HOUR : null),
    until: to ?? (areKnown(ends) ? Math.max(...ends) + HOUR : null),
  };
}

function areKnown(times: readonly (number | null)[]): times is readonly number[] {
  return times.length > 0 && times.every((time) => time !== null);
}

/** Names of the schemas of Databricks' audit log. */
export function auditSchemasOf(schemas: readonly LogSchema[]): readonly string[] {
  const isAudit = ({ product, service }: LogSource): boolean =>
    product === DATABRICKS_AUDIT.product && service === DATABRICKS_AUDIT.service;
  return schemas.filter(({ logsource }) => isAudit(logsource) && logsource.product !== AWS_CLOUDTRAIL.product).map(({ name }) => name);
}

/** When the last of the events ended. */
export function lastTime(events: readonly TimelineEvent[]): number | null {
  return events.reduce<number | null>((last, { time, end }) => Math.max(last ?? -Infinity, end ?? time ?? -Infinity), null);
}
