/** What a CloudTrail record says about who, where and what. Records here are synthetic; test/cloudtrail.test.ts has real ones. */
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/core/databricks-facts.ts';
import { identityText } from '../../src/core/identity.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { cloudtrail } from '../../src/schemas/cloudtrail.ts';
import { filters, linesOf, rulesFrom, scanChunks } from '../helpers/scan.ts';

const EVENT = {
  ...{ eventVersion: '1.11', eventTime: '2026-03-01T08:00:00Z', eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
  ...{ requestID: 'request', eventID: 'event', eventType: 'AwsApiCall', recipientAccountId: '000000000000' },
};
const INSIGHT = {
  ...{ eventVersion: '1.09', eventTime: '2026-03-01T08:00:00Z', eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight' },
  ...{ eventID: 'event', recipientAccountId: '000000000000', sharedEventID: 'shared', awsRegion: 'eu-west-1' },
  insightDetails: { state: 'Start', eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', insightType: 'ApiCallRateInsight' },
};

function factsAbout(changes: JsonObject): Record<'instance' | 'user' | 'account' | 'request', string | null> {
  const event = cloudtrail.toEvent({ ...EVENT, ...changes });
  const facts = factsOf(event);
  return {
    instance: facts.instanceOf(event.fields),
    user: facts.usersOf(event.fields)[0] ?? null,
    account: facts.awsAccountOf(event.fields),
    request: facts.requestIdOf(event.fields),
  };
}

describe('who did it', () => {
  const arn = 'arn:aws:sts::000000000000:assumed-role/data/ann@example.com';

  it.each<readonly [what: string, identity: JsonObject, user: string | null]>([
    ['the ARN', { type: 'AssumedRole', arn, userName: 'x' }, arn],
    ['root, by its ARN', { type: 'Root', arn: 'arn:aws:iam::000000000000:root' }, 'arn:aws:iam::000000000000:root'],
    ['the name of a failed sign-in', { type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' }, 'HIDDEN_DUE_TO_SECURITY_REASONS'],
    ['the service that acts by itself', { type: 'AWSService', invokedBy: 'rds.amazonaws.com' }, 'rds.amazonaws.com'],
    ['nobody', {}, null],
    ['nobody, if it is no text', { arn: ['x'] }, null],
  ])('is %s', (_, userIdentity, user) => {
    expect(factsAbout({ userIdentity }).user).toBe(user);
  });

  it('can be asked for by the name of the session, which Databricks knows too', async () => {
    const rules = rulesFrom('{"title":"t","logsource":{"product":"aws"},"detection":{"s":{"eventName":"*"},"condition":"s"}}');
    const asked = async (user: string): Promise<number> => {
      const plan = { rules, filters: filters({ users: new Set([user]) }) };
      return (await scanChunks([linesOf({ ...EVENT, userIdentity: { type: 'AssumedRole', arn } })], plan)).findings.length;
    };
    expect(await Promise.all([asked('Ann@example.com'), asked(arn), asked('data'), asked('ann')])).toEqual([1, 1, 0, 0]);
  });
});

describe('the instance', () => {
  const id = 'i-0014000000000000a';
  const other = 'i-0014000000000000b';

  it.each<readonly [what: string, changes: JsonObject, instance: string | null]>([
    ['that acts', { userIdentity: { arn: `arn:aws:sts::0:assumed-role/r/${id}` }, requestParameters: { instanceId: other } }, id],
    ['that acts, by its principal', { userIdentity: { principalId: `AROAEXAMPLE:${id}` } }, id],
    ['acted on', { requestParameters: { instanceId: id } }, id],
    ['commanded', { requestParameters: { instanceIds: [id] } }, id],
    [
      'launched',
      {
        requestParameters: { instancesSet: { items: [{ imageId: 'ami' }] } },
        responseElements: { instancesSet: { items: [{ instanceId: id }] } },
      },
      id,
    ],
    ['named twice', { requestParameters: { instanceId: id }, responseElements: { instancesSet: { items: [{ instanceId: id }] } } }, id],
    ['of the old form', { requestParameters: { instanceId: 'i-0014000a' } }, 'i-0014000a'],
    ['is none of several', { requestParameters: { instanceIds: [id, other] } }, null],
    ['is no made-up id', { requestParameters: { instanceId: 'i-8py8wmkkftttj9l9' } }, null],
    ['is no database session', { userIdentity: { arn: `arn:aws:sts::0:assumed-role/r/dbi-id-db-${id}` } }, null],
    ['is not in an empty set', { requestParameters: { instancesSet: {} }, responseElements: null }, null],
    ['is not in a strange one', { requestParameters: { instancesSet: { items: [null, [], 'x'] }, instanceIds: {} } }, null],
  ])('%s', (_, changes, instance) => {
    expect(factsAbout(changes).instance).toBe(instance);
  });
});

it('the account is the one that received the record, else the one that acted', () => {
  expect(factsAbout({ userIdentity: { accountId: '111111111111' } }).account).toBe('000000000000');
  expect(factsAbout({ recipientAccountId: null, userIdentity: { accountId: '111111111111' } }).account).toBe('111111111111');
});

it('the event id stands in for a request id, which service events lack', () => {
  expect(factsAbout({}).request).toBe('request');
  expect(factsAbout({ requestID: null }).request).toBe('event');
});

it('two records are one when nothing but their copy differs', () => {
  const identity = (changes: JsonObject): string => identityText(cloudtrail.toEvent({ ...EVENT, ...changes }));
  expect(identity({ userAgent: 'x' })).toBe(identity({}));
  for (const changes of [{ eventID: 'other' }, { eventTime: '2026-03-01T08:00:01Z' }, { responseElements: { a: 1 } }, { eventName: 'x' }]) {
    expect(identity(changes)).not.toBe(identity({}));
  }
});

describe('insights', () => {
  it('are records of the trail, about the call they name', () => {
    expect(cloudtrail.recognises(INSIGHT)).toBe(true);
    expect(cloudtrail.toEvent(INSIGHT)).toMatchObject({ serviceName: 'iam.amazonaws.com', actionName: 'CreateUser', unknownFields: [] });
  });

  it('are found by rules for them, and by no rule for the call itself', async () => {
    const rule = (name: string, selection: object): object => ({
      ...{ title: name, name, logsource: { product: 'aws', service: 'cloudtrail' }, detection: { s: selection, condition: 's' } },
    });
    const rules = rulesFrom(
      JSON.stringify({ rules: [rule('insight', { eventCategory: 'Insight' }), rule('call', { eventName: 'CreateUser' })] }),
    );
    const { findings } = await scanChunks([linesOf(INSIGHT, { ...EVENT, eventName: 'CreateUser' })], { rules });
    expect(findings.map(({ alerts, requestId }) => [alerts, requestId])).toEqual([
      [['insight'], 'event'],
      [['call'], 'request'],
    ]);
  });
});
