import { expect, it } from 'vitest';
import { lostEvidence } from '../../src/core/lost.ts';
import type { JsonObject } from '../../src/core/json/value.ts';

it.each<[string, JsonObject, string[]]>([
  ['nothing', { requestParams: { a: 'x' }, response: { statusCode: 200, result: '{"a":1}' } }, []],
  ['nothing of a record without either', {}, []],
  ['a scan line is no JSON and not lost', { response: { result: '/tmp/x: Unix.Test FOUND' } }, []],
  ['the whole map', { requestParams: { TRUNCATED: '' } }, ['requestParams']],
  ['a parameter that happens to be called TRUNCATED', { requestParams: { TRUNCATED: '', a: 'x' } }, []],
  [
    'single values',
    { requestParams: { a: 'abc... truncated', b: 'whole' }, response: { errorMessage: 'x... truncated' } },
    ['requestParams.a', 'response.errorMessage'],
  ],
  ['an alert cut by a pipeline', { response: { result: '{"description":"cut he' } }, ['response.result']],
  ['an alert cut and marked, once', { response: { result: '{"description":"cut he... truncated' } }, ['response.result']],
  [
    'structs that are text because they do not parse',
    { requestParams: '{"a":', response: '{"statusCode":200' },
    ['requestParams', 'response'],
  ],
  ['Azure’s properties', { properties: '{"actionName":"x"' }, ['properties']],
])('%s', (_, fields, lost) => {
  expect(lostEvidence(fields)).toEqual(lost);
});

it('is bounded', () => {
  const requestParams = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, '... truncated']));
  expect(lostEvidence({ requestParams })).toHaveLength(50);
});
