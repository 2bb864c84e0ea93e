/**
 * What the user asked to see: time range, hosts, workspaces, users, addresses, levels. Applied to records that rules matched,
 * so that a filtered record is counted as filtered and never as clean.
 */
import { withoutPort } from './address.ts';
import { userOf } from './build-finding.ts';
import type { AuditEvent } from './event.ts';
import { member, objectMember, stringMember, textOf } from './json/value.ts';
import { levelRank, type Level } from './level.ts';

export interface Filters {
  /** Half-open range of event time in ms: `since <= time < until`. */
  readonly since: number | null;
  readonly until: number | null;
  /** Empty means any. Users are compared without regard to case. */
  readonly instances: ReadonlySet<string>;
  readonly workspaces: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  readonly sourceIps: ReadonlySet<string>;
  readonly minLevel: Level | null;
}

export const NO_FILTERS: Filters = {
  since: null,
  until: null,
  instances: new Set(),
  workspaces: new Set(),
  users: new Set(),
  sourceIps: new Set(),
  minLevel: null,
};

/** Whether a finding of this level about this event is wanted. An event without a readable time is kept. */
export function isWanted(event: AuditEvent, level: Level | null, filters: Filters): boolean {
  const { since, until, minLevel } = filters;
  if (minLevel !== null && levelRank(level) < levelRank(minLevel)) return false;
  if (event.time !== null && ((since !== null && event.time < since) || (until !== null && event.time >= until))) return false;
  const params = objectMember(event.fields, 'requestParams') ?? {};
  const sourceIp = stringMember(event.fields, 'sourceIPAddress');
  return (
    allows(filters.instances, textOf(member(params, 'instanceId')) ?? textOf(member(params, 'instance_id'))) &&
    // Account-level records (workspace 0) name the workspace they are about in their parameters.
    (allows(filters.workspaces, event.workspaceId) || allows(filters.workspaces, textOf(member(params, 'workspace_id')))) &&
    allows(filters.users, userOf(event.fields)?.toLowerCase()) &&
    allows(filters.sourceIps, sourceIp === null ? null : withoutPort(sourceIp))
  );
}

function allows(wanted: ReadonlySet<string>, value: string | null | undefined): boolean {
  return wanted.size === 0 || (value !== null && value !== undefined && wanted.has(value));
}
