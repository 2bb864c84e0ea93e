/** Hosts as a test knows them: a plain list, asked in the plainest way. */
import type { HostLookup, HostMatch, Interval } from '../../../src/core/investigate/model.ts';

export interface FakeHost {
  readonly instanceId: string;
  /** Null: not known. */
  readonly interfaceId: string | null;
  readonly addresses: readonly string[];
  readonly vpcId: string | null;
  readonly interval: Interval;
}

export const ALWAYS: Interval = { from: null, to: null };

export function overlaps(a: Interval, b: Interval): boolean {
  return (a.from ?? -Infinity) <= (b.to ?? Infinity) && (b.from ?? -Infinity) <= (a.to ?? Infinity);
}

export function fakeHosts(hosts: readonly FakeHost[]): HostLookup {
  const there = (at: Interval): readonly FakeHost[] => hosts.filter(({ interval }) => overlaps(interval, at));
  const matched =
    (basis: string, confidence: HostMatch['confidence']) =>
    ({ instanceId, interfaceId }: FakeHost): HostMatch => ({ instanceId, interfaceId, confidence, basis });
  return {
    byInterface: (interfaceId, at) =>
      there(at)
        .filter((host) => host.interfaceId === interfaceId)
        .map(matched('interface', 'certain')),
    byInstance: (instanceId, at) =>
      there(at)
        .filter((host) => host.instanceId === instanceId)
        .map(matched('instance id', 'certain')),
    byAddress: (address, { vpcId }, at) =>
      there(at)
        .filter((host) => host.addresses.includes(address) && (vpcId === null || host.vpcId === null || host.vpcId === vpcId))
        .map(matched('address', vpcId === null ? 'possible' : 'likely')),
  };
}

export function host(instanceId: string, more: Partial<FakeHost> = {}): FakeHost {
  return { instanceId, interfaceId: null, addresses: [], vpcId: null, interval: ALWAYS, ...more };
}
