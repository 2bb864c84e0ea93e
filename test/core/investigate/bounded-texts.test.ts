/** However long the texts of a log are, what a story keeps of them is short. */
import { mkdirSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, LONGEST_VALUE } from '../../../src/core/investigate/bounded-texts.ts';
import { runMain } from '../../helpers/run-main.ts';
import { temporaryFolder } from '../../helpers/spawn.ts';

const HOST = 'i-0c0ffee0000000001';
const CLUSTER = '0310-085500-bbbb0002';
const HUGE = 'x'.repeat(400_000);

it('a text within the bound stays as it is, of any other the beginning does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (text, most) => {
      const cut = cutText(text, most);
      expect(cut).toBe(text.length <= most ? text : `${text.slice(0, most)}…`);
    }),
  );
  expect(cutText(HUGE).length).toBe(LONGEST_VALUE + 1);
});

/** Records about the host with something huge in one place each. */
const calls = (): object[] => {
  const call = (more: object): object => ({
    ...{ eventVersion: '1.09', eventTime: '2026-03-10T09:00:00Z', eventSource: 'ec2.amazonaws.com', eventName: 'RebootInstances' },
    ...{ awsRegion: 'eu-west-1', sourceIPAddress: '192.0.2.1', userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/x' } },
    requestParameters: { instanceId: HOST },
    ...more,
  });
  const tag = (key: string, value: string): object =>
    call({
      eventName: 'CreateTags',
      requestParameters: { resourcesSet: { items: [{ resourceId: HOST }] }, tagSet: { items: [{ key, value }] } },
      responseElements: { _return: true },
    });
  const fields = [
    'eventName',
    'eventSource',
    'sourceIPAddress',
    'errorCode',
    'errorMessage',
    'awsRegion',
    'userAgent',
    'recipientAccountId',
  ];
  const launch = {
    instanceId: HOST,
    imageId: HUGE,
    vpcId: HUGE,
    subnetId: HUGE,
    privateDnsName: HUGE,
    placement: { availabilityZone: HUGE },
  };
  return [
    ...fields.map((name) => call({ [name]: HUGE })),
    ...[call({ userIdentity: { type: 'IAMUser', arn: HUGE } }), call({ requestParameters: { instanceId: HOST, documentName: HUGE } })],
    ...[tag('ClusterName', HUGE), tag('ClusterId', HUGE), tag(HUGE, 'value'), call({ requestParameters: { [`${HOST} ${HUGE}`]: 1 } })],
    call({ eventName: 'RunInstances', responseElements: { instancesSet: { items: [launch] } } }),
  ].map((one, i) => ({ ...one, eventID: `e${String(i)}` }));
};

const records = (): object[] => {
  const record = (serviceName: string, actionName: string, params: object, more: object = {}): object => ({
    ...{ version: '2.0', timestamp: Date.UTC(2026, 2, 10, 9), workspaceId: 3333333333333333, serviceName, actionName },
    ...{ sourceIPAddress: '192.0.2.1', userIdentity: { email: 'dana@example.com' }, requestParams: params, response: { statusCode: 200 } },
    ...more,
  });
  const about = { cluster_id: CLUSTER, clusterId: CLUSTER };
  return [
    record('notebook', 'runCommand', { ...about, commandText: 'short' }, { userIdentity: { email: HUGE } }),
    record('notebook', 'runCommand', { ...about, commandText: HUGE, path: HUGE, status: HUGE, commandLanguage: HUGE }),
    record('clusters', 'create', { ...about, cluster_name: HUGE, init_scripts: HUGE }, { sourceIPAddress: HUGE }),
    record('clusters', HUGE, about),
    record('ssh', 'login', { instanceId: HOST, userName: HUGE, port: HUGE }, { workspaceId: HUGE }),
    record('capsule8-alerts-dataplane', 'Userland Container Escape', { instanceId: HOST, program: HUGE, path: HUGE }),
    record('clamAVScanService-dataplane', 'clamAVScanAction', { instanceId: HOST }, { response: { statusCode: 200, result: HUGE } }),
  ].map((one, i) => ({ ...one, requestId: `r${String(i)}` }));
};

describe('a story of huge texts', () => {
  it('has none of them', async () => {
    const folder = temporaryFolder();
    mkdirSync(`${folder}/audit`);
    mkdirSync(`${folder}/cloudtrail`);
    writeFileSync(
      `${folder}/audit/a.json`,
      records()
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(''),
    );
    writeFileSync(`${folder}/cloudtrail/c.json`, JSON.stringify({ Records: calls() }));
    const inputs = ['--audit', `${folder}/audit`, '--cloudtrail', `${folder}/cloudtrail`];
    const { code, stdout } = await runMain(['investigate', HOST, `cluster:${CLUSTER}`, ...inputs, '-f', 'json']);
    expect(code).toBe(0);
    const { timeline, entities } = JSON.parse(stdout) as { readonly timeline: readonly object[]; readonly entities: readonly object[] };
    expect(timeline.length).toBeGreaterThan(15);
    expect(entities.length).toBeGreaterThan(1);
    // Only a command may be long.
    const lengths = (stdout.match(/x+/g) ?? []).map(({ length }) => length).filter((length) => length > LONGEST_VALUE);
    expect(lengths).toEqual([65_536]);
  });
});
