/** An invented investigation, small, into which tests put the values they care about. */
import type { Entity, GapCode, Relation, TimelineEvent } from '../../../../src/core/investigate/model.ts';
import type { Unfollowed } from '../../../../src/core/investigate/follow-ups/subject.ts';

const DAY = Date.UTC(2026, 2, 1);
const OPEN = { from: DAY, to: null };

export interface StoryValues {
  readonly instance: string;
  readonly cluster: string;
  readonly interface: string;
  readonly address: string;
  readonly user: string;
  readonly ip: string;
  readonly vpc: string;
  readonly region: string;
  readonly role: string;
}

export const SAMPLE_VALUES: StoryValues = {
  instance: 'i-0a1b2c3d4e5f60001',
  cluster: '0301-080000-abcd1234',
  interface: 'eni-0a1b2c3d4e5f60001',
  address: '10.0.1.10',
  user: "o'neil@example.com",
  ip: '203.0.113.9',
  vpc: 'vpc-0a1b2c3d',
  region: 'eu-west-1',
  role: 'databricks-node',
};

/** One host that is still there, in one cluster, whose credentials were used elsewhere. */
export function sampleStory(gaps: readonly GapCode[], values: StoryValues = SAMPLE_VALUES): Unfollowed {
  const entity = (kind: Entity['kind'], value: string, attributes: Entity['attributes'] = {}): Entity => ({
    kind,
    value,
    start: kind === 'instance',
    attributes,
    interval: OPEN,
  });
  const relation = (kind: Relation['kind'], from: Relation['from'], to: Relation['to']): Relation => ({
    kind,
    from,
    to,
    interval: OPEN,
    confidence: 'certain',
    basis: 'launch record',
    evidence: [],
  });
  const host = { kind: 'instance', value: values.instance } as const;
  const nic = { kind: 'interface', value: values.interface } as const;
  return {
    schemaVersion: 1,
    starts: [
      { kind: 'instance', value: values.instance },
      { kind: 'user', value: values.user },
      { kind: 'ip', value: values.ip },
    ],
    window: { from: DAY, to: DAY + 86_400_000 },
    inputs: [],
    complete: true,
    entities: [
      entity('instance', values.instance, { vpcId: [values.vpc], region: [values.region] }),
      entity('interface', values.interface),
      entity('address', values.address),
      entity('cluster', values.cluster),
    ],
    relations: [
      relation('has-interface', host, nic),
      relation('has-address', nic, { kind: 'address', value: values.address }),
      relation('acts-as', host, { kind: 'principal', value: values.role }),
    ],
    timeline: [usedElsewhere(values.instance)],
    peers: [],
    gaps: gaps.map((code) => ({ code, sentence: '', about: null, interval: OPEN, searched: [] })),
    omitted: { entities: 0, relations: 0, timeline: 0, peers: 0 },
  };
}

function usedElsewhere(instanceId: string): TimelineEvent {
  return {
    time: DAY,
    end: null,
    lane: 'by-instance',
    kind: 'api-call',
    title: 'GetCallerIdentity',
    level: null,
    outcome: 'succeeded',
    instanceId,
    clusterId: null,
    workspaceId: null,
    actor: null,
    sourceIp: null,
    command: null,
    details: { 'credentials-used-elsewhere': '203.0.113.9' },
    count: 1,
    confidence: 'certain',
    basis: 'session name',
    evidence: [],
  };
}
