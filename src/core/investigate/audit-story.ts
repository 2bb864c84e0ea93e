/**
 * The audit side of the story: what is kept of the records that a scan hands over, and what they tell together.
 *
 * Owns: which record belongs to the story and why. Memory is bounded by hosts and by the limits of the parts. Must not know: files, rules, how
 * the hosts came to be known.
 */
import { isEsmService } from '../esm.ts';
import { SeenIds } from '../scan/seen-ids.ts';
import { Activity } from './activity.ts';
import type { Alert, Alerts } from './alerts.ts';
import { auditEvent, describesCluster } from './audit-events.ts';
import { Commands, type Command } from './commands.ts';
import { mergeEvidence } from './evidence.ts';
import { idsNamed, knownIds, type KnownIds } from './id-tokens.ts';
import { canonicalInstanceId } from './instance-ids.ts';
import { JobRuns, type RunPlace } from './job-runs.ts';
import { padded, weaker, type Member, type Memberships } from './memberships.ts';
import type { Interval, TimelineEvent } from './model.ts';
import { SensorWatch } from './sensor-watch.ts';
import { earlier, later, overlap } from './spans.ts';
import { clamLine, textAt, type StoryRecord } from './story-record.ts';
import { VerboseWatch } from './verbose-watch.ts';

export interface AuditScope {
  /** Hosts in question, in canonical form. */
  readonly instances: ReadonlySet<string>;
  /** Clusters of theirs, or starting points. */
  readonly clusters: ReadonlySet<string>;
  readonly startClusters: ReadonlySet<string>;
  readonly warehouses: ReadonlySet<string>;
  /** Job runs, by `job-<id>-run-<id>` names of clusters. */
  readonly runs: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly memberships: Memberships;
}

/** Starting a cluster precedes the launch of its machines by minutes, and its end follows theirs. */
const CLUSTER_PAD = 1_800_000;
const MOST_EVENTS = 10_000;
/** Records of jobs that wait until it is known where their run was. */
const MOST_WAITING = 2_000;
const EVIDENCE = 5;

export class AuditStory {
  readonly #scope: AuditScope;
  readonly #alerts: Alerts;
  readonly #named: KnownIds;
  readonly #sensors = new Map<string, SensorWatch>();
  readonly #verbose = new VerboseWatch();
  readonly #commands = new Commands();
  readonly #activity = new Activity();
  readonly #events: TimelineEvent[] = [];
  readonly #jobRuns: JobRuns;
  readonly #waiting: { readonly record: StoryRecord; readonly finding: Pick<Alert, 'details'> }[] = [];
  readonly #workspaces = new Set<string>();
  readonly #lastHeard = new Map<string, number>();
  readonly #copies = new SeenIds();
  #seen: Interval = { from: null, to: null };
  #used = 0;
  #omitted = 0;

  constructor(scope: AuditScope, alerts: Alerts) {
    this.#scope = scope;
    this.#alerts = alerts;
    this.#jobRuns = new JobRuns(scope.clusters);
    this.#named = knownIds([...scope.instances, ...scope.clusters, ...scope.warehouses]);
  }

