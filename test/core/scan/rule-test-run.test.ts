/** The tests that rules bring along: what passes, what fails and why. */
import { describe, expect, it } from 'vitest';
import { parseRules } from '../../../src/core/rules/index.ts';
import { runRuleTests, type TestOutcome } from '../../../src/core/scan/rule-test-run.ts';
import { nodePlatform } from '../../../src/platform.ts';
import { SCHEMAS } from '../../../src/registry.ts';
import { stageRecord } from '../../../src/schemas/staging.ts';

const LOG = { product: 'databricks', service: 'audit' };
const record = (actionName: string, more: object = {}): object => ({ serviceName: 'clusters', actionName, requestParams: {}, ...more });
const deletion = (tests: readonly object[], more: object = {}): object => ({
  ...{ title: 'Deleted', name: 'deleted', level: 'low', logsource: LOG, ...more },
  ...{ detection: { s: { actionName: 'delete' }, condition: 's' }, auditsift: { tests } },
});
const sequence = (title: string, steps: readonly object[], findings: Readonly<Record<string, number>>): object => ({
  ...{ title, sequence: steps },
  findings: Object.entries(findings).map(([rule, count]) => ({ rule, count })),
});

async function run(...documents: readonly object[]): Promise<TestOutcome[]> {
  const parsed = parseRules(JSON.stringify(documents), 'r.json');
  expect(parsed.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  const outcomes: TestOutcome[] = [];
  for await (const outcome of runRuleTests(parsed, { schemas: SCHEMAS, stage: stageRecord, platform: nodePlatform }))
    outcomes.push(outcome);
  return outcomes;
}

const faultsOf = (outcomes: readonly TestOutcome[]): unknown[] =>
  outcomes.map(({ title, fault }) => [title, fault && [fault.message, fault.expected, fault.got]]);

describe('a test of one record', () => {
  it('passes or fails with what was expected, what came, and the tree', async () => {
    const outcomes = await run(
      deletion([
        { title: 'yes', record: record('delete'), matches: true, level: 'low' },
        { title: 'no', record: record('create'), matches: false },
        { title: 'wrong yes', record: record('create'), matches: true },
        { title: 'wrong no', record: record('delete'), matches: false },
        { title: 'wrong level', record: record('delete'), matches: true, level: 'high' },
        { title: 'no record', record: { a: 1 }, matches: true },
      ]),
    );
    expect(faultsOf(outcomes)).toEqual([
      ['yes', null],
      ['no', null],
      ['wrong yes', ['the rule should match and does not', 'a match', 'no match']],
      ['wrong no', ['the rule should not match and does, because actionName = "delete"', 'no match', 'a match of level low']],
      ['wrong level', ['the match should have the level high and has low', 'a match of level high', 'a match of level low']],
      ['no record', ['no schema recognises the record', 'a match', 'no event']],
    ]);
    expect(outcomes[2]!.fault!.explanation).toMatchObject({ what: 's: actionName is "delete"', holds: false, found: '"create"' });
    expect(outcomes[2]!.location).toMatchObject({ uri: 'r.json', line: 1 });
  });

  it('fails when the rule is for another log, or the document is no rule', async () => {
    const [other] = await run(deletion([{ title: 'x', record: record('delete'), matches: true }], { logsource: { product: 'aws' } }));
    expect(other!.fault!.message).toBe('the rule is not tried on records of the schema databricks-delivery');
    const filter = {
      ...{ title: 'f', name: 'f', logsource: LOG, filter: { s: { actionName: 'x' }, condition: 'not s' } },
      auditsift: { tests: [{ title: 'x', record: record('x'), matches: true }] },
    };
    expect(faultsOf(await run(deletion([]), filter))).toEqual([
      ['x', ['correlations and filters are tested with a `sequence` and its `findings`, not with one `record`', 'a match', 'nothing']],
    ]);
  });

  it('is not run for a rule of status unsupported', async () => {
    expect(await run(deletion([{ title: 'x', record: record('create'), matches: true }], { status: 'unsupported' }))).toEqual([]);
  });
});

describe('a sequence', () => {
  it('counts the findings of a real scan, each repeat being a record of its own', async () => {
    const steps = [
      { record: record('delete'), repeat: 300, every: '1m' },
      { after: '2h', record: record('delete') },
      { record: record('create') },
    ];
    const outcomes = await run(deletion([sequence('right', steps, { deleted: 301 }), sequence('wrong', steps, { deleted: 5 })]));
    expect(faultsOf(outcomes)).toEqual([
      ['right', null],
      ['wrong', ['the findings of deleted are not as many as they should be', 'deleted 5', 'deleted 301']],
    ]);
    const { findings } = outcomes[1]!.fault!;
    expect(findings).toHaveLength(100);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(100);
    expect([findings[0]!.time, findings[1]!.time]).toEqual(['2026-01-05T12:00:00.000Z', '2026-01-05T12:01:00.000Z']);
  });

  it('tests filters with the rules they are for, whatever the day', async () => {
    const by = (email: string): object => ({ record: record('delete', { userIdentity: { email } }) });
    const filter = {
      ...{ title: 'f', name: 'nightly', logsource: LOG },
      filter: { rules: ['deleted'], robot: { 'userIdentity.email': 'robot@example.com' }, condition: 'not robot' },
      auditsift: {
        expires: '2020-01-01',
        tests: [sequence('robots may', [by('robot@example.com'), by('ann@example.com')], { deleted: 1 })],
      },
    };
    const outcomes = await run(deletion([]), filter);
    expect(outcomes).toMatchObject([{ document: { name: 'nightly' }, title: 'robots may', fault: null }]);
  });

  it.each<readonly [string, readonly object[], Readonly<Record<string, number>>, string]>([
    ['a rule that is not loaded', [{ record: record('x') }], { deletd: 0 }, 'no loaded rule is called deletd. Did you mean `deleted`?'],
    [
      'a record that no schema knows',
      [{ record: record('x') }, { record: { a: 1 } }],
      { deleted: 0 },
      'no schema recognises record 2: it is an object with the keys "a", "timestamp", "requestId"',
    ],
    [
      'more records than are run',
      Array.from({ length: 11 }, () => ({ record: record('x'), repeat: 10_000 })),
      { deleted: 0 },
      'a sequence has at most 100000 records',
    ],
  ])('fails for %s', async (_, steps, findings, message) => {
    const [outcome] = await run(deletion([sequence('t', steps, findings)]));
    expect(outcome!.fault!.message).toBe(message);
  });

  it('fails where no loaded rule is for its records, though nothing was expected', async () => {
    const rule = deletion([sequence('t', [{ record: record('delete') }], { deleted: 0 })], { logsource: { product: 'aws' } });
    expect((await run(rule))[0]!.fault!.message).toBe('no active rule covers the 1 record of {product: databricks, service: audit}');
  });
});
