/** The table: fixture → expected alerts and instance ids, through the whole command line in this process. */
import { readFileSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LAYOUTS, SHAPES } from '../../fixtures/generate.ts';
import { PUBLISHED_ACTIONS } from '../../fixtures/records.ts';
import type { Summary } from '../../src/core/summary.ts';
import { unsafeCharacters } from '../sinks/unsafe-characters.ts';
import { findingsIn, lastLine, runMain, type MainResult, type WrittenFinding } from '../helpers/run-main.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

interface Scanned extends MainResult {
  readonly findings: WrittenFinding[];
  readonly summary: Summary;
}

async function scan(...args: string[]): Promise<Scanned> {
  const file = `${temporaryFolder()}/summary.json`;
  const result = await runMain([...args, '-f', 'jsonl', '--summary', file]);
  return { ...result, findings: findingsIn(result.stdout), summary: JSON.parse(readFileSync(file, 'utf8')) as Summary };
}

/** The published detections: which of the four names each action. */
const PUBLISHED_ALERTS: Readonly<Record<(typeof PUBLISHED_ACTIONS)[number], readonly string[]>> = {
  'Container Escape via Kernel Exploitation': ['container-escape'],
  'Userland Container Escape': ['container-escape'],
  'New File Executed in Container': ['container-escape', 'suspicious-activity'],
  'Privileged Container Launched': ['container-escape', 'suspicious-activity'],
  'Processor-Level Protections Disabled': ['host-security'],
  'AppArmor Disabled In Kernel': ['host-security'],
  'AppArmor Profile Modified': ['host-security'],
  'Boot Files Modified': ['host-security'],
  'Root Certificate Store Modified': ['host-security'],
  'BPF Program Executed': ['kernel-exploit'],
  'Kernel Module Loaded': ['kernel-exploit'],
  'Kernel Exploit': ['kernel-exploit'],
  'Suspicious Interactive Shell': ['suspicious-activity'],
  'User Command Logging Evasion': ['suspicious-activity'],
};

describe('the fourteen published actions, in every layout and shape', () => {
  const schemaOf: Readonly<Record<string, string>> = {
    delivery: 'databricks-delivery',
    'system-table': 'databricks-system-table',
    'azure-diagnostic': 'azure-diagnostic',
    'azure-log-analytics': 'azure-diagnostic',
  };
  const expected = PUBLISHED_ACTIONS.map((action, i) => [action, PUBLISHED_ALERTS[action], `i-0${i % 4}14000000000000a`]);

  describe.each(Object.keys(SHAPES))('%s', (shape) => {
    it.each(Object.keys(LAYOUTS))('%s', async (layout) => {
      const { code, findings, summary, stderr } = await scan(`fixtures/layouts/${shape}/${layout}`);
      expect(findings.map(({ actionName, alerts, instanceId }) => [actionName, alerts, instanceId])).toEqual(expected);
      expect(code).toBe(0);
      expect(lastLine(stderr)).toBe('complete: 14 findings on 4 hosts in 14 records');
      expect(summary).toMatchObject({ complete: true, problems: {}, unknownFields: {}, unknownActions: [] });
      expect(summary.records).toMatchObject({ read: 14, flagged: 14 });
      expect(new Set(findings.map(({ schema }) => schema))).toEqual(new Set([schemaOf[shape]]));
    });

    it('has the same fourteen ids in every layout', async () => {
      const all = await Promise.all(Object.keys(LAYOUTS).map((layout) => scan(`fixtures/layouts/${shape}/${layout}`)));
      const ids = all.map(({ findings }) => findings.map(({ id }) => id));
      expect(new Set(ids[0])).toHaveProperty('size', 14);
      for (const others of ids) expect(others).toEqual(ids[0]);
    });

    it('is read as a folder, where copies are repeats and --dedupe drops them', async () => {
      const copies = Object.keys(LAYOUTS).length;
      const { summary } = await scan(`fixtures/layouts/${shape}`);
      expect(summary).toMatchObject({ artifacts: { read: copies, failed: 0 }, findings: { total: 14 * copies, distinct: 14 } });
      const deduped = await scan('--dedupe', `fixtures/layouts/${shape}`);
      expect(deduped.summary).toMatchObject({ records: { flagged: 14 * copies }, findings: { total: 14, distinct: 14 } });
      expect(new Set(deduped.findings.map(({ id }) => id)).size).toBe(14);
    });
  });

  it('names the line in lines, and the index in documents', async () => {
    const { findings: lines } = await scan('fixtures/layouts/delivery/lines.json');
    expect(lines.map(({ source }) => source.line)).toEqual(PUBLISHED_ACTIONS.map((_, i) => i + 1));
    const { findings: array } = await scan('fixtures/layouts/delivery/array.json');
    expect(array.map(({ source }) => source.index)).toEqual([...PUBLISHED_ACTIONS.keys()]);
    const text = readFileSync('fixtures/layouts/delivery/array.json');
    for (const { source, record } of array) expect(text.subarray(source.offset).toString()).toContain(JSON.stringify(record));
  });
});

