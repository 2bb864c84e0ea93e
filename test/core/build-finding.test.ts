import { describe, expect, it } from 'vitest';
import { alert, START } from '../../fixtures/records.ts';
import { EVIDENCE_LIMIT, type Finding } from '../../src/core/finding.ts';
import { linesOf, rulesFrom, scanChunks } from '../helpers/scan.ts';

const HOST = 'i-0014000000000000a';
const ALERT = alert('Privileged Container Launched', HOST, START);

async function findingOf(record: object | string, rules?: string): Promise<Finding> {
  const { findings } = await scanChunks(
    [typeof record === 'string' ? record : linesOf(record)],
    rules === undefined ? {} : { rules: rulesFrom(rules) },
  );
  expect(findings).toHaveLength(1);
  return findings[0]!;
}

const rule = (name: string, level: string | null, more: object = {}): object => ({
  ...{ name, title: `Title of ${name}`, logsource: { product: 'databricks' }, detection: { s: { actionName: '*' }, condition: 's' } },
  ...(level === null ? {} : { level }),
  ...more,
});

describe('a finding', () => {
  it('tells what the record tells', async () => {
    expect(await findingOf(ALERT)).toMatchObject({
      ...{
        schemaVersion: 1,
        kind: 'record',
        alerts: ['container-escape', 'suspicious-activity'],
        level: 'high',
        time: '2026-03-01T08:00:00.123Z',
      },
      ...{ instanceId: HOST, databricksAccountId: ALERT.accountId, workspaceId: '1111111111111111', awsAccountId: null, clusterId: null },
      ...{
        serviceName: 'capsule8-alerts-dataplane',
        actionName: 'Privileged Container Launched',
        requestId: ALERT.requestId,
        statusCode: 200,
      },
      ...{ user: null, sourceIp: null, lost: [], schema: 'databricks-delivery', source: { uri: 'a.json', line: 1, offset: 0 } },
    });
  });

  it('has the highest level, the title of the first rule at that level, and the tags of all', async () => {
    const rules = [
      rule('a', 'low', { tags: ['attack.t1'] }),
      rule('b', 'high', { tags: ['attack.t2'] }),
      rule('c', 'high', { tags: ['attack.t1'] }),
    ];
    expect(await findingOf(ALERT, JSON.stringify(rules))).toMatchObject({
      ...{ alerts: ['a', 'b', 'c'], level: 'high', title: 'Title of b', tags: ['attack.t1', 'attack.t2'] },
    });
  });

  it('has no level when no rule has one', async () => {
    expect(await findingOf(ALERT, JSON.stringify(rule('a', null)))).toMatchObject({ level: null, title: 'Title of a' });
  });

  it('carries ids as text, however large', async () => {
    const text = JSON.stringify(ALERT)
      .replace('"workspaceId":1111111111111111', '"workspaceId":12345678901234567890')
      .replace(`"${ALERT.accountId}"`, '98765432109876543210');
    expect(await findingOf(text)).toMatchObject({ workspaceId: '12345678901234567890', databricksAccountId: '98765432109876543210' });
  });

  it('names the user of the request when there is no identity, and the address without its port', async () => {
    const login = { ...ALERT, requestParams: { user: 'bob@example.com' }, sourceIPAddress: '[2001:db8::1]:443' };
    expect(await findingOf(login)).toMatchObject({ user: 'bob@example.com', sourceIp: '2001:db8::1' });
  });

  it.each([
    [{ requestParams: { cluster_id: '1-2-a' } }, '1-2-a'],
    [{ requestParams: { clusterId: '1-2-b' } }, '1-2-b'],
    [{ requestParams: {}, response: { result: '{"cluster_id":"1-2-c"}' } }, '1-2-c'],
    [{ requestParams: {}, response: { result: 'text' } }, null],
  ])('finds the cluster in %j', async (changes, clusterId) => {
    expect(await findingOf({ ...ALERT, ...changes })).toMatchObject({ clusterId });
  });

  it.each([
    ['200', 200],
    [403, 403],
    ['none', null],
    [1.5, null],
    [null, null],
  ])('a status code %j is %j', async (statusCode, expected) => {
    expect(await findingOf({ ...ALERT, response: { statusCode } })).toMatchObject({ statusCode: expected });
  });

  it('cuts long evidence; the record has it whole', async () => {
    const actionName = `x${'y'.repeat(5000)}`;
    const finding = await findingOf(
      { ...ALERT, actionName },
      JSON.stringify(rule('a', 'low', { detection: { s: { actionName: 'x*' }, condition: 's' } })),
    );
    expect(finding.evidence).toEqual([{ rule: 'a', field: 'actionName', value: actionName.slice(0, EVIDENCE_LIMIT) }]);
    expect(finding.record).toContain(actionName);
  });

  it('says when the record was no valid UTF-8, and gives the bytes', async () => {
    const bytes = Buffer.from(JSON.stringify({ ...ALERT, userAgent: '~' })).map((byte) => (byte === 0x7e ? 0xff : byte));
    const { findings } = await scanChunks([bytes]);
    expect(findings[0]).toMatchObject({ recordEncoding: 'repaired-utf-8', recordBase64: Buffer.from(bytes).toString('base64') });
    expect(findings[0]!.record).toContain('"userAgent":"\uFFFD"');
    expect(await findingOf({ ...ALERT, userAgent: '\uFFFD' })).not.toHaveProperty('recordBase64');
  });
});
