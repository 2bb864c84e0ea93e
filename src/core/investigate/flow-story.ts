/**
 * What flow logs tell of the hosts in question: peers, events, gaps.
 *
 * Owns: the course of a record through join and counts, and the limits. Memory is bounded by them and by the hosts, never by the logs.
 * Must not know: files; how a host is known.
 */
import { SeenIds } from '../scan/seen-ids.ts';
import type { JsonObject } from '../json/value.ts';
import { RejectedBursts } from './flow-bursts.ts';
import { networkEvents } from './flow-events.ts';
import { flowGaps, type FlowHost } from './flow-gaps.ts';
import { readFlow, type FlowPlace } from './flow.ts';
import { FlowJoin, hull, type FlowSight } from './flow-join.ts';
import { FlowPeers } from './flow-peers.ts';
import { FlowSilences } from './flow-silences.ts';
import type { EvidenceRef, Gap, HostLookup, Interval, Peer, TimelineEvent } from './model.ts';

export interface FlowLimits {
  readonly mostPeers: number;
  /** Protocols and ports that all peers together may hold. */
  readonly mostPorts: number;
  readonly mostEvents: number;
  /** Flows that lie wholly outside are left out. */
  readonly window: Interval;
  /** The hosts to tell of; the others that are known only keep these apart from them. Null: all. */
  readonly about: ReadonlySet<string> | null;
}

export const FLOW_LIMITS: FlowLimits = {
  mostPeers: 10_000,
  mostPorts: 200_000,
  mostEvents: 1000,
  window: { from: null, to: null },
  about: null,
};

export class FlowStory {
  readonly #limits: FlowLimits;
  readonly #join: FlowJoin;
  readonly #peers: FlowPeers;
  readonly #bursts = new RejectedBursts();
  readonly #skipped = new FlowSilences();
  readonly #quiet = new FlowSilences();
  readonly #heard = new Set<string>();
  readonly #copies = new SeenIds();
  #records = 0;
  #withInstance = 0;
  #fragments = 0;
  #seen: Interval = { from: null, to: null };

  constructor(hosts: HostLookup, limits: Partial<FlowLimits> = {}) {
    this.#limits = { ...FLOW_LIMITS, ...limits };
    this.#peers = new FlowPeers(this.#limits.mostPeers, this.#limits.mostPorts);
    this.#join = new FlowJoin(hosts, (sight) => this.#take(sight));
  }

  /**
   * @param id the same for copies of a record, which count once; null when it is not known
   * @returns whether the record told of a host in question
   */
  add(record: JsonObject, evidence: EvidenceRef, id: string | null = null): boolean {
    const flow = readFlow(record);
    if (id !== null && isTellingOfItself(flow) && this.#copies.isRepeated(id)) return false;
    this.#records++;
    if (flow.instanceId !== null) this.#withInstance++;
    this.#seen = hull(this.#seen, flow.interval);
    if (!this.#isWanted(flow.interval)) return false;
    if (flow.kind === 'flow') return this.#join.join(flow, evidence);
    const owners = this.#join.owners(flow).filter(({ instanceId }) => this.#isAbout(instanceId));
    if (owners.length === 0) return false;
    if (flow.kind === 'fragment') this.#fragments++;
    else
      this.#noteSilence(
        flow.kind === 'skipped' ? this.#skipped : this.#quiet,
        flow,
        owners.map(({ instanceId }) => instanceId),
      );
    return true;
  }

  peers(): readonly Peer[] {
    this.#join.finish();
    return this.#peers.select().peers;
  }

  /** Peers that there was no room for. Where some came back after they were let go, an upper bound. */
  get omittedPeers(): number {
    this.#join.finish();
    return this.#peers.select().omitted;
  }

  /** First contacts with external peers, and bursts of rejected traffic, in the order of time. */
  events(): readonly TimelineEvent[] {
    return this.#events().events.toSorted((a, b) => (a.time ?? 0) - (b.time ?? 0));
  }

  get omittedEvents(): number {
    return this.#events().omitted;
  }

  /** @param hosts whose silence is to be told; flowHosts makes them of entities and relations */
  gaps(hosts: readonly FlowHost[] = []): readonly Gap[] {
    this.#join.finish();
    const reading = {
      records: this.#records,
      withInstance: this.#withInstance,
      seen: this.#seen,
      heard: this.#heard,
      skipped: this.#skipped.silences(),
      quiet: this.#quiet.silences(),
      fragments: this.#fragments,
      ambiguities: this.#join.ambiguities,
    };
    return [...flowGaps(reading, hosts), ...this.#limitGaps()];
  }

  /** First and last time of what was read. */
  get seen(): Interval {
    return this.#seen;
  }

  #events(): ReturnType<typeof networkEvents> {
    return networkEvents(this.peers(), this.#bursts.bursts(), this.#limits.mostEvents);
  }

  #isAbout(instanceId: string): boolean {
    return this.#limits.about === null || this.#limits.about.has(instanceId);
  }

  #take(sight: FlowSight): void {
    if (!this.#isAbout(sight.match.instanceId)) return;
    this.#heard.add(sight.match.instanceId);
    this.#peers.add(sight);
    this.#bursts.add(sight);
  }

  #noteSilence(silences: FlowSilences, { interfaceId, interval }: FlowPlace, instanceIds: readonly string[]): void {
    silences.add(interfaceId ?? instanceIds.join(), instanceIds, interval);
  }

  #isWanted({ from, to }: Interval): boolean {
    const { window } = this.#limits;
    const isBefore = window.from !== null && (to ?? from ?? window.from) < window.from;
    const isAfter = window.to !== null && (from ?? window.to) - LATENESS > window.to;
    return !isBefore && !isAfter;
  }

  #limitGaps(): readonly Gap[] {
    const { omitted, saturated, portsLeftOut } = this.#peers.select();
    const events = this.#events().omitted;
    const refused = this.#bursts.omitted + this.#skipped.omitted + this.#quiet.omitted;
    const said = [
      ...(omitted > 0
        ? [`${omitted} peers with the least traffic were left out, and those shown may miss a part of theirs from before`]
        : []),
      ...(events > 0 ? [`${events} network events (first contacts with the fewest bytes) are not in the timeline`] : []),
      ...(portsLeftOut ? ['ports are not counted for every peer: there were too many'] : []),
      ...(saturated ? ['some counts are beyond 2^53-1, and are shown as that'] : []),
      ...(refused > 0 ? [`${refused} rejected or empty windows were beyond what bursts and silences can hold`] : []),
    ];
    return said.map((clause) => ({
      code: 'limit-reached',
      sentence: `A limit was reached in the flow logs: ${clause}.`,
      about: null,
      interval: this.#seen,
      searched: [],
    }));
  }
}

const LATENESS = 60_000;

/** One interface's window of aggregation has each flow once. Where a layout leaves these out, equal records may be different flows. */
function isTellingOfItself({ interfaceId, interval }: FlowPlace): boolean {
  return interfaceId !== null && interval.from !== null && interval.to !== null;
}
