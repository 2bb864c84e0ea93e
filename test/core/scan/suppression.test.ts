/** Sigma filters in a scan: what they suppress, how it is counted, shown, and when it ends. */
import { describe, expect, it } from 'vitest';
import { alert, heartbeat, START } from '../../../fixtures/records.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { LogSchema } from '../../../src/core/ports.ts';
import { compileRules, parseRules, type CompiledRuleSet } from '../../../src/core/rules/index.ts';
import { parseTime } from '../../../src/core/time.ts';
import { filters, linesOf, rulesFrom, scanChunks } from '../../helpers/scan.ts';

const LOG = { product: 'databricks', service: 'audit' };
const rule = (name: string, actionName: string, level: string): object => ({
  ...{ name, title: name, level, logsource: LOG },
  ...{ detection: { s: { actionName }, condition: 's' } },
});
const filter = (name: string, rules: unknown, instance: string, auditsift?: object): object => ({
  ...{ name, title: name, logsource: LOG, auditsift },
  filter: { rules, known: { 'requestParams.instanceId': instance }, condition: 'not known' },
});
const ruleSet = (...documents: readonly object[]): CompiledRuleSet => rulesFrom(JSON.stringify(documents));

const SHELL = rule('shell', 'Suspicious Interactive Shell', 'high');
const ANY_ALERT = rule('any_alert', '*', 'low');
const LINES = linesOf(
  alert('Suspicious Interactive Shell', 'i-test', START),
  alert('Suspicious Interactive Shell', 'i-prod', START),
  alert('Kernel Exploit', 'i-prod', START),
);
const alertsOf = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ alerts, instanceId }) => `${instanceId}: ${alerts.join()}`);

describe('a filter', () => {
  it('suppresses the alerts of its rules, and a record is suppressed when none is left', async () => {
    const rules = ruleSet(SHELL, ANY_ALERT, filter('test_hosts', ['shell'], 'i-test'), filter('prod_kernel', ['any_alert'], 'i-prod'));
    const { findings, summary } = await scanChunks([LINES], { rules, failOn: 'high' });
    expect(alertsOf(findings)).toEqual(['i-test: any_alert', 'i-prod: shell']);
    expect(findings.map(({ level }) => level)).toEqual(['low', 'high']);
    expect(summary.records).toEqual({ read: 3, flagged: 2, clean: 0, filtered: 0, suppressed: 1, unrecognised: 0, rejected: 0 });
    expect(summary.rules).toEqual({ shell: { matched: 2, notMatched: 1 }, any_alert: { matched: 3, notMatched: 0 } });
    expect(summary.filters).toEqual({
      test_hosts: { suppressed: 1, expired: false, owner: null, reason: null, expires: null },
      prod_kernel: { suppressed: 2, expired: false, owner: null, reason: null, expires: null },
    });
    expect(summary.findings.byRule).toEqual({ any_alert: 1, shell: 1 });
  });

  it('counts a record once, and two filters may suppress the same', async () => {
    const rules = ruleSet(SHELL, ANY_ALERT, filter('one', 'any', 'i-prod'), filter('two', 'any', 'i-*'));
    const { findings, summary } = await scanChunks([LINES], { rules, failOn: 'low' });
    expect(findings).toEqual([]);
    expect(summary).toMatchObject({ failOnReached: false, complete: true, records: { suppressed: 3, flagged: 0 } });
    expect(summary.filters).toMatchObject({ one: { suppressed: 2 }, two: { suppressed: 3 } });
  });

  it('comes before the options: what it suppressed is not filtered', async () => {
    const rules = ruleSet(SHELL, filter('test_hosts', 'any', 'i-test'));
    const { summary } = await scanChunks([LINES], { rules, filters: filters({ instances: new Set(['i-other']) }) });
    expect(summary.records).toMatchObject({ read: 3, suppressed: 1, filtered: 1, clean: 1, flagged: 0 });
  });

  it('does not make clean records suppressed ones', async () => {
    const { summary } = await scanChunks([linesOf(heartbeat('i-test', START, 1))], { rules: ruleSet(SHELL, filter('f', 'any', 'i-test')) });
    expect(summary).toMatchObject({ records: { clean: 1, suppressed: 0 }, filters: { f: { suppressed: 0 } } });
  });
});

