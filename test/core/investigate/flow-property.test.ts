/** Joins, sums and silences of any flow logs, against the plainest code that says the same. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/json/value.ts';
import { scopeOf } from '../../../src/core/investigate/address-scope.ts';
import { FlowSilences } from '../../../src/core/investigate/flow-silences.ts';
import { FlowStory } from '../../../src/core/investigate/flow-story.ts';
import type { Interval, Peer } from '../../../src/core/investigate/model.ts';
import { fakeHosts, overlaps, type FakeHost } from './fake-hosts.ts';
import { evidence, T0, tell } from './flow-records.ts';

const ADDRESSES = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '203.0.113.5', '2001:db8::1'];
const VPCS = ['vpc-1', 'vpc-2'];
const INTERFACES = ['eni-1', 'eni-2', 'eni-3'];
const minute = fc.integer({ min: 0, max: 60 });

const interval: fc.Arbitrary<Interval> = fc.tuple(fc.option(minute), fc.option(minute)).map(([from, length]) => ({
  from: from === null ? null : (T0 + from * 60) * 1000,
  to: length === null ? null : (T0 + ((from ?? 0) + length) * 60) * 1000,
}));

/** Each has an interface and an address of its own in a VPC; both may be used again at other times, or at the same one elsewhere. */
const hostOf = (i: number): fc.Arbitrary<FakeHost> =>
  fc
    .record({
      interfaceId: fc.constantFrom(...INTERFACES),
      address: fc.constantFrom(...ADDRESSES),
      vpcId: fc.constantFrom(...VPCS),
      interval,
    })
    .map(({ address, ...rest }) => ({ instanceId: `i-${i}`, addresses: [address], ...rest }));

const hosts = fc
  .tuple(...[1, 2, 3, 4].map(hostOf))
  // An interface belongs to one instance at a time.
  .map((all) => all.filter((host, i) => !all.slice(0, i).some((other) => other.interfaceId === host.interfaceId)));

interface Plain {
  readonly interfaceId: string | null;
  readonly vpcId: string | null;
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
  readonly start: number;
  readonly end: number;
  readonly rejected: boolean;
  readonly egress: boolean;
}

const plainFlow: fc.Arbitrary<Plain> = fc
  .record({
    interfaceId: fc.option(fc.constantFrom(...INTERFACES, 'eni-9')),
    vpcId: fc.option(fc.constantFrom(...VPCS)),
    ends: fc.shuffledSubarray(ADDRESSES, { minLength: 2, maxLength: 2 }),
    bytes: fc.nat(1000),
    start: minute,
    length: fc.integer({ min: 0, max: 10 }),
    rejected: fc.boolean(),
    egress: fc.boolean(),
  })
  .map(({ ends, start, length, ...rest }) => ({
    ...rest,
    from: ends[0]!,
    to: ends[1]!,
    start: T0 + start * 60,
    end: T0 + (start + length) * 60,
  }));

function recordOf({ interfaceId, vpcId, from, to, bytes, start, end, rejected, egress }: Plain): JsonObject {
  return {
    ...(interfaceId !== null && { 'interface-id': interfaceId }),
    ...(vpcId !== null && { 'vpc-id': vpcId }),
    ...{ srcaddr: from, dstaddr: to, bytes, start, end, action: rejected ? 'REJECT' : 'ACCEPT', 'log-status': 'OK' },
    'flow-direction': egress ? 'egress' : 'ingress',
  };
}

/** Host, peer → the sums, worked out flow by flow for each host. */
function oracle(all: readonly FakeHost[], flows: readonly Plain[]): string[] {
  const own = new Map<string, number[]>();
  const far = new Map<string, number[]>();
  const add = (table: Map<string, number[]>, host: FakeHost, flow: Plain, isSource: boolean): void => {
    const key = `${host.instanceId} ${isSource ? flow.to : flow.from}`;
    const sums = table.get(key) ?? [0, 0, 0, Infinity, -Infinity];
    sums[flow.rejected ? 2 : isSource ? 0 : 1]! += flow.bytes;
    table.set(key, [sums[0]!, sums[1]!, sums[2]!, Math.min(sums[3]!, flow.start), Math.max(sums[4]!, flow.end)]);
  };
  for (const flow of flows) {
    const there = all.filter((host) => overlaps(host.interval, { from: (flow.start - 60) * 1000, to: flow.end * 1000 }));
    const owner = there.find((host) => host.interfaceId === flow.interfaceId);
    if (owner !== undefined) add(own, owner, flow, flow.egress);
    for (const isSource of [true, false]) {
      if (owner !== undefined && isSource === flow.egress) continue;
      // On an interface in a place that is not told, an address of a host with a known interface is not its own.
      if (flow.interfaceId !== null && flow.vpcId === null) continue;
      for (const host of there) {
        const isHis = host.addresses.includes(isSource ? flow.from : flow.to) && (flow.vpcId === null || host.vpcId === flow.vpcId);
        if (isHis && host !== owner) add(far, host, flow, isSource);
      }
    }
  }
  const told = [...own, ...[...far].filter(([key]) => !own.has(key))];
  return told.map(([key, [sent, received, rejected, first, last]]) => `${key} ${sent}/${received}/${rejected} ${first}-${last}`).sort();
}

const brief = ({ instanceId, address, sent, received, rejected, first, last }: Peer): string =>
  `${instanceId} ${address} ${sent.bytes}/${received.bytes}/${rejected.bytes} ${first! / 1000}-${last! / 1000}`;

