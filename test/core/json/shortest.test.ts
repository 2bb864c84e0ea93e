import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compactJson, nestsDeeperThan, parseExactly } from '../../../src/core/json/parse.ts';
import { isShortest } from '../../../src/core/json/shortest.ts';
import { ExactNumber, type JsonValue } from '../../../src/core/json/value.ts';
import { spelledObject } from './spelled-json.ts';

const DEEPEST = 256;
const isProven = (text: string, depth = DEEPEST): boolean => isShortest(text, JSON.parse(text) as JsonValue, depth);

/** 0 and -0 are one decimal. */
const zeros = (value: JsonValue): unknown =>
  JSON.parse(JSON.stringify(value, (_, item: unknown) => (item === 0 ? 0 : item instanceof ExactNumber ? { exact: item.text } : item)));

/** What is said of a text when it is proven, told by those that look at each token. */
function expectPlain(text: string): void {
  const exact = parseExactly(text);
  expect(compactJson(text)).toBe(text);
  expect(exact.duplicateKeys).toEqual([]);
  expect(zeros(JSON.parse(text) as JsonValue)).toStrictEqual(zeros(exact.value));
}

it('what is proven is so, however a text is spelled', () => {
  let proven = 0;
  fc.assert(
    fc.property(spelledObject, (text) => {
      if (!isProven(text)) return;
      proven++;
      expectPlain(text);
    }),
    { numRuns: 5000 },
  );
  expect(proven).toBeGreaterThan(100);
});

/** Short tokens of all kinds, so that what one is longer another may be shorter. */
const token = fc.constantFrom(
  ...['0', '-0', '1', '10', '100', '1e2', '1e3', '1e9', '12e8', '1000', '0.5', '5e-1', '1.0', '9007199254740993', '1e-400', '0e0', '-1'],
  ...['999999999999999', '9007199254740991', '9007199254740990', '1234567890123456', '123456789012345e1', '1E1', '10E0'],
  ...[
    '""',
    '"\\n"',
    '"\\/"',
    '"/"',
    '"\\u000a"',
    '"\\u001F"',
    '"\\ud83d\\ude00"',
    '"\ud83d\ude00"',
    '"\\ud83d"',
    '"\ud83d"',
    '"é"',
    '"a b"',
  ],
  ...['"\\\\"', '"\\""', '"{\\"a\\": 1}"', '"\\\\n"', 'null', 'true', 'false', '[]', '{}', '[ ]', '[1,2]', '[1, 2]', '{"a":1e9,"a":1}'],
);
const key = fc.constantFrom('"a"', '"b"', '"\\u0061"', '"1"', '"__proto__"', '"\\""', '""');
const space = fc.constantFrom('', '', '', '', '', '', ' ', '\n');

it('what is proven is so where some tokens are longer than they need be and others shorter', () => {
  let proven = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(key, space, token, space), { maxLength: 4 }), (members) => {
      const text = `{${members.map(([name, before, value, behind]) => `${name}:${before}${value}${behind}`).join()}}`;
      if (!isProven(text)) return;
      proven++;
      expectPlain(text);
    }),
    { numRuns: 5000 },
  );
  expect(proven).toBeGreaterThan(500);
});

it('what JSON.stringify writes is proven, but for numbers that may be spelled shorter', () => {
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(null, true, false, 0, -7, 200, 1_772_323_229_049, 2 ** 53 - 1, '', 'text', 'say "hi"\n\\', 'é\ud83d\ude00'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 5 }),
    ),
  })).value;

  fc.assert(
    fc.property(value, (any) => {
      const text = JSON.stringify(any);
      fc.pre(!text.includes('\\u') && !nestsDeeperThan(any as JsonValue, DEEPEST));
      expect(isProven(text)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

it.each(['{"a":1000}', '{"a":0.5}', '{"a":1e3}', '{"a":9007199254740993}', '{ "a":1}', '{"a":1,"a":2}', '{"a":"\\u0041"}', '{"a":-0}'])(
  'of %s nothing is said',
  (text) => {
    expect(isProven(text)).toBe(false);
  },
);

it('nothing is said of what nests deeper than asked', () => {
  expect(isProven('{"a":[[1]]}', 3)).toBe(true);
  expect(isProven('{"a":[[1]]}', 2)).toBe(false);
  expect(isProven(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBe(false);
});
