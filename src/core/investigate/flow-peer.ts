/**
 * One other end that a host talked to, being counted. Must not know: how many others there are.
 */
import { scopeOf } from './address-scope.ts';
import { beginnerOf, servicePortOf } from './flow-beginner.ts';
import { otherSide, weaker, type FlowSight } from './flow-join.ts';
import type { EvidenceRef, Peer, Traffic } from './model.ts';

/** How many ports all peers together may still hold. */
export interface PortBudget {
  left: number;
}

const MOST_PORTS = 20;

type Counts = { -readonly [K in keyof Traffic]: Traffic[K] };

interface Proof {
  readonly evidence: EvidenceRef;
  readonly rank: number;
}

export class PeerCount {
  readonly instanceId: string;
  readonly interfaceId: string | null;
  readonly address: string;
  readonly view: FlowSight['view'];
  readonly #sent = nothing();
  readonly #received = nothing();
  readonly #rejected = nothing();
  /** `protocol/port` → bytes. */
  readonly #ports = new Map<string, { readonly protocol: number; readonly port: number | null; bytes: number }>();
  #portsLeftOut = 0;
  readonly #budget: PortBudget;
  #first: number | null = null;
  #last: number | null = null;
  #confidence: Peer['confidence'];
  #basis: string;
  #awsService: string | null = null;
  #shownAs: string | null = null;
  #measured = false;
  /** Some count is beyond 2^53-1, and is shown as that. */
  saturated = false;
  readonly #began = { flags: { in: 0, out: 0 }, ports: { in: 0, out: 0 } };
  /** Flows by the way of their packets, rejected ones too. */
  readonly #ways = { in: 0, out: 0 };
  #earliest: Proof | null = null;
  #largest: Proof | null = null;
  #latest: Proof | null = null;

  constructor(sight: FlowSight, budget: PortBudget) {
    this.instanceId = sight.match.instanceId;
    this.interfaceId = sight.match.interfaceId ?? (sight.view === 'own' ? sight.flow.interfaceId : null);
    this.address = peerAddress(sight);
    this.view = sight.view;
    this.#confidence = sight.match.confidence;
    this.#basis = sight.match.basis;
    this.#budget = budget;
  }

