/**
 * Launched instances: RunInstances and CreateFleet, which is written in the style of XML.
 *
 * Shapes: real RunInstances records; CreateFleet after EC2's API model (`fleetInstanceSet` → `item` → `instanceIds` → `item`) in the style
 * of the real CreateNatGateway, since no published sample was found. Must not know: the graph.
 */
import { canonicalAddress } from '../address.ts';
import { isObject, type JsonObject, type JsonValue } from '../json/value.ts';
import { parseTime } from '../time.ts';
import { elements, field, structField, structs, tagsIn, textField, textIn, texts } from './aws-shapes.ts';
import type { StatementBody } from './cloudtrail-statements.ts';
import { canonicalInstanceId } from './instance-ids.ts';

/** What a launching call states of one instance, and when that began (null: at the time of the call). */
export interface LaunchStatements {
  readonly since: number | null;
  readonly bodies: readonly StatementBody[];
}

/** Attribute → name in an element of `instancesSet`. */
const PLAIN: readonly (readonly [string, string])[] = [
  ['imageId', 'imageId'],
  ['instanceType', 'instanceType'],
  ['vpcId', 'vpcId'],
  ['subnetId', 'subnetId'],
  ['privateDnsName', 'privateDnsName'],
  ['spotInstanceRequestId', 'spotInstanceRequestId'],
];

/** @param request,response the parameters of a successful RunInstances */
export function readRunInstances(request: JsonObject | undefined, response: JsonObject | undefined): readonly LaunchStatements[] {
  const requested = requestedTags(request);
  return structs(field(response, 'instancesSet')).flatMap((instance) => {
    const instanceId = canonicalInstanceId(textField(instance, 'instanceId') ?? '');
    if (instanceId === null) return [];
    const attribute = attributesOf(instanceId);
    const profile = structField(instance, 'iamInstanceProfile') ?? structField(request, 'iamInstanceProfile');
    // The response repeats the tags of the request; a response that was cut does not.
    const answered = tagsIn(field(instance, 'tagSet'));
    const publicAddress = canonicalAddress(textField(instance, 'ipAddress', 'publicIpAddress') ?? '');
    const interfaces = structs(field(instance, 'networkInterfaceSet'));
    return [
      {
        since: parseTime(field(instance, 'launchTime')),
        bodies: [
          { kind: 'launched', instanceId },
          ...PLAIN.flatMap(([name, key]) => attribute(name, textField(instance, key))),
          ...attribute('availabilityZone', textField(structField(instance, 'placement'), 'availabilityZone')),
          ...attribute('instanceProfile', textField(profile, 'arn', 'name')),
          ...attribute('reservationId', textField(response, 'reservationId')),
          ...tagStatements(instanceId, answered.size > 0 ? answered : requested),
          ...interfaces.flatMap((one) => interfaceStatements(one, instanceId)),
          ...(interfaces.length === 0 ? lonelyAddress(instance, instanceId) : []),
          ...(publicAddress === null ? [] : [publicStatement(instanceId, null, publicAddress)]),
        ],
      } satisfies LaunchStatements,
    ];
  });
}

/** @param request,response the parameters of a successful CreateFleet, with or without their outer `CreateFleetRequest`/`…Response` */
export function readCreateFleet(request: JsonObject | undefined, response: JsonObject | undefined): readonly LaunchStatements[] {
  const asked = structField(request, 'CreateFleetRequest') ?? request;
  const answer = structField(response, 'CreateFleetResponse') ?? response;
  const tags = requestedTags(asked);
  return structs(field(answer, 'fleetInstanceSet', 'instances')).flatMap((group) => {
    const chosen = structField(structField(group, 'launchTemplateAndOverrides'), 'overrides');
    return texts(field(group, 'instanceIds')).flatMap((text) => {
      const instanceId = canonicalInstanceId(text);
      if (instanceId === null) return [];
      const attribute = attributesOf(instanceId);
      const bodies: StatementBody[] = [
        { kind: 'launched', instanceId },
        ...attribute('instanceType', textField(group, 'instanceType')),
        ...attribute('fleetId', textField(answer, 'fleetId')),
        ...attribute('subnetId', textField(chosen, 'subnetId')),
        ...attribute('availabilityZone', textField(chosen, 'availabilityZone')),
        ...attribute('imageId', textField(chosen, 'imageId')),
        ...tagStatements(instanceId, tags),
      ];
      return [{ since: null, bodies }];
    });
  });
}