  /** Takes a record that some rule chose; what is not of the story after all is passed over. */
  add(record: StoryRecord, finding: Pick<Alert, 'details'>): void {
    const isSwitch = this.#verbose.add(record);
    const why = this.#belongs(record);
    if (why === null) {
      if (isSwitch) this.#note(record);
      return;
    }
    this.#note(record);
    const instanceId = this.#hostOf(record);
    if (instanceId !== null && record.time !== null) {
      this.#lastHeard.set(instanceId, later(this.#lastHeard.get(instanceId) ?? null, record.time) ?? record.time);
    }
    const { alerts } = record;
    if (alerts.length > 0 && this.#isInTime(record)) this.#alerts.add(alertOf(record, instanceId, this.#scope.memberships, finding), why);
    // Delivered twice, it was still done once.
    if (this.#copies.isRepeated(record.id)) return;
    if (isEsmService(record.service)) {
      if (instanceId !== null && alerts.length === 0) this.#sensorOf(instanceId).add(record);
    } else if (!this.#commands.add(record)) this.#addEvent(record, instanceId, why);
    if (record.service === 'jobs') this.#jobRuns.note(record);
  }

  /** Runs and jobs on the clusters; what of them names no cluster is asked for in a further pass, and given to {@link addOfJobs}. */
  get jobs(): Pick<JobRuns, 'runs' | 'jobs'> {
    const { runs, jobs } = this.#jobRuns;
    return { runs: new Set([...runs].filter((id) => !this.#scope.runs.has(id))), jobs };
  }

  /** Takes a record of these runs and jobs; one that names more was taken before. */
  addOfJobs(record: StoryRecord, finding: Pick<Alert, 'details'>): void {
    if (record.service !== 'jobs') return;
    this.#jobRuns.note(record);
    if (this.#belongs(record) !== null || record.clusterId !== null) return;
    this.#note(record);
    const isCommand = this.#commands.add(record);
    if (isCommand && record.alerts.length === 0) return;
    if (this.#waiting.length >= MOST_WAITING) this.#omitted++;
    else this.#waiting.push({ record, finding });
  }

  /** Tells what waited, once all of it was read. */
  settle(): void {
    const copies = new Set<string>();
    for (const { record: told, finding } of this.#waiting.splice(0)) {
      const place = this.#jobRuns.place(told);
      if (place === null) continue;
      const record = { ...told, clusterId: place.clusterId };
      if (record.alerts.length > 0 && this.#isInTime(record))
        this.#alerts.add(alertOf(record, null, this.#scope.memberships, finding), place.basis);
      if (copies.has(record.id)) continue;
      copies.add(record.id);
      const event = record.action === 'runCommand' ? null : this.#placeEvent(record, null, place.basis);
      if (event !== null && event !== 'activity') this.#events.push(bridged(event, place));
    }
  }

  get used(): number {
    return this.#used;
  }

  get seen(): Interval {
    return this.#seen;
  }

  /** Workspaces of the records that were used. */
  get workspaces(): readonly string[] {
    return [...this.#workspaces].sort();
  }

  get omitted(): number {
    const sensors = [...this.#sensors.values()].reduce((sum, { omitted }) => sum + omitted, 0);
    return this.#omitted + this.#jobRuns.omitted + this.#commands.omitted + this.#activity.omitted + sensors;
  }

  get verbose(): VerboseWatch {
    return this.#verbose;
  }

  sensorOf(instanceId: string): SensorWatch | null {
    return this.#sensors.get(instanceId) ?? null;
  }

  /** The last time that a record named the host. */
  lastHeard(instanceId: string): number | null {
    return this.#lastHeard.get(instanceId) ?? null;
  }

  /** Clusters and warehouses that its commands ran on. */
  commandPlaces(): ReadonlySet<string> {
    return new Set(this.#commands.all().flatMap(({ event, warehouseId }) => event.clusterId ?? warehouseId ?? []));
  }

  events(): readonly TimelineEvent[] {
    return [
      ...this.#events,
      ...this.#activity.events(),
      ...[...this.#sensors.values()].flatMap((sensor) => sensor.events()),
      ...this.#commands.all().flatMap((command) => this.#placeCommand(command) ?? []),
    ];
  }

  /** Why a record belongs to the story, one clause; null when it does not. */
  #belongs(record: StoryRecord): string | null {
    const { instances, clusters, warehouses, users, addresses } = this.#scope;
    const instanceId = record.instanceId === null ? null : canonicalInstanceId(record.instanceId);
    if (instanceId !== null && instances.has(instanceId)) return 'the record names the instance';
    // A sensor's record is about its host alone.
    if (instanceId !== null && isEsmService(record.service)) return null;
    if (record.clusterId !== null && clusters.has(record.clusterId)) return 'the record names the cluster';
    if (record.warehouseId !== null && warehouses.has(record.warehouseId)) return 'the record names the SQL warehouse';
    if (record.user !== null && users.has(record.user.toLowerCase())) return 'done by the user';
    if (record.sourceIp !== null && addresses.has(record.sourceIp)) return 'done from the address';
    if (record.runId !== null && record.service === 'jobs' && this.#scope.runs.has(record.runId))
      return 'the record names a run on the cluster';
    return idsNamed(record.fields, this.#named).length > 0 ? 'the record names it in its text' : null;
  }

  #hostOf({ instanceId }: StoryRecord): string | null {
    const canonical = instanceId === null ? null : canonicalInstanceId(instanceId);
    return canonical !== null && this.#scope.instances.has(canonical) ? canonical : null;
  }

  #addEvent(record: StoryRecord, instanceId: string | null, why: string): void {
    const event = this.#placeEvent(record, instanceId, why);
    if (event === 'activity') this.#activity.add({ ...record, tokenId: tokenOf(record), subject: settingOf(record) }, why);
    else if (event !== null) {
      if (this.#events.length >= MOST_EVENTS) this.#omitted++;
      else this.#events.push(event);
    }
  }

  /** The event of a record about a host or cluster; null when the cluster was not a host's then. */
  #placeEvent(record: StoryRecord, instanceId: string | null, why: string): TimelineEvent | 'activity' | null {
    const { clusters, startClusters, memberships } = this.#scope;
    const clusterId = record.clusterId ?? idsNamed(record.fields, this.#named).find((id) => clusters.has(id)) ?? null;
    if (instanceId !== null) {
      const [only, ...others] = memberships.clustersOf(instanceId, momentOf(record));
      return auditEvent(record, {
        instanceId,
        clusterId: clusterId ?? (others.length === 0 ? (only ?? null) : null),
        confidence: 'certain',
        basis: why,
      });
    }
    if (clusterId === null || !clusters.has(clusterId)) return this.#isByStart(record) ? 'activity' : null;
    const told = { instanceId: null, clusterId, confidence: 'certain', basis: why } as const;
    if (startClusters.has(clusterId) || this.#isByStart(record)) return auditEvent(record, told);
    if (describesCluster(record)) return auditEvent(record, { ...told, basis: 'it says what the cluster of the host is' });
    const isNear = memberships.intervalsOf(clusterId).some((interval) => overlap(padded(interval, CLUSTER_PAD), momentOf(record)));
    return isNear ? auditEvent(record, { ...told, basis: `${why}, around the time of the host in it` }) : null;
  }

  /** A command counts for the hosts that its cluster had while it ran. */
  #placeCommand(command: Command): TimelineEvent | null {
    const { event, runId, jobId } = command;
    const place = event.clusterId === null ? this.#jobRuns.place({ workspaceId: event.workspaceId, runId, jobId }) : null;
    if (place === null) return this.#placeAt(command, event.clusterId ?? this.#clusterOfRun(runId));
    const placed = this.#placeAt(command, place.clusterId);
    return placed === null ? null : bridged(placed, place);
  }

  #placeAt({ event, ran, warehouseId, runId }: Command, clusterId: string | null): TimelineEvent | null {
    const { clusters, startClusters, warehouses, memberships, users, addresses } = this.#scope;
    const hosts = clusterId === null ? [] : memberships.hostsOf(clusterId, ran);
    const best = strongest(hosts);
    const placed = { ...event, clusterId, instanceId: hosts.length === 1 ? (hosts[0]?.instanceId ?? null) : null };
    if (best !== null) return { ...placed, confidence: best.confidence, basis: best.basis };
    if (clusterId !== null && startClusters.has(clusterId)) return { ...placed, basis: 'the record names the cluster' };
    const byUser = event.actor !== null && users.has(event.actor.toLowerCase());
    if (byUser || (event.sourceIp !== null && addresses.has(event.sourceIp)))
      return { ...placed, basis: byUser ? 'done by the user' : 'done from the address' };
    if (warehouseId !== null && warehouses.has(warehouseId)) {
      return {
        ...placed,
        confidence: 'likely',
        basis: 'the host is tagged with the SQL warehouse; on which of its machines a command ran is not logged',
      };
    }
    if (clusterId === null && runId !== null && this.#scope.runs.has(runId)) {
      return { ...placed, confidence: 'likely', basis: 'the run is that of the cluster, by its name' };
    }
    // No interval of the cluster is known: then it cannot be told which commands ran on the host.
    const isUndated = clusterId !== null && clusters.has(clusterId) && memberships.intervalsOf(clusterId).length === 0;
    return isUndated
      ? { ...placed, confidence: 'possible', basis: 'the record names the cluster; when the host was in it is not known' }
      : null;
  }

  #clusterOfRun(runId: string | null): string | null {
    const [only, ...others] = this.#scope.clusters;
    return runId !== null && this.#scope.runs.has(runId) && only !== undefined && others.length === 0 ? only : null;
  }

  #isByStart({ user, sourceIp }: StoryRecord): boolean {
    const { users, addresses } = this.#scope;
    return (user !== null && users.has(user.toLowerCase())) || (sourceIp !== null && addresses.has(sourceIp));
  }

  /** An alert about a cluster only counts while the cluster had a host of the story. */
  #isInTime(record: StoryRecord): boolean {
    const { clusterId } = record;
    if (this.#hostOf(record) !== null || this.#isByStart(record) || clusterId === null || this.#scope.startClusters.has(clusterId))
      return true;
    const intervals = this.#scope.memberships.intervalsOf(clusterId);
    return intervals.length === 0 || intervals.some((interval) => overlap(padded(interval, CLUSTER_PAD), momentOf(record)));
  }

  #sensorOf(instanceId: string): SensorWatch {
    const known = this.#sensors.get(instanceId) ?? new SensorWatch(instanceId);
    this.#sensors.set(instanceId, known);
    return known;
  }

  #note({ workspaceId, time }: StoryRecord): void {
    this.#used++;
    if (workspaceId !== null && workspaceId !== '0') this.#workspaces.add(workspaceId);
    this.#seen = { from: earlier(this.#seen.from, time), to: later(this.#seen.to, time) };
  }
}

/** An event whose cluster is known through another record: never surer than that, and with its evidence. */
function bridged(event: TimelineEvent, { confidence, basis, evidence }: RunPlace): TimelineEvent {
  return {
    ...event,
    confidence: weaker(event.confidence, confidence),
    basis: event.basis.startsWith(basis) ? event.basis : `${basis}; ${event.basis}`,
    evidence: mergeEvidence(event.evidence, evidence, EVIDENCE),
  };
}

function momentOf({ time }: StoryRecord): Interval {
  return { from: time, to: time };
}

function strongest(members: readonly Member[]): Member | null {
  return (
    members.find(({ confidence }) => confidence === 'certain') ??
    members.find(({ confidence }) => confidence === 'likely') ??
    members[0] ??
    null
  );
}

function alertOf(record: StoryRecord, instanceId: string | null, memberships: Memberships, { details }: Pick<Alert, 'details'>): Alert {
  const [only, ...others] = instanceId === null ? [] : memberships.clustersOf(instanceId, momentOf(record));
  return {
    ...{ id: record.id, time: record.time, level: record.level, title: record.title, alerts: record.alerts },
    ...{ serviceName: record.service, actionName: record.action, instanceId, workspaceId: record.workspaceId },
    clusterId: record.clusterId ?? (others.length === 0 ? (only ?? null) : null),
    ...{ user: record.user, sourceIp: record.sourceIp, details, line: clamLine(record), evidence: record.evidence },
  };
}

function tokenOf({ action, params }: StoryRecord): string | null {
  if (!/token/i.test(action)) return null;
  return textAt(params, 'tokenId') ?? textAt(params, 'token_id') ?? textAt(params, 'tokenHash');
}

/** The setting of a workspace that was changed, and to what. */
function settingOf({ params }: StoryRecord): string | null {
  const key = textAt(params, 'workspaceConfKeys');
  return key === null ? null : `${key}=${textAt(params, 'workspaceConfValues') ?? ''}`;
}
