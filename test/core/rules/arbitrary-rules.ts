/** Random expressions and records around two routing fields, for properties that compare the index with trying every rule. */
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts';
import { ANY, joinParts, ONE } from '../../../src/core/rules/pattern.ts';
import type { Expression, Pattern, Test } from '../../../src/core/rules/rule.ts';

/** Texts that fold in all the ways there are: U+212A to k, dotted capital I to itself, final sigma, an astral letter pair. */
export const NAMES = [
  'login',
  'Login',
  'kernel',
  '\u212Aernel',
  'İ',
  'i',
  'Σας',
  'σας',
  '\u{10400}',
  '\u{10428}',
  '5',
  'true',
  '',
  '*',
  'a\\b',
];
const FIELDS = ['serviceName', 'actionName', 'x', 'actionName.x', 'serviceName.actionName', 'x.actionName'];

const patterns: fc.Arbitrary<Pattern> = fc.record({
  parts: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...NAMES).map((name) => joinParts([name])) },
    fc.array(fc.oneof(fc.constantFrom(...NAMES, 'l', 'k'), fc.constantFrom(ANY, ONE)), { maxLength: 4 }).map(joinParts),
  ),
  cased: fc.boolean(),
});
export const tests: fc.Arbitrary<Test> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('text' as const), field: fc.constantFrom(...FIELDS), pattern: patterns }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('null' as const, 'exists' as const), field: fc.constantFrom(...FIELDS) }) },
  fc.record({
    kind: fc.constant('regex' as const),
    field: fc.constantFrom(...FIELDS),
    regex: fc.record({ source: fc.constantFrom('log', '^k', '', '5'), flags: fc.constantFrom('', 'i') }),
  }),
  fc.record({
    kind: fc.constant('keyword-regex' as const),
    regex: fc.record({ source: fc.constantFrom('log', '^k', '', '5'), flags: fc.constantFrom('', 'i') }),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    field: fc.constantFrom(...FIELDS),
    operator: fc.constantFrom('lt' as const, 'gte' as const),
    value: fc.constantFrom('5', '6'),
  }),
  fc.record({
    kind: fc.constant('fieldref' as const),
    field: fc.constantFrom(...FIELDS),
    other: fc.constantFrom(...FIELDS),
    place: fc.constantFrom('whole' as const, 'start' as const, 'inside' as const),
    cased: fc.boolean(),
  }),
  patterns.map(({ parts, cased }): Test => ({ kind: 'keyword', pattern: { parts: joinParts([ANY, ...parts, ANY]), cased } })),
);
const letrec = fc.letrec<{ expressions: Expression }>((tie) => ({
  expressions: fc.oneof(
    { maxDepth: 4 },
    tests.map((test): Expression => ({ kind: 'test', test })),
    tie('expressions').map((operand): Expression => ({ kind: 'not', operand })),
    tie('expressions').map((expression): Expression => ({ kind: 'selection', name: 's', expression })),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), operands: fc.array(tie('expressions'), { maxLength: 5 }) }),
  ),
}));
export const expressions: fc.Arbitrary<Expression> = letrec.expressions;

const { values } = fc.letrec<{ values: JsonValue }>((tie) => ({
  values: fc.oneof(
    { maxDepth: 3 },
    { weight: 6, arbitrary: fc.constantFrom(...NAMES) },
    fc.constantFrom<JsonValue>(null, true, 5, 5.5, '{"x":"login"}', '[{"actionName":"kernel"}]', '{broken'),
    fc.array(tie('values'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('x', 'actionName', 'serviceName'), tie('values'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
/** Routing values absent, null, numbers, lists, nested; keys with dots beside them. */
export const records: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('serviceName', 'actionName') },
    fc.constantFrom('x', 'actionName.x', 'x.actionName', 'z'),
  ),
  values,
  { maxKeys: 5, noNullPrototype: true },
);