describe('fixtures/sample', () => {
  it('names the hosts, and what was seen on each', async () => {
    const { code, findings, summary, stderr } = await scan('fixtures/sample');
    const byHost = summary.instances.items.map(({ instanceId, alerts, findings: n }) => [instanceId, alerts, n]);
    expect(byHost).toEqual([
      ['12345678-0000-4000-8000-00000000a001', ['kernel-exploit'], 2],
      ['i-0a1b2c3d4e5f60001', ['suspicious-activity', 'container-escape'], 3],
      ['i-0a1b2c3d4e5f60002', ['host-security'], 1],
      ['i-0a1b2c3d4e5f60003', ['clamav_infected'], 2],
      ['i-0a1b2c3d4e5f60004', ['unclassified_capsule8'], 1],
    ]);
    expect(code).toBe(0);
    expect(findings).toHaveLength(9);
    expect(summary).toMatchObject({
      complete: true,
      artifacts: { read: 7, excluded: 1, failed: 0, excludedByReason: { marker: 1 } },
      records: { read: 47, flagged: 9, clean: 38 },
      schemas: { 'azure-diagnostic': 4, 'databricks-delivery': 34, 'databricks-system-table': 9 },
      unknownActions: [{ serviceName: 'capsule8-alerts-dataplane', actionName: 'Wget Program Blacklist', records: 1 }],
    });
    expect(lastLine(stderr)).toBe('complete: 9 findings on 5 hosts in 47 records');
  });

  it('keeps one host, one workspace, one day, one level when asked to, and counts what that left out', async () => {
    const hosts = async (...args: string[]): Promise<(string | null)[]> => [
      ...new Set((await scan(...args, 'fixtures/sample')).findings.map(({ instanceId }) => instanceId)),
    ];
    expect(await hosts('--instance', 'i-0a1b2c3d4e5f60002,i-0a1b2c3d4e5f60003')).toEqual(['i-0a1b2c3d4e5f60002', 'i-0a1b2c3d4e5f60003']);
    expect(await hosts('--workspace', '2222222222222222')).toEqual(['i-0a1b2c3d4e5f60003']);
    expect(await hosts('--since', '2026-03-02', '--until', '2026-03-02')).toEqual(['i-0a1b2c3d4e5f60002']);
    expect(await hosts('--min-level', 'critical')).toEqual(['i-0a1b2c3d4e5f60001']);
    expect(await hosts('--only', 'clamav_infected')).toEqual(['i-0a1b2c3d4e5f60003']);
    const { summary } = await scan('--instance', 'i-0a1b2c3d4e5f60002', 'fixtures/sample');
    expect(summary.records).toMatchObject({ read: 47, flagged: 1, filtered: 8, clean: 38 });
  });

  it('is calm about a workspace whose sensors were heard, and says so where none was', async () => {
    const { stderr } = await scan('fixtures/sample/delivery/workspaceId=0');
    expect(stderr).not.toContain('no sensor was heard in');
    const { stderr: silent } = await runMain(['-'], {
      stdin: '{"serviceName":"accounts","actionName":"login","workspaceId":1,"timestamp":1772352000000,"requestParams":{}}\n',
    });
    expect(silent).toContain('workspace 1: no alerts, and no sensor was heard');
    expect(lastLine(silent)).toContain('no sensor was heard in any workspace');
  });
});

