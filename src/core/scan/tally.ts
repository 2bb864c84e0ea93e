/**
 * Running counts of a scan: records, findings, hosts, coverage, drift. Everything that aggregates is bounded and says what it
 * left out. Must not know: rules' meaning, outputs.
 */
import type { AuditEvent } from '../event.ts';
import { isEsmService, isHeartbeat, isKnownEsmAction } from '../esm.ts';
import type { Finding } from '../finding.ts';
import type { PassedOver } from '../ports.ts';
import type { InstanceSummary, Summary, WorkspaceCoverage } from '../summary.ts';
import { higherLevel, type Level } from '../level.ts';
import { SeenIds } from './seen-ids.ts';

const MOST_INSTANCES = 10_000;
const MOST_WORKSPACES = 10_000;
const MOST_NAMES = 200;
const MOST_PAIRS = 10_000;
const MOST_OMITTED = 100_000;
const LONGEST_NAME = 200;
/** Ten years; no folder of logs spans more. */
const MOST_DAYS = 3660;
/** Stands for the names beyond a bound. */
const OTHERS = '(others)';
const DAY = 86_400_000;

interface Host {
  readonly workspaces: Set<string>;
  readonly alerts: Set<string>;
  findings: number;
  highestLevel: Level | null;
  firstSeen: string | null;
  lastSeen: string | null;
}

interface Workspace {
  firstDay: number | null;
  lastDay: number | null;
  readonly days: Set<number>;
  records: number;
  esmRecords: number;
  heartbeats: number;
}

/** What a service and an action mean to the coverage; looked up once per pair. */
interface ActionKind {
  readonly esm: boolean;
  readonly heartbeat: boolean;
  readonly unknown: boolean;
}

/** What of a record is counted. */
type RecordFacts = Pick<AuditEvent, 'serviceName' | 'actionName' | 'workspaceId' | 'time'>;

export class Tally {
  readonly #hosts = new Map<string, Host>();
  #hostsOmitted = new Set<string>();
  readonly #workspaces = new Map<string | null, Workspace>();
  readonly #workspacesOmitted = new Set<string>();
  readonly #kinds = new Map<string, Map<string, ActionKind>>();
  #kindsKnown = 0;
  readonly #unknownFields = new Map<string, number>();
  readonly #unknownActions = new Map<string, { serviceName: string; actionName: string; records: number }>();
  readonly #schemas = new Map<string, number>();
  /** Ids of the findings so far. */
  readonly ids = new SeenIds();
  #findings = 0;
  #correlations = 0;
  readonly #byRule = new Map<string, number>();
  readonly #byLevel = new Map<string, number>();

  /** How many findings were handed out. */
  get findings(): number {
    return this.#findings;
  }