it('joins and sums as the oracle does, in any order of the records', () => {
  fc.assert(
    fc.property(hosts, fc.array(plainFlow, { maxLength: 30 }), (all, flows) => {
      const expected = oracle(all, flows);
      const records = flows.map(recordOf);
      expect(tell(fakeHosts(all), records).peers().map(brief).sort()).toEqual(expected);
      expect(tell(fakeHosts(all), records.toReversed()).peers().map(brief).sort()).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

it('with a limit, hands out the ones with most bytes, and what is left out is counted', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (sizes, most) => {
      // Each peer's traffic in one record: then nothing that is let go comes back, and all is exact.
      const host: FakeHost = {
        instanceId: 'i-1',
        interfaceId: 'eni-1',
        addresses: ['10.0.0.1'],
        vpcId: null,
        interval: { from: null, to: null },
      };
      const records = sizes.map((bytes, i) => ({
        'interface-id': 'eni-1',
        srcaddr: '10.0.0.1',
        dstaddr: `203.0.113.${i}`,
        bytes,
        start: T0,
      }));
      const story = tell(fakeHosts([host]), records, { mostPeers: most });
      const sent = story.peers().map((peer) => peer.sent.bytes);
      expect(sent.toSorted((a, b) => b - a)).toEqual(sizes.toSorted((a, b) => b - a).slice(0, most));
      expect(sent.length + story.omittedPeers).toBe(sizes.length);
    }),
  );
});

it('takes any record without failing', () => {
  const value = fc.oneof(
    fc.constantFrom(...ADDRESSES, 'SKIPDATA', 'NODATA', 'REJECT', 'ingress', '-', '', '99999999999999999999'),
    fc.nat(),
    fc.jsonValue(),
  );
  const names = [
    'interface-id',
    'srcaddr',
    'dstaddr',
    'srcport',
    'dstport',
    'protocol',
    'bytes',
    'packets',
    'start',
    'end',
    'action',
    'log-status',
  ];
  const record = fc.dictionary(fc.constantFrom(...names, 'tcp-flags', 'flow-direction', 'pkt-srcaddr', 'vpc-id', '__proto__'), value);
  const host: FakeHost = {
    instanceId: 'i-1',
    interfaceId: '10.0.0.1',
    addresses: ['10.0.0.1'],
    vpcId: null,
    interval: { from: null, to: null },
  };
  fc.assert(
    fc.property(fc.array(record, { maxLength: 10 }), (records) => {
      const story = new FlowStory(fakeHosts([host]));
      for (const [i, one] of records.entries()) story.add({ 'interface-id': '10.0.0.1', ...(one as JsonObject) }, evidence(i));
      for (const { sent, received, rejected } of story.peers())
        for (const count of [sent, received, rejected].flatMap(({ flows, packets, bytes }) => [flows, packets, bytes]))
          expect(Number.isSafeInteger(count)).toBe(true);
      story.events();
      story.gaps();
    }),
    { numRuns: 500 },
  );
});

it('silences cover exactly the times they were told, up to a minute between windows', () => {
  const window = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 5 }));
  fc.assert(
    fc.property(fc.array(window, { minLength: 1, maxLength: 12 }), (windows) => {
      const silences = new FlowSilences();
      for (const [from, length] of windows) silences.add('eni-1', ['i-1'], { from: from * 60_000, to: (from + length) * 60_000 });
      const [silence] = silences.silences();
      const inside = (spans: readonly { from: number; to: number }[], at: number): boolean =>
        spans.some(({ from, to }) => from <= at && at <= to);
      const told = silence!.spans.map(({ from, to }) => ({ from: from!, to: to! }));
      const plain = windows.map(([from, length]) => ({ from: from * 60_000, to: (from + length) * 60_000 }));
      for (let at = 0; at <= 106 * 60_000; at += 30_000) {
        // Half a minute is bridged where both whole minutes beside it are covered.
        const bridged = inside(plain, at - 30_000) && inside(plain, at + 30_000);
        expect(inside(told, at)).toBe(inside(plain, at) || (at % 60_000 !== 0 && bridged));
      }
      for (const [i, span] of told.slice(1).entries()) expect(span.from).toBeGreaterThan(told[i]!.to + 60_000);
      expect(silence!.windows).toBe(windows.length);
    }),
  );
});

it.each<[string, 'internal' | 'external']>([
  ...(
    ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.127.255.255', '127.0.0.1'] as const
  ).map((address): [string, 'internal'] => [address, 'internal']),
  ...(
    [
      '169.254.169.254',
      '::1',
      '::',
      'fd00::1',
      'fc12::1',
      'fe80::1',
      'febf::1',
      'ff02::1',
      '::ffff:10.0.0.1',
      '224.0.0.1',
      '255.255.255.255',
    ] as const
  ).map((address): [string, 'internal'] => [address, 'internal']),
  ...(['9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '100.128.0.0', '192.169.0.0', '8.8.8.8', '2001:db8::1'] as const).map(
    (address): [string, 'external'] => [address, 'external'],
  ),
  ...(['fec0::1', 'f::1', '::ffff:8.8.8.8', '999.0.0.1', 'fd', ''] as const).map((address): [string, 'external'] => [address, 'external']),
])('%s is %s', (address, scope) => {
  expect(scopeOf(address)).toBe(scope);
});
