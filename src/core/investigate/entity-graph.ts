/**
 * Hosts and what belongs to them, over time.
 *
 * Owns: taking facts in any order, and answers about them; what follows from the facts is derived once and anew after more came in.
 * Only what concerns the hosts in question is given out; others are kept to tell an address of theirs apart. Must not know: files, how
 * logs are written.
 */
import type { CloudTrailFacts } from './cloudtrail-reader.ts';
import type { ElasticAddress } from './cloudtrail-statements.ts';
import { entityKey, type AttributeBook } from './graph-attributes.ts';
import { derive, type Derivation, type HostAddress } from './graph-derivation.ts';
import { GRAPH_LIMITS, type GraphLimits } from './graph-limits.ts';
import { HostJoins } from './host-joins.ts';
import { canonicalInstanceId } from './instance-ids.ts';
import type { Confidence, Entity, EntityRef, HostLookup, HostMatch, Interval, Relation } from './model.ts';
import { NodeSpans } from './node-spans.ts';
import type { NodeTimelineRow } from './node-timeline.ts';
import { ALWAYS, hull, overlap } from './spans.ts';
import { StatementStore } from './statement-store.ts';

/** A cluster that a machine belonged to. */
export interface ClusterMatch {
  readonly clusterId: string;
  readonly interval: Interval;
  readonly confidence: Confidence;
  readonly basis: string;
}

interface Derived extends Derivation {
  readonly joins: HostJoins;
  /** Asked for once a record by some. */
  hosts: readonly string[] | null;
}

export class EntityGraph implements HostLookup {
  readonly #limits: GraphLimits;
  readonly #store: StatementStore;
  readonly #nodes: NodeSpans;
  readonly #rows = new Map<string, (book: AttributeBook) => void>();
  readonly #starts = new Map<string, EntityRef>();
  readonly #hosts = new Set<string>();
  readonly #clusters = new Set<string>();
  #derived: Derived | null = null;

  constructor(limits: Partial<GraphLimits> = {}) {
    this.#limits = { ...GRAPH_LIMITS, ...limits };
    this.#store = new StatementStore(this.#limits);
    this.#nodes = new NodeSpans(this.#limits);
  }

  /** A starting point: an instance, a cluster, an address, or a principal (whose clusters by Creator tag are meant). */
  addStart(ref: EntityRef): void {
    const value = ref.kind === 'instance' ? (canonicalInstanceId(ref.value) ?? ref.value) : ref.value;
    this.#starts.set(entityKey({ kind: ref.kind, value }), { kind: ref.kind, value });
    this.#derived = null;
  }

  /** A host in question that is no starting point itself: found through the audit log. */
  addHost(instanceId: string): void {
    this.#hosts.add(canonicalInstanceId(instanceId) ?? instanceId);
    this.#derived = null;
  }

  /** A cluster whose machines are in question, though it is no starting point. */
  addCluster(clusterId: string): void {
    this.#clusters.add(clusterId);
    this.#derived = null;
  }

  addCloudTrail({ statements, call }: CloudTrailFacts): void {
    for (const statement of statements) this.#store.add(statement, call.evidence);
    if (statements.length > 0) this.#derived = null;
  }

