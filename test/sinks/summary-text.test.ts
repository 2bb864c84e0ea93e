import { describe, expect, test } from 'vitest';
import type { Summary } from '../../src/core/summary.ts';
import { plainStyle } from '../../src/sinks/style.ts';
import { summaryJson } from '../../src/sinks/summary-json.ts';
import { summaryText } from '../../src/sinks/summary-text.ts';
import type { SummaryTextOptions } from '../../src/sinks/summary-text.ts';
import { HOSTILE } from './sample-findings.ts';
import { sampleCoverage, sampleHost, sampleSummary, summaryWithFindings } from './sample-summary.ts';
import { unsafeCharacters } from './unsafe-characters.ts';

function render(summary: Summary, options: Partial<SummaryTextOptions> = {}): string {
  return summaryText(summary, { style: plainStyle, verbose: false, exitCode: 0, failOn: null, ...options });
}

function lastLine(summary: Summary, options: Partial<SummaryTextOptions> = {}): string {
  return render(summary, options).trimEnd().split('\n').at(-1)!;
}

const rejectedOne = {
  complete: false,
  problems: { 'malformed-json': 1 },
  bytes: { stored: 4_200, decoded: 42_000, lost: 120 },
} as const satisfies Partial<Summary>;

const REJECTED = { ...sampleSummary().records, clean: 17, rejected: 1 };

test('a run with findings, in full', () => {
  expect(render(summaryWithFindings())).toBe(`Hosts
  instance             level   findings  first seen                last seen                 workspaces        alerts
  i-0123456789abcdef0  high    2         2026-03-01T12:00:00.123Z  2026-03-01T13:00:00.000Z  1234567890123456  container-escape
  i-0fffffffffffffff0  medium  1         2026-03-01T12:00:00.123Z  2026-03-01T13:00:00.000Z  1234567890123456  container-escape,host-security

Rules
  container-escape  3 matched, 15 not
  1 rule matched nothing: host-security

Coverage
  workspace 1234567890123456: 18 records on 2026-03-01, 6 from sensors, 2 heartbeats
  schemas: databricks-delivery (18)

Read
  18 records: 3 flagged, 15 clean
  2 artifacts read
  4.2 kB stored, 42.0 kB decoded, in 123 ms

complete: 3 findings on 2 hosts in 18 records
`);
});

