/**
 * How often an investigation goes through its inputs: no file more than twice, whatever it starts with, but CloudTrail once more where a start leads
 * far, and audit logs for the days on which a sensor may have been silent; and with --from and --to only the days that can tell of that time. Every file is counted as its reading begins.
 */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { INVESTIGATION } from '../../scripts/investigation-schema.ts';
import { daysOf } from '../../src/core/partition-day.ts';
import type { readArtifact } from '../../src/core/scan/read-artifact.ts';
import { runMain } from '../helpers/run-main.ts';

const opened = vi.hoisted(() => new Map<string, number>());

vi.mock('../../src/core/scan/read-artifact.ts', async (original) => {
  const real = await original<{ readonly readArtifact: typeof readArtifact }>();
  return {
    ...real,
    readArtifact: (...args: Parameters<typeof readArtifact>) => {
      const [{ uri }] = args;
      opened.set(uri, (opened.get(uri) ?? 0) + 1);
      return real.readArtifact(...args);
    },
  };
});

const HOST = 'i-0c0ffee0000000001';
/** A host that no log names: its launch is searched for as far back as allowed. */
const UNKNOWN = 'i-0123456789abcdef0';
const DAY = 86_400_000;
const ACCOUNT = '111122223333';
const HOUR = ['--from', '2026-03-10T09:00:00Z', '--to', '2026-03-10T10:00:00Z'];

let folder: string;
let inputs: readonly string[];
let findings: string;

const iso = (time: number): string => new Date(time).toISOString();

function write(path: string, content: string | Uint8Array): void {
  const target = `${folder}/${path}`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/** A quiet day: nothing in it is about anybody of the incident. */
function writeDay(time: number): void {
  const day = iso(time).slice(0, 10);
  const aws = (service: string): string => `AWSLogs/${ACCOUNT}/${service}/eu-west-1/${day.replaceAll('-', '/')}`;
  write(`cloudtrail/${aws('CloudTrail')}/quiet.json.gz`, gzipSync(trailOf(time)));
  write(`flow-logs-default/${aws('vpcflowlogs')}/quiet.log.gz`, gzipSync(flowOf(time)));
  write(`audit/workspaceId=3333333333333333/date=${day}/quiet.json`, auditOf(time));
}

const trailOf = (time: number): string =>
  JSON.stringify({
    Records: [
      { eventVersion: '1.09', eventTime: iso(time), eventSource: 's3.amazonaws.com', eventName: 'ListBuckets', awsRegion: 'eu-west-1' },
    ],
  });
const flowOf = (time: number): string =>
  `2 ${ACCOUNT} eni-0f00000000000000f 10.99.0.1 10.99.0.2 40000 443 6 1 40 ${String(time / 1000)} ${String(time / 1000 + 60)} ACCEPT OK\n`;
const auditOf = (time: number): string =>
  `${JSON.stringify({ version: '2.0', timestamp: time, serviceName: 'accounts', actionName: 'login', workspaceId: 3333333333333333 })}\n`;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'auditsift-passes-')));
  cpSync('fixtures/incident', folder, { recursive: true });
  for (let time = Date.UTC(2026, 0, 20); time < Date.UTC(2026, 3, 1); time += DAY) writeDay(time);
  const undated = Date.UTC(2026, 2, 10);
  write('cloudtrail/undated.json', trailOf(undated));
  write('flow-logs-default/undated.log', flowOf(undated));
  write('audit/undated.json', auditOf(undated));
  findings = `${folder}/findings.jsonl`;
  writeFileSync(findings, (await runMain(['fixtures/incident/audit'])).stdout);
  inputs = [
    ...['--audit', `${folder}/audit`, '--cloudtrail', `${folder}/cloudtrail`, '--flow-logs', `${folder}/flow-logs-default`],
    ...['--node-timeline', `${folder}/node-timeline`],
  ];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => opened.clear());

/** The days of an input of which files were read, in order. */
function daysRead(input: string): readonly string[] {
  return daysOfFiles([...opened.keys()].filter((uri) => uri.includes(`/${input}/`)));
}

function daysOfFiles(uris: readonly string[]): readonly string[] {
  const starts = uris.flatMap((uri) => daysOf(uri).map(({ from }) => from));
  return [...new Set(starts)].sort((a, b) => a - b).map((from) => iso(from).slice(0, 10));
}

function daysBetween(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let time = Date.parse(first); time <= Date.parse(last); time += DAY) days.push(iso(time).slice(0, 10));
  return days;
}

