import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCloudTrail } from '../../../src/core/investigate/cloudtrail-reader.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts';
import { actor, ADMIN, at, call, createTags, ENI, evidence, HOST, instances, launch, OTHER, read, ROLE } from './cloudtrail-records.ts';

function roles(record: JsonObject): readonly string[] {
  return read(record).places.map(({ instanceId, roles: all }) => `${instanceId} ${all.join('+')}`);
}

describe('what an instance is to a record', () => {
  it.each<[string, JsonObject, string]>([
    ['instanceId', call(0, 'GetPasswordData', { instanceId: HOST }), 'target'],
    ['instancesSet', call(0, 'DescribeInstances', instances(HOST)), 'target'],
    ['instanceIds', call(0, 'SendCommand', { instanceIds: [HOST] }, null, {}, 'ssm'), 'target'],
    ['filters', call(0, 'DescribeInstanceInformation', { filters: [{ key: 'InstanceIds', values: [HOST] }] }, null, {}, 'ssm'), 'target'],
    [
      'filterSet',
      call(0, 'DescribeTags', { filterSet: { items: [{ name: 'resource-id', valueSet: { items: [{ value: HOST }] } }] } }),
      'target',
    ],
    ['resourceId', call(0, 'PutComplianceItems', { resourceId: HOST }, null, {}, 'ssm'), 'target'],
    ['resourcesSet', createTags(0, { a: 'b' }), 'target'],
    [
      'tag and content',
      call(0, 'DescribeInstanceCreditSpecifications', {
        DescribeInstanceCreditSpecificationsRequest: { InstanceId: { tag: 1, content: HOST } },
      }),
      'target',
    ],
    ['a response', call(0, 'SendCommand', {}, { command: { instanceIds: [HOST] } }, {}, 'ssm'), 'target'],
    [
      'resources',
      call(0, 'ListInstanceAssociations', {}, null, { resources: [{ ARN: `arn:aws:ec2:eu-west-1:1:instance/${HOST}` }] }, 'ssm'),
      'target',
    ],
    ['a launch', launch(0), 'launch'],
    ['the session', call(0, 'GetCallerIdentity', null, null, actor(), 'sts'), 'actor'],
    ['actor and target', call(0, 'UpdateInstanceInformation', { instanceId: HOST }, null, actor(), 'ssm'), 'actor+target'],
    [
      'an error message',
      call(0, 'SendCommand', {}, null, { errorCode: 'InvalidInstanceId', errorMessage: `Instances [[${HOST}]] not valid` }, 'ssm'),
      'mention',
    ],
    ['a session that somebody named', call(0, 'AssumeRole', { roleArn: ROLE, roleSessionName: HOST }, null, {}, 'sts'), 'mention'],
    ['a tag value', createTags(0, { source: HOST }, 'vol-1'), 'mention'],
    ['a word in a description', call(0, 'CreateSnapshot', { description: `of ${HOST}` }), 'mention'],
  ])('%s', (_, record, role) => expect(roles(record)).toEqual([`${HOST} ${role}`]));

  it('is nothing where the id is a part of another token', () => {
    expect(roles(call(0, 'GetRole', { roleName: `x${HOST}`, other: `${HOST}0`, third: 'dbi-id-db-12345678' }))).toEqual([]);
  });

  it('keeps the spelling of ids in capitals', () => {
    const [place] = read(call(0, 'StopInstances', instances(HOST.toUpperCase()))).places;
    expect(place).toMatchObject({
      instanceId: HOST,
      spelling: HOST.toUpperCase(),
      paths: ['requestParameters.instancesSet.items[].instanceId'],
    });
  });
});

