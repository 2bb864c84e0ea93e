import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactNumber, type JsonObject, type JsonValue } from '../../../src/core/json/value.ts';
import { compilePredicate } from '../../../src/core/rules/predicate.ts';
import { evaluate } from '../../../src/core/rules/evaluate.ts';
import { parseNetwork } from '../../../src/core/rules/network.ts';
import type { Expression, Network, Pattern, Regex, Test, ValueTest } from '../../../src/core/rules/rule.ts';
import { ANY, DASH, joinParts, ONE } from '../../../src/core/rules/pattern.ts';
import { compileTrace } from '../../../src/core/rules/trace.ts';
import { compiled, record } from './rule-text.ts';

const FIELDS = fc.constantFrom('a', 'b', 'a.b', 'a.b.c');
const TEXTS = fc.constantFrom(
  ...['', 'x', 'X', 'xy', 'true', '5', 'İ', '-x', '/x', '10.0.0.1', '::ffff:10.1.0.1', '2001:DB8::1'],
  ...['2026-03-01T23:30:00+02:00', '1e21'],
);
const patterns: fc.Arbitrary<Pattern> = fc.record({
  parts: fc.array(fc.oneof(TEXTS, fc.constantFrom(ANY, ONE, DASH)), { maxLength: 4 }).map(joinParts),
  cased: fc.boolean(),
});
const operators = fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const);
const networks = fc
  .constantFrom('10.0.0.0/8', '10.0.0.1', '0.0.0.0/0', '::/0', '2001:db8::/32')
  .map((text) => parseNetwork(text) as Network);
