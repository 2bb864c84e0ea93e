/** Flow logs in a scan: recognised, met by Sigma rules, and never quietly left out. Lines are synthetic. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { alert, START } from '../fixtures/records.ts';
import { findingsIn, runMain } from './helpers/run-main.ts';
import { linesOf, memorySource, rulesFrom, scanSource } from './helpers/scan.ts';
import { temporaryFolder } from './helpers/spawn.ts';

const ENI = '000000000000 eni-00000000000000001';
const TIMES = '1772352000 1772352060';
const LOG = [
  `2 ${ENI} 10.0.0.1 203.0.113.5 40000 443 6 5 800 ${TIMES} ACCEPT OK`,
  `2 ${ENI} 203.0.113.9 10.0.0.1 50000 22 6 1 40 ${TIMES} REJECT OK`,
  `2 ${ENI} 203.0.113.9 10.0.0.1 50000 2222 6 1 40 ${TIMES} REJECT OK`,
  `2 ${ENI} 10.0.0.1 198.51.100.7 40001 22 6 9 9000000000000000001 ${TIMES} ACCEPT OK`,
  `2 ${ENI} - - - - - - - ${TIMES} - NODATA`,
  '',
].join('\n');

const rule = (detection: string): string =>
  `title: t\nname: flow\nlevel: high\nlogsource: {product: aws, service: vpcflow}\ndetection: ${detection}\n`;

describe('a rule over flow logs', () => {
  it.each<[string, readonly number[]]>([
    ['{s: {dstport: 22}, condition: s}', [2, 4]],
    ["{s: {dstport: '22', action: reject}, condition: s}", [2]],
    ['{s: {dstport|contains: 22}, condition: s}', [2, 3, 4]],
    ['{s: {dstport|gte: 443, action: ACCEPT}, condition: s}', [1]],
    ['{s: {bytes|gt: 9000000000000000000}, condition: s}', [4]],
    ['{s: {bytes: 9000000000000000001}, condition: s}', [4]],
    ['{s: {dstaddr|cidr: 203.0.113.0/24}, condition: s}', [1]],
    ['{s: {log-status: NODATA, srcaddr: null}, condition: s}', [5]],
    ['{s: {interface-id: eni-00000000000000001}, f: {action|exists: true}, condition: s and not f}', [5]],
  ])('%s', async (detection, lines) => {
    const { findings, problems, summary } = await scanSource(memorySource({ 'flow.log': [Buffer.from(LOG)] }), {
      rules: rulesFrom(rule(detection)),
    });
    expect(problems).toEqual([]);
    expect(findings.map(({ source }) => source.line)).toEqual(lines);
    expect(summary).toMatchObject({
      complete: true,
      schemas: { 'vpc-flow': 5 },
      records: { read: 5, flagged: lines.length },
      coverage: [],
    });
  });

  it('gives findings with the time the flow began, the account, the instance where it is told, and the record with all its digits', async () => {
    const text = `version instance-id account-id srcaddr dstaddr bytes start\n3 i-00000000000000001 000000000000 10.0.0.1 ::1 18446744073709551615 1772352000`;
    const plan = { rules: rulesFrom(rule('{s: {version: 3}, condition: s}')) };
    const { findings } = await scanSource(memorySource({ a: [Buffer.from(text)] }), plan);
    expect(findings).toMatchObject([
      {
        time: '2026-03-01T08:00:00.000Z',
        instanceId: 'i-00000000000000001',
        awsAccountId: '000000000000',
        serviceName: null,
        schema: 'vpc-flow',
      },
    ]);
    expect(findings[0]).toMatchObject({ record: expect.stringContaining('"bytes":18446744073709551615') as string });
  });

  it('meets flow records that are JSON, too, wherever they stand among others', async () => {
    const flow = { 'interface-id': 'eni-00000000000000001', srcaddr: '10.0.0.1', dstaddr: '::1', dstport: 22 };
    const plan = { rules: rulesFrom(rule('{s: {dstport: 22}, condition: s}')) };
    const { findings } = await scanSource(memorySource({ a: [Buffer.from(linesOf(alert('Kernel Exploit', 'i-1', START), flow))] }), plan);
    expect(findings.map(({ source }) => source.line)).toEqual([2]);
  });
});

describe('a scan of flow logs', () => {
  it('under rules for another log is incomplete, and says so', async () => {
    const { code, stderr } = await runMain(['-f', 'none', '-'], { stdin: gzipSync(LOG) });
    expect(code).toBe(3);
    expect(stderr).toContain('no active rule covers the 5 records of {product: aws, service: vpcflow}; load rules');
  });

  it('with --where looks at them, and doubts none of their names', async () => {
    const { code, stdout, stderr } = await runMain(['-f', 'jsonl', '-e', 'dstport: 22', '-'], { stdin: LOG });
    expect(code).toBe(0);
    expect(findingsIn(stdout).length).toBe(2);
    expect(stderr).not.toMatch(/unknown-|warning:/);
  });

  it('reads a custom format without a header in the order it is given, and without it says what to do', async () => {
    const custom = `eni-00000000000000001 203.0.113.5 10.0.0.1 REJECT\n`;
    const format = '${interface-id} ${dstaddr} ${srcaddr} ${action}';
    const known = await runMain(['-f', 'jsonl', '--flow-log-format', format, '-e', 'dstaddr: 203.0.113.5', '-'], { stdin: custom });
    expect([known.code, findingsIn(known.stdout).length]).toEqual([0, 1]);
    const unknown = await runMain(['-e', 'action: REJECT', '-'], { stdin: custom });
    expect(unknown.code).toBe(3);
    expect(unknown.stderr).toMatch(/flow-log-layout.*4 fields that no header names.*--flow-log-format/s);
    const wrong = await runMain(['--flow-log-format', 'srcaddr srcaddr', '-'], { stdin: custom });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('it names srcaddr twice') as string]);
  });

  it('keeps rejected lines with --rejects', async () => {
    const rejects = `${temporaryFolder()}/rejects.jsonl`;
    const { code } = await runMain(['-e', 'dstport: 1', '--rejects', rejects, '-'], { stdin: `${LOG}2 cut off\n` });
    expect(code).toBe(3);
    expect(JSON.parse(readFileSync(rejects, 'utf8'))).toMatchObject({
      code: 'malformed-flow',
      line: 6,
      offset: LOG.length,
      raw: '2 cut off',
    });
  });

  it('names a Parquet file as what it is', async () => {
    const file = `${temporaryFolder()}/x.log.parquet`;
    writeFileSync(file, Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(100), Buffer.from('PAR1')]));
    const { code, stderr } = await runMain(['-e', 'dstport: 1', file]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/unsupported-format.*it is a Parquet file.*convert it/s);
  });

  it('rules check takes their logsource as it is', async () => {
    const file = `${temporaryFolder()}/flow.yml`;
    writeFileSync(file, rule('{s: {dstport: 22, action: REJECT}, condition: s}'));
    const { stdout, stderr } = await runMain(['rules', 'check', file]);
    expect(stdout + stderr).not.toMatch(/unknown-|error:/);
  });
});
