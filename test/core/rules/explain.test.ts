/** Expressions in words, and the leaves that decided. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, explain, fieldsIn, parseRules, type Explanation, type Expression } from '../../../src/core/rules/index.ts';
import { record, ruleAround } from './rule-text.ts';

function conditionOf(detection: string): Expression {
  const { rules, issues } = parseRules(ruleAround(detection), 't.json');
  const [rule] = rules;
  if (rule === undefined) throw new Error(issues.map(({ message }) => message).join('\n'));
  return rule.condition;
}

/** One line per part: `✓ what [found] <-`. */
function outline({ what, holds, decisive, found, parts }: Explanation, indent = ''): string[] {
  const mark = holds === null ? '-' : holds ? '✓' : '✗';
  const line = `${indent}${mark} ${what}${found === null ? '' : ` [${found}]`}${decisive && parts.length === 0 ? ' <-' : ''}`;
  return [line, ...parts.flatMap((part) => outline(part, `${indent}  `))];
}

const explained = (detection: string, event: string | null): string[] =>
  outline(explain(conditionOf(detection), event === null ? null : record(event)));

describe('a test in words', () => {
  it.each([
    ['"f":"x"', 'f is "x"'],
    ['"f":["x","y","a*"]', 'f is "x" or "y" or begins with "a"'],
    ['"f":[1,2,3,4,5,6,7,8,9,10]', 'f is 1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or one of 2 more'],
    ['"f":""', 'f is ""'],
    ['"f":"*"', 'f has a value'],
    ['"f":null', 'f has no value'],
    ['"f|contains":"x"', 'f contains "x"'],
    ['"f|startswith":"x"', 'f begins with "x"'],
    ['"f|endswith|cased":"x"', 'f ends with "x" (letter case counts)'],
    ['"f":"a*b?c\\\\*"', 'f is like "a*b?c\\\\*"'],
    ['"f|exists":true', 'f is there'],
    ['"f|exists":false', 'not f is there'],
    ['"f|neq":"x"', 'not f is "x"'],
    ['"f|re|i":"a+b"', 'f matches /a+b/i'],
    ['"f|cidr":"10.0.0.0/8"', 'f is in 10.0.0.0/8'],
    ['"f|gte":5', 'f is at least 5'],
    ['"f|hour|lt":6', 'f has the hour below 6'],
    ['"f|month":12', 'f has the month 12'],
    ['"f|fieldref":"g"', 'f is the same as the field g'],
    ['"f|fieldref|endswith":"g"', 'f ends with the field g'],
  ])('%s: %s', (item, words) => {
    expect(explained(`{"s":{${item}},"condition":"s"}`, null)).toEqual([`- s: ${words}`]);
  });

  it('of a keyword', () => {
    expect(explained('{"s":["curl",{"|re":"w.et"}],"condition":"s"}', null)).toEqual([
      '- s: some value of the record contains "curl" or matches /w.et/',
    ]);
  });
});

describe('what a record has', () => {
  it.each([
    ['{"f":"y"}', '"y"'],
    ['{"f":5}', '5'],
    ['{"f":4503599627370497123}', '4503599627370497123'],
    ['{"f":null}', 'null'],
    ['{"f":[]}', 'an empty list'],
    ['{"f":["a","b"]}', '"a", "b"'],
    ['{"f":[1,2,3,4,5,6]}', '1, 2, 3, 4, 5, …'],
    ['{"f":{"k":1,"l":2}}', 'a map of "k", "l"'],
    ['{}', 'absent'],
    ['{"f":"line\\nbreak"}', '"line\\nbreak"'],
  ])('%s: %s', (event, found) => {
    expect(explained('{"s":{"f":"x"},"condition":"s"}', event)).toEqual([`✗ s: f is "x" [${found}] <-`]);
  });

  it('is cut when it is long', () => {
    const [line = ''] = explained('{"s":{"f":"x"},"condition":"s"}', `{"f":"${'y'.repeat(1_000_000)}"}`);
    expect(line.length).toBeLessThan(200);
  });
});

describe('the leaves that decided', () => {
  const detection = '{"a":{"x":1,"y":1},"b":[{"z":1},{"w":1}],"f":{"u":"bob"},"condition":"(a or b) and not f"}';

  it.each<readonly [string, readonly string[]]>([
    [
      '{"x":1,"y":2,"z":1,"u":"eve"}',
      [
        '✓ all of these',
        '  ✓ any of these',
        '    ✗ a: all of these',
        '      ✓ x is 1 [1]',
        '      ✗ y is 1 [2]',
        '    ✓ b: any of these',
        '      ✓ z is 1 [1] <-',
        '      ✗ w is 1 [absent]',
        '  ✓ not f: u is "bob" ["eve"] <-',
      ],
    ],
    [
      '{"x":1,"y":1,"u":"Bob"}',
      [
        '✗ all of these',
        '  ✓ any of these',
        '    ✓ a: all of these',
        '      ✓ x is 1 [1]',
        '      ✓ y is 1 [1]',
        '    ✗ b: any of these',
        '      ✗ z is 1 [absent]',
        '      ✗ w is 1 [absent]',
        '  ✗ not f: u is "bob" ["Bob"] <-',
      ],
    ],
    [
      '{"x":1,"u":"eve"}',
      [
        '✗ all of these',
        '  ✗ any of these',
        '    ✗ a: all of these',
        '      ✓ x is 1 [1]',
        '      ✗ y is 1 [absent] <-',
        '    ✗ b: any of these',
        '      ✗ z is 1 [absent] <-',
        '      ✗ w is 1 [absent] <-',
        '  ✓ not f: u is "bob" ["eve"]',
      ],
    ],
  ])('of %s', (event, lines) => {
    expect(explained(detection, event)).toEqual(lines);
  });

  it('under a negated bracket', () => {
    expect(explained('{"a":{"x":1,"y":1},"condition":"not a"}', '{"x":1}')).toEqual([
      '✓ not a: all of these',
      '  ✓ x is 1 [1]',
      '  ✗ y is 1 [absent] <-',
    ]);
  });
});

it('has the verdict of the evaluation, whatever the condition', () => {
  const conditions = fc.constantFrom('a', 'not a', 'a and b', 'a or not b', 'not (a and not b)', '1 of them', 'not all of them');
  const values = fc.constantFrom('x', 'X', 'y', null, 5);
  const selection = fc.dictionary(
    fc.constantFrom('f', 'g', 'h'),
    fc.oneof(values, fc.array(fc.constantFrom('x', 'y*'), { minLength: 1 })),
    {
      minKeys: 1,
    },
  );
  fc.assert(
    fc.property(conditions, selection, selection, fc.dictionary(fc.constantFrom('f', 'g', 'h'), values), (condition, a, b, event) => {
      const expression = conditionOf(JSON.stringify({ a, b, condition }));
      const fields = record(JSON.stringify(event));
      const explanation = explain(expression, fields);
      expect(explanation.holds).toBe(evaluate(expression, fields));
      expect(outline(explanation).some((line) => line.endsWith('<-'))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('names every field once', () => {
  const detection = '{"a":{"x":1,"y|fieldref":"z"},"b":{"x":2},"k":["word"],"condition":"a and not b or k"}';
  expect(fieldsIn(conditionOf(detection))).toEqual(['x', 'y', 'z']);
});