/** Each object once: what is compiled is remembered per object. */
const regexes = fc.constantFrom(
  ...['', 'x', '^x$', '^[xX]y?$', '(?i)X', '\\d', 'e$|^$'].flatMap((source): Regex[] => [
    { source, flags: '' },
    { source, flags: 'ims' },
  ]),
);
const valueTests: fc.Arbitrary<ValueTest> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('text' as const), field: FIELDS, pattern: patterns }) },
  fc.record({ kind: fc.constant('regex' as const), field: FIELDS, regex: regexes }),
  fc.record({ kind: fc.constant('cidr' as const), field: FIELDS, network: networks }),
  fc.record({
    kind: fc.constant('number' as const),
    field: FIELDS,
    operator: operators,
    value: fc.constantFrom('5', '5.25', '-1', '1e20'),
  }),
  fc.record({
    kind: fc.constant('date' as const),
    field: FIELDS,
    part: fc.constantFrom('minute' as const, 'hour' as const, 'week' as const, 'year' as const),
    operator: fc.oneof(operators, fc.constant('eq' as const)),
    value: fc.constantFrom(0, 1, 21, 30, 53, 1970, 2026),
  }),
);
const tests: fc.Arbitrary<Test> = fc.oneof(
  { weight: 8, arbitrary: valueTests },
  fc.record({ kind: fc.constantFrom('null' as const, 'exists' as const), field: FIELDS }),
  fc.record({
    kind: fc.constant('fieldref' as const),
    field: FIELDS,
    other: FIELDS,
    place: fc.constantFrom('whole' as const, 'start' as const, 'end' as const, 'inside' as const),
    cased: fc.boolean(),
  }),
  patterns.map(({ parts, cased }): Test => ({ kind: 'keyword', pattern: { parts: joinParts([ANY, ...parts, ANY]), cased } })),
  regexes.map((regex): Test => ({ kind: 'keyword-regex', regex })),
);
const { expressions } = fc.letrec<{ expressions: Expression }>((tie) => ({
  expressions: fc.oneof(
    { maxDepth: 4 },
    tests.map((test): Expression => ({ kind: 'test', test })),
    tie('expressions').map((operand): Expression => ({ kind: 'not', operand })),
    tie('expressions').map((expression): Expression => ({ kind: 'selection', name: 's', expression })),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), operands: fc.array(tie('expressions'), { maxLength: 5 }) }),
  ),
}));
const { values } = fc.letrec<{ values: JsonValue }>((tie) => ({
  values: fc.oneof(
    { maxDepth: 3 },
    TEXTS,
    fc.constantFrom<JsonValue>(
      null,
      true,
      5,
      5.5,
      1772400600000,
      new ExactNumber('100000000000000000000.5'),
      '{"b":"x"}',
      '[{"b":{"c":5}}]',
      '{broken',
    ),
    fc.array(tie('values'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'b.c'), tie('values'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const records: fc.Arbitrary<JsonObject> = fc.dictionary(fc.constantFrom('a', 'b', 'a.b', 'z'), values, {
  maxKeys: 3,
  noNullPrototype: true,
});

describe('a compiled expression', () => {
  it('has the verdict of the plain evaluation', () => {
    fc.assert(
      fc.property(expressions, records, (expression, fields) => {
        expect(compilePredicate(expression)(fields)).toBe(evaluate(expression, fields));
      }),
      { numRuns: 10_000 },
    );
  });

  it('obeys De Morgan', () => {
    const not = (operand: Expression): Expression => ({ kind: 'not', operand });
    const verdict = (expression: Expression, fields: JsonObject): readonly boolean[] => [
      compilePredicate(expression)(fields),
      evaluate(expression, fields),
    ];
    fc.assert(
      fc.property(fc.array(expressions, { maxLength: 4 }), records, (operands, fields) => {
        const denied = operands.map(not);
        expect(verdict(not({ kind: 'and', operands }), fields)).toEqual(verdict({ kind: 'or', operands: denied }, fields));
        expect(verdict(not({ kind: 'or', operands }), fields)).toEqual(verdict({ kind: 'and', operands: denied }, fields));
      }),
      { numRuns: 1000 },
    );
  });

  it('gives bounded, distinct evidence without fail', () => {
    fc.assert(
      fc.property(expressions, records, (expression, fields) => {
        const evidence = compileTrace(expression)(fields).map((entry) => JSON.stringify(entry));
        expect(evidence.length).toBeLessThanOrEqual(20);
        expect(new Set(evidence).size).toBe(evidence.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the level of a match', () => {
  const levels = ',"auditsift":{"levels":{"big":"critical","small":"informational","except":"high"}}';
  const rule = compiled(
    '{"big":{"x":1},"small":{"y":1},"plain":{"z":1},"except":{"e":1},"condition":"(big or small or plain) and not except or none","none":{"n":1}}',
    levels,
  );

  it.each([
    ['{"x":1}', 'critical'],
    ['{"y":1}', 'informational'],
    ['{"z":1}', 'low'],
    ['{"y":1,"z":1}', 'low'],
    ['{"x":1,"y":1,"z":1}', 'critical'],
  ])('%s is %s', (fields, level) => {
    expect(rule.match(record(fields))?.level).toBe(level);
  });

  it("is the rule's own when only an exception stands in the condition", () => {
    const catchAll = compiled('{"except":{"e":1},"condition":"not except"}', ',"auditsift":{"levels":{"except":"high"}}');
    expect(catchAll.match({ e: 2 })?.level).toBe('low');
  });
});

describe('the evidence of a match', () => {
  it.each<readonly [what: string, detection: string, fields: string, evidence: readonly string[]]>([
    [
      'the values that true tests accepted',
      '{"s":{"a":["x","y"],"b|contains":"z"},"condition":"s"}',
      '{"a":["Y","q"],"b":"xyz"}',
      ['a=Y', 'b=xyz'],
    ],
    ['only of alternatives that held', '{"s":[{"a":1,"b":1},{"c":1}],"condition":"s"}', '{"a":1,"c":1}', ['c=1']],
    ['only of selections that matched', '{"s":{"a":1},"t":{"b":1},"condition":"s or t"}', '{"b":1}', ['b=1']],
    [
      'what an exception looked at in vain',
      '{"s":{"a":1},"f":{"user":["bob","eve"],"ip":"1.1.1.1"},"condition":"s and not f"}',
      '{"a":1,"user":"mallory"}',
      ['a=1', 'user=mallory'],
    ],
    ['why a catch-all fired', '{"known":{"action":["a","b"]},"condition":"not known"}', '{"action":"new"}', ['action=new']],
    ['leaves of a map', '{"s":{"m|contains":"x"},"condition":"s"}', '{"m":{"p":"axb","q":"c"}}', ['m=axb']],
    ['keywords', '{"s":["curl",169],"condition":"s"}', '{"p":{"q":"CURL 169"}}', ['keyword=CURL 169']],
    ['a value once', '{"s":{"a":"x"},"t":{"a":"x*"},"condition":"s and t"}', '{"a":"x"}', ['a=x']],
    ['nothing for what is absent', '{"s":{"a":null,"b|exists":false},"condition":"s"}', '{}', []],
    [
      'what a regular expression found',
      '{"s":{"a|re":"^x","m|re":"y"},"condition":"s"}',
      '{"a":["ax","xb"],"m":{"k":"y"}}',
      ['a=xb', 'm=y'],
    ],
    [
      'numbers, addresses and dates',
      '{"s":{"n|gt":5,"ip|cidr":"10.0.0.0/8","t|hour":21},"condition":"s"}',
      '{"n":[1,9],"ip":"10.0.0.1","t":"2026-03-01T21:00:00Z"}',
      ['n=9', 'ip=10.0.0.1', 't=2026-03-01T21:00:00Z'],
    ],
    ['both sides of a reference', '{"s":{"a|fieldref":"b"},"condition":"s"}', '{"a":["x","Y"],"b":["q","y"]}', ['a=Y', 'b=y']],
    ['keywords by regular expression', '{"s":{"|re":"^c"},"condition":"s"}', '{"p":["ac","ca"]}', ['keyword=ca']],
    ['what is there under neq', '{"s":{"a|neq":"x"},"condition":"s"}', '{"a":["y","z"]}', ['a=y', 'a=z']],
    ['values that exist', '{"s":{"a|exists":true},"condition":"s"}', '{"a":4503599627370497123}', ['a=4503599627370497123']],
  ])('is %s', (_, detection, fields, evidence) => {
    expect(
      compiled(detection)
        .match(record(fields))
        ?.evidence.map(({ field, value }) => `${field}=${value}`),
    ).toEqual(evidence);
  });

  it('stops at twenty entries', () => {
    const match = compiled('{"s":{"a|contains":"*"},"condition":"s"}').match({ a: Array.from({ length: 1000 }, (_, n) => n) });
    expect(match?.evidence).toHaveLength(20);
  });
});

describe('a logsource', () => {
  const rule = compiled('{"s":{"x":1},"condition":"s"}');

  it('covers an event when every part it names is the same, whatever the case', () => {
    expect(rule.appliesTo({ product: 'Databricks', service: 'AUDIT', category: 'x' })).toBe(true);
    expect(rule.appliesTo({ product: 'databricks' })).toBe(false);
    expect(rule.appliesTo({ product: 'aws', service: 'audit' })).toBe(false);
  });
});
