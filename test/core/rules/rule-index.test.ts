/** The index leaves out only rules that cannot match, and keeps exact counts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATABRICKS_AUDIT, DATABRICKS_ROUTING, type LogSource } from '../../../src/core/event.ts';
import type { JsonObject } from '../../../src/core/json/value.ts';
import { compileRule } from '../../../src/core/rules/compile.ts';
import { evaluate } from '../../../src/core/rules/evaluate.ts';
import { RuleIndex, type RoutedSchema } from '../../../src/core/rules/rule-index.ts';
import type { CompiledRule, Expression, Rule } from '../../../src/core/rules/rule.ts';
import { RuleTally } from '../../../src/core/scan/rule-tally.ts';
import { expressions, NAMES, records } from './arbitrary-rules.ts';
import { compiled } from './rule-text.ts';

const SCHEMA: RoutedSchema = { logsource: DATABRICKS_AUDIT, routing: DATABRICKS_ROUTING };
const OTHER: RoutedSchema = { logsource: { product: 'aws', service: 'cloudtrail' }, routing: { service: 'x', action: 'actionName' } };
const UNROUTED: RoutedSchema = { logsource: DATABRICKS_AUDIT };
const TEMPLATE = compiled('{"s":{"x":1},"condition":"s"}').rule;

function ruleOf(condition: Expression, index: number, logsource: LogSource): Rule {
  return { ...TEMPLATE, name: `rule-${index}`, condition, logsource };
}

const ruleSets = fc
  .array(fc.tuple(expressions, fc.constantFrom<LogSource>({ product: 'databricks' }, DATABRICKS_AUDIT, OTHER.logsource, {})), {
    maxLength: 12,
  })
  .map((pairs) => pairs.map(([condition, logsource], i) => ruleOf(condition, i, logsource)));

/** Every rule on every record. */
function tryAll(rules: readonly Rule[], compiledRules: readonly CompiledRule[], seen: readonly (readonly [RoutedSchema, object])[]) {
  const counts = Object.fromEntries(rules.map(({ name }) => [name, { matched: 0, notMatched: 0 }]));
  const matches = seen.map(([schema, fields]) =>
    rules
      .filter((rule, i) => {
        if (compiledRules[i]?.appliesTo(schema.logsource) !== true) return false;
        const holds = evaluate(rule.condition, fields as Parameters<typeof evaluate>[1]);
        counts[rule.name]![holds ? 'matched' : 'notMatched']++;
        return holds;
      })
      .map(({ name }) => name),
  );
  return { counts, matches };
}

describe('the index', () => {
  it('finds what trying every rule finds, and counts the same', () => {
    const seen = fc.array(fc.tuple(fc.constantFrom(SCHEMA, SCHEMA, OTHER, UNROUTED), records), { maxLength: 15 });
    fc.assert(
      fc.property(ruleSets, seen, (rules, list) => {
        const compiledRules = rules.map(compileRule);
        const tally = new RuleTally(compiledRules, []);
        const expected = tryAll(rules, compiledRules, list);
        const found = list.map(([schema, fields]) => tally.match(fields, schema).map(({ rule }) => rule.name));
        expect(found).toEqual(expected.matches);
        expect(tally.summarise()).toEqual(expected.counts);
      }),
      { numRuns: 1500 },
    );
  });

  it('gives the matches that each rule gives of the record itself, level and evidence included', () => {
    const pair = fc.tuple(fc.constantFrom(null, ...NAMES), fc.constantFrom(null, ...NAMES));
    let decided = 0;
    fc.assert(
      fc.property(ruleSets, pair, fc.array(records, { maxLength: 4 }), (rules, [service, action], list) => {
        const compiledRules = rules.map(compileRule);
        const tally = new RuleTally(compiledRules, []);
        for (const rest of list) {
          const others = Object.entries(rest).filter(([key]) => key !== 'serviceName' && key !== 'actionName');
          const known = { ...(service !== null && { serviceName: service }), ...(action !== null && { actionName: action }) };
          const fields: JsonObject = { ...Object.fromEntries(others), ...known };
          const plain = compiledRules
            .filter((rule) => rule.appliesTo(SCHEMA.logsource))
            .map((rule) => rule.match(fields))
            .filter((match) => match !== null);
          expect(tally.match(fields, SCHEMA)).toEqual(plain);
          if (plain.length > 0 && new RuleIndex(compiledRules).coverage(SCHEMA).decided(service, action) !== null) decided++;
        }
      }),
      { numRuns: 3000 },
    );
    expect(decided).toBeGreaterThan(50);
  });

  it('leaves out exactly the rules that say never', () => {
    const login = compiled('{"s":{"actionName":"login"},"condition":"s"}');
    const run = compiled('{"s":{"serviceName":"jobs","actionName|startswith":"run","requestParams.jobId":5},"condition":"s"}');
    const index = new RuleIndex([login, run]);
    const asked = (service: string | null, action: string | null) => index.coverage(SCHEMA).candidates(service, action);
    expect(asked('accounts', 'LOGIN')).toEqual([login]);
    expect(asked('jobs', 'runNow')).toEqual([run]);
    expect(asked('jobs', 'create')).toEqual([]);
    expect(asked(null, null)).toEqual([]);
    expect(index.coverage(UNROUTED).candidates('jobs', 'create')).toEqual([login, run]);
    expect(index.coverage(OTHER).candidates('accounts', 'login')).toEqual([]);
  });

  it('names the rules that no service and no action rules out', () => {
    const keyword = compiled('{"s":["curl"],"condition":"s"}');
    const index = new RuleIndex([compiled('{"s":{"actionName":"login"},"condition":"s"}'), keyword]);
    expect(index.coverage(SCHEMA).unroutable()).toEqual([keyword]);
    expect(index.coverage(SCHEMA).candidates('any', 'thing')).toEqual([keyword]);
  });

  it('answers the same however many pairs came before, and with every rule when a value is too long to remember', () => {
    const rule = compiled('{"s":{"actionName":"login"},"condition":"s"}');
    const coverage = new RuleIndex([rule]).coverage(SCHEMA);
    expect(coverage.candidates('x', 'y'.repeat(1000))).toEqual([rule]);
    expect(coverage.candidates('x', 'logout')).toEqual([]);
    for (let i = 0; i < 10_000; i++) expect(coverage.candidates('x', String(i))).toEqual([]);
    expect(coverage.candidates('x', 'login')).toEqual([rule]);
    expect(coverage.candidates('x', 'logout')).toEqual([]);
  });
});
