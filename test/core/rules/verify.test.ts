import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/json/value.ts';
import { lintRule, parseRules, verifyRule, type Rule } from '../../../src/core/rules/index.ts';
import { ruleAround } from './rule-text.ts';

function ruleWithTests(tests: string, more = ''): Rule {
  return parseRules(ruleAround('{"s":{"x":1},"condition":"s"}', `,"name":"r","auditsift":{"tests":[${tests}]}${more}`), 'r.json').rules[0]!;
}
const asIs = (fields: JsonObject): JsonObject => fields;

describe("a rule's own tests", () => {
  it('pass', () => {
    const rule = ruleWithTests('{"title":"a","record":{"x":1},"matches":true,"level":"low"},{"title":"b","record":{},"matches":false}');
    expect(verifyRule(rule, asIs)).toEqual([]);
  });

  it('fail with a sentence that says why', () => {
    const rule = ruleWithTests(
      '{"title":"a","record":{},"matches":true},{"title":"b","record":{"x":1},"matches":false},{"title":"c","record":{"x":1},"matches":true,"level":"high"}',
    );
    expect(verifyRule(rule, asIs).map(({ message }) => message)).toEqual([
      'r, "a": the rule should match and does not.',
      'r, "b": the rule should not match and does, because x = "1".',
      'r, "c": the match should have the level high and has low.',
    ]);
    expect(verifyRule(rule, () => null)[0]).toMatchObject({
      rule: 'r',
      test: 'a',
      message: 'r, "a": no schema recognises the record.',
      location: { uri: 'r.json', line: 1 },
    });
  });
});

describe('lint', () => {
  const codes = (rule: Rule, pack: boolean): readonly string[] =>
    lintRule({ ...rule, logsource: { product: 'aws' } }, { pack }).map(({ code }) => code);

  it('asks for tests, and in a pack for a runbook and false positives', () => {
    expect(codes(ruleWithTests(''), false)).toEqual(['no-tests', 'no-tests']);
    expect(codes(ruleWithTests(''), true)).toEqual(['no-tests', 'no-tests', 'no-runbook', 'no-falsepositives']);
    expect(codes({ ...ruleWithTests('{"title":"a","record":{},"matches":false}'), level: null }, false)).toEqual(['no-level', 'no-tests']);
  });
});
