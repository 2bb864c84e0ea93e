/** What somebody is told who knows other rule languages better than this one. */
import { describe, expect, it } from 'vitest';
import { lintNames, parseRules } from '../../../src/core/rules/index.ts';
import { ruleAround } from './rule-text.ts';

const DETECTION = '{"s":{"actionName":"x"},"condition":"s"}';
const messages = (text: string): readonly string[] => parseRules(text, 't.json').issues.map(({ message }) => message);

describe('a modifier of another language', () => {
  it.each([
    ['regex', 're'],
    ['RegExp', 're'],
    ['starts_with', 'startswith'],
    ['StartsWith', 'startswith'],
    ['contain', 'contains'],
    ['like', 'contains'],
    ['not', 'neq'],
    ['ne', 'neq'],
    ['ge', 'gte'],
    ['ip', 'cidr'],
  ])('%s is %s here', (written, meant) => {
    const [message] = messages(ruleAround(`{"s":{"actionName|${written}":"x"},"condition":"s"}`));
    expect(message).toBe(`There is no modifier \`${written}\`. Did you mean \`${meant}\`?`);
  });

  it.each(['equals', 'eq', 'in', 'icontains'])('%s is needless', (written) => {
    const [message] = messages(ruleAround(`{"s":{"actionName|${written}":"x"},"condition":"s"}`));
    expect(message).toContain('Without a modifier any value of the list will do, compared without letter case.');
  });

  it('nobody knows is answered with all there are', () => {
    const [message] = messages(ruleAround('{"s":{"actionName|xyzzy":"x"},"condition":"s"}'));
    expect(message).toMatch(/The modifiers are contains, startswith, .*expand\.$/);
  });
});

describe('a key of ours beside those of Sigma', () => {
  it.each(['tests', 'runbook', 'levels', 'owner', 'reason', 'expires', 'absence', 'accepts'])('%s is told its place', (key) => {
    const { issues } = parseRules(ruleAround(DETECTION, `,"${key}":"x"`), 't.json');
    expect(issues).toMatchObject([{ severity: 'warning', code: 'unknown-key' }]);
    expect(issues[0]!.message).toContain(`belongs under \`auditsift\`, as in \`auditsift: {${key}: …}\``);
  });

  it('of somebody else is let be', () => {
    expect(messages(ruleAround(DETECTION, ',"simulation":"x","regression_tests_path":"y"'))).toEqual([]);
  });
});

describe('a word of a list, misspelt', () => {
  it.each([
    ['"level":"High"', '`level` must be one of informational, low, medium, high, critical. Did you mean `high`?'],
    ['"level":"info"', 'Did you mean `informational`?'],
    ['"level":"severe"', '`level` must be one of informational, low, medium, high, critical.'],
    ['"status":"experimantal"', 'Did you mean `experimental`?'],
  ])('%s', (key, message) => {
    expect(messages(ruleAround(DETECTION, `,${key}`).replace(key.startsWith('"level"') ? '"level":"low",' : '""', '')).join()).toContain(
      message,
    );
  });
});

describe('a rule whose head has an error', () => {
  const doubts = (text: string): readonly string[] =>
    parseRules(text, 't.json')
      .drafts.flatMap((draft) => lintNames(draft))
      .map(({ message }) => message);
  const detection = '{"s":{"service_name":"clusters","actionName":"delet"},"condition":"s"}';

  it('is held against the catalogue all the same, and is no rule', () => {
    const text = ruleAround(detection, ',"status":"prod"');
    expect(parseRules(text, 't.json').rules).toEqual([]);
    expect(doubts(text)).toEqual([
      expect.stringContaining('Did you mean `serviceName`?'),
      expect.stringContaining('Did you mean `delete`?'),
    ]);
  });

  it('is taken for one of the audit log when it does not say', () => {
    expect(doubts(`{"title":"t","detection":${detection}}`)).toHaveLength(2);
    expect(doubts(`{"title":"t","status":"prod","logsource":{"product":"windows"},"detection":${detection}}`)).toEqual([]);
  });

  it('is not when the detection has one too', () => {
    expect(parseRules('{"title":"t","detection":{"s":{"service_name":"x"},"condition":"z"}}', 't.json').drafts).toEqual([]);
  });
});

describe('a rule from before Sigma 2.0', () => {
  it('loads with its dates, and is told how they are written today', () => {
    const { rules, issues } = parseRules(ruleAround(DETECTION, ',"date":"2023/01/06","modified":"2023/04/28"'), 't.json');
    expect(rules).toHaveLength(1);
    expect(issues.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', 'Since Sigma 2.0 a day is written with dashes, `2023-01-06`.'],
      ['warning', 'Since Sigma 2.0 a day is written with dashes, `2023-04-28`.'],
    ]);
  });

  it.each(['2023/13/01', '06.01.2023', '2023/1/6'])('but not with the date %s', (date) => {
    const { issues } = parseRules(ruleAround(DETECTION, `,"date":"${date}"`), 't.json');
    expect(issues.some(({ severity, code }) => severity === 'error' && code === 'bad-metadata')).toBe(true);
  });
});
