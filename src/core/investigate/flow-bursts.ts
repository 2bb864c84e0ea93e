/**
 * Bursts of rejected traffic: many refusals for one host within ten minutes, such as a scan, or malware that cannot get out.
 *
 * Owns: when it is a burst. Memory: one count for each host, way and ten minutes in which something was refused, up to a limit. Must not
 * know: peers.
 */
import type { FlowSight } from './flow-join.ts';
import { peerAddress } from './flow-peer.ts';
import type { EvidenceRef } from './model.ts';

/** The longest aggregation interval of a flow log. */
const SLOT = 600_000;
const FEWEST = 20;
const MOST_SLOTS = 50_000;
const MOST_NAMES = 50;

export interface Burst {
  readonly instanceId: string;
  /** Whether the refused packets were the host's own. */
  readonly outbound: boolean;
  readonly interval: { readonly from: number; readonly to: number };
  readonly flows: number;
  /** At most 50 of either; then they are a lower bound. */
  readonly addresses: ReadonlySet<string>;
  readonly ports: ReadonlySet<number>;
  readonly evidence: EvidenceRef;
}

interface Slot {
  readonly instanceId: string;
  readonly outbound: boolean;
  readonly number: number;
  interval: { from: number; to: number };
  flows: number;
  readonly addresses: Set<string>;
  readonly ports: Set<number>;
  readonly evidence: EvidenceRef;
}

export class RejectedBursts {
  readonly #slots = new Map<string, Slot>();
  /** Refused flows for which there was no room. */
  omitted = 0;

  add(sight: FlowSight): void {
    const { flow, side, match, evidence, view } = sight;
    const { from, to } = flow.interval;
    if (!flow.rejected || view !== 'own' || from === null) return;
    const number = Math.floor(from / SLOT);
    const outbound = side === 'source';
    const key = `${match.instanceId}\n${outbound ? 'out' : 'in'}\n${number}`;
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      if (this.#slots.size >= MOST_SLOTS) {
        this.omitted++;
        return;
      }
      const interval = { from, to: to ?? from };
      slot = { instanceId: match.instanceId, outbound, number, interval, flows: 0, addresses: new Set(), ports: new Set(), evidence };
      this.#slots.set(key, slot);
    }
    slot.flows++;
    slot.interval = { from: Math.min(slot.interval.from, from), to: Math.max(slot.interval.to, to ?? from) };
    if (slot.addresses.size < MOST_NAMES) slot.addresses.add(peerAddress(sight));
    const { port } = flow.destination;
    if (port !== null && slot.ports.size < MOST_NAMES) slot.ports.add(port);
  }

  /** Neighbouring slots that are both busy are one burst. */
  bursts(): readonly Burst[] {
    const busy = [...this.#slots.values()].filter(({ flows }) => flows >= FEWEST).toSorted(bySlot);
    const bursts: Burst[] = [];
    let before: Slot | undefined;
    for (const slot of busy) {
      const last = bursts.at(-1);
      const goesOn = before?.instanceId === slot.instanceId && before.outbound === slot.outbound && before.number + 1 === slot.number;
      if (goesOn && last !== undefined) bursts[bursts.length - 1] = joined(last, slot);
      else bursts.push(slot);
      before = slot;
    }
    return bursts;
  }
}

function bySlot(a: Slot, b: Slot): number {
  const [one, other] = [a, b].map(({ instanceId, outbound }) => `${instanceId}\n${outbound ? 'out' : 'in'}`) as [string, string];
  return one < other ? -1 : one > other ? 1 : a.number - b.number;
}

function joined(a: Burst, b: Slot): Burst {
  return {
    ...a,
    interval: { from: Math.min(a.interval.from, b.interval.from), to: Math.max(a.interval.to, b.interval.to) },
    flows: a.flows + b.flows,
    addresses: firstOf(a.addresses, b.addresses),
    ports: firstOf(a.ports, b.ports),
  };
}

function firstOf<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> {
  return new Set([...new Set([...a, ...b])].slice(0, MOST_NAMES));
}

/** How many names a burst holds, where there may have been more. */
export function countOf(names: ReadonlySet<unknown>): string {
  return names.size >= MOST_NAMES ? `${MOST_NAMES} or more` : String(names.size);
}
