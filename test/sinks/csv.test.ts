import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { CSV_COLUMNS, csvFormatter } from '../../src/sinks/csv.ts';
import { escapeTerminal } from '../../src/sinks/escape.ts';
import { readCsv } from './csv-reader.ts';
import { anyFinding, sampleFinding } from './sample-findings.ts';

function read(finding: Finding): Record<string, string> {
  const formatter = csvFormatter();
  const rows = readCsv(formatter.begin() + formatter.finding(finding));
  expect(rows).toHaveLength(2);
  expect(rows[1]).toHaveLength(rows[0]!.length);
  return Object.fromEntries(rows[0]!.map((name, index) => [name, rows[1]![index]!]));
}

test('the header names the columns; the record is the last', () => {
  expect(readCsv(csvFormatter().begin())).toEqual([CSV_COLUMNS]);
  expect(CSV_COLUMNS.at(-1)).toBe('record');
});

test('a finding fills the columns', () => {
  const cells = read(sampleFinding({ lost: ['requestParams', 'response.result'] }));
  expect(cells).toMatchObject({
    time: '2026-03-01T12:00:00.123Z',
    alerts: 'container-escape;suspicious-activity',
    clusterId: '',
    statusCode: '200',
    'details.program': '/bin/sh',
    lost: 'requestParams;response.result',
    'source.uri': '/logs/a.json',
    'source.line': '17',
    'source.index': '',
    'source.offset': '18234',
    record: sampleFinding().record,
  });
  expect(JSON.parse(cells['evidence']!)).toEqual(sampleFinding().evidence);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =1+1', "'  =1+1"],
  ['\u00a0=1+1', "'\u00a0=1+1"],
  ['\uff1d1', "'\uff1d1"],
  ['\t=1+1', String.raw`\x09=1+1`],
  ['\r=1+1', String.raw`\x0d=1+1`],
  ['a\nb', String.raw`a\x0ab`],
  ['a,"b"', 'a,"b"'],
])('the cell for %j cannot act', (user, cell) => {
  expect(read(sampleFinding({ user }))['user']).toBe(cell);
});

test('any finding reads back, and no cell begins like a formula', () => {
  fc.assert(
    fc.property(anyFinding, (finding) => {
      const cells = read(finding);
      for (const cell of Object.values(cells))
        if (!/^-?\d+$/.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u);
      const action = escapeTerminal(finding.actionName ?? '');
      expect([action, `'${action}`]).toContain(cells['actionName']);
      expect(JSON.parse(cells['evidence']!)).toEqual(finding.evidence);
      if (finding.kind === 'correlation') expect(JSON.parse(cells['group']!)).toEqual(finding.group);
      else if (!/^[-"\d]/.test(finding.record)) expect(JSON.parse(cells['record']!)).toEqual(JSON.parse(finding.record));
    }),
  );
});
