/** CloudTrail records in the shapes of real ones. All values are invented. */
import { readCloudTrail, type CloudTrailFacts } from '../../../src/core/investigate/cloudtrail-reader.ts';
import type { EvidenceRef } from '../../../src/core/investigate/model.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts';

export const HOST = 'i-0aaaaaaaaaaaaaaa1';
export const OTHER = 'i-0bbbbbbbbbbbbbbb2';
export const ENI = 'eni-0aaaaaaaaaaaaaaa1';
export const ADMIN = 'arn:aws:iam::111122223333:user/admin';
export const ROLE = 'arn:aws:iam::111122223333:role/node-role';

/** Minute `m` of the story, in ms. */
export function at(minute: number): number {
  return Date.UTC(2026, 2, 1, 12) + minute * 60_000;
}

export function evidence(offset = 0): EvidenceRef {
  return { input: 'cloudtrail', uri: 'trail.json', line: null, index: offset, offset };
}

let serial = 0;

export function call(
  minute: number,
  name: string,
  request: JsonValue,
  response: JsonValue = null,
  more: JsonObject = {},
  source = 'ec2',
): JsonObject {
  return {
    eventVersion: '1.09',
    userIdentity: { type: 'IAMUser', arn: ADMIN, userName: 'admin' },
    eventTime: new Date(at(minute)).toISOString(),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.9',
    userAgent: 'test',
    requestParameters: request,
    responseElements: response,
    eventID: `event-${String(serial++)}`,
    readOnly: /^(?:Describe|Get|List)/.test(name),
    recipientAccountId: '111122223333',
    ...more,
  };
}

export function tagSet(tags: Readonly<Record<string, string>>): JsonValue {
  return { items: Object.entries(tags).map(([key, value]) => ({ key, value })) };
}

interface LaunchOptions {
  readonly instanceId?: string;
  readonly eni?: string;
  readonly address?: string;
  readonly vpcId?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export function launch(minute: number, options: LaunchOptions = {}): JsonObject {
  const {
    instanceId = HOST,
    eni = ENI,
    address = '10.0.1.10',
    vpcId = 'vpc-1',
    tags = { Vendor: 'Databricks', ClusterId: '0301-1-a' },
  } = options;
  return call(
    minute,
    'RunInstances',
    { instancesSet: { items: [{ imageId: 'ami-1', minCount: 1, maxCount: 1 }] }, tagSpecificationSet: { items: [] } },
    {
      reservationId: 'r-1',
      groupSet: {},
      instancesSet: {
        items: [
          {
            instanceId,
            imageId: 'ami-1',
            instanceType: 'm5.large',
            launchTime: at(minute),
            placement: { availabilityZone: 'eu-west-1a' },
            vpcId,
            subnetId: `subnet-of-${vpcId}`,
            privateIpAddress: address,
            tagSet: tagSet(tags),
            iamInstanceProfile: { arn: 'arn:aws:iam::111122223333:instance-profile/nodes' },
            networkInterfaceSet: {
              items: [
                {
                  networkInterfaceId: eni,
                  vpcId,
                  subnetId: `subnet-of-${vpcId}`,
                  attachment: { attachmentId: `eni-attach-${eni.slice(4)}` },
                  privateIpAddress: address,
                  privateIpAddressesSet: { item: [{ privateIpAddress: address, primary: true }] },
                  ipv6AddressesSet: {},
                  tagSet: {},
                },
              ],
            },
          },
        ],
      },
    },
  );
}

export function instances(...ids: readonly string[]): JsonValue {
  return { instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } };
}

export function createTags(minute: number, tags: Readonly<Record<string, string>>, instanceId = HOST): JsonObject {
  return call(minute, 'CreateTags', { resourcesSet: { items: [{ resourceId: instanceId }] }, tagSet: tagSet(tags) }, { _return: true });
}

/** With the credentials of an instance's profile. */
export function actor(instanceId = HOST, delivery: string | null = '2.0'): JsonObject {
  return {
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${instanceId}`,
      arn: `arn:aws:sts::111122223333:assumed-role/node-role/${instanceId}`,
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: ROLE },
        ...(delivery === null ? {} : { ec2RoleDelivery: delivery }),
      },
    },
  };
}

export function read(record: JsonObject, offset = 0): CloudTrailFacts {
  return readCloudTrail(record, evidence(offset));
}