describe('statements', () => {
  it('of a launch: interface, addresses, place, tags', () => {
    const statements = read(launch(3)).statements;
    expect(statements).toContainEqual({ kind: 'launched', instanceId: HOST, time: at(3), basis: 'RunInstances record' });
    expect(statements).toContainEqual(
      expect.objectContaining({ kind: 'attached', instanceId: HOST, interfaceId: ENI, attachmentId: 'eni-attach-0aaaaaaaaaaaaaaa1' }),
    );
    expect(statements).toContainEqual(expect.objectContaining({ kind: 'address-assigned', interfaceId: ENI, address: '10.0.1.10' }));
    expect(statements).toContainEqual(
      expect.objectContaining({ kind: 'tagged', key: 'ClusterId', value: '0301-1-a', basis: 'tag ClusterId in the RunInstances record' }),
    );
    const attributes = statements.flatMap((one) =>
      one.kind === 'attribute' && one.about.kind === 'instance' ? [`${one.name}=${one.value}`] : [],
    );
    expect(attributes).toEqual([
      'imageId=ami-1',
      'instanceType=m5.large',
      'vpcId=vpc-1',
      'subnetId=subnet-of-vpc-1',
      'availabilityZone=eu-west-1a',
      'instanceProfile=arn:aws:iam::111122223333:instance-profile/nodes',
      'reservationId=r-1',
      'region=eu-west-1',
      'awsAccountId=111122223333',
      `launchedBy=${ADMIN}`,
    ]);
  });

  it('of a failed launch: none, although the request tells everything', () => {
    const record = { ...launch(0), errorCode: 'Client.InvalidParameterValue', responseElements: null };
    expect(read(record)).toMatchObject({ places: [], statements: [], call: { outcome: 'failed' } });
    // A failure that for some reason carries a response launches nothing either.
    expect(read({ ...launch(0), errorCode: 'x' })).toMatchObject({ statements: [], places: [{ roles: ['target'] }] });
  });

  it.each<[string, JsonValue]>([
    ['items', { items: [{ instanceId: HOST }, { instanceId: OTHER }] }],
    ['item', { item: [{ instanceId: HOST }, { instanceId: OTHER }] }],
    ['a bare list', [{ instanceId: HOST }, { instanceId: OTHER }]],
  ])('of sets written as %s', (_, instancesSet) => {
    expect(
      read(call(0, 'TerminateInstances', { instancesSet }, { instancesSet })).statements.map(
        (one) => 'instanceId' in one && one.instanceId,
      ),
    ).toEqual([HOST, OTHER]);
  });

  it.each<[string, JsonValue]>([
    ['items', { items: { instanceId: HOST } }],
    ['item', { item: { instanceId: HOST } }],
    ['the set', { instanceId: HOST }],
    ['content', { item: { instanceId: { tag: 1, content: HOST } } }],
  ])('of a single element that stands for its list: %s', (_, instancesSet) => {
    expect(read(call(0, 'TerminateInstances', { instancesSet }, null)).statements).toMatchObject([
      { kind: 'terminated', instanceId: HOST },
    ]);
  });

  it('of empty sets: none', () => {
    for (const name of ['RunInstances', 'TerminateInstances', 'CreateTags', 'CreateFleet'])
      expect(read(call(0, name, { instancesSet: {}, resourcesSet: {}, tagSet: {} }, { instancesSet: {} })).statements).toEqual([]);
  });

  it.each<[string, JsonValue]>([
    ['lists', { item: [{ instanceIds: { item: [HOST, OTHER] }, instanceType: 'm5.large' }] }],
    ['single elements', { item: { instanceIds: { item: HOST }, instanceType: 'm5.large' } }],
  ])('of CreateFleet with %s', (_, fleetInstanceSet) => {
    const record = call(
      2,
      'CreateFleet',
      {
        CreateFleetRequest: {
          Type: 'instant',
          TagSpecification: {
            ResourceType: 'instance',
            tag: 1,
            Tag: [
              { Key: 'ClusterId', Value: '0301-2-b', tag: 1 },
              { Key: 'Vendor', Value: 'Databricks', tag: 2 },
            ],
          },
        },
      },
      { CreateFleetResponse: { xmlns: 'x', fleetId: 'fleet-1', fleetInstanceSet } },
    );
    const statements = read(record).statements.filter((one) => 'instanceId' in one && one.instanceId === HOST);
    expect(statements).toMatchObject([
      { kind: 'launched', time: at(2) },
      { kind: 'tagged', key: 'ClusterId', value: '0301-2-b', basis: 'tag ClusterId in the CreateFleet record' },
      { kind: 'tagged', key: 'Vendor', value: 'Databricks' },
    ]);
    expect(roles(record)[0]).toBe(`${HOST} launch`);
  });

  it('of credentials that EC2 gave to an instance, and of nobody who merely takes that name', () => {
    const request = { roleArn: ROLE, roleSessionName: HOST };
    const service = { userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } };
    expect(read(call(0, 'AssumeRole', request, {}, service, 'sts')).statements).toMatchObject([
      { kind: 'acts-as', instanceId: HOST, role: ROLE, confidence: 'certain' },
    ]);
    expect(read(call(0, 'AssumeRole', request, {}, {}, 'sts')).statements).toEqual([]);
    expect(read(call(0, 'GetCallerIdentity', null, null, actor(HOST, null), 'sts')).statements).toMatchObject([
      { kind: 'acts-as', confidence: 'likely' },
    ]);
  });

  it('of a source of another service that has the name: none', () => {
    expect(read(call(0, 'TerminateInstances', instances(HOST), instances(HOST), {}, 'evil')).statements).toEqual([]);
  });
});

it('reads any record without an error', () => {
  const names = fc.constantFrom(
    'RunInstances',
    'CreateTags',
    'DeleteTags',
    'CreateFleet',
    'AssociateAddress',
    'AttachNetworkInterface',
    'constructor',
    '__proto__',
  );
  const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<JsonValue>(HOST, ENI, '10.0.0.1', null, true, 7, '', '{"a":["i-ebeaf9e2"]}'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'instancesSet',
          'items',
          'item',
          'instanceId',
          'tagSet',
          'key',
          'value',
          'tag',
          'content',
          'Tag',
          'resourcesSet',
          '__proto__',
          'networkInterfaceSet',
          'networkInterfaceId',
          'CreateFleetResponse',
          'fleetInstanceSet',
          'instanceIds',
          'tagSpecificationSet',
        ),
        tie('value'),
        { maxKeys: 4 },
      ),
    ),
  })).value;
  fc.assert(
    fc.property(names, value, value, value, value, (eventName, requestParameters, responseElements, userIdentity, eventTime) => {
      const record = { eventSource: 'ec2.amazonaws.com', eventName, requestParameters, responseElements, userIdentity, eventTime };
      const { statements, places } = readCloudTrail(record, evidence());
      expect(statements.every((one) => one.basis !== '')).toBe(true);
      expect(places.every(({ roles: all }) => all.length > 0)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
