import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/core/json/parse.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { mapOf, renameMembers } from '../../src/schemas/mapping.ts';

describe('a map', () => {
  const whole = { a: '1', b: '2' };
  it.each<[string, JsonValue]>([
    ['an object', whole],
    ['text', '{"a":"1","b":"2"}'],
    [
      'pairs',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['text of pairs', '[["a","1"],["b","2"]]'],
    [
      'key and value',
      [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    ],
    ['an object with a null', { a: '1', n: null, b: '2' }],
    [
      'pairs with a null',
      [
        ['a', '1'],
        ['n', null],
        ['b', '2'],
      ],
    ],
  ])('written as %s is the same map', (_, written) => {
    expect(mapOf(written)).toEqual(whole);
  });

  it.each<JsonValue>(['cut he... truncated', '{"a":', [1], [[]], [{ value: 1 }], null, 5])(
    'that cannot be read stays what it is: %j',
    (written) => {
      expect(mapOf(written)).toEqual(written);
    },
  );

  it('of nothing is empty', () => {
    expect(mapOf([])).toEqual({});
    expect(mapOf('{}')).toEqual({});
  });

  it('may have a key called __proto__', () => {
    const map = mapOf(parseJson('[["__proto__",{"polluted":1}]]'));
    expect(Object.keys(map as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

it('members are renamed by their own names only', () => {
  expect(renameMembers(parseJson('{"status_code":200,"constructor":1,"x":null}'), { status_code: 'statusCode' })).toEqual(
    parseJson('{"statusCode":200,"constructor":1}'),
  );
});
