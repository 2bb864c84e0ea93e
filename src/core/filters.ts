/**
 * What the user asked to see: time range, hosts, workspaces, users, addresses, levels. Applied to records that rules matched,
 * so that a filtered record is counted as filtered and never as clean.
 */
import { canonicalSource } from './address.ts';
import { factsOf } from './databricks-facts.ts';
import type { AuditEvent } from './event.ts';
import { sourceIpOf } from './event-facts.ts';
import { member, objectMember, textOf } from './json/value.ts';
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

/** Filters as they are compared: users in lower case, addresses in one spelling, without their port. */
export function normaliseFilters(filters: Filters): Filters {
  return {
    ...filters,
    users: new Set([...filters.users].map((user) => user.toLowerCase())),
    sourceIps: new Set([...filters.sourceIps].map(canonicalSource)),
  };
}

/**
 * Whether a finding of this level about this event is wanted. An event without a readable time is kept.
 * @param filters as {@link normaliseFilters} gives them
 */
export function isWanted(event: AuditEvent, level: Level | null, filters: Filters): boolean {
  const { since, until, minLevel } = filters;
  const { fields, time } = event;
  if (minLevel !== null && levelRank(level) < levelRank(minLevel)) return false;
  if (time !== null && ((since !== null && time < since) || (until !== null && time >= until))) return false;
  const facts = factsOf(event);
  return (
    allows(filters.instances, facts.instanceOf(fields)) &&
    allowsWorkspace(filters.workspaces, event) &&
    (filters.users.size === 0 || facts.usersOf(fields).some((user) => filters.users.has(user.toLowerCase()))) &&
    allowsSource(filters.sourceIps, sourceIpOf(fields))
  );
}

/** Account-level records (workspace 0) name the workspace they are about in their parameters. */
function allowsWorkspace(wanted: ReadonlySet<string>, { workspaceId, fields }: AuditEvent): boolean {
  if (allows(wanted, workspaceId)) return true;
  const isAccountLevel = workspaceId === null || workspaceId === '0';
  return isAccountLevel && allows(wanted, textOf(member(objectMember(fields, 'requestParams') ?? {}, 'workspace_id')) ?? null);
}

function allowsSource(wanted: ReadonlySet<string>, source: string | null): boolean {
  return wanted.size === 0 || (source !== null && wanted.has(canonicalSource(source)));
}

function allows(wanted: ReadonlySet<string>, value: string | null): boolean {
  return wanted.size === 0 || (value !== null && wanted.has(value));
}