describe('the last line is the verdict', () => {
  test('complete, nothing found', () => {
    expect(lastLine(sampleSummary())).toBe('complete: everything was looked at and nothing matched (18 records in 2 artifacts)');
  });

  test('complete, with findings, --fail-on reached or not', () => {
    expect(lastLine(summaryWithFindings({ failOnReached: true }), { exitCode: 1, failOn: 'high' })).toBe(
      'complete (exit 1): 3 findings on 2 hosts in 18 records; --fail-on high was reached',
    );
    expect(lastLine(summaryWithFindings(), { failOn: 'critical' })).toBe(
      'complete: 3 findings on 2 hosts in 18 records; --fail-on critical was not reached',
    );
  });

  test('incomplete and nothing found does not read as clean', () => {
    const line = lastLine(sampleSummary({ ...rejectedOne, records: REJECTED }), { exitCode: 3, failOn: 'low' });
    expect(line).toBe(
      'INCOMPLETE (exit 3): 1 record rejected, 120 bytes not looked at; no finding in the 17 records looked at, which does not mean there is none; ' +
        '--fail-on low was not reached by what was looked at',
    );
  });

  test('incomplete with findings says whether --fail-on also held', () => {
    const line = lastLine(summaryWithFindings({ ...rejectedOne, records: REJECTED, failOnReached: true }), { exitCode: 3, failOn: 'high' });
    expect(line).toBe(
      'INCOMPLETE (exit 3): 1 record rejected, 120 bytes not looked at; 3 findings on 2 hosts in the 17 records looked at, and there may be more; ' +
        '--fail-on high was reached',
    );
  });

  test.each([
    ['tolerated', { ...rejectedOne, records: REJECTED }, 0, /^INCOMPLETE, as allowed \(exit 0\): 1 record rejected/],
    [
      'interrupted',
      { complete: false, interrupted: true },
      130,
      /^INTERRUPTED \(exit 130\): the scan did not reach its end; no finding in/,
    ],
    ['stopped by its reader', { complete: false, interrupted: true }, 0, /^STOPPED EARLY \(exit 0\): the scan did not reach its end/],
    ['a lost output', { complete: false, interrupted: true }, 4, /^OUTPUT FAILED \(exit 4\): an output could not be written/],
    ['a bug', {}, 70, /^FAILED \(exit 70\): not everything was looked at/],
    [
      'an artifact that failed',
      { complete: false, artifacts: { ...sampleSummary().artifacts, failed: 2 } },
      3,
      /2 artifacts not read to the end/,
    ],
    ['no active rule', { complete: false, problems: { 'no-active-rule': 1 } }, 3, /no active rule covers some/],
    ['incomplete for reasons unknown', { complete: false }, 3, /^INCOMPLETE \(exit 3\): not everything was looked at; no finding/],
  ])('%s', (_name, changes, exitCode, expected) => {
    const line = lastLine(sampleSummary(changes), { exitCode });
    expect(line).toMatch(expected);
    expect(line).not.toContain('nothing matched');
    expect(line).not.toMatch(/^complete/);
  });

  test('no records, matches left out, and silent sensors are said', () => {
    const records = sampleSummary().records;
    expect(lastLine(sampleSummary({ records: { ...records, read: 0, clean: 0 }, coverage: [] }))).toBe(
      'complete: there was no record to look at (0 records in 2 artifacts)',
    );
    expect(lastLine(sampleSummary({ records: { ...records, clean: 15, filtered: 2, suppressed: 1 } }))).toBe(
      'complete: everything was looked at and there is no finding (18 records in 2 artifacts); ' +
        '2 matches left out by options; 1 match suppressed by filters',
    );
    const silent = sampleCoverage({ workspaceId: '2', esmRecords: 0, heartbeats: 0 });
    expect(lastLine(sampleSummary({ coverage: [sampleCoverage(), silent] }))).toMatch(/; no sensor was heard in 1 of 2 workspaces$/);
    expect(lastLine(sampleSummary({ coverage: [silent] }))).toMatch(/; no sensor was heard in any workspace$/);
  });
});

test('coverage says where no sensor was heard, worst first', () => {
  const text = render(
    sampleSummary({
      coverage: [
        sampleCoverage({ workspaceId: '0', esmRecords: 0, heartbeats: 0 }),
        sampleCoverage({ workspaceId: null, esmRecords: 0, heartbeats: 0 }),
        sampleCoverage({ workspaceId: '1' }),
        sampleCoverage({ workspaceId: '2', heartbeats: 0 }),
        sampleCoverage({ workspaceId: '3', esmRecords: 0, heartbeats: 0, dates: { first: '2026-03-01', last: '2026-03-09', days: 4 } }),
      ],
      unknownFields: { 'requestParams.x': 2 },
      unknownActions: [{ serviceName: 'capsule8-alerts-dataplane', actionName: 'New Thing', records: 3 }],
    }),
  );
  expect(text).toContain(`Coverage
  records that name no workspace: no alerts, and no sensor was heard (18 records on 2026-03-01)
  workspace 3: no alerts, and no sensor was heard (18 records on 4 days from 2026-03-01 to 2026-03-09)
  workspace 2: 18 records on 2026-03-01, 6 from sensors, none of them a heartbeat
  workspace 1: 18 records on 2026-03-01, 6 from sensors, 2 heartbeats
  account level: 18 records on 2026-03-01
  schemas: databricks-delivery (18)
  unknown fields: requestParams.x (2)
  unknown sensor actions: capsule8-alerts-dataplane New Thing (3)
`);
});

