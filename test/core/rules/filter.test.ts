/** Filter documents: what they say, which rules they apply to, and what is wrong with them. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/json/value.ts';
import { checkTogether, compileRules, evaluate, lintFilter, parseRules, type ParsedRules } from '../../../src/core/rules/index.ts';
import { FilterTally } from '../../../src/core/scan/filter-tally.ts';
import { summarise } from './rule-text.ts';
import { startCpuTime } from '../../helpers/cpu-time.ts';

const VALID = readFileSync(new URL('../../../fixtures/rules/valid/filters.yml', import.meta.url), 'utf8');

function ruleText(name: string, logsource: object, more: object = {}): string {
  return JSON.stringify({ name, title: `Title of ${name}`, logsource, detection: { s: { x: 1 }, condition: 's' }, ...more });
}

function filterText(name: string, logsource: object, rules?: unknown, filter: object = { s: { y: 1 }, condition: 'not s' }): string {
  return JSON.stringify({ name, title: name, logsource, filter: { ...(rules === undefined ? {} : { rules }), ...filter } });
}

function parse(...documents: readonly string[]): ParsedRules {
  return parseRules(documents.join('\n---\n'), 'f.yml');
}

/** Rule names that the only filter applies to. */
function scopeOf(set: ParsedRules): readonly string[] {
  const compiled = compileRules(set);
  return compiled.rules.filter(({ rule }) => compiled.filters[0]!.appliesTo(rule)).map(({ rule }) => rule.name);
}

describe('a filter', () => {
  it('has its own name space, and says whose exception it is', () => {
    const [nightly, synthetic] = parseRules(VALID, 'f.yml').filters;
    expect(nightly).toMatchObject({
      name: 'nightly_cleanup',
      logsource: { product: 'databricks', service: 'audit' },
      rules: [{ rule: 'cluster_deleted', location: { uri: 'f.yml', line: 15, column: 11 } }],
      owner: 'platform team',
      reason: 'the clean-up job runs every night',
      expires: '2026-12-31',
      location: { line: 11 },
    });
    expect(synthetic).toMatchObject({ name: 'synthetic-users-of-the-test-suite', rules: null, owner: null, reason: null, expires: null });
    expect(evaluate(synthetic!.condition, { userIdentity: { email: 'a@audit.example.com' } })).toBe(false);
    expect(evaluate(synthetic!.condition, { userIdentity: { email: 'a@example.com' } })).toBe(true);
  });

  it.each([[undefined], [null], ['any'], [[]]])('is for every rule of its log when `rules` is %j', (rules) => {
    const set = parse(
      ruleText('a', { product: 'P', service: 's' }),
      ruleText('b', { product: 'q' }),
      filterText('f', { product: 'p' }, rules),
    );
    expect(set.issues).toEqual([]);
    expect(scopeOf(set)).toEqual(['a']);
  });

  it('finds the rules it lists by name or id, in whatever case the id is written', () => {
    const id = '0B9A7C8E-5b0e-4c37-a6a8-4a6f6d0c9b11';
    const rules = [ruleText('a', { product: 'p' }, { id }), ruleText('b', { product: 'p' }), ruleText('c', { product: 'p' })];
    const set = parse(...rules, filterText('f', { product: 'p' }, [id.toLowerCase(), 'c']));
    expect([...set.issues, ...checkTogether(set)]).toEqual([]);
    expect(scopeOf(set)).toEqual(['a', 'c']);
    expect(scopeOf(parse(...rules, filterText('f', { product: 'p' }, 'b')))).toEqual(['b']);
  });

  it('applies only to rules whose log source has every part that its own names, and the pair that does not fit is named', () => {
    const set = parse(
      ruleText('wide', { product: 'p' }),
      ruleText('fits', { product: 'p', service: 's', category: 'c' }),
      filterText('f', { product: 'p', service: 's' }, ['wide', 'fits']),
    );
    expect(scopeOf(set)).toEqual(['fits']);
    const issues = checkTogether(set);
    expect(summarise(issues)).toEqual(['~filter-mismatch 5:86']);
    expect(issues[0]).toMatchObject({
      rule: 'f',
      message: 'The filter `f` is for {product: p, service: s} and does not apply to the rule `wide`, which is for {product: p}.',
    });
  });

  it.each([
    ['cluster_delted', 'load the file that has it, or correct it. Did you mean `cluster_deleted`?'],
    ['Title of cluster_deleted', 'a title is no reference, write the name `cluster_deleted`.'],
    ['something else', 'load the file that has it, or correct it.'],
  ])('that names %s, which is no rule, is refused', (rule, advice) => {
    const set = parse(ruleText('cluster_deleted', { product: 'p' }), filterText('f', { product: 'p' }, [rule]));
    expect(checkTogether(set)).toMatchObject([
      { severity: 'error', code: 'unknown-reference', message: `No loaded rule has the name or id \`${rule}\`; ${advice}` },
    ]);
  });

  it('is not blamed for a rule that is there and broken', () => {
    const set = parse(ruleText('a', { product: 'p' }, { level: 'big' }), filterText('f', { product: 'p' }, ['a']));
    expect(summarise(set.issues)).toEqual(['bad-metadata 1:112']);
    expect(checkTogether(set, set.issues)).toEqual([]);
  });

  it.each([
    ['not s', true],
    ['not (s or t)', true],
    ['not s and not t', true],
    ['not 1 of them', true],
    ['s', false],
    ['s or not t', false],
    ['all of them', false],
  ])('with the condition `%s` is an exception: %s', (condition, isException) => {
    const set = parse(filterText('f', { product: 'p' }, 'any', { s: { y: 1 }, t: { y: 2 }, condition }));
    const codes = set.issues.map(({ code }) => code).filter((code) => code !== 'unused-identifier');
    expect(codes).toEqual(isException ? [] : ['filter-keeps']);
    expect(set.filters).toHaveLength(1);
  });

  it('of status unsupported is not run', () => {
    const text = filterText('f', { product: 'p' }).replace('{', '{"status":"unsupported",');
    expect(compileRules(parse(text)).filters).toEqual([]);
  });

  it('should say its owner, its reason and its last day', () => {
    const [nightly, synthetic] = parseRules(VALID, 'f.yml').filters;
    expect(lintFilter(nightly!)).toEqual([]);
    expect(lintFilter(synthetic!)).toMatchObject([{ severity: 'warning', code: 'unexplained-filter', location: { line: 24 } }]);
    expect(lintFilter({ ...nightly!, reason: null })[0]?.message).toContain('does not say its reason; add `auditsift: {reason: …}`');
  });

  it('checks ten thousand references in a second', () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `rule_${i}`);
    const wrong = names.map((name) => `${name}_`);
    const documents = [...names.map((name) => ruleText(name, { product: 'p' })), filterText('f', { product: 'p' }, [...names, ...wrong])];
    const set = parse(`[${documents.join()}]`);
    const spent = startCpuTime();
    expect(checkTogether(set)).toHaveLength(10_000);
    expect(spent()).toBeLessThan(2000);
  });
});

