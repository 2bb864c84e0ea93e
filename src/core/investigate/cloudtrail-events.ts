/**
 * CloudTrail facts → the timeline of instances: their life, what was called with their credentials, what was called about them.
 *
 * Owns: one event per call and instance, copies told once, equal reads within an hour told together. The order of adding does not matter,
 * below the limit. Must not know: how records are read, how events are shown.
 */
import { canonicalAddress } from '../address.ts';
import type { CloudTrailCall } from './cloudtrail-call.ts';
import { isRepetitive, kindOf, type EventKind } from './cloudtrail-event-kinds.ts';
import { detailsOf, titleOf } from './cloudtrail-event-words.ts';
import type { InstancePlace } from './cloudtrail-places.ts';
import type { CloudTrailFacts } from './cloudtrail-reader.ts';
import { isAgentReport, usedElsewhere, type KnownWays } from './credential-use.ts';
import type { EntityGraph } from './entity-graph.ts';
import { mergeEvidence } from './evidence.ts';
import { GRAPH_LIMITS, type GraphLimits } from './graph-limits.ts';
import type { EvidenceRef, Interval, TimelineEvent } from './model.ts';

const HOUR = 3_600_000;

/** One or more equal calls. */
interface Happening {
  readonly facts: CloudTrailFacts;
  readonly place: InstancePlace | null;
  readonly kind: EventKind;
  first: number | null;
  last: number | null;
  readonly keys: Set<string>;
  evidence: readonly EvidenceRef[];
}

/** Calls that name no instance, only an interface or an address, by record. */
const MOST_LOOSE = 20_000;

export class CloudTrailStory {
  readonly #graph: EntityGraph;
  readonly #limits: GraphLimits;
  readonly #hosts = new Map<string, Map<string, Happening>>();
  readonly #agentAddresses = new Map<string, Set<string>>();
  readonly #loose = new Map<string, CloudTrailFacts>();
  /** Calls that a limit kept out. */
  omitted = 0;
  /** Records that were too large or deep to be searched whole. */
  limited = 0;

  /** @param graph is asked when events are told, not before */
  constructor(graph: EntityGraph, limits: Partial<GraphLimits> = {}) {
    this.#graph = graph;
    this.#limits = { ...GRAPH_LIMITS, ...limits };
  }

