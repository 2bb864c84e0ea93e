/**
 * Calls that change something about hosts after their launch: tags, interfaces, addresses, state.
 *
 * One reader for each call name. Parameters after EC2's and SSM's API reference; successful calls only. Must not know: the graph.
 */
import { canonicalAddress } from '../address.ts';
import type { JsonObject } from '../json/value.ts';
import { field, namedTexts, structField, tagsIn, textField, texts } from './aws-shapes.ts';
import { interfaceIdIn, interfaceStatements, tagStatements } from './cloudtrail-launches.ts';
import type { ElasticAddress, StatementBody } from './cloudtrail-statements.ts';
import { canonicalInstanceId } from './instance-ids.ts';

export type ChangeReader = (request: JsonObject | undefined, response: JsonObject | undefined) => readonly StatementBody[];

/** `eventName` → what it states. A Map, since a name from a log may be `constructor`. */
export const CHANGE_READERS: ReadonlyMap<string, ChangeReader> = new Map<string, ChangeReader>([
  ['CreateTags', (request) => taggedInstances(request).flatMap((id) => tagStatements(id, tagsIn(field(request, 'tagSet', 'tag'))))],
  ['DeleteTags', (request) => taggedInstances(request).flatMap((id) => untags(id, request))],
  ['TerminateInstances', stateReader('terminated')],
  ['StopInstances', stateReader('stopped')],
  ['StartInstances', stateReader('seen')],
  // A spot instance taken back by EC2: told by a service event.
  ['BidEvictedEvent', (request) => ids(texts(field(request, 'instanceIdSet'))).map((instanceId) => ({ kind: 'terminated', instanceId }))],
  ['CreateNetworkInterface', (_, response) => createdInterface(response)],
  ['AttachNetworkInterface', attach],
  ['DetachNetworkInterface', (request) => detach(request)],
  ['DeleteNetworkInterface', (request) => ofInterface(request, (interfaceId) => [{ kind: 'interface-deleted', interfaceId }])],
  ['AssignPrivateIpAddresses', (request, response) => assigned(request, response)],
  ['UnassignPrivateIpAddresses', (request) => unassigned(request)],
  ['AllocateAddress', (_, response) => allocated(response)],
  ['AssociateAddress', associate],
  ['DisassociateAddress', (request) => disassociate(request)],
  ['ReleaseAddress', (request) => disassociate(request)],
  ['UpdateInstanceInformation', (request) => informed(request)],
]);

function ids(values: readonly string[]): readonly string[] {
  return [...new Set(values.flatMap((text) => canonicalInstanceId(text) ?? []))];
}

function idIn(object: JsonObject | undefined): string | null {
  return canonicalInstanceId(textField(object, 'instanceId') ?? '');
}

function taggedInstances(request: JsonObject | undefined): readonly string[] {
  return ids(namedTexts(field(request, 'resourcesSet', 'resourceId'), 'resourceId'));
}

/** Without a list of tags AWS deletes all of the user's. */
function untags(instanceId: string, request: JsonObject | undefined): readonly StatementBody[] {
  return [...tagsIn(field(request, 'tagSet', 'tag'))].map(([key, value]) => ({ kind: 'untagged', instanceId, key, value }));
}

/** The response names those that changed; the request also those that did not exist. */
function stateReader(kind: 'terminated' | 'stopped' | 'seen'): ChangeReader {
  return (request, response) => {
    const named = (side: JsonObject | undefined): readonly string[] => ids(namedTexts(field(side, 'instancesSet'), 'instanceId'));
    const changed = named(response);
    return (changed.length > 0 ? changed : named(request)).map((instanceId) => ({ kind, instanceId }));
  };
}

function createdInterface(response: JsonObject | undefined): readonly StatementBody[] {
  const created = structField(response, 'networkInterface');
  return created === undefined ? [] : interfaceStatements(created, null);
}

function attach(request: JsonObject | undefined, response: JsonObject | undefined): readonly StatementBody[] {
  const instanceId = idIn(request);
  const attachmentId = textField(response, 'attachmentId');
  return instanceId === null ? [] : ofInterface(request, (interfaceId) => [{ kind: 'attached', interfaceId, instanceId, attachmentId }]);
}

function detach(request: JsonObject | undefined): readonly StatementBody[] {
  const attachmentId = textField(request, 'attachmentId');
  const interfaceId = interfaceIdIn(field(request, 'networkInterfaceId'));
  return attachmentId === null && interfaceId === null ? [] : [{ kind: 'detached', interfaceId, attachmentId }];
}

function ofInterface(request: JsonObject | undefined, state: (interfaceId: string) => readonly StatementBody[]): readonly StatementBody[] {
  const interfaceId = interfaceIdIn(field(request, 'networkInterfaceId'));
  return interfaceId === null ? [] : state(interfaceId);
}

function addressesIn(side: JsonObject | undefined): readonly string[] {
  const sets = [field(side, 'assignedPrivateIpAddressesSet'), field(side, 'privateIpAddressesSet'), field(side, 'privateIpAddress')];
  const found = sets.flatMap((set) => namedTexts(set, 'privateIpAddress'));
  return [...new Set(found.flatMap((text) => canonicalAddress(text) ?? []))];
}

function assigned(request: JsonObject | undefined, response: JsonObject | undefined): readonly StatementBody[] {
  const addresses = new Set([...addressesIn(request), ...addressesIn(response)]);
  return ofInterface(request, (interfaceId) => [...addresses].map((address) => ({ kind: 'address-assigned', interfaceId, address })));
}

function unassigned(request: JsonObject | undefined): readonly StatementBody[] {
  return ofInterface(request, (interfaceId) =>
    addressesIn(request).map((address) => ({ kind: 'address-unassigned', interfaceId, address })),
  );
}

function elasticAddress(request: JsonObject | undefined, response?: JsonObject): ElasticAddress {
  return {
    address: canonicalAddress(textField(request, 'publicIp') ?? ''),
    allocationId: textField(request, 'allocationId'),
    associationId: textField(response, 'associationId') ?? textField(request, 'associationId'),
  };
}

function allocated(response: JsonObject | undefined): readonly StatementBody[] {
  const { address, allocationId } = elasticAddress(response);
  return address === null || allocationId === null ? [] : [{ kind: 'address-allocated', address, allocationId }];
}

function associate(request: JsonObject | undefined, response: JsonObject | undefined): readonly StatementBody[] {
  const [instanceId, interfaceId] = [idIn(request), interfaceIdIn(field(request, 'networkInterfaceId'))];
  if (instanceId === null && interfaceId === null) return [];
  return [{ kind: 'address-associated', automatic: false, instanceId, interfaceId, ...elasticAddress(request, response) }];
}

function disassociate(request: JsonObject | undefined): readonly StatementBody[] {
  const which = elasticAddress(request);
  return which.address === null && which.allocationId === null && which.associationId === null
    ? []
    : [{ kind: 'address-disassociated', ...which }];
}

function informed(request: JsonObject | undefined): readonly StatementBody[] {
  const instanceId = idIn(request);
  if (instanceId === null) return [];
  const about = { kind: 'instance', value: instanceId } as const;
  const address = canonicalAddress(textField(request, 'iPAddress', 'ipAddress') ?? '');
  return [
    { kind: 'seen', instanceId },
    ...(address === null ? [] : [{ kind: 'address-told', instanceId, address } as const]),
    ...['computerName', 'platformName', 'platformVersion', 'agentVersion'].flatMap((name) => {
      const value = textField(request, name);
      return value === null ? [] : [{ kind: 'attribute', about, name, value } as const];
    }),
  ];
}
