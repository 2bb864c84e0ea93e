import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { alert, systemTableRow } from '../../../fixtures/records.ts';
import { NO_FILTERS } from '../../../src/core/filters.ts';
import { memorySource, scanSource } from '../../helpers/scan.ts';

const ALERT = alert('Kernel Exploit', 'i-1', 1_772_352_000_000);
const LINE = JSON.stringify(ALERT);

async function scanText(...texts: (string | Uint8Array)[]): ReturnType<typeof scanSource> {
  return await scanSource(memorySource(Object.fromEntries(texts.map((text, i) => [`f${i}`, [Buffer.from(text)]]))));
}

describe('what comes before a fault is used', () => {
  it('scans a last line without a line break before garbage behind a gzip member', async () => {
    const { findings, summary } = await scanText(Buffer.concat([gzipSync(LINE), Buffer.from('garbage')]));
    expect(findings).toHaveLength(1);
    expect(summary.problems).toEqual({ 'trailing-garbage': 1 });
  });

  it('accounts for what the reader was still holding when the bytes ended', async () => {
    const cut = gzipSync(`{"a":1,"broken\n${LINE}\n`);
    const { findings, summary } = await scanText(cut.subarray(0, cut.length - 4));
    expect(findings).toHaveLength(1);
    expect(summary.problems).toEqual({ 'malformed-json': 1, 'truncated-archive': 1 });
  });
});

describe('nothing is hidden', () => {
  it('makes the run incomplete when a second actionName hides the first', async () => {
    const { summary } = await scanText(
      LINE.replace('"actionName"', '"actionName":"Kernel Exploit","actionName"').replace(
        '"Kernel Exploit","requestId"',
        '"Heartbeat","requestId"',
      ),
    );
    expect(summary.complete).toBe(false);
    expect(summary.problems).toEqual({ 'duplicate-key': 1 });
  });

  it('does not call a sensor’s record clean whose result was cut off', async () => {
    const scan = { ...ALERT, serviceName: 'clamAVScanService-dataplane', actionName: 'clamAVScanAction' };
    const { summary } = await scanText(JSON.stringify({ ...scan, response: { ...scan.response, result: '/tmp/x: Eicar... truncated' } }));
    expect(summary).toMatchObject({ complete: false, records: { clean: 1 }, problems: { 'lost-evidence': 1 } });
  });

  it('says that parameters in an unknown form are lost', async () => {
    const row = {
      ...systemTableRow(ALERT, 0),
      request_params: [
        ['instanceId', 'i-1'],
        [null, 'x'],
      ],
    };
    const { findings } = await scanText(JSON.stringify(row));
    expect(findings[0]).toMatchObject({ instanceId: null, lost: ['requestParams'] });
  });

  it('lets no foreign key take the place of a mapped column', async () => {
    const { findings } = await scanText(JSON.stringify({ ...systemTableRow(ALERT, 0), requestParams: {}, userIdentity: 'x' }));
    expect(findings[0]?.instanceId).toBe('i-1');
  });

  it('judges a record by itself, whatever stood before it', async () => {
    const both = JSON.stringify({
      serviceName: 'x',
      requestParams: {},
      action_name: 'Kernel Exploit',
      service_name: 'capsule8-alerts-dataplane',
    });
    const before = JSON.stringify(systemTableRow(alert('Heartbeat', 'i-2', 1), 0));
    expect((await scanText(both)).findings).toHaveLength(1);
    expect((await scanText(`${before}\n${both}`)).findings).toHaveLength(1);
  });
});

describe('Azure records that cannot be read', () => {
  const base = { time: '2026-03-01T00:00:00Z', category: 'clamAVScan' };
  it('are lost evidence when their properties are cut off', async () => {
    const operationName = 'Microsoft.Databricks/clamAVScan/clamAVScanAction';
    const { summary } = await scanText(JSON.stringify({ ...base, operationName, properties: '{"sourceIPAddress":"","resp... truncated' }));
    expect(summary.problems).toEqual({ 'lost-evidence': 1 });
  });

  it('are not recognised when nothing says what was done', async () => {
    const lines = [null, {}, '{"cut', { ACTIONNAME: 'Kernel Exploit' }].map((properties) =>
      JSON.stringify({ ...base, operationName: 'Microsoft.Databricks/x', properties }),
    );
    const { summary } = await scanText(lines.join('\n'));
    expect(summary.records).toMatchObject({ unrecognised: 4, clean: 0 });
  });
});

describe('identity', () => {
  it('tells records apart whose request ids are numbers, or whose times cannot be read', async () => {
    const lines = [17, 18].map((requestId) => JSON.stringify({ ...ALERT, requestId }));
    const times = ['first', 'second'].map((timestamp) => JSON.stringify({ ...ALERT, timestamp }));
    const { findings, summary } = await scanText([...lines, ...times].join('\n'));
    expect(summary.findings.distinct).toBe(4);
    expect(findings[0]?.requestId).toBe('17');
  });
});

describe('filters', () => {
  it('compare users without regard to case and addresses without port, as given', async () => {
    const record = { ...ALERT, userIdentity: { email: 'Bob@Example.com' }, sourceIPAddress: '198.51.100.7:443' };
    const filters = { ...NO_FILTERS, users: new Set(['bob@EXAMPLE.com']), sourceIps: new Set(['198.51.100.7:80']) };
    const { findings } = await scanSource(memorySource({ f: [Buffer.from(JSON.stringify(record))] }), { filters });
    expect(findings).toHaveLength(1);
  });

  it('look for a workspace in the parameters of account-level records only', async () => {
    const params = { instanceId: 'i-1', workspace_id: '1' };
    const lines = [0, 2].map((workspaceId) => JSON.stringify({ ...ALERT, workspaceId, requestParams: params })).join('\n');
    const { findings } = await scanSource(memorySource({ f: [Buffer.from(lines)] }), {
      filters: { ...NO_FILTERS, workspaces: new Set(['1']) },
    });
    expect(findings.map(({ workspaceId }) => workspaceId)).toEqual(['0']);
  });

  it('do not announce as kept what another filter removed', async () => {
    const filters = { ...NO_FILTERS, since: 1, instances: new Set(['i-2']) };
    const { problems } = await scanSource(memorySource({ f: [Buffer.from(JSON.stringify({ ...ALERT, timestamp: 'x' }))] }), { filters });
    expect(problems).toEqual([]);
  });
});

describe('bounds', () => {
  it('counts beyond its bounds under one name instead of forgetting', async () => {
    const drift = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`new${i}`, 1]));
    const { summary } = await scanText(JSON.stringify({ ...ALERT, ...drift }));
    expect(Object.keys(summary.unknownFields ?? {})).toHaveLength(201);
    expect(summary.unknownFields?.['(others)']).toBe(300);
  });

  it('reads a number of a million digits in no time', async () => {
    const { summary } = await scanText(LINE.replace('"statusCode":200', `"statusCode":1${'0'.repeat(1_000_000)}1`));
    expect(summary.records.flagged).toBe(1);
  });
});
