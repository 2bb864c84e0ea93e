import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityText } from '../../src/core/identity.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import { isArray, isObject, textOf, type JsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { databricksDelivery } from '../../src/schemas/databricks-delivery.ts';
import { spelledObject } from './json/spelled-json.ts';

const BASE = {
  timestamp: 1772352000123,
  serviceName: 's',
  actionName: 'a',
  requestId: 'r',
  requestParams: { k: 'v' },
  response: { statusCode: 200 },
};

const identity = (record: JsonObject): string => identityText(databricksDelivery.toEvent(record));
const withParams = (requestParams: JsonValue): string => identity({ ...BASE, requestParams });

describe('two copies of a record are one', () => {
  it.each<[string, JsonObject]>([
    ['order of columns', Object.fromEntries(Object.entries(BASE).reverse())],
    ['number or text', { ...BASE, timestamp: '1772352000123', response: { statusCode: '200' } }],
    ['a null member, or none', { ...BASE, requestParams: { k: 'v', gone: null }, response: { statusCode: 200, errorMessage: null } }],
    ['columns beside the identity', { ...BASE, userAgent: 'x', version: '3.0', eventId: 'e' }],
  ])('whatever the %s', (_, other) => {
    expect(identity(other)).toBe(identity(BASE));
  });

  it('whatever the order of members', () => {
    expect(withParams({ a: '1', b: { c: '2', d: '3' } })).toBe(withParams({ b: { d: '3', c: '2' }, a: '1' }));
  });
});

describe('two records differ', () => {
  it.each<[string, JsonObject]>([
    ['time', { ...BASE, timestamp: 1772352000124 }],
    ['service', { ...BASE, serviceName: 't' }],
    ['action', { ...BASE, actionName: 'b' }],
    ['request id', { ...BASE, requestId: 'q' }],
    ['parameters', { ...BASE, requestParams: { k: 'w' } }],
    ['response: request and response of a slow action share their id', { ...BASE, response: { statusCode: 403 } }],
    ['parameters, which are missing', { ...BASE, requestParams: null }],
  ])('by %s', (_, other) => {
    expect(identity(other)).not.toBe(identity(BASE));
  });

  it.each<[string, JsonValue, JsonValue]>([
    ['a list is no text', ['a'], 'a'],
    ['a map is no list of what it is written as', { a: '1' }, [['{'], ['a', '1']]],
    ['an empty map is no empty list', {}, []],
    ['a map in a map', { a: { b: '1' } }, { a: '1', b: '1' }],
    ['order in a list', ['a', 'b'], ['b', 'a']],
    ['exact numbers', parseJson('[9007199254740993]'), parseJson('[9007199254740992]')],
    ['a key called __proto__', parseJson('{"__proto__":"x"}'), {}],
  ])('%s', (_, one, other) => {
    expect(withParams(one)).not.toBe(withParams(other));
  });

  it('whenever their parameters do, nulls and spelling of scalars apart', () => {
    const params = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('', '{', '[', 'a', 'b'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('', '{', '[', 'a', 'b'), tie('value'), { maxKeys: 3 }) as fc.Arbitrary<JsonObject>,
      ),
    })).value;
    // Members sorted, everything else as JSON has it: texts, lists and maps only, so JSON itself is unambiguous.
    const sorted = (value: JsonValue): unknown =>
      Array.isArray(value)
        ? value.map(sorted)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value as JsonObject)
                .sort(([a], [b]) => (a < b ? -1 : 1))
                .map(([key, item]) => [key, sorted(item)]),
            )
          : value;
    fc.assert(
      fc.property(params, params, (one, other) => {
        expect(withParams(one) === withParams(other)).toBe(JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)));
      }),
      { numRuns: 2000 },
    );
  });
});

it('is the text of its definition: lists of pairs, written at once', () => {
  type Canonical = string | null | readonly Canonical[];
  const canonical = (value: JsonValue): Canonical => {
    if (isArray(value)) return [['['], ...value.map(canonical)];
    if (!isObject(value)) return textOf(value) ?? null;
    const members = Object.entries(value).filter(([, item]) => item !== null);
    return [['{'], ...members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]): Canonical => [key, canonical(item)])];
  };
  fc.assert(
    fc.property(spelledObject, fc.constantFrom(1772352000123, 'no time', null), (json, timestamp) => {
      const requestParams = parseJson(json);
      const written = JSON.stringify([
        ...[timestamp === null ? null : textOf(timestamp), 's', 'a', 'r'],
        ...[canonical(requestParams), canonical(BASE.response)],
      ]);
      expect(identity({ ...BASE, timestamp, requestParams })).toBe(written);
    }),
    { numRuns: 1000 },
  );
});

it('stays the same from version to version: ids are kept in tickets and state files', () => {
  const record = { ...BASE, requestParams: { instanceId: 'i-0', list: ['x', { y: 1 }], none: null } };
  expect(identity(record)).toBe(
    '["1772352000123","s","a","r",[["{"],["instanceId","i-0"],["list",[["["],"x",[["{"],["y","1"]]]]],[["{"],["statusCode","200"]]]',
  );
  expect(createHash('sha256').update(identity(BASE)).digest('hex')).toBe(
    '094d44d6890015933472d7506198be1a003218a20fe2621659e4fd88d04dce88',
  );
});