describe('a rule under filters', () => {
  const PRODUCTS = fc.constantFrom('p', 'q');
  const CONDITIONS = fc.constantFrom('s', 'not s', 's and not t', 's or t', 'not 1 of them');
  const selection = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'x*', 'y', null), { minKeys: 1, maxKeys: 2 });
  const identifiers = fc.record({ s: selection, t: selection, condition: CONDITIONS });
  const ruleNames = ['r0', 'r1', 'r2'] as const;
  const rules = fc.tuple(
    ...ruleNames.map((name) =>
      fc.record({ product: PRODUCTS, detection: identifiers }).map(({ product, detection }) => ({ name, product, detection })),
    ),
  );
  const filters = fc.array(
    fc.record({ product: PRODUCTS, rules: fc.oneof(fc.constant('any'), fc.uniqueArray(fc.constantFrom(...ruleNames))), body: identifiers }),
    { maxLength: 3 },
  );
  const records: fc.Arbitrary<JsonObject> = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'xy', 'y', null), {
    noNullPrototype: true,
  });

  it('fires exactly where its own condition and those of all its filters hold', () => {
    fc.assert(
      fc.property(rules, filters, fc.array(records, { maxLength: 5 }), (someRules, someFilters, someRecords) => {
        const set = parse(
          ...someRules.map(({ name, product, detection }) => ruleText(name, { product }, { detection })),
          ...someFilters.map(({ product, rules: listed, body }, i) => filterText(`f${i}`, { product }, listed, body)),
        );
        const compiled = compileRules(set);
        const tally = new FilterTally(compiled.filters, 0);
        const suppressedBy = new Map<string, number>();
        for (const fields of someRecords) {
          const matches = compiled.rules.flatMap((rule) => rule.match(fields) ?? []);
          const { fired, suppressed } = tally.divide(matches, fields);
          const denying = new Set<string>();
          const expected = set.rules.filter((rule, i) => {
            if (!evaluate(rule.condition, fields)) return false;
            const own = set.filters.filter((_, f) => {
              const { product, rules: listed } = someFilters[f]!;
              const isListed = listed === 'any' || listed.length === 0 || listed.includes(rule.name as 'r0');
              return isListed && product === someRules[i]!.product;
            });
            const against = own.filter(({ condition }) => !evaluate(condition, fields));
            for (const { name } of against) denying.add(name);
            return against.length === 0;
          });
          expect(fired.map(({ rule }) => rule.name)).toEqual(expected.map(({ name }) => name));
          expect(fired.length + suppressed.length).toBe(matches.length);
          for (const name of denying) suppressedBy.set(name, (suppressedBy.get(name) ?? 0) + 1);
        }
        const counted = Object.entries(tally.summarise()).filter(([, filter]) => filter.suppressed > 0);
        expect(new Map(counted.map(([name, filter]) => [name, filter.suppressed]))).toEqual(suppressedBy);
      }),
      { numRuns: 1000 },
    );
  });
});
