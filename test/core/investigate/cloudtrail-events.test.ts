import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CloudTrailStory } from '../../../src/core/investigate/cloudtrail-events.ts';
import { EntityGraph } from '../../../src/core/investigate/entity-graph.ts';
import type { GraphLimits } from '../../../src/core/investigate/graph-limits.ts';
import type { TimelineEvent } from '../../../src/core/investigate/model.ts';
import type { JsonObject } from '../../../src/core/json/value.ts';
import { actor, ADMIN, at, call, createTags, ENI, HOST, instances, launch, OTHER, read, ROLE } from './cloudtrail-records.ts';

function storyOf(
  records: readonly JsonObject[],
  limits: Partial<GraphLimits> = {},
): { story: CloudTrailStory; events: readonly TimelineEvent[] } {
  const graph = new EntityGraph();
  graph.addStart({ kind: 'instance', value: HOST });
  const story = new CloudTrailStory(graph, limits);
  records.forEach((record, offset) => {
    const facts = read(record, offset);
    graph.addCloudTrail(facts);
    story.add(facts);
  });
  return { story, events: story.events() };
}

function told(records: readonly JsonObject[]): readonly string[] {
  return storyOf(records).events.map(({ time, lane, kind }) => `${String(((time ?? 0) - at(0)) / 60_000)} ${lane} ${kind}`);
}

const reports = (minute: number, sourceIPAddress: string): JsonObject =>
  call(minute, 'UpdateInstanceInformation', { instanceId: HOST }, null, { ...actor(), sourceIPAddress }, 'ssm');
const uses = (minute: number, sourceIPAddress: string, more: JsonObject = {}): JsonObject =>
  call(minute, 'GetCallerIdentity', null, null, { ...actor(), sourceIPAddress, ...more }, 'sts');

describe('the life of an instance', () => {
  it('is told in its lane, with who did it', () => {
    const records = [
      call(9, 'TerminateInstances', instances(HOST), instances(HOST)),
      launch(0),
      createTags(1, { ClusterId: 'b' }),
      call(2, 'AttachNetworkInterface', { networkInterfaceId: 'eni-0123', instanceId: HOST }, { attachmentId: 'eni-attach-9' }),
      call(3, 'DetachNetworkInterface', { attachmentId: 'eni-attach-9' }, { _return: true }),
      call(4, 'AssociateAddress', { publicIp: '198.51.100.7', networkInterfaceId: ENI }, { associationId: 'eipassoc-1' }),
      call(4.5, 'DisassociateAddress', { associationId: 'eipassoc-1' }, { _return: true }),
      call(5, 'StopInstances', instances(HOST), instances(HOST)),
      call(6, 'StartInstances', instances(HOST), instances(HOST)),
      launch(7, { instanceId: OTHER, eni: 'eni-0bbbbbbbbbbbbbbb2' }),
    ];
    expect(told(records)).toEqual([
      '0 lifecycle launch',
      '1 lifecycle tags-changed',
      '2 lifecycle interface-attached',
      '3 lifecycle interface-detached',
      '4 lifecycle address-associated',
      '4.5 lifecycle address-disassociated',
      '5 lifecycle stop',
      '6 lifecycle start',
      '9 lifecycle terminate',
    ]);
    const { events } = storyOf(records);
    expect(events.every((one) => one.actor === ADMIN && one.instanceId === HOST && one.outcome === 'succeeded')).toBe(true);
    expect(events.map(({ clusterId }) => clusterId)).toEqual(['0301-1-a', null, 'b', 'b', 'b', 'b', 'b', 'b', 'b']);
    expect(events[1]).toMatchObject({ title: 'tags changed: ClusterId=b', details: { tags: 'ClusterId=b' } });
    expect(events[0]?.evidence).toMatchObject([{ uri: 'trail.json', offset: 1 }]);
  });

  it('shows what failed as failed', () => {
    const record = call(1, 'TerminateInstances', instances(HOST), null, {
      errorCode: 'Client.OperationNotPermitted',
      errorMessage: 'protected',
    });
    expect(storyOf([launch(0), record]).events[1]).toMatchObject({
      kind: 'terminate',
      outcome: 'failed',
      title: 'tried: terminated (failed: Client.OperationNotPermitted)',
      details: { errorCode: 'Client.OperationNotPermitted', errorMessage: 'protected' },
    });
  });
});

