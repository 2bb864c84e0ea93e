/** Rules that repeat each other, and rules that need every record. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, lintRule, lintTogether, parseRules, type Expression } from '../../../../src/core/rules/index.ts';
import { needsEveryRecord } from '../../../../src/core/rules/check/reach.ts';
import { parseSigmaText } from '../../../../src/core/rules/pattern.ts';

function overlaps(...detections: readonly string[]): readonly string[] {
  const documents = detections.map((detection, i) => `{title: r${i}, name: r${i}, logsource: {product: x}, detection: ${detection}}`);
  const parsed = parseRules(documents.join('\n---\n'), 'f');
  expect(parsed.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return lintTogether(parsed).map(({ rule, message }) => `${rule ?? ''}: ${message}`);
}

const SAME = /^r1: The rule matches the same records as the rule `r0` at f:1; one of them is enough\.$/;
const PART = /^r\d: Whatever the rule matches is matched by the rule `r\d` at f:\d, whose actions include its own\.$/;

describe('overlapping rules', () => {
  it.each([
    ['in another order', '{s: {x: a, y: [b, c]}, condition: s}', '{t: {y: [C, B, b], x: A}, condition: t}'],
    ['in other selections', '{s: {x: a, y: b}, condition: s}', '{t: {x: a}, u: {y: b}, condition: u and t}'],
    ['negated twice', '{s: {x: a}, condition: s}', '{s: {x: a}, condition: not (not s)}'],
    ['as a list of maps', '{s: {actionName: [a, b]}, condition: s}', '{s: [{actionName: b}, {actionName: a}], condition: s}'],
    ['repeated', '{s: {x: a}, condition: s}', '{s: {x: a}, t: {x: a}, condition: s or t or s}'],
  ])('the same %s', (_, a, b) => {
    expect(overlaps(a, b)).toEqual([expect.stringMatching(SAME)]);
  });

  it.each([
    ['{s: {actionName: a}, condition: s}', '{s: {actionName: [a, b]}, condition: s}'],
    [
      '{s: {actionName: [a, b], x: 1}, condition: s}',
      '{s: {actionName: [c, A], x: 1}, t: {actionName: b, x: 1}, u: {actionName: [b, a, c]}, v: {x: 1}, condition: u and v}',
    ],
    ['{s: {actionName: a}, f: {x: 1}, condition: s and not f}', '{s: {actionName: [a, b]}, f: {x: 1}, condition: not f and s}'],
  ])('a part: %s', (a, b) => {
    expect(overlaps(a, b)).toEqual([expect.stringMatching(PART)]);
    expect(overlaps(b, a)).toEqual([expect.stringMatching(PART)]);
  });

  it.each([
    ['other actions', '{s: {actionName: [a, b]}, condition: s}', '{s: {actionName: [b, c]}, condition: s}'],
    ['another condition', '{s: {actionName: a}, condition: s}', '{s: {actionName: [a, b], x: 1}, condition: s}'],
    ['letter case that counts', '{s: {x|cased: a}, condition: s}', '{s: {x|cased: A}, condition: s}'],
    ['wildcards', '{s: {actionName: a}, condition: s}', '{s: {actionName: a*}, condition: s}'],
    [
      'another exception',
      '{s: {actionName: a}, f: {x: 1}, condition: s and not f}',
      '{s: {actionName: [a, b]}, f: {x: 2}, condition: s and not f}',
    ],
  ])('not with %s', (_, a, b) => {
    expect(overlaps(a, b)).toEqual([]);
  });

  it('not for different logs, nor with a rule that never runs', () => {
    const rule = (name: string, log: string, more = ''): string =>
      `{title: ${name}, name: ${name}, logsource: {product: ${log}}, detection: {s: {x: 1}, condition: s}${more}}`;
    const parsed = parseRules([rule('a', 'x'), rule('b', 'y'), rule('c', 'x', ', status: unsupported')].join('\n---\n'), 'f');
    expect(lintTogether(parsed)).toEqual([]);
  });
});

describe('a slow rule', () => {
  const isSlow = (detection: string): boolean => {
    const parsed = parseRules(`{title: t, logsource: {product: databricks}, detection: ${detection}}`, 'f');
    return parsed.rules.flatMap((rule) => lintRule(rule)).some(({ code }) => code === 'slow-rule');
  };

  it.each([
    ['{s: {userAgent: curl*}, condition: s}'],
    ['{s: [word], condition: s}'],
    ['{s: {actionName: login}, t: {userAgent: curl}, condition: s or t}'],
    ['{s: {userAgent: curl}, f: {actionName: login}, condition: s and not f}'],
    ['{s: {actionName: null}, t: {userAgent: x}, condition: not s and t}'],
  ])('%s', (detection) => {
    expect(isSlow(detection)).toBe(true);
  });

  it.each([
    ['{s: {userAgent: curl*, actionName: login}, condition: s}'],
    ['{s: {serviceName: accounts}, t: {userAgent: x}, condition: s and t}'],
    ['{s: {actionName|contains: delete, userAgent: x}, condition: s}'],
    ['{s: {actionName|re: "^delete", userAgent: x}, condition: s}'],
    ['{s: {actionName: login}, t: {serviceName: dbfs}, condition: 1 of them}'],
  ])('not %s', (detection) => {
    expect(isSlow(detection)).toBe(false);
  });
});

describe('auditsift.accepts', () => {
  it('keeps back the warnings it names, and no error', () => {
    const codes = (accepts: string): readonly string[] => {
      const detection = '{s: {userAgent: a}, f: {userAgent: a*}, condition: s and not f}';
      const other = '{s: {userAgent: a}, condition: s}';
      const documents = [detection, other].map(
        (text, i) => `{title: t${i}, logsource: {product: databricks}, detection: ${text}, auditsift: {accepts: [${accepts}]}}`,
      );
      const { rules } = parseRules(documents.join('\n---\n'), 'f');
      return rules.flatMap((rule) => lintRule(rule)).map(({ code }) => code);
    };
    expect(codes('')).toEqual(['no-level', 'no-tests', 'no-tests', 'never-matches', 'no-level', 'no-tests', 'no-tests', 'slow-rule']);
    expect(codes('slow-rule, no-tests, never-matches')).toEqual(['no-level', 'never-matches', 'no-level']);
  });
});

describe('a rule that needs every record', () => {
  const field = fc.constantFrom('serviceName', 'actionName', 'other');
  const text = fc.constantFrom('a', 'A', 'b', 'a*', '*', '*b', 'x');
  const expression = fc.letrec<{ node: Expression }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.record({ field, text, cased: fc.boolean() }).map(({ field: name, text: written, cased }): Expression => ({
        kind: 'test',
        test: { kind: 'text', field: name, pattern: { parts: parseSigmaText(written), cased } },
      })),
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), operands: fc.array(tie('node'), { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
    ),
  })).node;
  const name = fc.constantFrom('a', 'A', 'b', 'ab', 'x', '\u0000');

  it('is each that can match a service and an action nobody named', () => {
    fc.assert(
      fc.property(expression, fc.option(name, { nil: undefined }), (tree, other) => {
        const fields = { serviceName: '\u0000', actionName: '\u0000', ...(other === undefined ? {} : { other }) };
        if (evaluate(tree, fields)) expect(needsEveryRecord(tree)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
