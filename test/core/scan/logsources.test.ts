/** Which rules are for which log, and what is said where the two do not meet. Records are synthetic. */
import { describe, expect, it } from 'vitest';
import { alert, START } from '../../../fixtures/records.ts';
import { HOST_RULES, linesOf, rulesFrom, scanChunks } from '../../helpers/scan.ts';

const TRAIL = { eventVersion: '1.11', eventTime: '2026-03-01T08:00:00Z', eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' };
const ALERT = alert('Kernel Exploit', 'i-0014000000000000a', START);

function rule(name: string, logsource: object, selection: object = { eventName: 'CreateUser' }): object {
  return { title: name, name, logsource, detection: { s: selection, condition: 's' } };
}
const rules = (...list: object[]) => rulesFrom(JSON.stringify({ rules: list }));

describe('several logs in one scan', () => {
  it('each record meets the rules of its own log', async () => {
    const plan = {
      rules: rules(
        rule('trail', { product: 'aws', service: 'cloudtrail' }, { 'eventName|contains': '*' }),
        rule('audit', { product: 'databricks', service: 'audit' }, { 'actionName|contains': '*' }),
        rule('crossed', { product: 'databricks' }),
      ),
    };
    const { findings, summary } = await scanChunks([linesOf(ALERT, TRAIL, ALERT, TRAIL)], plan);
    expect(findings.map(({ alerts }) => alerts.join())).toEqual(['audit', 'trail', 'audit', 'trail']);
    expect(summary).toMatchObject({
      complete: true,
      rules: {
        trail: { matched: 2, notMatched: 0 },
        audit: { matched: 2, notMatched: 0 },
        crossed: { matched: 0, notMatched: 2 },
      },
      schemas: { cloudtrail: 2, 'databricks-delivery': 2 },
    });
  });

  it('records without a workspace say nothing about the sensors of one', async () => {
    const { summary } = await scanChunks([linesOf(ALERT, TRAIL)], {
      rules: rules(rule('trail', { product: 'aws' }), rule('audit', { product: 'databricks' })),
    });
    expect(summary.coverage).toMatchObject([{ workspaceId: String(ALERT.workspaceId), records: 1, esmRecords: 1 }]);
  });
});

describe('a log without rules', () => {
  it('is counted, named, and leaves the scan incomplete', async () => {
    const { problems, summary } = await scanChunks([linesOf(TRAIL, TRAIL, ALERT)]);
    expect(problems).toMatchObject([
      { code: 'no-active-rule', detail: 'no active rule covers the 2 records of {product: aws, service: cloudtrail}' },
    ]);
    expect(summary).toMatchObject({ complete: false, records: { flagged: 1, unrecognised: 0 } });
  });
});

describe('rules without a log', () => {
  it('are named once per logsource, in a notice and in the summary', async () => {
    const windows = Array.from({ length: 7 }, (_, i) => rule(`w${i}`, { product: 'windows' }));
    const plan = { rules: rules(rule('trail', { product: 'aws' }), ...windows, rule('guard', { product: 'aws', service: 'guardduty' })) };
    const { problems, summary } = await scanChunks([linesOf(TRAIL)], plan);
    expect(problems.map(({ code, detail }) => [code, detail])).toEqual([
      ['rule-never-runs', '7 rules (w0, w1, w2, w3, w4, …) are for {product: windows}, which no log read here has'],
      ['rule-never-runs', 'the rule guard is for {product: aws, service: guardduty}, which no log read here has'],
    ]);
    expect(summary.rulesNeverRun).toEqual(['w0', 'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'guard']);
    expect(summary).toMatchObject({ complete: true, rules: { w0: { matched: 0, notMatched: 0 }, trail: { matched: 1 } } });
  });

  it('do not include those whose log just was not among the input', async () => {
    const { problems, summary } = await scanChunks([linesOf(TRAIL)], {
      rules: rules(rule('t', { product: 'aws' }), rule('d', { product: 'databricks' })),
    });
    expect({ problems, never: summary.rulesNeverRun }).toEqual({ problems: [], never: [] });
    expect((await scanChunks([linesOf(ALERT)], { rules: HOST_RULES })).summary.rulesNeverRun).toEqual([]);
  });
});
