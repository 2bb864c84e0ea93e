/** What the checker calls impossible: each kind of reason once, and never a rule that some record satisfies. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exclude, excludeAsScalars } from '../../../../src/core/rules/check/conflict.ts';
import { findVerdict } from '../../../../src/core/rules/check/satisfiable.ts';
import { evaluate, lintRule, parseRules, type Expression, type Test } from '../../../../src/core/rules/index.ts';
import { parseSigmaText } from '../../../../src/core/rules/pattern.ts';
import type { JsonObject, JsonValue } from '../../../../src/core/json/value.ts';
import { ruleAround } from '../rule-text.ts';
import { startCpuTime } from '../../../helpers/cpu-time.ts';

const SENSE = new Set(['never-matches', 'contradiction', 'always-matches']);

/** `code line:column` of what is said about the sense of a rule. */
function sense(detection: string, product = 'databricks'): readonly string[] {
  const parsed = parseRules(ruleAround(detection).replace('databricks', product).replaceAll('↵', '\n'), 't');
  expect(parsed.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return parsed.rules.flatMap((rule) =>
    lintRule(rule)
      .filter(({ code }) => SENSE.has(code))
      .map(({ code, severity, message }) => `${severity} ${code}: ${message}`),
  );
}

describe('a rule that can never match', () => {
  it.each([
    ['a selection and its opposite', '{"s":{"x":"a"},"condition":"s and not s"}', '`x` is not `a` and that `x` is `a`'],
    ['a text and none', '{"s":{"x":"a"},"n":{"x":null},"condition":"s and n"}', '`x` has no value and that `x` is `a`'],
    ['a text and absence', '{"s":{"x":"a","x|exists":false},"condition":"s"}', '`x` is not there and that `x` is `a`'],
    ['a value under a wildcard that is excluded', '{"s":{"x":"Abc"},"f":{"x":"a*"},"condition":"s and not f"}', '`x` is not `a*`'],
    ['any value excluded', '{"s":{"x":"a?"},"f":{"x":"*"},"condition":"s and not f"}', '`x` is not `*`'],
    ['neither there nor empty', '{"s":{"x|exists":true},"n":{"x":null},"condition":"not s and not n"}', '`x` has a value'],
    ['each of a list excluded', '{"s":{"x":["a","b"]},"f":{"x":["b","c","a"]},"condition":"s and not f"}', ''],
    ['the same in another order', '{"a":{"x":"1","y":"2"},"b":{"y":"2","x":"1"},"condition":"a and not b"}', ''],
    ['a number above one that is excluded', '{"s":{"x|gt":5},"f":{"x|gte":5},"condition":"s and not f"}', '`x` is not at least 5'],
    ['a number and none', '{"s":{"x|gt":5,"x|exists":false},"condition":"s"}', '`x` is not there and that `x` is above 5'],
    ['an expression and none', '{"s":{"x|re":"a+"},"n":{"x":null},"condition":"s and n"}', '`x` passes its `re` test'],
    ['a list of maps', '{"a":[{"x":"1"},{"y":"1"}],"b":[{"x":"1"},{"y":"1"}],"condition":"a and not b"}', ''],
  ])('%s', (_, detection, reason) => {
    const [first] = sense(detection);
    expect(first).toMatch(/^error never-matches: /);
    expect(first).toContain(reason);
    expect(sense(detection, 'aws')[0]).toBe(first);
  });

  it('says which selection it is', () => {
    expect(sense('{"dead":{"x":"a","x|all":[null,"b"]},"s":{"x":"a"},"condition":"s or dead"}')[0]).toContain('`dead` can never match');
  });
});

describe('one value that should be two', () => {
  it.each([
    ['{"s":{"actionName":"a"},"t":{"actionName":"b"},"condition":"s and t"}'],
    ['{"s":{"actionName":"login","actionName|startswith":"del"},"condition":"s"}'],
    ['{"s":{"actionName|startswith":"create"},"t":{"actionName|startswith":"delete"},"condition":"all of them"}'],
    ['{"s":{"actionName|endswith|all":["Acl","Result"]},"condition":"s"}'],
    ['{"s":{"requestParams.key|all":["a","b"]},"condition":"s"}'],
    ['{"s":{"userIdentity.email":"a@b"},"t":{"userIdentity.email|endswith":"@c"},"condition":"s and t"}'],
    ['{"s":{"response.statusCode|gte":500},"t":{"response.statusCode|lt":400},"condition":"s and t"}'],
    ['{"s":{"response.statusCode|gte":400},"t":{"response.statusCode":200},"condition":"s and t"}'],
    ['{"s":{"response.statusCode":[401,403]},"t":{"response.statusCode":200},"condition":"s and t"}'],
  ])('%s', (detection) => {
    expect(sense(detection)).toEqual([expect.stringMatching(/^warning contradiction: .* cannot match/)]);
    expect(sense(detection, 'aws')).toEqual([]);
  });

  it.each([
    ['a list may hold both', '{"s":{"anything|all":["a","b"]},"condition":"s"}'],
    ['a list inside a parameter', '{"s":{"requestParams.libraries.jar|all":["a","b"]},"condition":"s"}'],
    ['both fit', '{"s":{"actionName|startswith":"create","actionName|endswith":"Acl"},"condition":"s"}'],
    ['one within the other', '{"s":{"actionName|startswith":"create","actionName":"createGroup"},"condition":"s"}'],
    ['either', '{"s":{"actionName":["a","b"]},"condition":"s"}'],
    ['letter case', '{"s":{"actionName|cased":"A*","actionName":"abc"},"condition":"s"}'],
    ['empty or a text', '{"s":{"x":null},"t":{"x":"Success"},"condition":"s or t"}'],
    ['a range', '{"s":{"response.statusCode|gte":400,"response.statusCode|lt":500},"condition":"s"}'],
    ['an exception', '{"s":{"actionName":"a*"},"f":{"actionName":"ab"},"condition":"s and not f"}'],
  ])('is not meant where %s', (_, detection) => {
    expect(sense(detection)).toEqual([]);
  });
});

it('notices a rule that every record satisfies', () => {
  expect(sense('{"s":{"x":"a"},"condition":"s or not s"}')).toEqual([expect.stringMatching(/^warning always-matches/)]);
  expect(sense('{"s":{"x":"a*"},"f":{"x":"abc"},"condition":"s or not f"}')).toEqual([expect.stringMatching(/^warning always-matches/)]);
});

it('says nothing of a rule that never runs', () => {
  expect(sense('{"s":{"x":"a"},"condition":"s and not s"},"status":"unsupported","x":{}')).toEqual([]);
});

const FIELDS = ['a', 'b', 'a.b', 'c.d'];
const text = fc.constantFrom('', 'x', 'X', 'y', 'xy', 'x*', '*x', '*', '?', '*x*', 'xy*', '1', 'true', '\u212a', 'k');
const pattern = fc.record({ parts: text.map(parseSigmaText), cased: fc.boolean() });
const field = fc.constantFrom(...FIELDS);
const test: fc.Arbitrary<Test> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('text' as const), field, pattern }) },
  fc.record({
    kind: fc.constant('number' as const),
    field,
    operator: fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const),
    value: fc.constantFrom('0', '1', '1.5'),
  }),
  fc.record({ kind: fc.constant('regex' as const), field, regex: fc.constant({ source: 'x', flags: '' }) }),
  fc.record({ kind: fc.constant('null' as const), field }),
  fc.record({ kind: fc.constant('exists' as const), field }),
  fc.constant<Test>({ kind: 'keyword', pattern: { parts: parseSigmaText('*x*'), cased: false } }),
);
const expression: fc.Arbitrary<Expression> = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    test.map((leaf): Expression => ({ kind: 'test', test: leaf })),
    fc.record({
      kind: fc.constantFrom('and' as const, 'and' as const, 'or' as const),
      operands: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
    fc.record({ kind: fc.constant('selection' as const), name: fc.constant('s'), expression: tie('node') }),
  ),
})).node;