  /** What a rank is made of: traffic that went through, then flows of any kind. */
  get weight(): { readonly bytes: number; readonly accepted: number; readonly flows: number } {
    const accepted = this.#sent.flows + this.#received.flows;
    return { bytes: plus(this.#sent.bytes, this.#received.bytes), accepted, flows: accepted + this.#rejected.flows };
  }

  add({ flow, side, match, evidence }: FlowSight): void {
    const isOut = side === 'source';
    const traffic = flow.rejected ? this.#rejected : isOut ? this.#sent : this.#received;
    traffic.flows++;
    traffic.packets = this.#sum(traffic.packets, flow.packets ?? 0);
    traffic.bytes = this.#sum(traffic.bytes, flow.bytes ?? 0);
    this.saturated ||= flow.saturated;
    this.#measured ||= flow.bytes !== null;
    this.#ways[isOut ? 'out' : 'in']++;
    const beginner = beginnerOf(flow);
    if (beginner !== null) this.#began[beginner.by][beginner.side === side ? 'out' : 'in']++;
    const far = flow[otherSide(side)];
    this.#awsService ??= far.awsService;
    if (far.address !== this.address) this.#shownAs = far.address;
    this.#addPort(flow.protocol, servicePortOf(flow), flow.bytes ?? 0);
    if (weaker(match.confidence, this.#confidence) !== this.#confidence) {
      this.#confidence = match.confidence;
      this.#basis = match.basis;
    }
    const { from, to } = flow.interval;
    if (from !== null && (this.#first === null || from < this.#first)) this.#first = from;
    const end = to ?? from;
    if (end !== null && (this.#last === null || end > this.#last)) this.#last = end;
    this.#keepProof(evidence, from, end, flow.bytes ?? 0);
  }

  toPeer(): Peer {
    const ports = [...this.#ports.values()].toSorted(
      (a, b) => b.bytes - a.bytes || a.protocol - b.protocol || (a.port ?? -1) - (b.port ?? -1),
    );
    const { direction, by } = this.#direction();
    const shown = this.#shownAs === null ? [] : [`the interface saw ${this.#shownAs}`];
    const unmeasured = this.#measured ? [] : ['the log counts no bytes'];
    const saturated = this.saturated ? ['counts beyond 2^53-1 are shown as that'] : [];
    const proofs = [this.#earliest, this.#largest, this.#latest].flatMap((proof) => (proof === null ? [] : [proof.evidence]));
    return {
      instanceId: this.instanceId,
      interfaceId: this.interfaceId,
      address: this.address,
      direction,
      scope: scopeOf(this.address),
      awsService: this.#awsService,
      ports: ports.slice(0, MOST_PORTS),
      morePorts: Math.max(0, ports.length - MOST_PORTS) + this.#portsLeftOut,
      sent: { ...this.#sent },
      received: { ...this.#received },
      rejected: { ...this.#rejected },
      first: this.#first,
      last: this.#last,
      confidence: this.#confidence,
      basis: [this.#basis, ...shown, by, ...unmeasured, ...saturated].join('; '),
      evidence: [...new Set(proofs)],
    };
  }

  /** Lets go of its share of what all peers may hold. */
  release(): void {
    this.#budget.left += this.#ports.size;
  }

  #direction(): { readonly direction: Peer['direction']; readonly by: string } {
    const { flags, ports } = this.#began;
    if (flags.in > 0 && flags.out > 0) return { direction: 'unknown', by: 'both ends began (SYN from either)' };
    if (flags.out > 0) return { direction: 'outbound', by: 'the host sent the SYN' };
    if (flags.in > 0) return { direction: 'inbound', by: 'the peer sent the SYN' };
    if (ports.in > 0 && ports.out > 0) return { direction: 'unknown', by: 'the ports speak for either end' };
    if (ports.out > 0) return { direction: 'outbound', by: 'the lower port is the peer’s' };
    if (ports.in > 0) return { direction: 'inbound', by: 'the lower port is the host’s' };
    if (this.#ways.in === 0) return { direction: 'outbound', by: 'packets went one way only' };
    if (this.#ways.out === 0) return { direction: 'inbound', by: 'packets came one way only' };
    return { direction: 'unknown', by: 'nothing tells who began' };
  }

  #addPort(protocol: number | null, port: number | null, bytes: number): void {
    if (protocol === null) return;
    const key = `${protocol}/${port ?? ''}`;
    const held = this.#ports.get(key);
    if (held !== undefined) held.bytes = this.#sum(held.bytes, bytes);
    else if (this.#budget.left > 0) {
      this.#budget.left--;
      this.#ports.set(key, { protocol, port, bytes });
    } else this.#portsLeftOut++;
  }

  #sum(a: number, b: number): number {
    const sum = plus(a, b);
    this.saturated ||= sum === Number.MAX_SAFE_INTEGER;
    return sum;
  }

  #keepProof(evidence: EvidenceRef, from: number | null, end: number | null, bytes: number): void {
    if (this.#earliest === null || (from ?? Infinity) < this.#earliest.rank) this.#earliest = { evidence, rank: from ?? Infinity };
    if (this.#largest === null || bytes > this.#largest.rank) this.#largest = { evidence, rank: bytes };
    if (this.#latest === null || (end ?? -Infinity) > this.#latest.rank) this.#latest = { evidence, rank: end ?? -Infinity };
  }
}

/** The other end as its packets have it. */
export function peerAddress({ flow, side }: FlowSight): string {
  return flow[otherSide(side)].packetAddress;
}

function nothing(): Counts {
  return { flows: 0, packets: 0, bytes: 0 };
}

/** Exact up to 2^53-1; beyond, that. */
function plus(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}
