/** What flow logs tell of hosts, case by case. AWS's examples are real, all else synthetic. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ExactNumber, isObject, type JsonObject } from '../../../src/core/json/value.ts';
import { flowHosts } from '../../../src/core/investigate/flow-gaps.ts';
import { FlowStory } from '../../../src/core/investigate/flow-story.ts';
import type { Entity, Relation } from '../../../src/core/investigate/model.ts';
import { flowLogReader } from '../../../src/readers/flow-log.ts';
import { LIMITS, stream } from '../../helpers/streams.ts';
import { ALWAYS, fakeHosts, host } from './fake-hosts.ts';
import { brief, ENI, evidence, flow, T0, tell } from './flow-records.ts';

const HOST = host('i-1', { interfaceId: ENI, addresses: ['10.0.0.1'], vpcId: 'vpc-1' });
const ONE = fakeHosts([HOST]);

async function sample(name: string): Promise<JsonObject[]> {
  const records: JsonObject[] = [];
  for await (const batch of flowLogReader.read(stream(readFileSync(`fixtures/vpcflow/${name}`)), LIMITS, () => undefined))
    for (const item of batch) if (item.kind === 'record' && isObject(item.value)) records.push(item.value);
  return records;
}

describe('AWS’s examples', () => {
  it('S3 behind an instance: both ways, the service, and who began', async () => {
    const story = tell(fakeHosts([host('i-0c50d5961bcb2d47b')]), await sample('custom_v5_with_header.log'));
    expect(story.peers()).toEqual([
      {
        ...{ instanceId: 'i-0c50d5961bcb2d47b', interfaceId: 'eni-1235b8ca123456789', address: '52.95.128.179' },
        ...{ direction: 'outbound', scope: 'external', awsService: 'S3', morePorts: 0 },
        ports: [{ protocol: 6, port: 80, bytes: 15044 + 471 }],
        sent: { flows: 1, packets: 7, bytes: 471 },
        received: { flows: 1, packets: 14, bytes: 15044 },
        rejected: { flows: 0, packets: 0, bytes: 0 },
        ...{ first: 1616729292_000, last: 1616729349_000, confidence: 'certain', basis: 'instance id; the host sent the SYN' },
        evidence: [evidence(1), evidence(2)].slice(0, 1),
      },
    ]);
  });

  it('a client with TCP flags: the peer began, on port 5001', async () => {
    const records = await sample('custom_v3_tcpflags_with_header.log');
    const [peer, ...others] = tell(fakeHosts([host('i-01234567890123456')]), records).peers();
    expect(others).toEqual([]);
    const bytes = (field: string, address: string): number =>
      records.filter((record) => record[field] === address).reduce((sum, record) => sum + Number(record['bytes']), 0);
    expect(peer).toMatchObject({
      ...{ address: '52.213.180.42', direction: 'inbound', basis: 'instance id; the peer sent the SYN' },
      sent: { flows: 4, bytes: bytes('dstaddr', '52.213.180.42') },
      received: { flows: 4, bytes: bytes('srcaddr', '52.213.180.42') },
      ports: [{ protocol: 6, port: 5001 }],
    });
  });

  it('through a NAT gateway: the interface of the host and that of the gateway tell of one peer, counted once', async () => {
    const records = await sample('custom_v3_nat_no_version_with_header.log');
    const hosts = fakeHosts([host('i-01234567890123456', { addresses: ['10.0.1.5'] })]);
    expect(tell(hosts, records).peers().map(brief)).toEqual(['i-01234567890123456 203.0.113.5 unknown 0/0/0']);
    // Where only the gateway's interface was logged, it is all there is: the peer behind it, less surely.
    const [peer] = tell(hosts, records.slice(0, 4)).peers();
    expect(peer).toMatchObject({ address: '203.0.113.5', confidence: 'possible', sent: { flows: 1 }, received: { flows: 1 } });
    expect(peer?.basis).toContain('seen at eni-1235b8ca123456789; the interface saw 10.0.0.220');
    expect(peer).toMatchObject({ first: null, last: null });
  });

  it('through a transit gateway: the address behind it, seen at the server and at the gateway', async () => {
    const server = host('i-01234567890123456', { addresses: ['10.40.2.236'], vpcId: 'vpc-abcdefab012345678' });
    const records = await sample('custom_v3_tgw_with_header.log');
    const expected = { address: '10.20.33.164', direction: 'inbound', sent: { flows: 1 }, received: { flows: 1 } };
    expect(tell(fakeHosts([server]), records).peers()).toMatchObject([{ ...expected, confidence: 'certain' }]);
    expect(tell(fakeHosts([server]), records.slice(2)).peers()).toMatchObject([{ ...expected, confidence: 'likely' }]);
    // Without its address, either end may be the server: one peer all the same, and said to be a guess.
    expect(tell(fakeHosts([host('i-01234567890123456')]), records).peers()).toMatchObject([
      { confidence: 'possible', sent: { flows: 1 }, received: { flows: 1 } },
    ]);
  });

  it('the default format without a known interface tells nothing of an instance, and says why', async () => {
    const story = tell(fakeHosts([host('i-1')]), await sample('default_v2_no_header.log'));
    expect(story.peers()).toEqual([]);
    const gaps = story.gaps([{ instanceId: 'i-1', interval: ALWAYS, interfaceIds: [], addresses: [] }]);
    expect(gaps.map(({ code }) => code)).toEqual(['flow-logs-without-instance', 'never-in-flow-logs']);
    expect(gaps[0]).toMatchObject({
      about: { kind: 'instance', value: 'i-1' },
      searched: [{ input: 'flow-logs', from: 1418530010_000, to: 1477913820_000, records: 7 }].map((searched) => ({
        ...searched,
        from: 1418530010_000,
      })),
    });
  });
});

describe('joining', () => {
  const there = { from: T0 * 1000, to: (T0 + 3600) * 1000 };

  it('asks for the interface first, then for the instance, then for the address', () => {
    const hosts = fakeHosts([
      host('i-1', { interfaceId: ENI, addresses: ['10.0.0.1'] }),
      host('i-2'),
      host('i-3', { addresses: ['10.0.0.3'] }),
    ]);
    const records = [
      flow('10.0.0.1/40000 > 203.0.113.5/443', { 'instance-id': 'i-2' }),
      flow('10.0.0.2/40000 > 203.0.113.5/443', { 'interface-id': 'eni-2', 'instance-id': 'i-2' }),
      flow('10.0.0.3/40000 > 203.0.113.5/443', { 'interface-id': 'eni-3' }),
      flow('10.0.0.4/40000 > 203.0.113.5/443', { 'interface-id': 'eni-4' }),
    ];
    expect(
      tell(hosts, records)
        .peers()
        .map(({ instanceId, confidence }) => `${instanceId} ${confidence}`),
    ).toEqual(['i-1 certain', 'i-2 certain', 'i-3 possible']);
  });

  it('an address alone is not joined where its owner’s interface is known and the record is another interface’s', () => {
    const elsewhere = { 'interface-id': 'eni-9' };
    expect(tell(ONE, [flow('10.0.0.1/40000 > 203.0.113.5/443', elsewhere)]).peers()).toEqual([]);
    expect(tell(ONE, [flow('10.0.0.1/40000 > 203.0.113.5/443', { ...elsewhere, 'vpc-id': 'vpc-2' })]).peers()).toEqual([]);
    expect(tell(ONE, [flow('10.0.0.1/40000 > 203.0.113.5/443', { ...elsewhere, 'vpc-id': 'vpc-1' })]).peers()).toMatchObject([
      { instanceId: 'i-1', confidence: 'likely', basis: expect.stringContaining('address, seen at eni-9') as string },
    ]);
  });

  it('one address in two VPCs at once is two hosts: without a VPC it is either, and a gap says so', () => {
    const twins = fakeHosts([
      host('i-1', { addresses: ['10.0.1.10'], vpcId: 'vpc-1' }),
      host('i-2', { addresses: ['10.0.1.10'], vpcId: 'vpc-2' }),
    ]);
    const record = flow('10.0.1.10/40000 > 203.0.113.5/443');
    expect(
      tell(twins, [{ ...record, 'vpc-id': 'vpc-2' }])
        .peers()
        .map(({ instanceId }) => instanceId),
    ).toEqual(['i-2']);
    const story = tell(twins, [record]);
    expect(story.peers().map(({ instanceId, confidence }) => `${instanceId} ${confidence}`)).toEqual(['i-1 possible', 'i-2 possible']);
    expect(story.gaps().find(({ code }) => code === 'ambiguous-address')).toMatchObject({
      about: { kind: 'address', value: '10.0.1.10' },
      sentence: '1 flow of 10.0.1.10 could be any of i-1, i-2, which had that address in that time: they are shown with each.',
    });
  });

  it('an address that was used again belongs to whoever had it then; a window across both is either’s', () => {
    const before = host('i-1', { addresses: ['10.0.0.9'], interval: { from: null, to: T0 * 1000 } });
    const after = host('i-2', { addresses: ['10.0.0.9'], interval: { from: (T0 + 300) * 1000, to: null } });
    const hosts = fakeHosts([before, after]);
    const at = (start: number, end: number): JsonObject => flow('10.0.0.9/40000 > 203.0.113.5/443', { start: T0 + start, end: T0 + end });
    const who = (record: JsonObject): string[] =>
      tell(hosts, [record])
        .peers()
        .map(({ instanceId }) => instanceId);
    expect(who(at(-600, -300))).toEqual(['i-1']);
    expect(who(at(400, 500))).toEqual(['i-2']);
    expect(who(at(-10, 590))).toEqual(['i-1', 'i-2']);
    expect(who(at(100, 200))).toEqual([]);
    // Times of a record may be a minute late.
    expect(who(at(59, 120))).toEqual(['i-1']);
  });

  it('traffic between two hosts of the story shows on both, once each', () => {
    const two = fakeHosts([HOST, host('i-2', { interfaceId: 'eni-2', addresses: ['10.0.0.2'], vpcId: 'vpc-1' })]);
    const sent = flow('10.0.0.1/40000 > 10.0.0.2/22', { 'vpc-id': 'vpc-1' });
    const expected = ['i-1 10.0.0.2 outbound 100/0/0', 'i-2 10.0.0.1 inbound 0/100/0'];
    expect(
      tell(two, [sent, { ...sent, 'interface-id': 'eni-2' }])
        .peers()
        .map(brief),
    ).toEqual(expected);
    // Where only one of the interfaces is logged, too.
    const [, far] = tell(two, [sent]).peers();
    expect(brief(far!)).toBe(expected[1]);
    expect(far).toMatchObject({ confidence: 'likely', basis: expect.stringContaining(`seen at ${ENI}`) as string });
  });

  it('flows outside of the window asked for are left out, those that reach into it are not', () => {
    const records = [-700, -600, 0, 3600, 4300].map((start) =>
      flow('10.0.0.1/40000 > 203.0.113.5/443', { start: T0 + start, end: T0 + start + 600 }),
    );
    expect(tell(ONE, records, { window: there }).peers()).toMatchObject([{ sent: { flows: 3 } }]);
  });

  it('says of each record whether it told of a host', () => {
    const story = new FlowStory(ONE);
    expect(story.add(flow('10.0.0.1/1 > 10.0.0.2/2'), evidence(1))).toBe(true);
    expect(story.add(flow('10.0.0.8/1 > 10.0.0.2/2', { 'interface-id': 'eni-8' }), evidence(2))).toBe(false);
    expect(story.add({ 'interface-id': ENI, 'log-status': 'NODATA' }, evidence(3))).toBe(true);
    expect(story.seen).toEqual({ from: T0 * 1000, to: (T0 + 60) * 1000 });
  });
});

describe('which end is the host, where its address is not known', () => {
  const unknown = fakeHosts([host('i-1', { interfaceId: ENI })]);

  it.each([
    ['the log says which way the packets went', [flow('10.0.0.1/40000 > 10.0.0.2/443', { 'flow-direction': 'egress' })]],
    ['only one end is internal', [flow('10.0.0.1/40000 > 203.0.113.5/443')]],
    ['two flows have it in common', [flow('10.0.0.3/40000 > 10.0.0.1/22'), flow('10.0.0.1/40000 > 10.0.0.2/443')]],
  ])('%s', (_, records) => {
    const peers = tell(unknown, records).peers();
    expect(peers.map(({ address }) => address)).not.toContain('10.0.0.1');
    expect(peers.every(({ confidence }) => confidence === 'certain')).toBe(true);
  });

  it('else the source is taken, and it says that this is a guess', () => {
    const [peer] = tell(unknown, [flow('10.0.0.1/40000 > 10.0.0.2/443')]).peers();
    expect(peer).toMatchObject({
      address: '10.0.0.2',
      confidence: 'possible',
      basis: expect.stringContaining('the source of the first flow is taken') as string,
    });
  });

  it('none is lost while an address is waited for', () => {
    const same = Array.from({ length: 1000 }, () => flow('10.0.0.1/40000 > 10.0.0.2/443'));
    expect(tell(unknown, same).peers()).toMatchObject([{ sent: { flows: 1000, bytes: 100_000 } }]);
  });
});

describe('a peer', () => {
  const IN = '203.0.113.5/50000 > 10.0.0.1/22';
  const OUT = '10.0.0.1/40000 > 203.0.113.5/443';

  it.each<[string, JsonObject[], string]>([
    ['SYN from the host', [flow(OUT, { 'tcp-flags': 2 })], 'outbound'],
    ['SYN-ACK to the host', [flow('203.0.113.5/443 > 10.0.0.1/40000', { 'tcp-flags': 19 })], 'outbound'],
    ['SYN from the peer, whatever the ports', [flow('203.0.113.5/22 > 10.0.0.1/50000', { 'tcp-flags': 3 })], 'inbound'],
    ['flags before ports', [flow('10.0.0.1/22 > 203.0.113.5/50000', { 'tcp-flags': 2 }), flow(IN)], 'outbound'],
    ['SYN from both', [flow(OUT, { 'tcp-flags': 2 }), flow(IN, { 'tcp-flags': 2 })], 'unknown'],
    ['the lower port', [flow(IN)], 'inbound'],
    ['ports that disagree', [flow(IN), flow(OUT)], 'unknown'],
    ['both ports high, both ways', [flow('10.0.0.1/50000 > 203.0.113.5/50001'), flow('203.0.113.5/50001 > 10.0.0.1/50000')], 'unknown'],
    ['packets one way only', [flow('10.0.0.1/0 > 203.0.113.5/0', { protocol: 1 })], 'outbound'],
    ['an answer that came in is no beginning', [flow('203.0.113.5/443 > 10.0.0.1/40000', { 'flow-direction': 'ingress' })], 'outbound'],
  ])('%s', (_, records, direction) => {
    expect(
      tell(ONE, records)
        .peers()
        .map((peer) => peer.direction),
    ).toEqual([direction]);
  });

  it('keeps rejected traffic apart, either way', () => {
    const records = [flow(IN), flow(IN, { action: 'REJECT', bytes: 7 }), flow(OUT, { action: 'REJECT', bytes: 9 })];
    expect(tell(ONE, records).peers()).toMatchObject([
      { received: { flows: 1, bytes: 100 }, sent: { flows: 0 }, rejected: { flows: 2, bytes: 16 } },
    ]);
  });

  it('shows twenty ports by bytes and counts the rest', () => {
    const records = Array.from({ length: 50 }, (_, i) => flow(`203.0.113.5/50000 > 10.0.0.1/${i + 1}`, { bytes: i }));
    const [peer] = tell(ONE, records).peers();
    expect(peer?.ports.map(({ port }) => port)).toEqual(Array.from({ length: 20 }, (_, i) => 50 - i));
    expect(peer?.morePorts).toBe(30);
  });

  it('cites the earliest, the largest and the latest record', () => {
    const at = (start: number, bytes: number): JsonObject => flow(OUT, { start: T0 + start, end: T0 + start + 60, bytes });
    const [peer] = tell(ONE, [at(60, 1), at(0, 2), at(120, 900), at(300, 3), at(240, 4)]).peers();
    expect(peer?.evidence).toEqual([2, 3, 4].map(evidence));
    expect(peer).toMatchObject({ first: T0 * 1000, last: (T0 + 360) * 1000 });
  });

  it('counts exactly up to 2^53-1, and says so when there is more', () => {
    const exact = tell(ONE, [flow(OUT, { bytes: 2 ** 53 - 2 }), flow(OUT, { bytes: 1 })]);
    expect(exact.peers()[0]?.sent.bytes).toBe(2 ** 53 - 1);
    const beyond = tell(ONE, [flow(OUT, { bytes: new ExactNumber('18446744073709551615') })]);
    expect(beyond.peers()[0]).toMatchObject({ sent: { bytes: 2 ** 53 - 1 }, basis: expect.stringContaining('beyond 2^53-1') as string });
    expect(beyond.gaps().map(({ code }) => code)).toContain('limit-reached');
  });

  it('without byte counts says that there are none', () => {
    const record = { 'interface-id': ENI, srcaddr: '10.0.0.1', dstaddr: '203.0.113.5' };
    expect(tell(ONE, [record]).peers()).toMatchObject([
      { sent: { flows: 1, bytes: 0 }, first: null, basis: expect.stringContaining('counts no bytes') as string },
    ]);
  });
});

describe('limits', () => {
  it('the peers with most bytes stay, others are counted', () => {
    const records = Array.from({ length: 1000 }, (_, i) =>
      flow(`10.0.0.1/40000 > 203.0.${i >> 8}.${i & 255}/443`, { bytes: (i * 7919) % 1000 }),
    );
    const story = tell(ONE, records, { mostPeers: 10 });
    expect(
      story
        .peers()
        .map(({ sent }) => sent.bytes)
        .toSorted((a, b) => b - a),
    ).toEqual([999, 998, 997, 996, 995, 994, 993, 992, 991, 990]);
    expect(story.omittedPeers).toBe(990);
    expect(story.gaps().filter(({ code }) => code === 'limit-reached').length).toBe(1);
  });

  it('ports of all peers together are bounded', () => {
    const records = Array.from({ length: 100 }, (_, i) => flow(`203.0.113.5/50000 > 10.0.0.1/${i + 1}`));
    const story = tell(ONE, records, { mostPorts: 30 });
    expect(story.peers()[0]).toMatchObject({ morePorts: 80, received: { flows: 100 } });
    expect(story.gaps().find(({ code }) => code === 'limit-reached')?.sentence).toContain('ports');
  });

  it('rejected peers give way to those that something went through with', () => {
    const noise = Array.from({ length: 500 }, (_, i) => flow(`198.51.${i >> 8}.${i & 255}/50000 > 10.0.0.1/22`, { action: 'REJECT' }));
    const story = tell(ONE, [...noise, flow('10.0.0.1/40000 > 203.0.113.5/443', { bytes: 0 }), ...noise], { mostPeers: 5 });
    expect(story.peers().map(({ address }) => address)).toContain('203.0.113.5');
  });
});

describe('events', () => {
  it('first contact with each external peer, in the order of time', () => {
    const records = [
      flow('10.0.0.1/40000 > 203.0.113.5/443', { start: T0 + 60, end: T0 + 120, 'pkt-dst-aws-service': 'S3' }),
      flow('198.51.100.7/50000 > 10.0.0.1/22'),
      flow('10.0.0.1/40000 > 10.0.0.9/443'),
      flow('198.51.100.8/50000 > 10.0.0.1/22', { action: 'REJECT' }),
      flow('10.0.0.1/40000 > 198.51.100.9/4444', { action: 'REJECT', start: T0 + 90 }),
    ];
    const events = tell(ONE, records).events();
    expect(events.map(({ time, kind, title, outcome, sourceIp }) => [time! / 1000 - T0, kind, title, outcome, sourceIp])).toEqual([
      [0, 'first-contact', 'first contact from 198.51.100.7 tcp/22', 'succeeded', '198.51.100.7'],
      [60, 'first-contact', 'first contact to 203.0.113.5 tcp/443 (S3)', 'succeeded', null],
      [90, 'first-contact', 'first contact to 198.51.100.9 tcp/4444, rejected', 'failed', null],
    ]);
    expect(events[0]).toMatchObject({ lane: 'network', instanceId: 'i-1', count: 1, evidence: [evidence(2)] });
  });

  it('many refusals in a row are one burst, few are none', () => {
    const scan = (minutes: number, n: number): JsonObject[] =>
      Array.from({ length: n }, (_, i) =>
        flow(`198.51.100.7/50000 > 10.0.0.1/${i + 1}`, { action: 'REJECT', start: T0 + minutes * 60, end: T0 + minutes * 60 + 60 }),
      );
    const story = tell(ONE, [...scan(0, 19), ...scan(30, 25), ...scan(40, 60), ...scan(70, 20)]);
    expect(
      story.events().map(({ time, end, kind, title, count }) => [(time! / 1000 - T0) / 60, (end! / 1000 - T0) / 60, kind, title, count]),
    ).toEqual([
      [30, 41, 'rejected-burst', '85 inbound flows rejected, 1 address, 50 or more ports', 85],
      [70, 71, 'rejected-burst', '20 inbound flows rejected, 1 address, 20 ports', 20],
    ]);
  });

  it('are bounded, and the rest counted', () => {
    const records = Array.from({ length: 30 }, (_, i) => flow(`10.0.0.1/40000 > 203.0.113.${i}/443`, { bytes: i }));
    const story = tell(ONE, records, { mostEvents: 10 });
    expect(
      story
        .events()
        .map(({ details }) => Number(details['sentBytes']))
        .toSorted((a, b) => a - b),
    ).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    expect(story.omittedEvents).toBe(20);
  });
});

describe('gaps', () => {
  const silence = (status: string, minutes: number, more: JsonObject = {}): JsonObject => ({
    ...{ 'interface-id': ENI, start: T0 + minutes * 60, end: T0 + minutes * 60 + 59, 'log-status': status },
    ...more,
  });

  it('skipped windows of the hosts’ interfaces, put together', () => {
    const story = tell(ONE, [
      ...[2, 0, 1, 30].map((minute) => silence('SKIPDATA', minute)),
      silence('SKIPDATA', 5, { 'interface-id': 'eni-9' }),
      silence('NODATA', 50),
      silence('NODATA', 52),
    ]);
    const gaps = story.gaps().filter(({ about }) => about?.value === ENI);
    const minutes = gaps.map(({ code, interval }) => [code, (interval.from! / 1000 - T0) / 60, (interval.to! / 1000 - T0 - 59) / 60]);
    expect(minutes).toEqual([
      ['flow-data-skipped', 0, 2],
      ['flow-data-skipped', 30, 30],
      ['no-flows', 50, 52],
    ]);
  });

  it('thousands of separate windows become twenty and a rest that holds them all', () => {
    const story = tell(
      ONE,
      Array.from({ length: 5000 }, (_, i) => silence('SKIPDATA', i * 3)),
    );
    const gaps = story.gaps().filter(({ code }) => code === 'flow-data-skipped');
    expect(gaps.length).toBe(21);
    expect(gaps.at(-1)?.interval.to).toBe((T0 + 4999 * 180 + 59) * 1000);
    expect(gaps.at(-1)?.sentence).toContain('5000 in all');
  });

  it('a host of which nothing is there, unless something is; nothing without flow logs', () => {
    const entity = (kind: Entity['kind'], value: string): Entity => ({ kind, value, start: false, attributes: {}, interval: ALWAYS });
    const relation: Relation = {
      ...{ kind: 'has-interface', from: { kind: 'instance', value: 'i-2' }, to: { kind: 'interface', value: 'eni-2' } },
      ...{ interval: ALWAYS, confidence: 'certain', basis: 'test', evidence: [] },
    };
    const address: Relation = { ...relation, kind: 'has-address', from: relation.to, to: { kind: 'address', value: '10.0.0.2' } };
    const hosts = flowHosts([entity('instance', 'i-1'), entity('instance', 'i-2'), entity('cluster', 'c')], [relation, address]);
    expect(hosts.map(({ interfaceIds, addresses }) => [interfaceIds, addresses])).toEqual([
      [[], []],
      [['eni-2'], ['10.0.0.2']],
    ]);
    const story = tell(ONE, [flow('10.0.0.1/40000 > 203.0.113.5/443')]);
    expect(story.gaps(hosts).map(({ code, about }) => [code, about?.value])).toEqual([
      ['no-flows', 'i-2'],
      ['never-in-flow-logs', undefined],
    ]);
    expect(tell(ONE, []).gaps(hosts)).toEqual([]);
  });

  it('records without ends are told of', () => {
    const story = tell(ONE, [{ 'interface-id': ENI, bytes: 5, 'log-status': 'OK' }]);
    expect(story.gaps().map(({ sentence }) => sentence)).toContainEqual(expect.stringContaining('1 flow record of the hosts'));
  });
});
