/** Sigma's semantics, case by case, through the whole of core/rules. */
import { describe, expect, it } from 'vitest';
import { compileRules, evaluate, parsePlaceholders, parseRules } from '../../../src/core/rules/index.ts';
import { SIGMA_CASES } from './sigma-cases.ts';
import { record, ruleAround } from './rule-text.ts';

describe('Sigma', () => {
  it.each(SIGMA_CASES)('$n: $what', ({ detection, event, expect: expected, issue, placeholders: file }) => {
    const { placeholders } = parsePlaceholders(file ?? '{}', 'p.json');
    const parsed = parseRules(ruleAround(detection), 't.json', { placeholders });
    const { rules, issues } = parsed;
    if (issue !== undefined) expect(issues.map(({ code }) => code)).toContain(issue);
    else expect(issues).toEqual([]);
    expect(issues.some(({ severity }) => severity === 'error')).toBe(expected === 'error');
    if (expected === 'error') return;
    const fields = record(event);
    expect(compileRules(parsed).rules[0]!.match(fields) !== null).toBe(expected === 'match');
    expect(evaluate(rules[0]!.condition, fields)).toBe(expected === 'match');
  });
});
