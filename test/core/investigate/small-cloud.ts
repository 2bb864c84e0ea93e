/**
 * A cloud of a few machines that is played minute by minute: it knows at every moment who has which address and which cluster, and writes
 * CloudTrail of what happens. The independent oracle of the graph: no intervals, only what is so now.
 */
import type { JsonObject } from '../../../src/core/json/value.ts';
import { call, createTags, instances, launch } from './cloudtrail-records.ts';

/** One choice for each minute; what is not possible then does nothing. */
export interface Step {
  readonly action: 'launch' | 'terminate' | 'tag' | 'untag' | 'detach' | 'attach' | 'elastic' | 'release';
  readonly machine: number;
  readonly choice: number;
}

export const VPCS = ['vpc-0', 'vpc-1'];
export const ADDRESSES = ['10.0.0.1', '10.0.0.2'];
export const ELASTIC = '198.51.100.7';
export const CLUSTERS = ['red', 'green', 'blue'];

interface Machine {
  readonly id: string;
  readonly eni: string;
  readonly address: string;
  readonly vpc: string;
  cluster: string | null;
}

/** What is so between two minutes. */
export interface Moment {
  readonly machines: readonly { readonly id: string; readonly cluster: string | null }[];
  readonly interfaces: readonly { readonly eni: string; readonly id: string; readonly vpc: string; readonly address: string }[];
  readonly elastic: string | null;
}

export function play(steps: readonly Step[]): { readonly records: readonly JsonObject[]; readonly moments: readonly Moment[] } {
  const records: JsonObject[] = [];
  const moments: Moment[] = [];
  const running = new Map<number, Machine>();
  const detached: { readonly eni: string; readonly address: string; readonly vpc: string }[] = [];
  const extra = new Map<string, { readonly id: string; readonly address: string; readonly vpc: string; readonly attachment: string }>();
  let elastic: { readonly eni: string } | null = null;

  steps.forEach(({ action, machine, choice }, minute) => {
    const one = running.get(machine);
    const hex = minute.toString(16).padStart(2, '0');
    if (action === 'launch' && one === undefined) {
      const vpc = VPCS[choice % 2]!;
      const free = ADDRESSES.find(
        (address) => ![...running.values(), ...extra.values(), ...detached].some((other) => other.vpc === vpc && other.address === address),
      );
      if (free !== undefined) {
        const made = {
          id: `i-000000000000000${hex}`,
          eni: `eni-000000000000000${hex}`,
          address: free,
          vpc,
          cluster: CLUSTERS[choice % 3]!,
        };
        running.set(machine, made);
        records.push(launch(minute, { instanceId: made.id, eni: made.eni, address: free, vpcId: vpc, tags: { ClusterId: made.cluster } }));
      }
    } else if (one !== undefined) {
      if (action === 'terminate') {
        running.delete(machine);
        if (elastic?.eni === one.eni) elastic = null;
        // Interfaces that were attached later outlive the machine.
        for (const [eni, { id, address, vpc }] of extra)
          if (id === one.id) {
            extra.delete(eni);
            detached.push({ eni, address, vpc });
          }
        records.push(call(minute, 'TerminateInstances', instances(one.id), instances(one.id)));
        records.push(call(minute, 'DeleteNetworkInterface', { networkInterfaceId: one.eni }, {}));
      } else if (action === 'tag') {
        one.cluster = CLUSTERS[choice % 3]!;
        records.push(createTags(minute, { ClusterId: one.cluster }, one.id));
      } else if (action === 'untag') {
        one.cluster = null;
        records.push(
          call(minute, 'DeleteTags', { resourcesSet: { items: [{ resourceId: one.id }] }, tagSet: { items: [{ key: 'ClusterId' }] } }, {}),
        );
      } else if (action === 'attach') {
        const spare = detached.find(({ vpc }) => vpc === one.vpc);
        if (spare !== undefined) {
          detached.splice(detached.indexOf(spare), 1);
          const attachment = `eni-attach-${hex}`;
          extra.set(spare.eni, { id: one.id, address: spare.address, vpc: spare.vpc, attachment });
          records.push(
            call(minute, 'AttachNetworkInterface', { networkInterfaceId: spare.eni, instanceId: one.id }, { attachmentId: attachment }),
          );
        } else {
          const address = `10.0.9.${String(minute)}`;
          const eni = `eni-0000000000000e0${hex}`;
          detached.push({ eni, address, vpc: one.vpc });
          const networkInterface = { networkInterfaceId: eni, vpcId: one.vpc, privateIpAddress: address };
          records.push(call(minute, 'CreateNetworkInterface', {}, { networkInterface }));
        }
      } else if (action === 'detach') {
        const [eni, held] = [...extra].find(([, { id }]) => id === one.id) ?? [];
        if (eni !== undefined && held !== undefined) {
          extra.delete(eni);
          detached.push({ eni, address: held.address, vpc: held.vpc });
          records.push(call(minute, 'DetachNetworkInterface', { attachmentId: held.attachment }, {}));
        }
      } else if (action === 'elastic') {
        elastic = { eni: one.eni };
        records.push(call(minute, 'AssociateAddress', { publicIp: ELASTIC, networkInterfaceId: one.eni }, {}));
      } else if (action === 'release' && elastic !== null) {
        elastic = null;
        records.push(call(minute, 'DisassociateAddress', { publicIp: ELASTIC }, {}));
      }
    }
    const primary = [...running.values()].map(({ eni, id, vpc, address }) => ({ eni, id, vpc, address }));
    moments.push({
      machines: [...running.values()].map(({ id, cluster }) => ({ id, cluster })),
      interfaces: [...primary, ...[...extra].map(([eni, { id, vpc, address }]) => ({ eni, id, vpc, address }))],
      elastic: [...running.values()].find(({ eni }) => eni === elastic?.eni)?.id ?? null,
    });
  });
  return { records, moments };
}
