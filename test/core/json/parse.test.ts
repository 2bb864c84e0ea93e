import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNested, structOf } from '../../../src/core/json/nested.ts';
import { compactJson, nestsDeeperThan, parseExactly, parseJson } from '../../../src/core/json/parse.ts';
import { ExactNumber, type JsonValue } from '../../../src/core/json/value.ts';

describe('parseJson', () => {
  it.each([
    '',
    ' ',
    '{',
    '{"a":}',
    "{'a':1}",
    '[1,]',
    '01',
    '1.',
    '.5',
    '+1',
    'NaN',
    'Infinity',
    '"\u0001"',
    '{"a":1}x',
    '\uFEFF{}',
    '{"a":1,}',
  ])('refuses %j, as JSON.parse does', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('is JSON.parse for everything a double can carry', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', ' ', '\n'), (json, space) => {
        const value = JSON.parse(json) as JsonValue;
        expect(JSON.stringify(parseJson(space + json + space))).toBe(JSON.stringify(value));
        expect(JSON.stringify(parseExactly(json).value)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('keeps the last of duplicate keys, as JSON.parse does, and can name them', () => {
    const text = '{"a":1,"b":{"c":1e2,"c":12345678901234567890},"a":2,"__proto__":1,"__proto__":2}';
    expect(parseJson(text)).toEqual(
      JSON.parse('{"a":2,"b":{"c":0},"__proto__":2}', (_, value: unknown) =>
        value === 0 ? new ExactNumber('12345678901234567890') : value,
      ),
    );
    expect(parseExactly(text).duplicateKeys).toEqual(['c', 'a', '__proto__']);
    expect(parseExactly('[{"a":1},{"a":2}]').duplicateKeys).toEqual([]);
  });

  it.each(['8355024985220309e2', '-8165489488497543E+1'])('keeps the sixteen digits of %s, which an exponent makes inexact', (number) => {
    const { value } = parseExactly(`{"a":${number}}`);
    expect(Object.values(value as object)[0]).toBeInstanceOf(ExactNumber);
    expect(parseJson(`{"a":${number}}`)).toEqual(value);
  });

  it('keeps hostile keys as own properties on the exact path too', () => {
    const value = parseJson('{"__proto__":{"polluted":1e400},"constructor":1}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('nestsDeeperThan', () => {
  it('counts arrays and objects', () => {
    expect(nestsDeeperThan(1, 0)).toBe(false);
    expect(nestsDeeperThan([], 0)).toBe(true);
    expect(nestsDeeperThan({ a: [1] }, 2)).toBe(false);
    expect(nestsDeeperThan({ a: [{}] }, 2)).toBe(true);
  });

  it('does not overflow', () => {
    expect(nestsDeeperThan(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as JsonValue, 256)).toBe(true);
  });
});

describe('compactJson', () => {
  it.each([
    [' { "a" : [ 1 , 2.50 ] , "b\\"" : " x " } ', '{"a":[1,2.50],"b\\"":" x "}'],
    ['{"a":1,\r\n\t"a":1E+5}', '{"a":1,"a":1E+5}'],
    ['"\\\\" ', '"\\\\"'],
    [' 1e400 ', '1e400'],
  ])('%j is %j', (text, expected) => {
    expect(compactJson(text)).toBe(expected);
  });
});

describe('parseNested', () => {
  it('takes what is wholly an object or a list', () => {
    expect(parseNested('{"a":1} ')).toEqual({ a: 1 });
    expect(parseNested(' {"a":1}')).toBeUndefined();
    expect(structOf(' {"a":1} ')).toEqual({ a: 1 });
    expect(parseNested('[1]')).toEqual([1]);
    expect(structOf('{"a":{"b":1}}')).toEqual({ a: { b: 1 } });
    expect(structOf({ a: 1 })).toEqual({ a: 1 });
  });

  it.each([
    '',
    'text',
    '1',
    '"x"',
    'null',
    '{"a":1',
    '{"a":1} x',
    '{"description":"cut he... truncated',
    '['.repeat(100) + ']'.repeat(100),
  ])('leaves %j what it is: text', (text) => {
    expect(parseNested(text)).toBeUndefined();
    expect(structOf(text)).toBe(text);
  });

  it('says the same when it is asked again, and again after others', () => {
    const texts = ['{"a":1}', '{"a":', '[1]', '{"a":2}', `{"a":"${'x'.repeat(2 ** 20)}"}`];
    const fresh = texts.map((text) => (text.endsWith(':') ? undefined : (JSON.parse(text) as JsonValue)));
    for (const at of [0, 0, 1, 1, 0, 2, 3, 3, 4, 4, 3, 1]) expect(parseNested(texts[at] ?? '')).toEqual(fresh[at]);
  });

  it('does not overflow on a bomb, with exact numbers in it or not', () => {
    for (const inner of ['1', '1e400']) expect(parseNested('['.repeat(100_000) + inner + ']'.repeat(100_000))).toBeUndefined();
  });
});