describe('calls about an instance', () => {
  it('through SSM have words of their own', () => {
    const records = [
      call(1, 'SendCommand', { instanceIds: [HOST], documentName: 'AWS-RunShellScript' }, { command: { commandId: 'c-1' } }, {}, 'ssm'),
      call(2, 'StartSession', { target: HOST }, { sessionId: 's-1' }, {}, 'ssm'),
      call(3, 'SendCommand', { instanceIds: [OTHER] }, null, { errorCode: 'InvalidInstanceId', errorMessage: `[[${HOST}]]` }, 'ssm'),
    ];
    expect(told(records)).toEqual(['1 about-instance ssm-command', '2 about-instance ssm-session', '3 about-instance ssm-command']);
    const { events } = storyOf(records);
    expect(events[0]).toMatchObject({
      title: 'command sent through SSM: AWS-RunShellScript',
      details: { commandId: 'c-1' },
      confidence: 'certain',
    });
    expect(events[2]).toMatchObject({ confidence: 'possible', basis: 'only mentioned, in errorMessage', outcome: 'failed' });
  });

  it('that only read and are equal are one event an hour, with first and last', () => {
    const describes = [10, 2, 5, 61].map((minute) => call(minute, 'DescribeInstances', instances(HOST)));
    const other = call(6, 'DescribeInstances', instances(HOST), null, { sourceIPAddress: '203.0.113.77' });
    const { events } = storyOf([...describes, other]);
    expect(events.map(({ time, end, count, sourceIp }) => [time, end, count, sourceIp])).toEqual([
      [at(2), at(10), 3, '203.0.113.9'],
      [at(6), null, 1, '203.0.113.77'],
      [at(61), null, 1, '203.0.113.9'],
    ]);
    expect(events[0]?.title).toBe('ec2:DescribeInstances about the instance, 3 times');
    expect(events[0]?.evidence.map(({ offset }) => offset)).toEqual([0, 1, 2]);
  });

  it('tell what was asked for, also of calls that are told together', () => {
    const secret = (minute: number, secretId: string): JsonObject =>
      call(minute, 'GetSecretValue', { secretId, nextToken: String(minute) }, null, actor(), 'secretsmanager');
    const { events } = storyOf([secret(1, 'b'), secret(2, 'a'), secret(3, 'b')]);
    expect(events).toMatchObject([{ count: 3, details: { asked: 'secretId=a, secretId=b' } }]);
    const many = storyOf(
      Array.from({ length: 30 }, (_, minute) => secret(minute, `s-${String(minute + 10)}`)),
      { values: 3 },
    ).events;
    expect(many).toMatchObject([{ count: 30, details: { asked: 'secretId=s-10, secretId=s-11, secretId=s-12… and more' } }]);
  });

  it('that change something are told one by one', () => {
    const modify = [1, 2].map((minute) => call(minute, 'ModifyInstanceAttribute', { instanceId: HOST, attribute: 'userData' }));
    expect(storyOf(modify).events.map(({ count }) => count)).toEqual([1, 1]);
  });

  it('of which a copy came are told once', () => {
    const record = call(1, 'StopInstances', instances(HOST), instances(HOST));
    expect(storyOf([record, record]).events).toMatchObject([{ count: 1 }]);
  });
});

