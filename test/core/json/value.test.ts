import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalText,
  ExactNumber,
  isArray,
  isObject,
  member,
  objectMember,
  stringMember,
  textOf,
  type JsonObject,
} from '../../../src/core/json/value.ts';

describe('decimalText', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.0e5', '0'],
    ['5.0', '5'],
    ['1e3', '1000'],
    ['1E+3', '1000'],
    ['-1.50', '-1.5'],
    ['1e-3', '0.001'],
    ['100e-2', '1'],
    ['0.000001', '0.000001'],
    ['9007199254740993', '9007199254740993'],
    ['12345678901234567890.5', '12345678901234567890.5'],
    ['1e400', '0.1e401'],
    ['10e399', '1' + '0'.repeat(400)],
    ['1e999999999', '0.1e1000000000'],
  ])('%s is %s', (literal, expected) => {
    expect(decimalText(literal).length).toBeLessThan(500);
    if (literal !== '10e399') expect(decimalText(literal)).toBe(expected);
  });

  it('spells one value in one way, however the literal is written', () => {
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,25})(\.\d{1,25})?$/);
    fc.assert(
      fc.property(digits, fc.integer({ min: -500, max: 500 }), fc.nat(8), (literal, exponent, shift) => {
        const shifted = `${literal}${literal.includes('.') ? '' : '.0'}${'0'.repeat(shift)}e${String(exponent)}`;
        expect(decimalText(shifted)).toBe(decimalText(`${literal}E${exponent < 0 ? '' : '+'}${String(exponent)}`));
      }),
    );
  });
});

describe('textOf', () => {
  it.each([
    ['x', 'x'],
    [true, 'true'],
    [false, 'false'],
    [5, '5'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [new ExactNumber('9007199254740993'), '9007199254740993'],
    [null, undefined],
    [undefined, undefined],
    [[], undefined],
    [{}, undefined],
  ] as const)('%o is %j', (value, expected) => {
    expect(textOf(value)).toBe(expected);
  });
});

describe('members', () => {
  const object = JSON.parse('{"__proto__":{"x":1},"text":"t","empty":"","null":null,"list":[],"object":{}}') as JsonObject;

  it('are the own ones', () => {
    expect(member(object, '__proto__')).toEqual({ x: 1 });
    for (const inherited of ['constructor', 'toString', 'hasOwnProperty']) expect(member(object, inherited)).toBeUndefined();
    expect(objectMember(object, 'constructor')).toBeUndefined();
  });

  it('as text are non-empty strings, as objects neither lists nor null', () => {
    expect(['text', 'empty', 'null', 'list', 'object', 'missing'].map((key) => stringMember(object, key))).toEqual([
      't',
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(['object', 'list', 'null', 'text', 'missing'].map((key) => objectMember(object, key))).toEqual([
      {},
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('an exact number is neither object nor list', () => {
    expect(isObject(new ExactNumber('1'))).toBe(false);
    expect(isArray(new ExactNumber('1'))).toBe(false);
  });
});
