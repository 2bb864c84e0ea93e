/**
 * Whose flow is it? By interface, then by instance id, then by address, and which of its ends is the host.
 *
 * Owns: the order of these questions, and how sure each answer is. An interface's own record is its host's view (`own`). A record taken
 * elsewhere (a NAT or transit gateway, the other host) may tell of a host, too (`far`): by address, and only where the address can mean
 * no other machine. Memory: a few flows per host, until its address is known. Must not know: what is counted.
 */
import { scopeOf } from './address-scope.ts';
import type { Flow, FlowPlace } from './flow.ts';
import type { FlowSide } from './flow-beginner.ts';
import type { Confidence, EvidenceRef, HostLookup, HostMatch, Interval } from './model.ts';

/** A flow seen from one of its ends. */
export interface FlowSight {
  readonly flow: Flow;
  readonly evidence: EvidenceRef;
  readonly match: HostMatch;
  readonly side: FlowSide;
  readonly view: 'own' | 'far';
}

/** "This might be up to 60 seconds after the packet was transmitted or received" (VPC user guide, on `start` and `end`). */
const LATENESS = 60_000;
const MOST_PENDING = 64;
const MOST_AMBIGUITIES = 100;

interface Pending {
  readonly flow: Flow;
  readonly evidence: EvidenceRef;
  readonly owners: readonly HostMatch[];
}

/** What is known of the addresses of one interface, or of one instance where no interface is told. */
interface Ground {
  readonly known: Set<string>;
  pending: Pending[];
}

export class FlowJoin {
  readonly #hosts: HostLookup;
  readonly #emit: (sight: FlowSight) => void;
  readonly #grounds = new Map<string, Ground>();
  /** Addresses that named more than one host at a time, with the hosts; at most {@link MOST_AMBIGUITIES}. */
  readonly ambiguities = new Map<string, { readonly hosts: readonly string[]; interval: Interval; flows: number }>();

  constructor(hosts: HostLookup, emit: (sight: FlowSight) => void) {
    this.#hosts = hosts;
    this.#emit = emit;
  }

  /** The hosts at whose interface a record was taken. */
  owners({ interfaceId, instanceId, interval }: FlowPlace): readonly HostMatch[] {
    const at = { from: interval.from === null ? null : interval.from - LATENESS, to: interval.to };
    const byInterface = interfaceId === null ? [] : this.#hosts.byInterface(interfaceId, at);
    const owners = byInterface.length > 0 || instanceId === null ? byInterface : this.#hosts.byInstance(instanceId, at);
    return owners.length > 1 ? owners.map((match) => doubted(match, `; ${owners.length} hosts fit`)) : owners;
  }

  /** @returns whether it told of a host */
  join(flow: Flow, evidence: EvidenceRef): boolean {
    const owners = this.owners(flow);
    const [owner] = owners;
    if (owner === undefined) return this.#joinFar(flow, evidence, ['source', 'destination'], []);
    const key = flow.interfaceId ?? owner.interfaceId ?? owner.instanceId;
    let ground = this.#grounds.get(key);
    if (ground === undefined) this.#grounds.set(key, (ground = { known: new Set(), pending: [] }));
    const side = this.#localSide(flow, owner, ground);
    if (side === null) this.#suspend({ flow, evidence, owners }, ground);
    else this.#joinOwn({ flow, evidence, owners }, side);
    return true;
  }