  add(facts: CloudTrailFacts): void {
    if (facts.limited) this.limited++;
    for (const place of facts.places) {
      this.#addTo(this.#hosts, place.instanceId, facts, place);
      const reports = isAgentReport(facts.call, place.roles.includes('actor') && place.roles.includes('target'));
      const address = reports ? canonicalAddress(facts.call.sourceIp ?? '') : null;
      if (address === null) continue;
      const known = this.#agentAddresses.get(place.instanceId) ?? new Set();
      if (known.size < this.#limits.values) known.add(address);
      this.#agentAddresses.set(place.instanceId, known);
    }
    if (
      facts.places.some(({ roles }) => roles.includes('target') || roles.includes('launch')) ||
      facts.statements.every((one) => !LOOSE.has(one.kind))
    )
      return;
    if (this.#loose.size < MOST_LOOSE) this.#loose.set(facts.call.key, facts);
    else if (!this.#loose.has(facts.call.key)) this.omitted++;
  }

  /** Events of these instances, in order of time, then of their text. */
  events(hosts: readonly string[] = this.#graph.hosts()): readonly TimelineEvent[] {
    const wanted = new Set(hosts);
    const found = new Map<string, Map<string, Happening>>();
    for (const id of wanted) found.set(id, new Map(this.#hosts.get(id)));
    for (const facts of this.#loose.values()) for (const id of this.#meant(facts)) if (wanted.has(id)) this.#addTo(found, id, facts, null);
    return [...found]
      .flatMap(([id, happenings]) => [...happenings.values()].map((one) => this.#tell(id, one)))
      .sort((a, b) => (a.time ?? -1) - (b.time ?? -1) || compareTexts(textOrder(a), textOrder(b)));
  }

  #addTo(hosts: Map<string, Map<string, Happening>>, instanceId: string, facts: CloudTrailFacts, place: InstancePlace | null): void {
    const { call } = facts;
    const kind = kindOf(facts, place);
    const happenings = hosts.get(instanceId) ?? new Map<string, Happening>();
    hosts.set(instanceId, happenings);
    const key = isRepetitive(facts, kind) ? repetitionKey(call, kind) : JSON.stringify([call.key, kind.kind]);
    const known = happenings.get(key);
    if (known === undefined) {
      if (happenings.size >= this.#limits.events) this.omitted++;
      else
        happenings.set(key, {
          facts,
          place,
          kind,
          first: call.time,
          last: call.time,
          keys: new Set([call.key]),
          evidence: [call.evidence],
        });
      return;
    }
    // The earliest copy speaks for all, so that the order of adding does not show.
    const happening = speaksFirst(facts, known.facts) ? { ...known, facts, place, kind } : known;
    happening.first = earlier(known.first, call.time);
    happening.last = later(known.last, call.time);
    happening.keys.add(call.key);
    happening.evidence = mergeEvidence(known.evidence, [call.evidence], this.#limits.evidence);
    happenings.set(key, happening);
  }

  /** Whose interface or address a call is about that names no instance. */
  #meant({ call, statements }: CloudTrailFacts): readonly string[] {
    const at: Interval = { from: call.time, to: call.time };
    const ids = statements.flatMap((one) => {
      switch (one.kind) {
        case 'detached':
          return this.#graph.attachedAs(one.attachmentId, one.interfaceId, at);
        case 'interface-deleted':
        case 'address-assigned':
        case 'address-unassigned':
          return this.#graph.byInterface(one.interfaceId, at).map(({ instanceId }) => instanceId);
        case 'address-associated':
          return one.interfaceId === null ? [] : this.#graph.byInterface(one.interfaceId, at).map(({ instanceId }) => instanceId);
        case 'address-disassociated':
          return one.address === null
            ? []
            : this.#graph.byAddress(one.address, { vpcId: null, subnetId: null }, at).map(({ instanceId }) => instanceId);
        default:
          return [];
      }
    });
    return [...new Set(ids)];
  }

  #ways(instanceId: string, at: Interval): KnownWays {
    const own = new Set(this.#graph.addressesOf(instanceId, at).map(({ address }) => address));
    return { own, agent: this.#agentAddresses.get(instanceId) ?? new Set() };
  }

  #tell(instanceId: string, { facts, place, kind, first, last, keys, evidence }: Happening): TimelineEvent {
    const { call } = facts;
    const isActor = place?.roles.includes('actor') === true;
    const elsewhere = isActor ? usedElsewhere(call, this.#ways(instanceId, { from: first, to: last })) : null;
    const clusters = this.#graph.clustersOf(instanceId, { from: first, to: last });
    const ids = new Set(clusters.map(({ clusterId }) => clusterId));
    return {
      time: first,
      end: keys.size > 1 ? last : null,
      lane: kind.lane,
      kind: kind.kind,
      title: titleOf(instanceId, facts, kind, keys.size),
      level: null,
      outcome: call.outcome,
      instanceId,
      // Two clusters at one moment: neither is claimed.
      clusterId: ids.size === 1 ? (clusters[0]?.clusterId ?? null) : null,
      workspaceId: null,
      actor: call.actor,
      sourceIp: call.sourceIp,
      command: null,
      details: detailsOf(instanceId, facts, place, isActor, elsewhere),
      count: keys.size,
      confidence: kind.confidence,
      basis: kind.basis,
      evidence,
    };
  }
}

const LOOSE: ReadonlySet<string> = new Set([
  ...['detached', 'interface-deleted', 'address-assigned', 'address-unassigned', 'address-associated', 'address-disassociated'],
]);

/** Equal but for the time, within one hour of the clock (UTC): a fixed grid, so that the order of adding does not matter. */
function repetitionKey(call: CloudTrailCall, { lane, kind, role }: EventKind): string {
  const hour = call.time === null ? null : Math.floor(call.time / HOUR);
  const { source, name, actor, sourceIp, userAgent, errorCode, region, account } = call;
  return JSON.stringify([hour, lane, kind, role, source, name, actor, sourceIp, userAgent, errorCode, region, account]);
}

function speaksFirst({ call: a }: CloudTrailFacts, { call: b }: CloudTrailFacts): boolean {
  if (a.time !== b.time) return (a.time ?? Infinity) < (b.time ?? Infinity);
  if (a.evidence.uri !== b.evidence.uri) return a.evidence.uri < b.evidence.uri;
  return a.evidence.offset < b.evidence.offset;
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function textOrder({ lane, kind, title, instanceId, actor, sourceIp, evidence }: TimelineEvent): string {
  return JSON.stringify([lane, kind, instanceId, title, actor, sourceIp, evidence[0]?.uri, evidence[0]?.offset]);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
