import { expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { plainStyle } from '../../src/sinks/style.ts';
import type { Style } from '../../src/sinks/style.ts';
import { textFormatter } from '../../src/sinks/text.ts';
import { sampleCorrelation, sampleFinding } from './sample-findings.ts';

function render(finding: Finding, verbose = false, style: Style = plainStyle): string {
  return textFormatter({ style, verbose }).finding(finding);
}

test('a finding is one line: time, level, instance, alerts, action, workspace, user', () => {
  expect(
    render(sampleFinding({ user: 'bob@example.com' }))
      .trimEnd()
      .split(/ {2,}/),
  ).toEqual([
    '2026-03-01T12:00:00.123Z',
    'high',
    'i-0123456789abcdef0',
    'container-escape,suspicious-activity',
    'Privileged Container Launched',
    '1234567890123456',
    'bob@example.com',
  ]);
});

test('what is null is a dash', () => {
  const nothing = { time: null, level: null, instanceId: null, actionName: null, workspaceId: null, user: null };
  expect(render(sampleFinding(nothing)).trimEnd().split(/ +/)).toEqual([
    '-',
    '-',
    '-',
    'container-escape,suspicious-activity',
    '-',
    '-',
    '-',
  ]);
});

test('lines align', () => {
  const one = render(sampleFinding({ alerts: ['a'], level: 'informational', user: 'U' }));
  const two = render(sampleFinding({ alerts: ['b'], level: null, time: null, actionName: '中文', user: 'U' }));
  expect(one.indexOf('1234567890123456')).toBe(two.indexOf('1234567890123456') + 2);
});

test('verbose tells the particulars that are known, below it', () => {
  expect(
    render(sampleFinding({ lost: ['response.result'] }), true)
      .split('\n')
      .slice(1),
  ).toEqual([
    '    title        Container escape',
    '    description  a container',
    '    program      /bin/sh',
    '    container    c1',
    '    evidence     container-escape: actionName = Privileged Container Launched',
    '    lost         response.result',
    '    tags         attack.t1611',
    '    source       /logs/a.json:17 (byte 18234)',
    `    id           ${'ab'.repeat(32)}`,
    '',
  ]);
  expect(render(sampleFinding({ source: { uri: 's3://b/k', index: 0, offset: 1 } }), true)).toContain('s3://b/k#0 (byte 1)');
});

test('colour goes around padded text, through the style alone', () => {
  const style: Style = { ...plainStyle, level: (level, text) => `<${level ?? 'none'}>${text}</>` };
  expect(render(sampleFinding(), false, style)).toContain('<high>high         </>  i-');
});

test('a huge value is cut, and the cut is marked', () => {
  const line = render(sampleFinding({ actionName: 'a'.repeat(100_000) }));
  expect(line.length).toBeLessThan(500);
  expect(line).toContain('a…');
});

test('a correlation tells how many records share what, and with verbose its window and members', () => {
  expect(render(sampleCorrelation()).trimEnd().split(/ {2,}/)).toEqual([
    ...['2026-03-01T12:04:00.000Z', 'medium', '-', 'repeated-failures'],
    ...['5 records: requestParams.user=bob@example.com', '-', 'bob@example.com'],
  ]);
  const text = render(sampleCorrelation(), true);
  expect(text).toContain('window       2026-03-01T12:00:00.000Z to 2026-03-01T12:04:00.000Z\n');
  expect(text).toContain('group        requestParams.user=bob@example.com\n');
  expect(text).toMatch(/members {6}(ab){32}, (ef){32} and 3 before them\n/);
  expect(render(sampleCorrelation({ group: {}, memberCount: 1 }))).toContain('  1 record  ');
});