const scalar = fc.constantFrom<JsonValue>(null, '', 'x', 'X', 'y', 'xy', 'yx', 1, 2, '1.5', true, 'K', '{"b":"x"}');
const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    { weight: 3, arbitrary: scalar },
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('b', 'd'), tie('value'), { maxKeys: 2 }),
  ),
})).value;
const record = fc.dictionary(fc.constantFrom(...FIELDS, 'c'), value, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>;

describe('the proof', () => {
  it('holds: what is called impossible matches no record, and what is called certain matches each', () => {
    let impossible = 0;
    let certain = 0;
    fc.assert(
      fc.property(expression, fc.array(record, { minLength: 20, maxLength: 20 }), (tree, records) => {
        const never = !findVerdict(tree, true, exclude).possible;
        const always = !findVerdict(tree, false, exclude).possible;
        if (never) impossible++;
        if (always) certain++;
        for (const fields of records) {
          if (never) expect(evaluate(tree, fields)).toBe(false);
          if (always) expect(evaluate(tree, fields)).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
    expect(impossible).toBeGreaterThan(50);
    expect(certain).toBeGreaterThan(20);
  });

  it('holds for fields with one value', () => {
    const flat = fc.dictionary(fc.constantFrom('a', 'b'), scalar, { maxKeys: 2 }) as fc.Arbitrary<JsonObject>;
    const literal = fc.record({
      test: test.filter((leaf) => leaf.kind === 'text' || leaf.kind === 'number'),
      holds: fc.boolean(),
    });
    fc.assert(
      fc.property(literal, literal, fc.array(flat, { minLength: 20, maxLength: 20 }), (a, b, records) => {
        if (!excludeAsScalars(a, b) && !exclude(a, b)) return;
        const holds = (fields: JsonObject): boolean =>
          [a, b].every((side) => evaluate({ kind: 'test', test: side.test }, fields) === side.holds);
        expect(records.filter(holds)).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });

  it('is given up in time', () => {
    const leaf = (name: string, part: string): Expression => ({
      kind: 'test',
      test: { kind: 'text', field: name, pattern: { parts: [part], cased: false } },
    });
    const wide = Array.from({ length: 300 }, (_, i): Expression => ({
      kind: 'or',
      operands: Array.from({ length: 50 }, (__, j) => leaf(`f${i}`, `v${j}`)),
    }));
    const spent = startCpuTime();
    const end: Expression = { kind: 'and', operands: [leaf('z', 'a'), { kind: 'not', operand: leaf('z', 'a') }] };
    findVerdict({ kind: 'and', operands: [...wide, { kind: 'or', operands: [end, end] }] }, true, exclude);
    findVerdict({ kind: 'and', operands: Array.from({ length: 50_000 }, (_, i) => leaf(`f${i}`, 'a')) }, true, exclude);
    expect(spent()).toBeLessThan(2000);
  });
});
