import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { jsonLinesFormatter, serialiseFinding } from '../../src/sinks/json-lines.ts';
import { jsonFormatter } from '../../src/sinks/json.ts';
import { anyFinding, hostileCorrelation, hostileFinding, sampleCorrelation, sampleFinding } from './sample-findings.ts';
import { sampleSummary } from './sample-summary.ts';
import { unsafeCharacters } from './unsafe-characters.ts';

const formatter = jsonLinesFormatter({ terminal: false });
const line = (finding: Finding): string => formatter.finding(finding);

describe('jsonl', () => {
  test('spells a finding as documented', () => {
    expect(line(sampleFinding())).toBe(
      '{"schemaVersion":1,"kind":"record","id":"' +
        'ab'.repeat(32) +
        '","alerts":["container-escape","suspicious-activity"],"level":"high","title":"Container escape","tags":["attack.t1611"],' +
        '"time":"2026-03-01T12:00:00.123Z","instanceId":"i-0123456789abcdef0","clusterId":null,' +
        '"databricksAccountId":"11111111-2222-3333-4444-555555555555","awsAccountId":null,"workspaceId":"1234567890123456",' +
        '"serviceName":"capsule8-alerts-dataplane","actionName":"Privileged Container Launched","user":null,"sourceIp":null,' +
        '"requestId":"req-1","statusCode":200,"details":{"description":"a container","program":"/bin/sh","args":null,"pid":null,' +
        '"user":null,"container":"c1","image":null},"evidence":[{"rule":"container-escape","field":"actionName",' +
        '"value":"Privileged Container Launched"}],"lost":[],"schema":"databricks-delivery","source":{"uri":"/logs/a.json","line":17,' +
        '"offset":18234},"record":{"actionName":"Privileged Container Launched","n":1.0e+2,"n":9007199254740993}}\n',
    );
    expect(formatter.begin()).toBe('');
  });

  test('the order of the keys does not depend on how the finding was made', () => {
    const backwards = Object.fromEntries(Object.entries(sampleFinding()).reverse()) as unknown as Finding;
    expect(line(backwards)).toBe(line(sampleFinding()));
  });

  test('a repaired record says so, and gives the bytes', () => {
    const text = line(sampleFinding({ record: '{"a":"\ufffd"}', recordEncoding: 'repaired-utf-8', recordBase64: 'eyJhIjoi/yJ9' }));
    expect(text).toMatch(/,"record":\{"a":"\ufffd"\},"recordEncoding":"repaired-utf-8","recordBase64":"eyJhIjoi\/yJ9"\}\n$/);
  });

  test('a correlation has the keys of a record, then its own, and no record', () => {
    const keys = Object.keys(JSON.parse(line(sampleCorrelation())) as object);
    expect(keys.slice(0, -5)).toEqual(Object.keys(JSON.parse(line(sampleFinding())) as object).slice(0, -1));
    expect(keys.slice(-5)).toEqual(['group', 'window', 'members', 'memberCount', 'record']);
  });

  test('any finding is one line of JSON that reads back as it was, the record spelled identically', () => {
    fc.assert(
      fc.property(anyFinding, (finding) => {
        const text = line(finding);
        const { record, ...rest } = finding;
        expect(text.indexOf('\n')).toBe(text.length - 1);
        expect(JSON.parse(text)).toEqual({ ...rest, record: record === null ? null : (JSON.parse(record) as unknown) });
        expect(text.endsWith(`,"record":${record}}\n`)).toBe(true);
      }),
    );
  });

  test('all but the record is safe on a terminal', () => {
    expect(unsafeCharacters(serialiseFinding({ ...hostileFinding(), record: '{}' }))).toEqual([]);
    expect(unsafeCharacters(serialiseFinding(hostileCorrelation()))).toEqual([]);
  });
});

describe('json', () => {
  function document(findings: readonly Finding[]): string {
    const formatter = jsonFormatter({ terminal: false });
    return formatter.begin() + findings.map((finding) => formatter.finding(finding)).join('') + formatter.end(sampleSummary());
  }

  test('is an empty array when nothing was found', () => {
    expect(document([])).toBe('[]\n');
  });

  test('has one finding per line', () => {
    const one = serialiseFinding(sampleFinding());
    expect(document([sampleFinding(), sampleFinding()])).toBe(`[\n${one},\n${one}\n]\n`);
  });

  test('is always valid JSON', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 4 }), (findings) => {
        expect(JSON.parse(document(findings))).toHaveLength(findings.length);
      }),
    );
  });
});