describe('what was suppressed, when asked for', () => {
  const rules = ruleSet(
    SHELL,
    ANY_ALERT,
    filter('test_hosts', 'any', 'i-test', { owner: 'red team' }),
    filter('prod', ['any_alert'], 'i-prod'),
  );

  it('comes as findings of its own, marked, and the others stay as they are', async () => {
    const plain = await scanChunks([LINES], { rules, failOn: 'low' });
    const shown = await scanChunks([LINES], { rules, failOn: 'low', showSuppressed: true });
    expect(shown.summary).toEqual(plain.summary);
    expect(shown.findings.filter(({ suppressedBy }) => suppressedBy === undefined)).toEqual(plain.findings);
    expect(shown.findings.map(({ alerts, level, suppressedBy }) => [alerts.join(), level, suppressedBy?.join()])).toEqual([
      ['shell,any_alert', 'high', 'test_hosts'],
      ['any_alert', 'low', 'prod'],
      ['shell', 'high', undefined],
      ['any_alert', 'low', 'prod'],
    ]);
    expect(shown.findings[1]!.id).toBe(shown.findings[2]!.id);
    expect(shown.findings[1]!.evidence.map((evidence) => evidence.rule)).toEqual(['any_alert']);
  });

  it('keeps to the options', async () => {
    const wanted = { rules, showSuppressed: true, filters: filters({ minLevel: 'medium' }) };
    const { findings } = await scanChunks([LINES], wanted);
    expect(alertsOf(findings)).toEqual(['i-test: shell,any_alert', 'i-prod: shell']);
  });

  it('is given once under --dedupe, beside the finding of the same record', async () => {
    const { findings, summary } = await scanChunks([LINES, LINES], { rules, showSuppressed: true, dedupe: true });
    expect(findings).toHaveLength(4);
    expect(summary.findings).toMatchObject({ total: 1, distinct: 1 });
  });
});

describe('the last day of a filter', () => {
  // The clock of these scans stands at 1970-01-01.
  it.each([
    ['1970-01-01', 1, []],
    ['1969-12-31', 0, ['the filter test_hosts of red team (rules.json:1) expired on 1969-12-31']],
  ])('%s', async (expires, suppressed, notices) => {
    const rules = ruleSet(SHELL, filter('test_hosts', 'any', 'i-test', { owner: 'red team', reason: 'a drill', expires }));
    const { findings, problems, summary } = await scanChunks([LINES], { rules });
    expect(problems.map(({ code, detail }) => [code, detail])).toEqual(notices.map((detail) => ['expired-filter', detail]));
    expect(findings).toHaveLength(2 - suppressed);
    expect(summary).toMatchObject({ complete: true, records: { suppressed, flagged: 2 - suppressed } });
    const expired = suppressed === 0;
    expect(summary.filters).toEqual({ test_hosts: { suppressed, expired, owner: 'red team', reason: 'a drill', expires } });
  });
});

it('F1: the condition of a filter must hold for the rule to fire, so `selection` keeps and `not selection` suppresses', async () => {
  const anything: LogSchema = {
    name: 'anything',
    logsource: { product: 'x' },
    recognises: () => true,
    toEvent: (fields) => ({
      ...{ fields, time: parseTime(fields['t']), unknownFields: [] },
      ...{ serviceName: null, actionName: null, workspaceId: null },
    }),
  };
  const set = (condition: string): CompiledRuleSet =>
    compileRules(
      parseRules(
        JSON.stringify([
          { title: 'failed login', name: 'failed_login', logsource: { product: 'x' }, detection: { s: { a: 'fail' }, condition: 's' } },
          {
            title: 'f',
            logsource: { product: 'x' },
            filter: { rules: ['failed_login'], selection: { 'u|startswith': 'adm_' }, condition },
          },
        ]),
        'f1',
      ),
    );
  const events = linesOf({ t: 0, a: 'fail', u: 'adm_1' }, { t: 1, a: 'fail', u: 'eve' });
  const usersOf = async (condition: string): Promise<readonly unknown[]> => {
    const { findings } = await scanChunks([events], { rules: set(condition), schemas: [anything] });
    return findings.map(({ record }) => (JSON.parse(record) as { u: string }).u);
  };
  expect(await usersOf('selection')).toEqual(['adm_1']);
  expect(await usersOf('not selection')).toEqual(['eve']);
});