/** What `networkInterface` elements state; `instanceId` where they are attached to one. */
export function interfaceStatements(element: JsonObject, instanceId: string | null): readonly StatementBody[] {
  const interfaceId = interfaceIdIn(field(element, 'networkInterfaceId'));
  if (interfaceId === null) return [];
  const about = { kind: 'interface', value: interfaceId } as const;
  const attachmentId = textField(structField(element, 'attachment'), 'attachmentId');
  const addresses = [
    textField(element, 'privateIpAddress'),
    ...structs(field(element, 'privateIpAddressesSet')).map((one) => textField(one, 'privateIpAddress')),
    ...structs(field(element, 'ipv6AddressesSet')).map((one) => textField(one, 'ipv6Address')),
  ];
  const associations = [element, ...structs(field(element, 'privateIpAddressesSet'))];
  const publicOnes = associations.map((one) => canonicalAddress(textField(structField(one, 'association'), 'publicIp') ?? ''));
  return [
    ...(instanceId === null ? [] : [{ kind: 'attached', interfaceId, instanceId, attachmentId } as const]),
    ...['vpcId', 'subnetId', 'availabilityZone', 'macAddress', 'interfaceType'].flatMap((name) => {
      const value = textField(element, name);
      return value === null ? [] : [{ kind: 'attribute', about, name, value } as const];
    }),
    ...distinct(addresses.map((text) => canonicalAddress(text ?? ''))).map(
      (address) => ({ kind: 'address-assigned', interfaceId, address }) as const,
    ),
    ...distinct(publicOnes).map((address) => publicStatement(instanceId, interfaceId, address)),
  ];
}

export function tagStatements(instanceId: string, tags: ReadonlyMap<string, string | null>): readonly StatementBody[] {
  return [...tags].map(([key, value]) => ({ kind: 'tagged', instanceId, key, value: value ?? '' }));
}

/** `eni-…` in lower case, or null. */
export function interfaceIdIn(value: JsonValue | undefined): string | null {
  const text = textIn(value);
  return text !== null && /^eni-[0-9a-z]{1,32}$/i.test(text) ? text.toLowerCase() : null;
}

function requestedTags(request: JsonObject | undefined): ReadonlyMap<string, string | null> {
  const specifications = elements(field(request, 'tagSpecificationSet', 'tagSpecification', 'tagSpecifications')).filter(isObject);
  const ofInstances = specifications.filter((one) => (textField(one, 'resourceType') ?? 'instance') === 'instance');
  // In XML style `tag` is the position in the list and `Tag` the list.
  return new Map(
    ofInstances.flatMap((one) => ['tags', 'Tags', 'Tag', 'tagSet', 'tag'].flatMap((name) => [...tagsIn(one[name] ?? undefined)])),
  );
}

function lonelyAddress(instance: JsonObject, instanceId: string): readonly StatementBody[] {
  const address = canonicalAddress(textField(instance, 'privateIpAddress') ?? '');
  return address === null ? [] : [{ kind: 'address-told', instanceId, address }];
}

function publicStatement(instanceId: string | null, interfaceId: string | null, address: string): StatementBody {
  return { kind: 'address-associated', automatic: true, instanceId, interfaceId, address, allocationId: null, associationId: null };
}

function attributesOf(instanceId: string): (name: string, value: string | null) => readonly StatementBody[] {
  return (name, value) => (value === null ? [] : [{ kind: 'attribute', about: { kind: 'instance', value: instanceId }, name, value }]);
}

function distinct(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