describe('calls with an instance’s credentials', () => {
  it('have role, version of the metadata service and how sure it is', () => {
    const { events } = storyOf([
      uses(1, '10.0.1.10'),
      call(2, 'AssumeRole', { roleArn: 'arn:x' }, {}, actor(HOST, '1.0'), 'sts'),
      uses(3, '10.0.1.10', actor(HOST, null)),
    ]);
    expect(events).toMatchObject([
      { lane: 'by-instance', kind: 'api-call', confidence: 'certain', details: { role: ROLE, imdsVersion: 'IMDSv2' } },
      { lane: 'by-instance', kind: 'assume-role', details: { imdsVersion: 'IMDSv1' } },
      { lane: 'by-instance', confidence: 'likely', basis: expect.stringContaining('may choose that name') as string },
    ]);
  });

  const elsewhere = (records: readonly JsonObject[]): readonly (string | undefined)[] =>
    storyOf(records).events.flatMap((one) =>
      one.details['eventName'] === 'GetCallerIdentity' ? [one.details['credentials-used-elsewhere']] : [],
    );

  it('from its own address are its own', () => {
    expect(elsewhere([launch(0), uses(1, '10.0.1.10')])).toEqual([undefined]);
  });

  it('from an address that is not its own may have come through a gateway', () => {
    expect(elsewhere([launch(0), uses(1, '198.51.100.200')])).toEqual([
      "possible: called from 198.51.100.200, which is none of the instance's known addresses; it may be the NAT gateway through which it reaches AWS",
    ]);
  });

  it('from elsewhere than its agent are likely stolen, and those from where the agent is are not', () => {
    // The agent’s report comes last, and yet tells of what was before.
    expect(elsewhere([launch(0), uses(1, '198.51.100.200'), uses(2, '203.0.113.66'), reports(3, '198.51.100.200')])).toEqual([
      undefined,
      "likely: called from 203.0.113.66, which is none of the instance's addresses, while its own agent reports from 198.51.100.200",
    ]);
  });

  it('by a service, or with nothing known of the instance, say nothing', () => {
    expect(elsewhere([launch(0), uses(1, 'ssm.amazonaws.com'), uses(2, 'AWS Internal')])).toEqual([undefined, undefined]);
    expect(elsewhere([uses(1, '203.0.113.66')])).toEqual([undefined]);
  });

  it('against another instance are told of both', () => {
    const record = call(1, 'TerminateInstances', instances(OTHER), instances(OTHER), actor());
    const graph = new EntityGraph();
    const story = new CloudTrailStory(graph);
    story.add(read(record));
    expect(story.events([HOST, OTHER]).map(({ instanceId, lane, kind }) => [instanceId, lane, kind])).toEqual([
      [HOST, 'by-instance', 'api-call'],
      [OTHER, 'lifecycle', 'terminate'],
    ]);
  });
});

it('is bounded per host, and counts what is left out', () => {
  const records = Array.from({ length: 12 }, (_, minute) => call(minute, 'RebootInstances', instances(HOST)));
  const { story, events } = storyOf(records, { events: 5 });
  expect(events).toHaveLength(5);
  expect(story.omitted).toBe(7);
});

it('does not depend on the order of records', () => {
  const facts = [
    launch(0),
    reports(1, '198.51.100.200'),
    uses(2, '198.51.100.201'),
    uses(2, '198.51.100.201'),
    call(3, 'DescribeInstances', instances(HOST)),
    call(3, 'DescribeInstances', instances(HOST.toUpperCase())),
    call(4, 'DetachNetworkInterface', { networkInterfaceId: ENI }, {}),
    call(5, 'TerminateInstances', instances(HOST), instances(HOST)),
  ].map((record, offset) => read(record, offset));
  const tell = (order: typeof facts): readonly TimelineEvent[] => {
    const graph = new EntityGraph();
    graph.addStart({ kind: 'instance', value: HOST });
    const story = new CloudTrailStory(graph);
    for (const one of order) {
      story.add(one);
      graph.addCloudTrail(one);
    }
    return story.events();
  };
  const expected = tell(facts);
  fc.assert(
    fc.property(fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }), (order) => {
      expect(tell(order)).toEqual(expected);
    }),
  );
});
