import { describe, expect, it } from 'vitest';
import { compileRules, parseWhere } from '../../../src/core/rules/index.ts';
import { record, summarise } from './rule-text.ts';

describe('--where', () => {
  it.each([
    ['userIdentity.email: bob@*', '{"userIdentity":{"email":"Bob@example.com"}}', true],
    ['{actionName: [a, b], serviceName: s}', '{"actionName":"B","serviceName":"s"}', true],
    ['[{actionName: a}, {actionName: b}]', '{"actionName":"c"}', false],
    ['actionName: a\nserviceName|startswith: s', '{"actionName":"a","serviceName":"sx"}', true],
    ['{"actionName": "a"}', '{"actionName":"a"}', true],
    ['[curl, wget]', '{"x":"a curl b"}', true],
  ])('%s on %s: %s', (text, fields, matches) => {
    const parsed = parseWhere(text, 2);
    expect(parsed.issues).toEqual([]);
    expect(parsed.rules[0]).toMatchObject({ name: 'where-2', title: `--where ${text}`, level: 'medium', location: { uri: '--where' } });
    const [rule] = compileRules(parsed).rules;
    expect(rule?.appliesTo({ product: 'databricks', service: 'audit' })).toBe(true);
    expect(rule?.match(record(fields)) !== null).toBe(matches);
  });

  it.each([
    ['', ['bad-selection 1:1']],
    ['userIdentity.email:bob', ['bad-selection 1:1']],
    ['{}', ['bad-selection 1:1']],
    ['a|re: (x', ['bad-regex 1:7']],
    ['a: [', ['syntax 1:5']],
    ['a: 1\n---\nb: 1', ['bad-selection 1:1']],
    ['x: yes', ['~yaml-1.1 1:4']],
  ])('%j is answered with %j', (text, expected) => {
    expect(summarise(parseWhere(text, 1).issues)).toEqual(expected);
  });
});