  addNodeTimeline(row: NodeTimelineRow): void {
    this.#nodes.add(row);
    const { instanceId, clusterId, workspaceId, driver, nodeType, privateAddress } = row;
    const about = JSON.stringify([instanceId, clusterId, workspaceId, driver, nodeType]);
    if (!this.#rows.has(about) && this.#rows.size < this.#limits.entities)
      this.#rows.set(about, (book) => {
        if (workspaceId !== null) book.add({ kind: 'cluster', value: clusterId }, 'workspaceId', workspaceId);
        if (nodeType !== null) book.add({ kind: 'instance', value: instanceId }, 'nodeType', nodeType);
        if (driver !== null) book.add({ kind: 'instance', value: instanceId }, 'nodeRole', driver ? 'driver' : 'worker');
      });
    if (privateAddress !== null)
      this.#store.add({ kind: 'address-told', instanceId, address: privateAddress, time: null, basis: 'node timeline' }, row.evidence);
    this.#derived = null;
  }

  /** Instance ids in question: started from, added, and the machines of clusters, addresses and principals started from. Sorted. */
  hosts(): readonly string[] {
    const derived = this.#derivation();
    return (derived.hosts ??= this.#findHosts(derived));
  }

  /** Launch to termination, as far as the logs tell. */
  lifeOf(instanceId: string): Interval {
    return this.#derivation().lives.get(instanceId) ?? ALWAYS;
  }

  /** The clusters a machine belonged to at some moment of `at`, in order of time. More than one at one moment is an ambiguity. */
  clustersOf(instanceId: string, at: Interval = ALWAYS): readonly ClusterMatch[] {
    const id = canonicalInstanceId(instanceId) ?? instanceId;
    return this.#allRelations()
      .filter(({ kind, from, interval }) => kind === 'member-of' && from.value === id && overlap(interval, at))
      .map(({ to, interval, confidence, basis }) => ({ clusterId: to.value, interval, confidence, basis }));
  }

  byInterface(interfaceId: string, at: Interval): readonly HostMatch[] {
    return this.#derivation().joins.byInterface(interfaceId, at);
  }

  byInstance(instanceId: string, at: Interval): readonly HostMatch[] {
    return this.#derivation().joins.byInstance(instanceId, at);
  }

  byAddress(
    address: string,
    place: { readonly vpcId: string | null; readonly subnetId: string | null },
    at: Interval,
  ): readonly HostMatch[] {
    return this.#derivation().joins.byAddress(address, place, at);
  }

  /** Whose the attachment was, told by its id or else by the interface. */
  attachedAs(attachmentId: string | null, interfaceId: string | null, at: Interval): readonly string[] {
    const known = attachmentId === null ? undefined : this.#derivation().attachmentIds.get(attachmentId);
    if (known !== undefined) return [known];
    return interfaceId === null ? [] : this.byInterface(interfaceId, at).map(({ instanceId }) => instanceId);
  }

  /** Ids by which further records may name a place of the hosts: of attachments, allocations, associations. */
  handles(): readonly string[] {
    return this.#derivation().handles;
  }

  /** The public address that a call means by whichever of its names; null when it is not known. */
  elasticAddress(which: ElasticAddress): string | null {
    return this.#derivation().elasticAddress(which);
  }

  /** Addresses that a host had at some moment of `at`. */
  addressesOf(instanceId: string, at: Interval = ALWAYS): readonly HostAddress[] {
    return this.#derivation().joins.addressesOf(instanceId, at);
  }

  /** What concerns the hosts in question, by time, then by its text. */
  relations(): readonly Relation[] {
    return this.#concerning().slice(0, this.#limits.relations);
  }

  /** The starting points, the hosts in question, and whatever they are related to. By kind, then by value. */
  entities(): readonly Entity[] {
    return this.#allEntities().slice(0, this.#limits.entities);
  }

  /** What limits kept out: facts never taken in count as relations. */
  omitted(): { readonly entities: number; readonly relations: number } {
    return {
      entities: Math.max(0, this.#allEntities().length - this.#limits.entities),
      relations: Math.max(0, this.#concerning().length - this.#limits.relations) + this.#store.omitted + this.#nodes.omitted,
    };
  }

  #derivation(): Derived {
    if (this.#derived === null) {
      const derivation = derive(this.#store.sorted(), this.#nodes.all(), this.#limits);
      for (const [, describe] of [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1))) describe(derivation.attributes);
      for (const ref of this.#starts.values()) derivation.attributes.mention(ref);
      for (const value of this.#hosts) derivation.attributes.mention({ kind: 'instance', value });
      const lives = new Map(derivation.lives);
      for (const { kind, value } of derivation.attributes.refs()) if (kind === 'instance' && !lives.has(value)) lives.set(value, ALWAYS);
      this.#derived = { ...derivation, lives, joins: new HostJoins({ ...derivation, lives }), hosts: null };
    }
    return this.#derived;
  }

  #findHosts({ relations, addresses, attributes }: Derivation): readonly string[] {
    const found = new Set(this.#hosts);
    const isStart = (ref: EntityRef): boolean => this.#starts.has(entityKey(ref));
    const clusters = new Set(relations.flatMap(({ kind, from, to }) => (kind === 'created-by' && isStart(to) ? [from.value] : [])));
    for (const value of this.#clusters) clusters.add(value);
    for (const { kind, value } of this.#starts.values()) {
      if (kind === 'instance') found.add(value);
      if (kind === 'cluster') clusters.add(value);
    }
    for (const { kind, from, to } of relations) {
      if (kind === 'member-of' && clusters.has(to.value)) found.add(from.value);
      if (kind === 'from-pool' && isStart(to)) found.add(from.value);
    }
    for (const { address, instanceId } of addresses) if (isStart({ kind: 'address', value: address })) found.add(instanceId);
    for (const ref of attributes.refs()) if (ref.kind === 'instance' && isStart(ref)) found.add(ref.value);
    return [...found].sort();
  }

  #allRelations(): readonly Relation[] {
    return [...this.#derivation().relations].sort(compareRelations);
  }

  #concerning(): readonly Relation[] {
    const near = new Set([...this.hosts().map((value) => entityKey({ kind: 'instance', value })), ...this.#starts.keys()]);
    const all = this.#allRelations();
    const direct = all.filter(({ from }) => from.kind === 'instance' && near.has(entityKey(from)));
    for (const { to, kind } of direct) if (kind !== 'acts-as') near.add(entityKey(to));
    const mine = new Set(direct.map(({ from }) => from.value));
    return all.filter(({ from }) => (from.kind === 'instance' ? mine.has(from.value) : near.has(entityKey(from))));
  }

  #allEntities(): readonly Entity[] {
    const { attributes, lives } = this.#derivation();
    const near = new Map(this.#starts);
    for (const value of this.hosts()) near.set(entityKey({ kind: 'instance', value }), { kind: 'instance', value });
    const times = new Map<string, Interval[]>();
    for (const { from, to, interval } of this.#concerning()) {
      for (const ref of [from, to]) {
        const key = entityKey(ref);
        near.set(key, ref);
        const known = times.get(key);
        if (known === undefined) times.set(key, [interval]);
        else known.push(interval);
      }
    }
    return [...near]
      .map(([key, ref]) => ({
        ...ref,
        start: this.#starts.has(key),
        attributes: attributes.of(ref),
        interval: ref.kind === 'instance' ? (lives.get(ref.value) ?? ALWAYS) : hull(times.get(key) ?? []),
      }))
      .sort((a, b) => compareTexts(a.kind, b.kind) || compareTexts(a.value, b.value));
  }
}

function compareRelations(a: Relation, b: Relation): number {
  return (
    (a.interval.from ?? -1) - (b.interval.from ?? -1) ||
    compareTexts(
      `${a.kind} ${entityKey(a.from)} ${entityKey(a.to)} ${a.basis}`,
      `${b.kind} ${entityKey(b.from)} ${entityKey(b.to)} ${b.basis}`,
    ) ||
    (a.interval.to ?? Number.MAX_VALUE) - (b.interval.to ?? Number.MAX_VALUE)
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
