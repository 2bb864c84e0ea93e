/**
 * CloudTrail as it really is: the records of a simulated attack (fixtures/cloudtrail) under rules of every shape. What each rule should
 * find is worked out a second time here, from the parsed JSON and without the rule engine.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../src/core/summary.ts';
import { findingsIn, runMain } from './helpers/run-main.ts';
import { temporaryFolder } from './helpers/spawn.ts';

const TRAIL = 'fixtures/cloudtrail/AWSLogs';
const RULES = 'fixtures/rules/cloudtrail';

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment,
   @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument
   -- the point is plain JavaScript over plain JSON */
type Event = any;

const EVENTS: readonly Event[] = readdirSync(TRAIL, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.gz'))
  .sort()
  .flatMap((path) => JSON.parse(gunzipSync(readFileSync(`${TRAIL}/${path}`)).toString()).Records);

const leaves = (value: Event): string[] =>
  typeof value === 'object' ? Object.values(value ?? {}).flatMap(leaves) : value === undefined ? [] : [String(value)];
const statements = (policy: Event): Event[] => [policy?.Statement ?? []].flat();

/** Rule → what it means, and how many records that is: the numbers were also counted with jq when the rules were written. */
const MEANING: Readonly<Record<string, readonly [records: number, means: (event: Event) => boolean]>> = {
  access_denied: [60, (e) => e.errorCode === 'AccessDenied' || e.errorCode?.endsWith('UnauthorizedOperation')],
  access_key_created: [2, (e) => e.eventName === 'CreateAccessKey' && e.errorCode === undefined],
  attack_simulation: [532, (e) => leaves(e).some((text) => text.includes('stratus-red-team')) && !/terraform/i.test(e.userAgent)],
  bucket_policy_for_other_account: [
    1,
    (e) =>
      e.eventName === 'PutBucketPolicy' &&
      statements(e.requestParameters?.bucketPolicy).some(({ Principal }) => /^arn:aws:iam::.*:root$/.test(Principal?.AWS)),
  ],
  change_in_console: [2, (e) => !e.readOnly && e.sessionCredentialFromConsole === 'true' && e.requestParameters !== null],
  command_on_instance: [2, (e) => e.eventName === 'SendCommand' && e.requestParameters.instanceIds.length > 0],
  console_login_without_mfa: [1, (e) => e.eventName === 'ConsoleLogin' && e.additionalEventData.MFAUsed === 'No'],
  database_not_public: [2, (e) => e.eventName.endsWith('DBInstance') && e.responseElements?.publiclyAccessible === false],
  ingress_from_anywhere: [
    2,
    (e) =>
      e.eventName === 'AuthorizeSecurityGroupIngress' &&
      [e.requestParameters, ...(e.requestParameters.ipPermissions.items ?? []).flatMap((item: Event) => item.ipRanges.items)].some(
        ({ cidrIp }) => cidrIp === '0.0.0.0/0',
      ),
  ],
  instance_credentials_elsewhere: [2, (e) => /:i-/.test(e.userIdentity.principalId) && e.sourceIPAddress === '192.168.10.20'],
  instance_launched: [2, (e) => e.eventName === 'RunInstances' && e.errorCode === undefined],
  login_profile_created: [2, (e) => e.eventName === 'CreateLoginProfile' && e.requestParameters.passwordResetRequired === false],
  password_data_read: [29, (e) => e.eventName === 'GetPasswordData'],
  role_trust_for_other_account: [
    1,
    (e) =>
      e.eventName === 'UpdateAssumeRolePolicy' &&
      statements(JSON.parse(e.requestParameters.policyDocument)).some(({ Principal }) => Principal.AWS !== undefined),
  ],
  root_used: [0, (e) => e.userIdentity.type === 'Root'],
  snapshot_shared: [1, (e) => e.eventName === 'ModifyDBSnapshotAttribute' && e.requestParameters.valuesToAdd?.[0] === '193672423079'],
  trail_tampered: [
    4,
    (e) => ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'].includes(e.eventName) && e.errorCode === undefined,
  ],
};

const names = (event: Event): string[] =>
  Object.keys(MEANING)
    .filter((name) => MEANING[name]![1](event))
    .sort();

describe('real CloudTrail under rules of every shape', () => {
  it('each rule has its meaning here', () => {
    expect(readdirSync(RULES).map((file) => file.replace('.yml', ''))).toEqual(Object.keys(MEANING).sort());
    expect(EVENTS).toHaveLength(2900);
    for (const [name, [records, means]] of Object.entries(MEANING)) expect([name, EVENTS.filter(means).length]).toEqual([name, records]);
  });

  it('each record has exactly the alerts it should have', async () => {
    const { code, stdout, stderr } = await runMain(['-r', RULES, TRAIL]);
    expect(code).toBe(0);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^complete: 542 findings on 17 hosts in 2,900 records$/);
    const found = findingsIn(stdout) as Event[];
    const flagged = EVENTS.filter((event) => names(event).length > 0);
    expect(found.map(({ record, alerts }) => [record.eventID, alerts.toSorted()])).toEqual(
      flagged.map((event) => [event.eventID, names(event)]),
    );
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    for (const { record, ...finding } of found) {
      expect(finding).toMatchObject({
        ...{ serviceName: record.eventSource, actionName: record.eventName, time: record.eventTime.replace('Z', '.000Z') },
        ...{ awsAccountId: record.recipientAccountId, workspaceId: null, databricksAccountId: null, clusterId: null, statusCode: null },
        ...{ sourceIp: record.sourceIPAddress, requestId: record.requestID ?? record.eventID, schema: 'cloudtrail', lost: [] },
        user: record.userIdentity.arn ?? record.userIdentity.userName ?? record.userIdentity.invokedBy,
      });
    }
    expect(found.find(({ record }) => record.eventName === 'RunInstances' && record.responseElements).instanceId).toBe(
      'i-0dbc91f429e48eeed',
    );
  });

  it('counts each rule for each record, and knows every field', async () => {
    const folder = temporaryFolder();
    await runMain(['-f', 'none', '-r', RULES, '--summary', `${folder}/s.json`, TRAIL]);
    const summary = JSON.parse(readFileSync(`${folder}/s.json`, 'utf8')) as Summary;
    expect(summary.rules).toEqual(
      Object.fromEntries(Object.entries(MEANING).map(([name, [matched]]) => [name, { matched, notMatched: 2900 - matched }])),
    );
    expect(summary).toMatchObject({ complete: true, schemas: { cloudtrail: 2900 }, unknownFields: {}, coverage: [], rulesNeverRun: [] });
  });

  it('is filtered by who did it, under each of their names, by address, host and time', async () => {
    const count = async (...options: string[]): Promise<number> =>
      findingsIn((await runMain(['-f', 'jsonl', '-r', RULES, ...options, TRAIL])).stdout).length;
    const flagged = (means: (event: Event) => boolean): number => EVENTS.filter((event) => names(event).length > 0 && means(event)).length;
    expect(await count('--user', 'Benjamin')).toBe(flagged(({ userIdentity }) => userIdentity.userName === 'benjamin'));
    expect(await count('--user', 'arn:aws:iam::123837392027:user/benjamin')).toBe(await count('--user', 'benjamin'));
    expect(await count('--user', 'i-0dbc91f429e48eeed')).toBe(
      flagged(({ userIdentity }) => userIdentity.arn?.endsWith('i-0dbc91f429e48eeed')),
    );
    expect(await count('--source-ip', '10.8.8.10')).toBe(flagged(({ sourceIPAddress }) => sourceIPAddress === '10.8.8.10'));
    expect(await count('--since', '2023-07-10T12:00:00Z')).toBe(flagged(({ eventTime }) => eventTime >= '2023-07-10T12'));
    expect(await count('--instance', 'i-0dbc91f429e48eeed', '--only', 'command_on_instance')).toBe(1);
  });
});
