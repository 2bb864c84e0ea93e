import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { plainStyle } from '../../src/sinks/style.ts';
import { tableFormatter } from '../../src/sinks/table.ts';
import { anyFinding, sampleFinding } from './sample-findings.ts';
import { sampleSummary } from './sample-summary.ts';

function render(findings: readonly Finding[], columns = 120, rowsPerPage = 40): string[] {
  const formatter = tableFormatter({ style: plainStyle, columns, rowsPerPage });
  const text = formatter.begin() + findings.map((finding) => formatter.finding(finding)).join('') + formatter.end(sampleSummary());
  return text.split('\n').slice(0, -1);
}

test('a page looks like this', () => {
  expect(render([sampleFinding(), sampleFinding({ level: null, time: null, workspaceId: null })])).toEqual([
    '┌─────────────────────┬──────────┬─────────────────────┬──────────────────────┬─────────────────────┬──────────────────┐',
    '│ time (UTC)          │ level    │ instance            │ alerts               │ action              │ workspace        │',
    '├─────────────────────┼──────────┼─────────────────────┼──────────────────────┼─────────────────────┼──────────────────┤',
    '│ 2026-03-01 12:00:00 │ high     │ i-0123456789abcdef0 │ container-escape,su… │ Privileged Contain… │ 1234567890123456 │',
    '│ -                   │ -        │ i-0123456789abcdef0 │ container-escape,su… │ Privileged Contain… │ -                │',
    '└─────────────────────┴──────────┴─────────────────────┴──────────────────────┴─────────────────────┴──────────────────┘',
  ]);
});

test('pages are given as soon as they are full, each with its headings', () => {
  const formatter = tableFormatter({ style: plainStyle, columns: 120, rowsPerPage: 2 });
  expect(formatter.finding(sampleFinding())).toBe('');
  expect(formatter.finding(sampleFinding())).toContain('time (UTC)');
  expect(formatter.finding(sampleFinding())).toBe('');
  expect(formatter.end(sampleSummary())).toContain('time (UTC)');
  expect(formatter.end(sampleSummary())).toBe('');
});

test.each([80, 100, 120, 160, 220, 400])('fits %i columns', (columns) => {
  for (const line of render([sampleFinding()], columns)) expect(line.length).toBeLessThanOrEqual(columns);
});

test('wide terminals show the user too, narrow ones keep the instance', () => {
  expect(render([sampleFinding({ user: 'bob' })], 160).join('\n')).toContain('bob');
  expect(render([sampleFinding()], 20).join('\n')).toContain('i-0123456789abcdef0');
});

test('no colour of its own, no hyperlink, and nothing cut but by us', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, { maxLength: 3 }), (findings) => {
      const lines = render(findings, 150);
      expect(lines).toHaveLength(findings.length === 0 ? 0 : findings.length + 4);
      expect(lines.join('')).not.toContain('\u001b');
      expect(lines.join('')).not.toMatch(/\p{Cs}/u);
    }),
    { numRuns: 300 },
  );
});

test('an emphasised cell stays aligned', () => {
  const style = { ...plainStyle, level: (_level: unknown, text: string) => `\u001b[31m${text}\u001b[39m` };
  const formatter = tableFormatter({ style, columns: 120 });
  formatter.finding(sampleFinding());
  const row = formatter.end(sampleSummary()).split('\n')[3]!;
  expect(row).toContain('\u001b[31mhigh\u001b[39m     │');
});