  /** Joins what waited for an address that never became known. */
  finish(): void {
    for (const ground of this.#grounds.values()) this.#giveUp(ground);
  }

  #joinOwn({ flow, evidence, owners }: Pending, side: FlowSide): void {
    for (const match of owners) this.#emit({ flow, evidence, match, side, view: 'own' });
    this.#joinFar(
      flow,
      evidence,
      [otherSide(side)],
      owners.map(({ instanceId }) => instanceId),
    );
  }

  #joinFar(flow: Flow, evidence: EvidenceRef, sides: readonly FlowSide[], but: readonly string[]): boolean {
    const { vpcId, subnetId, interfaceId } = flow;
    const at = { from: flow.interval.from === null ? null : flow.interval.from - LATENESS, to: flow.interval.to };
    const isPlaced = vpcId !== null || subnetId !== null || interfaceId === null;
    let joined = false;
    for (const side of sides) {
      const { address, packetAddress } = flow[side];
      const found = [...new Set([packetAddress, address])].map((candidate) => ({
        candidate,
        // On some other interface in a place that is not told, a known interface's address is most likely another machine's.
        matches: this.#hosts.byAddress(candidate, { vpcId, subnetId }, at).filter((match) => isPlaced || match.interfaceId === null),
      }));
      const hit = found.find(({ matches }) => matches.length > 0);
      if (hit === undefined) continue;
      const matches = hit.matches.filter(({ instanceId }) => !but.includes(instanceId));
      if (hit.matches.length > 1) this.#noteAmbiguity(hit.candidate, hit.matches, flow);
      for (const match of matches) {
        const where = interfaceId === null ? '' : `, seen at ${interfaceId}`;
        const certainty: Confidence = hit.matches.length > 1 || !isPlaced ? 'possible' : weaker(match.confidence, 'likely');
        const rivals = hit.matches.length > 1 ? `; ${hit.matches.length} hosts fit` : '';
        const basis = `${match.basis}${where}${rivals}`;
        this.#emit({ flow, evidence, match: { ...match, confidence: certainty, basis }, side, view: 'far' });
        joined = true;
      }
    }
    return joined;
  }

  /** Which end is the host: the log says so, an address is known to be its own, or only one end is internal. Null: wait and see. */
  #localSide(flow: Flow, owner: HostMatch, { known }: Ground): FlowSide | null {
    if (flow.way !== null) {
      const side = flow.way === 'egress' ? 'source' : 'destination';
      known.add(flow[side].address);
      return side;
    }
    const isKnown = (side: FlowSide): boolean => known.has(flow[side].address) || this.#isAddressOf(flow, side, owner);
    const [source, destination] = [isKnown('source'), isKnown('destination')];
    if (source || destination) {
      const side = source ? 'source' : 'destination';
      known.add(flow[side].address);
      return side;
    }
    const [from, to] = [scopeOf(flow.source.address), scopeOf(flow.destination.address)];
    if (from !== to) return from === 'internal' ? 'source' : 'destination';
    return null;
  }

  #isAddressOf(flow: Flow, side: FlowSide, { instanceId, interfaceId }: HostMatch): boolean {
    const { vpcId, subnetId, interval } = flow;
    return this.#hosts
      .byAddress(flow[side].address, { vpcId, subnetId }, interval)
      .some(
        (match) =>
          match.instanceId === instanceId && (match.interfaceId === null || interfaceId === null || match.interfaceId === interfaceId),
      );
  }

  /** An interface's primary address is an end of each of its flows: two flows with one end in common give it away. */
  #suspend(pending: Pending, ground: Ground): void {
    const ends = endsOf(pending.flow);
    for (const other of ground.pending) {
      const common = endsOf(other.flow).filter((address) => ends.includes(address));
      const [address] = common;
      if (common.length !== 1 || address === undefined) continue;
      ground.known.add(address);
      const waiting = [...ground.pending, pending];
      ground.pending = [];
      for (const waited of waiting) this.#resolve(waited, ground);
      return;
    }
    ground.pending.push(pending);
    if (ground.pending.length > MOST_PENDING) this.#giveUp(ground);
  }

  #resolve(pending: Pending, ground: Ground): void {
    const { flow } = pending;
    const side = (['source', 'destination'] as const).find((candidate) => ground.known.has(flow[candidate].address));
    if (side === undefined) ground.pending.push(pending);
    else this.#joinOwn(pending, side);
  }

  /** Nothing gave it away: one address is taken for all that wait, so that one peer does not look like two. */
  #giveUp(ground: Ground): void {
    const { pending } = ground;
    ground.pending = [];
    const guess = pending[0]?.flow.source.address;
    for (const { flow, evidence, owners } of pending) {
      const side = flow.source.address !== guess && flow.destination.address === guess ? 'destination' : 'source';
      const why = '; the log does not tell which end is the host, and the source of the first flow is taken for it';
      this.#joinOwn({ flow, evidence, owners: owners.map((match) => doubted(match, why)) }, side);
    }
  }

  #noteAmbiguity(address: string, matches: readonly HostMatch[], { interval }: Flow): void {
    const noted = this.ambiguities.get(address);
    if (noted !== undefined) {
      noted.flows++;
      noted.interval = hull(noted.interval, interval);
    } else if (this.ambiguities.size < MOST_AMBIGUITIES) {
      this.ambiguities.set(address, { hosts: matches.map(({ instanceId }) => instanceId), interval, flows: 1 });
    }
  }
}

const ORDER: readonly Confidence[] = ['certain', 'likely', 'possible'];

export function weaker(a: Confidence, b: Confidence): Confidence {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/** The shortest interval that holds both; an end that is not known says nothing here. */
export function hull(a: Interval, b: Interval): Interval {
  return { from: pick(Math.min, a.from, b.from), to: pick(Math.max, a.to, b.to) };
}

function pick(choose: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : choose(a, b);
}

export function otherSide(side: FlowSide): FlowSide {
  return side === 'source' ? 'destination' : 'source';
}

function doubted(match: HostMatch, why: string): HostMatch {
  return { ...match, confidence: 'possible', basis: `${match.basis}${why}` };
}

function endsOf({ source, destination }: Flow): readonly string[] {
  return [...new Set([source.address, destination.address])];
}