  /** A record that a schema recognised. */
  countEvent(event: AuditEvent, schemaName: string): void {
    for (const field of event.unknownFields) countBounded(this.#unknownFields, shortName(field));
    this.#countRecords(event, schemaName, event.workspaceless !== true, 1);
  }

  /** Records that a schema would recognise and that were left unread. */
  countPassedOver(passed: PassedOver): void {
    const { schema, records } = passed;
    this.#countRecords(passed, schema.name, schema.spelling?.workspace !== undefined, records);
  }

  #countRecords(event: RecordFacts, schemaName: string, hasWorkspace: boolean, records: number): void {
    count(this.#schemas, schemaName, records);
    const kind = this.#kindOf(event.serviceName ?? '', event.actionName ?? '');
    if (kind.unknown) this.#countUnknownAction(event, records);
    const workspace = hasWorkspace ? this.#workspaceOf(event.workspaceId) : undefined;
    if (workspace === undefined) return;
    workspace.records += records;
    if (kind.esm) workspace.esmRecords += records;
    if (kind.heartbeat) workspace.heartbeats += records;
    if (event.time !== null) {
      const day = Math.floor(event.time / DAY);
      if (workspace.days.size < MOST_DAYS) workspace.days.add(day);
      if (workspace.firstDay === null || day < workspace.firstDay) workspace.firstDay = day;
      if (workspace.lastDay === null || day > workspace.lastDay) workspace.lastDay = day;
    }
  }

  /** A finding that was handed out. */
  countFinding(finding: Finding): void {
    this.#findings++;
    if (finding.kind === 'correlation') this.#correlations++;
    for (const alert of finding.alerts) count(this.#byRule, alert);
    count(this.#byLevel, finding.level ?? 'none');
    if (finding.instanceId === null) return;
    const host = this.#hostOf(finding.instanceId);
    if (host === undefined) return;
    host.findings++;
    host.highestLevel = higherLevel(host.highestLevel, finding.level);
    if (finding.workspaceId !== null) host.workspaces.add(host.workspaces.size < MOST_NAMES ? shortName(finding.workspaceId) : OTHERS);
    for (const alert of finding.alerts) host.alerts.add(alert);
    if (finding.time === null) return;
    if (host.firstSeen === null || finding.time < host.firstSeen) host.firstSeen = finding.time;
    if (host.lastSeen === null || finding.time > host.lastSeen) host.lastSeen = finding.time;
  }

  summarise(): Pick<Summary, 'findings' | 'instances' | 'coverage' | 'coverageOmitted' | 'schemas' | 'unknownFields' | 'unknownActions'> {
    return {
      findings: {
        total: this.#findings,
        distinct: this.ids.full ? null : this.ids.size,
        byRule: Object.fromEntries(this.#byRule),
        byLevel: Object.fromEntries(this.#byLevel),
        correlations: this.#correlations,
      },
      instances: { items: [...this.#hosts].map(describeHost), omitted: this.#hostsOmitted.size },
      coverage: [...this.#workspaces].sort(byWorkspace).map(describeWorkspace),
      coverageOmitted: this.#workspacesOmitted.size,
      // In an order that does not depend on what was counted first: records that are passed over are told of later.
      schemas: Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
      unknownFields: Object.fromEntries(this.#unknownFields),
      unknownActions: [...this.#unknownActions.values()],
    };
  }

  #kindOf(service: string, action: string): ActionKind {
    const known = this.#kinds.get(service)?.get(action);
    if (known !== undefined) return known;
    const esm = isEsmService(service);
    const kind: ActionKind = { esm, heartbeat: isHeartbeat(service, action), unknown: esm && !isKnownEsmAction(service, action) };
    if (this.#kindsKnown < MOST_PAIRS && service.length + action.length < LONGEST_NAME) {
      const byAction = this.#kinds.get(service) ?? new Map<string, ActionKind>();
      this.#kinds.set(service, byAction.set(action, kind));
      this.#kindsKnown++;
    }
    return kind;
  }

  #countUnknownAction(event: RecordFacts, records: number): void {
    const serviceName = event.serviceName ?? '';
    const isRoom = this.#unknownActions.size < MOST_NAMES;
    const name = shortName(event.actionName ?? '');
    const actionName = isRoom || this.#unknownActions.has(`${serviceName}\n${name}`) ? name : OTHERS;
    const key = `${serviceName}\n${actionName}`;
    const known = this.#unknownActions.get(key);
    if (known === undefined) this.#unknownActions.set(key, { serviceName, actionName, records });
    else known.records += records;
  }

  #workspaceOf(fullId: string | null): Workspace | undefined {
    const id = fullId === null ? null : shortName(fullId);
    let workspace = this.#workspaces.get(id);
    if (workspace === undefined) {
      if (this.#workspaces.size >= MOST_WORKSPACES) {
        if (this.#workspacesOmitted.size < MOST_OMITTED) this.#workspacesOmitted.add(id ?? '');
        return undefined;
      }
      workspace = { firstDay: null, lastDay: null, days: new Set(), records: 0, esmRecords: 0, heartbeats: 0 };
      this.#workspaces.set(id, workspace);
    }
    return workspace;
  }

  #hostOf(fullId: string): Host | undefined {
    const instanceId = shortName(fullId);
    let host = this.#hosts.get(instanceId);
    if (host === undefined) {
      if (this.#hosts.size >= MOST_INSTANCES) {
        if (this.#hostsOmitted.size < MOST_OMITTED) this.#hostsOmitted.add(instanceId);
        return undefined;
      }
      host = { workspaces: new Set(), alerts: new Set(), findings: 0, highestLevel: null, firstSeen: null, lastSeen: null };
      this.#hosts.set(instanceId, host);
    }
    return host;
  }
}

function describeHost([instanceId, host]: readonly [string, Host]): InstanceSummary {
  return {
    instanceId,
    workspaces: [...host.workspaces],
    alerts: [...host.alerts],
    findings: host.findings,
    highestLevel: host.highestLevel,
    firstSeen: host.firstSeen,
    lastSeen: host.lastSeen,
  };
}

/** By number, then by name; records without a workspace come last. What was read first depends on how it was read. */
function byWorkspace([a]: readonly [string | null, Workspace], [b]: readonly [string | null, Workspace]): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.length - b.length || (a < b ? -1 : 1);
}

function describeWorkspace([workspaceId, workspace]: readonly [string | null, Workspace]): WorkspaceCoverage {
  const { records, esmRecords, heartbeats, days } = workspace;
  return {
    workspaceId,
    dates: { first: dayText(workspace.firstDay), last: dayText(workspace.lastDay), days: days.size },
    records,
    esmRecords,
    heartbeats,
  };
}

function dayText(day: number | null): string | null {
  return day === null ? null : new Date(day * DAY).toISOString().slice(0, 10);
}

function count(counts: Map<string, number>, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function countBounded(counts: Map<string, number>, key: string): void {
  count(counts, counts.has(key) || counts.size < MOST_NAMES ? key : OTHERS);
}

/** A name cut to a bound. The copy is real: a slice would keep the long text alive. */
function shortName(name: string): string {
  return name.length <= LONGEST_NAME ? name : Array.from(name.slice(0, LONGEST_NAME)).join('');
}
