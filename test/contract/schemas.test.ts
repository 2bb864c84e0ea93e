/** What must hold for every registered schema. A new schema adds one sample here. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alert, azureRecord, logAnalyticsRow, record, START, systemTableRow } from '../../fixtures/records.ts';
import { AWS_VPCFLOW, DATABRICKS_AUDIT } from '../../src/core/event.ts';
import { buildFinding } from '../../src/core/build-finding.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { nodePlatform } from '../../src/platform.ts';
import { SCHEMAS } from '../../src/registry.ts';
import { HOST_RULES } from '../helpers/scan.ts';

const ALERT = alert('Kernel Exploit', 'i-0014000000000000a', START);
const LOGIN = record({ serviceName: 'accounts', actionName: 'login', timestamp: START });
const FLOW_START = Math.floor(START / 1000);
const asJson = (value: object): JsonObject => parseJson(JSON.stringify(value)) as JsonObject;

const SAMPLES: Readonly<Record<string, readonly JsonObject[]>> = {
  'databricks-delivery': [asJson(ALERT), asJson(LOGIN)],
  'databricks-system-table': [0, 1, 2, 3].map((variant) => asJson(systemTableRow(ALERT, variant))),
  'azure-diagnostic': [azureRecord(ALERT), logAnalyticsRow(ALERT)].map(asJson),
  cloudtrail: [
    asJson({
      ...{ eventVersion: '1.09', eventTime: new Date(START).toISOString(), eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
      ...{ userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::000000000000:user/synthetic', accountId: '000000000000' } },
      ...{ requestParameters: { instanceType: 't3.micro' }, responseElements: null, requestID: 'request', eventID: 'event' },
    }),
  ],
  'vpc-flow': [
    asJson({
      ...{ version: 2, 'account-id': '000000000000', 'interface-id': 'eni-00000000000000001', srcaddr: '10.0.0.1', dstaddr: '203.0.113.5' },
      ...{ srcport: 40000, dstport: 443, protocol: 6, packets: 5, bytes: 800, start: FLOW_START, end: FLOW_START + 60 },
      ...{ action: 'ACCEPT', 'log-status': 'OK' },
    }),
    asJson({ 'interface-id': 'eni-00000000000000001', start: FLOW_START, end: FLOW_START + 60, 'log-status': 'NODATA' }),
  ],
};
const samples = Object.values(SAMPLES).flat();

/** Keys of every schema, in any mixture and with any values. */
const anyRecord: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.dictionary(
    fc.oneof(
      fc.constantFrom(...new Set(samples.flatMap((sample) => Object.keys(sample))), 'ServiceName', '__proto__', 'constructor'),
      fc.string(),
    ),
    fc.oneof(
      fc.jsonValue(),
      fc.json(),
      fc.constantFrom(...samples.flatMap((sample) => Object.values(sample))),
      fc.constantFrom(...samples).map((sample) => JSON.stringify(sample)),
      fc.constantFrom('Microsoft.Databricks/x/y', 'Microsoft.Databricks/', '/workspaces/', '[["a"]]', '[{"key":null}]', '{"a":'),
    ) as fc.Arbitrary<JsonValue>,
    { maxKeys: 12 },
  ),
  fc.object({ maxDepth: 3, withNullPrototype: false }).map((value) => asJson(value)),
);

it('has samples of every schema', () => {
  expect(Object.keys(SAMPLES)).toEqual(SCHEMAS.map(({ name }) => name));
});

it('at most one schema says yes to a record, whatever it is', () => {
  fc.assert(
    fc.property(anyRecord, (value) => {
      expect(SCHEMAS.filter((schema) => schema.recognises(value)).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2000 },
  );
});

it.each<[string, JsonObject]>([
  ['an empty object', {}],
  ['a package file', { name: 'x', version: '1' }],
  ['a CloudTrail digest', { awsAccountId: '000000000000', digestStartTime: '2026-03-01T00:00:00Z', logFiles: [] }],
  ['an Azure record of another service', { operationName: 'Microsoft.Compute/virtualMachines/start', properties: { a: 1 }, time: 'x' }],
  ['a record of another network log', { version: 2, 'eni-id': 'eni-0', srcip: '10.0.0.1', dstip: '10.0.0.2' }],
  ['inherited names', parseJson('{"__proto__":{"actionName":"x"}}') as JsonObject],
])('no schema says yes to %s', (_, value) => {
  expect(SCHEMAS.filter((schema) => schema.recognises(value))).toEqual([]);
});

describe.each(SCHEMAS.map((schema) => ({ schema, name: schema.name })))('$name', ({ schema, name }) => {
  it('recognises its samples, alone', () => {
    for (const sample of SAMPLES[name]!) expect(SCHEMAS.filter((other) => other.recognises(sample))).toEqual([schema]);
  });

  it('maps its samples to the common vocabulary', () => {
    const event = schema.toEvent(SAMPLES[name]![0]!);
    // Flow logs have whole seconds.
    expect(event).toMatchObject({ time: schema.logsource === AWS_VPCFLOW ? FLOW_START * 1000 : START, unknownFields: [] });
    if (schema.routing !== undefined) {
      const { service, action } = schema.routing;
      expect(event).toMatchObject({ serviceName: event.fields[service], actionName: event.fields[action] });
    }
    if (schema.logsource !== DATABRICKS_AUDIT) return;
    expect(event).toMatchObject({ serviceName: ALERT.serviceName, actionName: ALERT.actionName });
    expect(event.fields).toMatchObject({ actionName: ALERT.actionName, requestParams: ALERT.requestParams, requestId: ALERT.requestId });
  });

  it('answers any record with an event, and the rules and the finding take any event', () => {
    fc.assert(
      fc.property(anyRecord, (value) => {
        const before = JSON.stringify(value);
        const event = schema.toEvent(value);
        expect(JSON.stringify(value)).toBe(before);
        for (const text of [event.serviceName, event.actionName, event.workspaceId])
          expect(text === null || typeof text === 'string').toBe(true);
        expect(event.time === null || Number.isSafeInteger(event.time)).toBe(true);
        for (const rule of HOST_RULES.rules) rule.match(event.fields);
        const raw = { kind: 'record', value, text: before, line: 1, index: null, offset: 0, invalidBytes: null } as const;
        const finding = buildFinding(
          { event, schema, raw, uri: 'a', matches: [{ rule: HOST_RULES.rules[0]!.rule, level: null, evidence: [] }], level: null },
          nodePlatform,
        );
        expect(finding.id).toMatch(/^[0-9a-f]{64}$/);
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('names the keys it does not know, and keeps them', () => {
    const event = schema.toEvent({ ...SAMPLES[name]![0]!, brandNew: 'x' });
    expect(event.unknownFields).toEqual(['brandNew']);
    expect(event.fields['brandNew']).toBe('x');
  });
});
