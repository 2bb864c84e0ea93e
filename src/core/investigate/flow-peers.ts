/**
 * All peers of the hosts in question, in bounded memory.
 *
 * Owns: which peers are kept when they are too many: those that most bytes went through with, then those with most flows. A peer let go
 * that comes back is counted anew, so `omitted` is an upper bound, and a kept one may miss what it had when it was let go.
 */
import type { FlowSight } from './flow-join.ts';
import { peerAddress, PeerCount, type PortBudget } from './flow-peer.ts';
import type { Peer } from './model.ts';

export class FlowPeers {
  readonly #most: number;
  readonly #budget: PortBudget;
  readonly #counts = new Map<string, PeerCount>();
  #letGo = 0;

  /** @param most peers to hand out; twice as many are held */
  constructor(most: number, mostPorts: number) {
    this.#most = most;
    this.#budget = { left: mostPorts };
  }

  add(sight: FlowSight): void {
    const { match, view } = sight;
    const key = [match.instanceId, match.interfaceId ?? '', peerAddress(sight), view].join('\n');
    let count = this.#counts.get(key);
    if (count === undefined) {
      if (this.#counts.size >= this.#most * 2) this.#prune();
      this.#counts.set(key, (count = new PeerCount(sight, this.#budget)));
    }
    count.add(sight);
  }

  /** What was held, best first, at most as many as asked for; and how many were left out. */
  select(): { readonly peers: readonly Peer[]; readonly omitted: number; readonly saturated: boolean; readonly portsLeftOut: boolean } {
    const own = new Set([...this.#counts.values()].filter(({ view }) => view === 'own').map(nameOf));
    // What was seen elsewhere of a conversation that the host's own interface saw is the same traffic again.
    const distinct = [...this.#counts.values()].filter((count) => count.view === 'own' || !own.has(nameOf(count)));
    const kept = distinct.toSorted(byWeight).slice(0, this.#most);
    return {
      peers: kept.map((count) => count.toPeer()).toSorted(byTime),
      omitted: distinct.length - kept.length + this.#letGo,
      saturated: kept.some(({ saturated }) => saturated),
      portsLeftOut: this.#budget.left <= 0,
    };
  }

  #prune(): void {
    const ranked = [...this.#counts].toSorted(([, a], [, b]) => byWeight(a, b));
    for (const [key, count] of ranked.slice(this.#most)) {
      count.release();
      this.#counts.delete(key);
      this.#letGo++;
    }
  }
}

function nameOf({ instanceId, address }: PeerCount): string {
  return `${instanceId}\n${address}`;
}

function byWeight(one: PeerCount, other: PeerCount): number {
  const [a, b] = [one.weight, other.weight];
  return b.bytes - a.bytes || b.accepted - a.accepted || b.flows - a.flows || compareText(nameOf(one), nameOf(other));
}

/** The earliest first, those without a time last, then by their names. */
function byTime(a: Peer, b: Peer): number {
  const [one, other] = [a, b].map(({ first }) => first ?? Number.MAX_VALUE) as [number, number];
  return (
    one - other ||
    compareText(`${a.instanceId}\n${a.address}\n${a.interfaceId ?? ''}`, `${b.instanceId}\n${b.address}\n${b.interfaceId ?? ''}`)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
