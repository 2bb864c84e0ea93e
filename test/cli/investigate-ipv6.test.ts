/** One address in its spellings, in each log. All records are invented. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { INVESTIGATION } from '../../scripts/investigation-schema.ts';
import { findingsIn, runMain } from '../helpers/run-main.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

const ENI = 'eni-0a00000000000000a';
const NINE = Date.UTC(2026, 2, 10, 9);

function audit(sourceIPAddress: string, i: number): string {
  const said = { serviceName: 'accounts', actionName: `login${i}`, requestId: `r-${i}`, userIdentity: { email: 'bob@example.com' } };
  return JSON.stringify({ version: '2.0', timestamp: NINE + i, workspaceId: 33, sourceIPAddress, ...said, requestParams: {} });
}

function call(sourceIPAddress: string, i: number): object {
  const head = { eventVersion: '1.08', eventSource: 's3.amazonaws.com', eventName: `Get${i}`, eventTime: '2026-03-10T09:00:00Z' };
  return { ...head, eventID: `e-${i}`, sourceIPAddress, userIdentity: { arn: 'arn:aws:iam::111122223333:user/bob' } };
}

it.each([
  ['2001:DB8:0::0:1', ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1', '[2001:db8::1]:443'], '2001:db8::2'],
  ['192.0.2.1', ['192.0.2.1', '::ffff:192.0.2.1', '192.0.2.1:443', '[::FFFF:c000:201]:443'], '192.0.2.11'],
])('a story from %s has all of them, and not its neighbour', async (start, spellings, other) => {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/audit`);
  writeFileSync(`${folder}/audit/a.json`, `${[...spellings, other].map(audit).join('\n')}\n`);
  const trail = [...spellings.filter((one) => !one.includes('443')), other];
  writeFileSync(`${folder}/trail.json`, JSON.stringify({ Records: trail.map(call) }));
  const paths = ['--audit', `${folder}/audit`, '--cloudtrail', `${folder}/trail.json`];
  const { stdout } = await runMain(['investigate', `ip:${start}`, ...paths, '-f', 'json']);
  const { timeline } = INVESTIGATION.parse(JSON.parse(stdout));
  const told = (pattern: RegExp): readonly string[] =>
    [...new Set(timeline.map(({ title }) => pattern.exec(title)?.[0] ?? ''))].filter(Boolean).sort();
  expect(told(/login\d/)).toEqual(spellings.map((_, i) => `login${i}`));
  expect(told(/Get\d/)).toEqual(trail.slice(0, -1).map((_, i) => `Get${i}`));
  expect(new Set(timeline.map(({ sourceIp }) => sourceIp)).size).toBe(1);

  const args = ['-e', 'serviceName: accounts', '--source-ip', start, `${folder}/audit`];
  expect(findingsIn((await runMain(args)).stdout)).toHaveLength(spellings.length);
});

it('joins flows with an IPv6 peer in whatever spelling', async () => {
  const folder = temporaryFolder();
  const line = (address: string): string =>
    `2 111122223333 ${ENI} ${address} 2001:db8:1::a 40000 443 6 10 1000 ${NINE / 1000} ${NINE / 1000 + 60} ACCEPT OK`;
  writeFileSync(`${folder}/flows.log`, `${['2001:db8::1', '2001:DB8:0:0:0:0:0:1', '2001:db8::2'].map(line).join('\n')}\n`);
  const launch = {
    ...{
      eventVersion: '1.08',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      eventTime: '2026-03-10T08:00:00Z',
      eventID: 'e',
    },
    ...{ userIdentity: {}, requestParameters: {} },
    responseElements: {
      instancesSet: { items: [{ instanceId: 'i-0c0ffee0000000001', networkInterfaceSet: { items: [{ networkInterfaceId: ENI }] } }] },
    },
  };
  writeFileSync(`${folder}/trail.json`, JSON.stringify({ Records: [launch] }));
  const paths = ['--flow-logs', `${folder}/flows.log`, '--cloudtrail', `${folder}/trail.json`];
  const host = INVESTIGATION.parse(JSON.parse((await runMain(['investigate', 'i-0c0ffee0000000001', ...paths, '-f', 'json'])).stdout));
  expect(host.peers.map(({ address, sent, received }) => [address, sent.flows + received.flows])).toEqual([
    ['2001:db8::1', 2],
    ['2001:db8::2', 1],
  ]);
  const address = INVESTIGATION.parse(JSON.parse((await runMain(['investigate', 'ip:2001:db8:0::1', ...paths, '-f', 'json'])).stdout));
  expect(address.entities.filter(({ kind }) => kind === 'instance').map(({ value }) => value)).toEqual(['i-0c0ffee0000000001']);
});
