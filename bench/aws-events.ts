// Synthetic CloudTrail records and flow-log lines of an ordinary day: other hosts, other interfaces, nothing of the incident. Ids and
// addresses are invented; the shapes are those of the real records in fixtures/cloudtrail.
import type { Random } from './prng.ts';

export const account = '111122223333';
export const region = 'eu-west-1';

/** The machines that everything happens to. */
export interface Fleet {
  readonly hosts: readonly { readonly instance: string; readonly eni: string; readonly address: string }[];
}

export function makeFleet(random: Random, size: number): Fleet {
  const hosts = Array.from({ length: size }, (_, i) => ({
    instance: `i-0${random.hex(16)}`,
    eni: `eni-0${random.hex(16)}`,
    // Apart from 10.20.0.0/16, which is the incident's.
    address: `10.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`,
  }));
  return { hosts };
}

const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
const people = ['ana', 'bjorn', 'chloe', 'dmitri', 'etsuko'];

function identity(random: Random, role: string, session: string, time: number): object {
  const principalId = `AROASYNTHETIC${role.toUpperCase().replaceAll('-', '').slice(0, 8)}`;
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    accountId: account,
    accessKeyId: `ASIASYNTHETIC${random.hex(7).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId, arn: `arn:aws:iam::${account}:role/${role}`, accountId: account, userName: role },
      attributes: { creationDate: iso(time - 1_800_000), mfaAuthenticated: 'false' },
    },
  };
}

interface Drawn {
  readonly source: string;
  readonly name: string;
  readonly as: readonly [role: string, session: string];
  readonly request: object | null;
  readonly response: object | null;
}

/** What is called how often: reading calls are most of any trail. */
function draw(random: Random, { hosts }: Fleet): Drawn {
  const { instance, eni, address } = random.pick(hosts);
  const node = ['other-node', instance] as const;
  const platform = ['databricks-cross-account', 'databricks'] as const;
  const person = ['engineer', random.pick(people)] as const;
  const dice = random.int(100);
  if (dice < 30) {
    const items = Array.from({ length: 1 + random.int(4) }, () => ({ instanceId: random.pick(hosts).instance }));
    return { source: 'ec2', name: 'DescribeInstances', as: platform, request: { instancesSet: { items }, filterSet: {} }, response: null };
  }
  if (dice < 55) {
    const request = { encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::synthetic-${random.hex(8)}` }, keySpec: 'AES_256' };
    return { source: 'kms', name: 'GenerateDataKey', as: node, request, response: null };
  }
  if (dice < 75) {
    const roleArn = `arn:aws:iam::${account}:role/synthetic-${random.hex(4)}`;
    const request = { roleArn, roleSessionName: random.uuid(), durationSeconds: 3600 };
    const credentials = {
      accessKeyId: `ASIASYNTHETIC${random.hex(7)}`,
      sessionToken: random.hex(356),
      expiration: 'Mar 10, 2026, 10:00:00 AM',
    };
    return { source: 'sts', name: 'AssumeRole', as: person, request, response: { credentials, assumedRoleUser: { arn: `${roleArn}/x` } } };
  }
  if (dice < 85)
    return {
      source: 'ssm',
      name: 'UpdateInstanceInformation',
      as: node,
      request: { instanceId: instance, iPAddress: address },
      response: null,
    };
  if (dice < 93) {
    const tags = { items: [{ key: 'Name', value: `synthetic "${random.hex(6)}"` }] };
    return {
      source: 'ec2',
      name: 'CreateTags',
      as: platform,
      request: { resourcesSet: { items: [{ resourceId: instance }] }, tagSet: tags },
      response: { _return: true },
    };
  }
  const networkInterfaceSet = { items: [{ networkInterfaceId: eni, privateIpAddress: address, attachment: { deviceIndex: 0 } }] };
  const launched = { instanceId: instance, instanceState: { code: 0, name: 'pending' }, privateIpAddress: address, networkInterfaceSet };
  const request = { instancesSet: { items: [{ imageId: 'ami-0f00000000000000f', minCount: 1, maxCount: 1 }] }, instanceType: 'm5.xlarge' };
  return {
    source: 'ec2',
    name: 'RunInstances',
    as: platform,
    request,
    response: { reservationId: 'r-0a00000000000009', instancesSet: { items: [launched] } },
  };
}

/** One record as text. */
export function cloudTrailRecord(random: Random, fleet: Fleet, time: number): string {
  const { source, name, as, request, response } = draw(random, fleet);
  return JSON.stringify({
    eventVersion: '1.09',
    userIdentity: identity(random, ...as, time),
    eventTime: iso(time),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: `203.0.113.${1 + random.int(254)}`,
    userAgent: 'aws-sdk-java/2.20.0 Linux/5.15.0 OpenJDK_64-Bit_Server_VM/17.0.11 vendor/synthetic',
    requestParameters: request,
    responseElements: response,
    requestID: random.uuid(),
    eventID: random.uuid(),
    readOnly: /^(?:Describe|Get|List|Generate)/.test(name),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${source}.${region}.amazonaws.com`,
    },
  });
}

/** Both directions of one flow in the default layout (version 2), as two lines. */
export function flowLines(random: Random, { hosts }: Fleet, time: number): string {
  const { eni, address } = random.pick(hosts);
  const peer = random.chance(0.5) ? random.pick(hosts).address : `203.0.113.${1 + random.int(254)}`;
  const port = 32_768 + random.int(28_000);
  const start = Math.floor(time / 1000);
  const packets = 1 + random.int(200);
  const rest = `6 ${packets} ${packets * (40 + random.int(1400))} ${start} ${start + 60} ACCEPT OK\n`;
  return `2 ${account} ${eni} ${address} ${peer} ${port} 443 ${rest}2 ${account} ${eni} ${peer} ${address} 443 ${port} ${rest}`;
}
