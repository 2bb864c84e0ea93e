import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts';
import { isPresent, parsePath, someLeaf, someValue } from '../../../src/core/rules/fields.ts';
import { record } from './rule-text.ts';

function valuesAt(fields: JsonObject, field: string): readonly unknown[] {
  const values: unknown[] = [];
  someValue(fields, parsePath(field), (value) => {
    values.push(value);
    return false;
  });
  return values;
}

describe('a field', () => {
  it.each<readonly [field: string, fields: string, values: readonly unknown[]]>([
    ['a.b.c', '{"a":{"b":{"c":1}}}', [1]],
    ['a.b.c', '{"a.b":{"c":1},"a":{"b.c":2}}', [1]],
    ['a.b.c', '{"a.b":{"x":1},"a":{"b.c":2}}', [2]],
    ['a.b.c', '{"a.b":{"c":null},"a":{"b.c":2}}', [null]],
    ['a.b', '{"a":[{"b":1},{"b":[2,[3]]},{"x":4},5]}', [1, 2, 3]],
    ['a', '{"a":[1,[2,[]],null]}', [1, 2, null]],
    ['a.b', '{"a":"[{\\"b\\":1},{\\"b\\":2}]"}', [1, 2]],
    ['a.b', '{"a":["{\\"b\\":1}"]}', [1]],
    ['a.b.c', '{"a":"{\\"b\\":\\"{\\\\\\"c\\\\\\":7}\\"}"}', [7]],
    ['a.b', '{"a":" {\\"b\\":1}"}', []],
    ['A', '{"a":1}', []],
    ['a.b', '{"a":1}', []],
    ['__proto__.x', '{"a":1}', []],
    ['__proto__.x', '{"__proto__":{"x":1}}', [1]],
    ['constructor', '{"a":1}', []],
    ['a..b', '{"a":{"":{"b":1}}}', [1]],
  ])('%s in %s', (field, fields, values) => {
    expect(valuesAt(record(fields), field)).toEqual(values);
  });

  it('is present with null and with an empty list, and absent behind an empty list', () => {
    expect(isPresent({ a: null }, parsePath('a'))).toBe(true);
    expect(isPresent({ a: [] }, parsePath('a'))).toBe(true);
    expect(isPresent({ a: [] }, parsePath('a.b'))).toBe(false);
  });

  it('never fails, whatever the record', () => {
    const key = fc.constantFrom('a', 'b', 'a.b', 'a.b.a', '__proto__', 'constructor', '', '.');
    const { node } = fc.letrec<{ node: JsonValue }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<JsonValue>(null, 1, true, '', '{', '[[[', '{"a":{"b":1}}', '{"__proto__":{"a":1}}'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 3, noNullPrototype: false }),
      ),
    }));
    const path = fc.array(fc.constantFrom('a', 'b', '__proto__', 'constructor', 'length', ''), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.dictionary(key, node, { maxKeys: 4 }), path, (fields, segments) => {
        const field = segments.join('.');
        expect(valuesAt(fields, field).some((value) => value === undefined || typeof value === 'function')).toBe(false);
        expect(isPresent(fields, parsePath(field)) || valuesAt(fields, field).length === 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('survives depth and width made to hurt', () => {
    let deepList: JsonValue = 'x';
    for (let depth = 0; depth < 100_000; depth++) deepList = [deepList];
    expect(valuesAt({ a: deepList }, 'a')).toEqual(['x']);
    expect(valuesAt({ a: deepList }, 'a.b')).toEqual([]);
    expect(someLeaf(deepList, (text) => text === 'x')).toBe(true);
    expect(valuesAt({ a: '['.repeat(100_000) }, 'a.b')).toEqual([]);
    expect(valuesAt({ a: `${'['.repeat(100_000)}12345678901234567890${']'.repeat(100_000)}` }, 'a.b')).toEqual([]);
    let maps: JsonValue = { z: 1 };
    for (let depth = 0; depth < 9; depth++) maps = { a: maps, 'a.a': maps, 'a.a.a': maps };
    expect(valuesAt(maps, `${'a.'.repeat(30)}b`)).toEqual([]);
  });
});