describe('fixtures/defects', () => {
  // How much of the cut file can be inflated depends on the zlib that made it.
  const inflated = gunzipSync(readFileSync('fixtures/defects/truncated.json.gz'), { finishFlush: constants.Z_SYNC_FLUSH });
  const whole = inflated.toString().split('\n').length - 1;
  const table: Record<string, { code: number; read: number; findings: number; problems: Summary['problems']; failed?: number }> = {
    'broken-line.json': { code: 3, read: 14, findings: 13, problems: { 'malformed-json': 1 } },
    'broken-array.json': { code: 3, read: 6, findings: 5, problems: { 'broken-document': 1 } },
    'truncated.json.gz': {
      code: 3,
      read: whole + 1,
      findings: whole,
      problems: { 'malformed-json': 1, 'truncated-archive': 1 },
      failed: 1,
    },
    'trailing-garbage.json.gz': { code: 3, read: 14, findings: 14, problems: { 'trailing-garbage': 1 }, failed: 1 },
    'not-an-audit-log.json': { code: 3, read: 1, findings: 0, problems: { unrecognised: 1 } },
    'lost-evidence.json': { code: 0, read: 2, findings: 2, problems: {} },
    'schema-drift.json': { code: 0, read: 2, findings: 2, problems: {} },
    'hostile-values.json': { code: 0, read: 1, findings: 1, problems: {} },
  };

  it.each(Object.entries(table))('%s', async (name, expected) => {
    const { code, findings, summary, stderr } = await scan(`fixtures/defects/${name}`);
    expect({ code, read: summary.records.read, findings: findings.length, problems: summary.problems }).toEqual({
      ...{ code: expected.code, read: expected.read, findings: expected.findings, problems: expected.problems },
    });
    expect(summary).toMatchObject({ complete: expected.code === 0, artifacts: { failed: expected.failed ?? 0 } });
    expect(lastLine(stderr)).toMatch(expected.code === 0 ? /^complete: / : /^INCOMPLETE \(exit 3\): .*there (may be more|is none)$/);
    for (const problem of Object.keys(expected.problems)) expect(stderr).toContain(`: ${problem}: `);
    expect(stderr).not.toContain('nothing matched');
  });

  it.each(Object.entries(table).filter(([, { code }]) => code === 3))(
    '%s is exit 0 when its fault is tolerated, and still no whole scan',
    async (name, { problems }) => {
      for (const tolerated of ['--allow-incomplete', `--allow-incomplete=${Object.keys(problems).join(',')}`]) {
        const { code, summary, stderr } = await scan(tolerated, `fixtures/defects/${name}`);
        expect(code).toBe(0);
        expect(summary.complete).toBe(false);
        expect(lastLine(stderr)).toMatch(/^INCOMPLETE, as allowed \(exit 0\): /);
      }
      expect(await scan('--allow-incomplete=vanished', `fixtures/defects/${name}`)).toMatchObject({ code: 3 });
    },
  );

  it('names what evidence was lost', async () => {
    const { findings } = await scan('fixtures/defects/lost-evidence.json');
    expect(findings.map(({ lost }) => lost)).toEqual([['requestParams'], ['response.result']]);
  });

  it('names columns it does not know', async () => {
    expect((await scan('--strict', 'fixtures/defects/schema-drift.json')).summary.unknownFields).toEqual({ brandNewColumn: 2 });
    // Without it records are only looked at, and the summary does not pretend to know.
    expect((await scan('fixtures/defects/schema-drift.json')).summary).toMatchObject({ unknownFields: null, validation: 'shape' });
  });

  it.each(['text', 'table', 'csv'])('shows hostile values harmlessly as %s', async (format) => {
    for (const verbose of [[], ['-v']]) {
      const { stdout } = await runMain(['-f', format, ...verbose, 'fixtures/defects/hostile-values.json']);
      expect(unsafeCharacters(stdout, { lineFeeds: true })).toEqual([]);
      expect(stdout).toContain('calc');
    }
  });

  it('keeps what could not be read in --rejects', async () => {
    const file = `${temporaryFolder()}/rejects.jsonl`;
    await runMain(['-f', 'none', '--rejects', file, 'fixtures/defects']);
    const rejects = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rejects.map(({ uri, code }) => [uri, code])).toEqual([
      ['fixtures/defects/broken-array.json', 'broken-document'],
      ['fixtures/defects/broken-line.json', 'malformed-json'],
      ['fixtures/defects/not-an-audit-log.json', 'unrecognised'],
      ['fixtures/defects/trailing-garbage.json.gz', 'trailing-garbage'],
      ['fixtures/defects/truncated.json.gz', 'malformed-json'],
      ['fixtures/defects/truncated.json.gz', 'truncated-archive'],
    ]);
    const broken = readFileSync('fixtures/defects/broken-line.json', 'utf8').split('\n')[6];
    expect(rejects[1]).toMatchObject({ line: 7, offset: 5223, raw: broken });
  });
});
