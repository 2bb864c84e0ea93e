/**
 * Whose is an interface or an address at a time?
 *
 * Owns how sure an answer is. An address alone names no host for certain: it can be another machine's in another VPC, so that only VPC and
 * interval together make it likely. Must not know: flow logs, CloudTrail.
 */
import type { Attachment, Derivation, HostAddress } from './graph-derivation.ts';
import type { Confidence, HostLookup, HostMatch, Interval } from './model.ts';
import { ALWAYS, contains, overlap } from './spans.ts';

export class HostJoins implements HostLookup {
  readonly #lives: ReadonlyMap<string, Interval>;
  readonly #attachments = new Map<string, Attachment[]>();
  readonly #addresses = new Map<string, HostAddress[]>();
  readonly #ofInstance = new Map<string, HostAddress[]>();

  constructor({ lives, attachments, addresses }: Derivation) {
    this.#lives = lives;
    for (const one of attachments) push(this.#attachments, one.interfaceId, one);
    for (const one of addresses) {
      push(this.#addresses, one.address, one);
      push(this.#ofInstance, one.instanceId, one);
    }
  }

  byInterface(interfaceId: string, at: Interval): readonly HostMatch[] {
    const hits = (this.#attachments.get(interfaceId.toLowerCase()) ?? []).filter(({ interval }) => overlap(interval, at));
    const several = new Set(hits.map(({ instanceId }) => instanceId)).size > 1;
    return distinct(
      hits.map(({ instanceId, interfaceId: id, contested, basis }) => ({
        instanceId,
        interfaceId: id,
        confidence: contested || several ? 'possible' : 'certain',
        basis: several ? `interface attached then to several instances, one after another: ${basis}` : `interface attached then: ${basis}`,
      })),
    );
  }

  /** Instance ids are never used again, so that an id that is written names its host; a time outside its life is said. */
  byInstance(instanceId: string, at: Interval): readonly HostMatch[] {
    const id = instanceId.toLowerCase();
    const life = this.#lives.get(id);
    if (life === undefined) return [];
    const basis = overlap(life, at) ? 'instance id' : 'instance id, though outside of its known life';
    return [{ instanceId: id, interfaceId: null, confidence: 'certain', basis }];
  }

  byAddress(
    address: string,
    { vpcId, subnetId }: { readonly vpcId: string | null; readonly subnetId: string | null },
    at: Interval,
  ): readonly HostMatch[] {
    const hits = (this.#addresses.get(address.toLowerCase()) ?? []).filter(
      (one) => overlap(one.interval, at) && fits(one.vpcIds, vpcId) && fits(one.subnetIds, subnetId),
    );
    const hosts = new Set(hits.map(({ instanceId }) => instanceId)).size;
    return distinct(
      hits.map((one) => ({ instanceId: one.instanceId, interfaceId: one.interfaceId, ...certainty(one, hosts, vpcId, subnetId, at) })),
    );
  }

  /** Addresses that an instance had at some moment of `at`. */
  addressesOf(instanceId: string, at: Interval = ALWAYS): readonly HostAddress[] {
    return (this.#ofInstance.get(instanceId) ?? []).filter((one) => overlap(one.interval, at));
  }
}

function certainty(
  one: HostAddress,
  hosts: number,
  vpcId: string | null,
  subnetId: string | null,
  at: Interval,
): { readonly confidence: Confidence; readonly basis: string } {
  const isPlaced = (vpcId !== null && one.vpcIds.length > 0) || (subnetId !== null && one.subnetIds.length > 0);
  if (hosts > 1) return { confidence: 'possible', basis: `address that ${String(hosts)} known hosts had in that time` };
  if (one.isPublic)
    return one.confidence !== 'possible' && contains(one.interval, at)
      ? { confidence: 'likely', basis: `public address: ${one.basis}` }
      : { confidence: 'possible', basis: `public address, not for the whole of that time: ${one.basis}` };
  if (!isPlaced)
    return { confidence: 'possible', basis: 'private address alone; its VPC is not known, and a machine of another may have had it' };
  const place = vpcId !== null && one.vpcIds.length > 0 ? 'VPC' : 'subnet';
  return one.confidence !== 'possible' && contains(one.interval, at)
    ? { confidence: 'likely', basis: `address and ${place} in that time: ${one.basis}` }
    : { confidence: 'possible', basis: `address and ${place}, not for the whole of that time: ${one.basis}` };
}

/** What is not known rules nothing out. */
function fits(known: readonly string[], asked: string | null): boolean {
  return asked === null || known.length === 0 || known.includes(asked);
}

function distinct(matches: readonly HostMatch[]): readonly HostMatch[] {
  const found = new Map<string, HostMatch>();
  for (const match of matches) {
    const key = `${match.instanceId} ${match.interfaceId ?? ''}`;
    const before = found.get(key);
    if (before === undefined || (before.confidence === 'possible' && match.confidence !== 'possible')) found.set(key, match);
  }
  return [...found.values()].sort((a, b) => (a.instanceId < b.instanceId ? -1 : a.instanceId > b.instanceId ? 1 : 0));
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