describe('no file is read more than twice, but for a silence, or CloudTrail from afar', () => {
  const starts = [HOST, UNKNOWN, 'cluster:0310-085500-bbbb0002', 'user:dana@example.com', 'ip:192.0.2.66', 'ip:10.20.1.10'];
  const all = [HOST, 'cluster:0310-085500-bbbb0002', 'user:dana@example.com', 'ip:192.0.2.66'];

  it.each([...starts.map((start) => [start]), all, []].flatMap((names) => [[names, []] as const, [names, HOUR] as const]))(
    'from %j, with %j',
    async (names, range) => {
      const { code } = await runMain(['investigate', ...names, '--findings', findings, ...inputs, ...range, '-f', 'none']);
      expect(code).toBe(0);
      const often = [...opened].filter(([, times]) => times > 2);
      // The sensor of the host was silent on the 10th. The address leads to an interface, that to the host, and that to another interface.
      const isThrice = (uri: string): boolean => uri.includes('/audit/') || (names[0] === 'ip:10.20.1.10' && uri.includes('/cloudtrail/'));
      expect(often.filter(([uri, times]) => times > 3 || !isThrice(uri))).toEqual([]);
      const silent = daysOfFiles(often.flatMap(([uri]) => (uri.includes('/audit/') ? [uri] : [])));
      expect(daysBetween('2026-03-09', '2026-03-11')).toEqual(expect.arrayContaining([...silent]));
      expect([...opened.keys()].filter((uri) => uri.includes('/undated.')).length).toBe(3);
    },
  );

  it('CloudTrail is read a third time where the second pass found a host or an interface', async () => {
    const logs = inputs.slice(0, inputs.indexOf('--node-timeline'));
    const { stdout } = await runMain(['investigate', 'cluster:0310-060000-cccc0003', ...logs, '-f', 'json']);
    expect(Math.max(...opened.values())).toBe(3);
    // The interface was attached to the machine of the cluster; only the record of its creation, which names neither, says its address.
    expect(JSON.stringify(INVESTIGATION.parse(JSON.parse(stdout)).relations)).toContain('10.20.2.77');
  });

  it('and some are read twice, so the count counts', async () => {
    await runMain(['investigate', HOST, ...inputs, '-f', 'none']);
    expect(Math.max(...opened.values())).toBe(2);
  });
});

describe('all records of the audit log are heard', () => {
  const timesOf = (part: string): readonly number[] => [...opened].flatMap(([uri, times]) => (uri.includes(part) ? [times] : []));

  it('for the days around a silence of the sensor, and no others', async () => {
    await runMain(['investigate', HOST, ...inputs, '-f', 'none']);
    const twice = [...opened].flatMap(([uri, times]) => (uri.includes('/audit/') && times === 2 ? [uri] : []));
    expect(daysOfFiles(twice)).toEqual(daysBetween('2026-03-09', '2026-03-11'));
    expect(timesOf('/audit/undated.json')).toEqual([2]);
    expect(timesOf('/date=2026-03-08/')).toEqual([1]);
  });

  it.each([
    ['a host whose sensor was never heard', [UNKNOWN]],
    ['a time in which the sensor was heard', [HOST, '--from', '2026-03-10T08:00:00Z', '--to', '2026-03-10T10:00:00Z']],
  ])('never for %s', async (_, args) => {
    await runMain(['investigate', ...args, ...inputs, '-f', 'none']);
    expect(new Set(timesOf('/audit/'))).toEqual(new Set([1]));
  });
});

describe('with --from and --to', () => {
  it('only the days around that time are read', async () => {
    await runMain(['investigate', HOST, ...inputs, ...HOUR, '-f', 'none']);
    const around = daysBetween('2026-03-09', '2026-03-11');
    // The launch is on the first of these days, so nothing before is searched for it.
    expect([daysRead('cloudtrail'), daysRead('flow-logs-default'), daysRead('audit')]).toEqual([around, around, around]);
  });

  it('CloudTrail is searched for a launch as far back as --lookback says', async () => {
    await runMain(['investigate', UNKNOWN, ...inputs, ...HOUR, '--lookback', '7', '-f', 'none']);
    expect(daysRead('cloudtrail')).toEqual(daysBetween('2026-03-03', '2026-03-11'));
    expect(daysRead('audit')).toEqual(daysBetween('2026-03-09', '2026-03-11'));
    expect(daysRead('flow-logs-default')).toEqual(daysBetween('2026-03-09', '2026-03-11'));
  });
});

describe('without them', () => {
  it('flow logs are read for the life of the host', async () => {
    await runMain(['investigate', HOST, ...inputs, '-f', 'none']);
    expect(daysRead('flow-logs-default')).toEqual(daysBetween('2026-03-08', '2026-03-11'));
  });
});
