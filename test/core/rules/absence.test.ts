/** What each modifier says to a field that is absent, null, empty, a list or a map: one table. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/core/json/value.ts';
import { compileRules, evaluate, parseRules } from '../../../src/core/rules/index.ts';
import { compiled, record, ruleAround } from './rule-text.ts';

const RECORDS = {
  absent: '{}',
  null: '{"f":null}',
  '[]': '{"f":[]}',
  '[null]': '{"f":[null]}',
  '""': '{"f":""}',
  '{}': '{"f":{}}',
  'list with it': '{"f":[null,{"x":1},["HIT"]]}',
  'list without': '{"f":["miss",7,true]}',
  'map with it': '{"f":{"x":{"y":["HIT"]}}}',
} as const;
type Row = Record<keyof typeof RECORDS, boolean>;

const row = (verdicts: string): Row =>
  Object.fromEntries(Object.keys(RECORDS).map((name, index) => [name, verdicts.charAt(index) === '+'])) as Row;

/** Verdicts in the order of the records; `HIT` stands for a value the test accepts. */
const TABLE: readonly (readonly [item: string, hit: string, verdicts: string])[] = [
  //                                                  anlN"{+-m
  ['"f":"hit"', '"hit"', '------+--'],
  ['"f|contains":"hit"', '"a hit"', '------+-+'],
  ['"f|startswith":"hit"', '"hits"', '------+--'],
  ['"f|endswith":"hit"', '"a hit"', '------+--'],
  ['"f|cased":"Hit"', '"Hit"', '------+--'],
  ['"f|contains|all":["h","t"]', '"hit"', '------+-+'],
  ['"f":"*"', '"hit"', '----+-+++'],
  ['"f|contains":""', '"hit"', '----+-+++'],
  ['"f|re":"hi."', '"a hit"', '------+-+'],
  ['"f|re":""', '"hit"', '----+-+++'],
  ['"f|re|i":"HIT"', '"hit"', '------+-+'],
  ['"f|cidr":"10.0.0.0/8"', '"10.1.1.1"', '------+--'],
  ['"f|gt":100', '101', '------+--'],
  ['"f|lt":-5', '"-6"', '------+--'],
  ['"f|year":2026', '"2026-01-01"', '------+--'],
  ['"f|hour|gte":22', '"2026-01-01T22:00:00Z"', '------+--'],
  ['"f|base64":"hit"', '"aGl0"', '------+--'],
  ['"f|base64offset|contains":"hit"', '"xxaGl0xx"', '------+-+'],
  ['"f|utf16|base64":"ab"', '"//5hAGIA"', '------+--'],
  ['"f|windash":"-hit"', '"/hit"', '------+--'],
  ['"f|contains|windash":"-hit"', '"a /hit"', '------+-+'],
  ['"f|fieldref":"r"', '"Q"', '------+--'],
  ['"f|fieldref|contains":"r"', '"xqx"', '------+--'],
  ['"f":null', '"hit"', '++++-----'],
  ['"f|exists":true', '"hit"', '-++++++++'],
  ['"f|exists":false', '"hit"', '+--------'],
  ['"f":["hit",null]', '"hit"', '++++--+--'],
];

const denied = (verdicts: string): string => verdicts.replace(/[-+]/g, (sign) => (sign === '+' ? '-' : '+'));
const ROWS = TABLE.flatMap(([item, hit, verdicts]) => {
  const neq = /^"f(?<modifiers>[^"]*)":(?<value>.*)$/.exec(item)!.groups!;
  const both = [[item, hit, verdicts, false] as const];
  return neq['modifiers']!.includes('exists')
    ? both
    : [...both, [`"f${neq['modifiers']}|neq":${neq['value']}`, hit, denied(verdicts), true] as const];
});

describe('on absent, null, empty, list and map', () => {
  it.each(ROWS)('%s', (item, hit, verdicts) => {
    const set = parseRules(ruleAround(`{"s":{${item}},"condition":"s"}`), 't.json');
    expect(set.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const [rule] = compileRules(set).rules;
    const found = Object.entries(RECORDS).map(([name, text]) => {
      const fields = record(text.replace('"HIT"', hit).replace(/\}$/, `${text === '{}' ? '' : ','}"r":"q"}`));
      const verdict = rule!.match(fields) !== null;
      expect(evaluate(set.rules[0]!.condition, fields)).toBe(verdict);
      return [name, verdict];
    });
    expect(Object.fromEntries(found)).toEqual(row(verdicts));
  });
});

describe('neq', () => {
  const scalars = fc.constantFrom<JsonValue>(
    null,
    '',
    'hit',
    'Hit',
    'a hit',
    101,
    '10.1.1.1',
    '2026-01-01T22:00:00Z',
    'aGl0',
    '/hit',
    true,
  );
  const { values } = fc.letrec<{ values: JsonValue }>((tie) => ({
    values: fc.oneof({ maxDepth: 2 }, scalars, fc.array(tie('values'), { maxLength: 3 }), fc.record({ x: tie('values') })),
  }));
  const items = TABLE.filter(([item]) => !item.includes('exists')).map(([item]) => /^"f([^"]*)":(.*)$/.exec(item)!);

  it.each(items.map(([, modifiers = '', value = '']) => [modifiers, value]))('of f%s: %s is its denial', (modifiers, value) => {
    const [plain, denied] = [modifiers, `${modifiers}|neq`].map((names) => compiled(`{"s":{"f${names}":${value}},"condition":"s"}`));
    fc.assert(
      fc.property(fc.record({ f: values, r: scalars }, { requiredKeys: [] }), (fields) => {
        expect(denied!.match(fields) !== null).toBe(plain!.match(fields) === null);
      }),
    );
  });
});