test('at most twenty hosts are listed, the rest counted', () => {
  const items = Array.from({ length: 25 }, (_, index) => sampleHost({ instanceId: `i-${index}` }));
  expect(render(sampleSummary({ instances: { items, omitted: 0 } }))).toContain('\n  and 5 more hosts (--summary <file> has them all)\n');
  expect(render(sampleSummary({ instances: { items, omitted: 1000 } }))).toContain(
    '\n  and 1,005 more hosts (--summary <file> has up to 25)\n',
  );
});

test('rules without a match share a line unless verbose', () => {
  const rules = { a: { matched: 0, notMatched: 3 }, b: { matched: 0, notMatched: 0 }, c: { matched: 1, notMatched: 2 } };
  expect(render(sampleSummary({ rules }))).toContain(
    'Rules\n  c  1 matched, 2 not\n  1 rule matched nothing: a\n  1 rule had no record to be tried on: b\n',
  );
  expect(render(sampleSummary({ rules }), { verbose: true })).toContain(
    'Rules\n  c  1 matched, 2 not\n  a  0 matched, 3 not\n  b  had no record to be tried on\n',
  );
});

test('rules that no log here has never ran, and are not among those that had no record', () => {
  const rules = { a: { matched: 0, notMatched: 0 }, w: { matched: 0, notMatched: 0 }, x: { matched: 0, notMatched: 0 } };
  const summary = sampleSummary({ rules, rulesNeverRun: ['w', 'x'] });
  expect(render(summary)).toContain(
    'Rules\n  1 rule had no record to be tried on: a\n  2 rules never ran, as no log read here has the logsource: w, x\n',
  );
  expect(render(summary, { verbose: true })).toContain(
    'Rules\n  a  had no record to be tried on\n  w  never ran: no log read here has its logsource\n  x  never ran: no log read here has its logsource\n',
  );
});

test('problems are counted and come with advice; what was excluded is named', () => {
  const text = render(
    sampleSummary({
      ...rejectedOne,
      problems: { grew: 1, 'malformed-json': 2 },
      artifacts: { read: 1, excluded: 3, failed: 1, excludedByReason: { hidden: 1, marker: 2 } },
      validation: 'shape',
    }),
    { exitCode: 3 },
  );
  expect(text).toContain('  1 artifact read, 1 failed, 3 excluded\n');
  expect(text).toContain('  excluded: 1 hidden, 2 marker\n');
  expect(text).toContain('42.0 kB decoded, 120 bytes not looked at, in 123 ms\n');
  expect(text).toContain(
    'Problems\n  malformed-json  2  a scan with --rejects <file> keeps the raw text\n  grew            1  it was read',
  );
  expect(text).toContain('checked by shape');
});

test('hostile names stay harmless, as text and as JSON', () => {
  const summary = sampleSummary({
    rules: { [HOSTILE]: { matched: 1, notMatched: 0 } },
    instances: { items: [sampleHost({ instanceId: HOSTILE, workspaces: [HOSTILE], alerts: [HOSTILE], firstSeen: HOSTILE })], omitted: 0 },
    coverage: [sampleCoverage({ workspaceId: HOSTILE, dates: { first: HOSTILE, last: HOSTILE, days: 1 } })],
    schemas: { [HOSTILE]: 1 },
    unknownFields: { [HOSTILE]: 1 },
    unknownActions: [{ serviceName: HOSTILE, actionName: HOSTILE, records: 1 }],
  });
  expect(unsafeCharacters(render(summary, { verbose: true }), { lineFeeds: true })).toEqual([]);
  const json = summaryJson(summary);
  expect(unsafeCharacters(json, { lineFeeds: true })).toEqual([]);
  expect(JSON.parse(json)).toEqual(summary);
  expect(json.endsWith('}\n')).toBe(true);
});
