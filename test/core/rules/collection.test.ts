/** Rule collections with `action`, read as pySigma reads them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate, parseRules } from '../../../src/core/rules/index.ts';
import { summarise } from './rule-text.ts';
import { startCpuTime } from '../../helpers/cpu-time.ts';

const VALID = readFileSync(new URL('../../../fixtures/rules/valid/collection.yml', import.meta.url), 'utf8');

const GLOBAL = 'action: global\nlogsource: {product: p}\nlevel: low\ntags: [attack.t1]\n';
const rule = (name: string, more = ''): string => `title: ${name}\nname: ${name}\ndetection: {s: {x: 1}, condition: s}\n${more}`;
const file = (...documents: readonly string[]): string => documents.join('---\n');

describe('a global document', () => {
  it('is part of every later rule, until the next one or a reset', () => {
    const { rules, issues } = parseRules(VALID, 'c.yml');
    expect(issues).toEqual([]);
    expect(rules.map(({ name, level, logsource }) => [name, level, logsource.product])).toEqual([
      ['cluster_deleted', 'medium', 'databricks'],
      ['job_deleted', 'medium', 'databricks'],
      ['pool_deleted', 'low', 'databricks'],
      ['bucket_deleted', null, 'aws'],
    ]);
    const [cluster, job] = rules;
    expect(evaluate(cluster!.condition, { actionName: 'deleteCluster' })).toBe(true);
    expect(evaluate(job!.condition, { actionName: 'deleteCluster' })).toBe(false);
    expect(evaluate(job!.condition, { actionName: 'deleteJob' })).toBe(true);
    expect(evaluate(job!.condition, { actionName: 'deleteJob', userIdentity: { email: 'x@robots.example.com' } })).toBe(false);
  });

  it('wins over the rule, map by map, and every conflict is reported where the rule has it', () => {
    const { rules, issues } = parseRules(
      file(GLOBAL, rule('a', 'level: high\nlogsource: {product: q, service: s}\ntags: [attack.t1]\n')),
      'c.yml',
    );
    expect(rules).toMatchObject([{ name: 'a', level: 'low', logsource: { product: 'p', service: 's' }, tags: ['attack.t1'] }]);
    expect(summarise(issues)).toEqual(['~action-conflict 9:1', '~action-conflict 10:13']);
    expect(issues[0]!.message).toBe('The global document at line 3 also has `level`, and its value wins; remove one of the two.');
  });

  it('leaves correlations and filters alone', () => {
    const filter = 'title: f\nlogsource: {product: q}\nfilter: {s: {y: 1}, condition: not s}\n';
    const { filters, issues } = parseRules(file(GLOBAL, rule('a'), filter), 'c.yml');
    expect(issues).toEqual([]);
    expect(filters).toMatchObject([{ name: 'f', logsource: { product: 'q' }, level: null, tags: [] }]);
  });

  it('alone is no rule', () => {
    expect(summarise(parseRules(GLOBAL, 'c.yml').issues)).toEqual(['empty-file 1:1']);
  });

  it('keeps its places: what is wrong in it is found where it stands', () => {
    const { issues } = parseRules(file('action: global\nlogsource: {product: p}\nlevel: loud\n', rule('a')), 'c.yml');
    expect(summarise(issues)).toEqual(['bad-metadata 3:8']);
    const missing = parseRules(file(GLOBAL, 'title: a\n'), 'c.yml');
    expect(summarise(missing.issues)).toEqual(['missing-key 6:1']);
  });

  it('works in an array too', () => {
    const { rules } = parseRules(
      '[{"action":"global","level":"high"},{"title":"a","logsource":{"product":"p"},"detection":{"s":{"x":1},"condition":"s"}}]',
      'c',
    );
    expect(rules).toMatchObject([{ level: 'high', location: { line: 1, column: 37 } }]);
  });
});

describe('repeat', () => {
  it('gives the rule before it once more, with changes, as often as wanted', () => {
    const repeat = (name: string): string => `action: repeat\ntitle: ${name}\nname: ${name}\n`;
    const { rules, issues } = parseRules(file(GLOBAL, rule('a'), repeat('b'), `${repeat('c')}level: high\n`, repeat('d')), 'c.yml');
    expect(issues).toEqual([]);
    expect(rules.map(({ name, level, location }) => [name, level, location.line])).toEqual([
      ['a', 'low', 6],
      ['b', 'low', 10],
      ['c', 'high', 14],
      ['d', 'high', 19],
    ]);
  });
});

describe('a hostile collection', () => {
  const wide = `action: global\nlogsource: {product: p}\ndescription: ${'x'.repeat(1_000_000)}\n`;
  const deep = `action: global\nlogsource: {product: p}\nfields: [${'a, '.repeat(50_000)}]\n`;

  it.each([
    ['a text', wide],
    ['a list', deep],
  ])('of %s, as long as a file may be, and ten thousand rules is refused at once', (_, global) => {
    const text = file(global, ...Array.from({ length: 10_000 }, (__, i) => `title: r${i}\n`));
    const spent = startCpuTime();
    const { issues } = parseRules(text, 'c.yml');
    expect(issues.filter(({ code }) => code === 'action-expansion')).toHaveLength(1);
    expect(spent()).toBeLessThan(5000);
  });

  it('that doubles itself by repeating is refused', () => {
    const grow = Array.from({ length: 2000 }, (_, i) => `action: repeat\nname: n${i}\nk${i}: ${'x'.repeat(1000)}\n`);
    const { issues } = parseRules(file(GLOBAL, rule('a'), ...grow), 'c.yml');
    expect(issues.map(({ code }) => code)).toContain('action-expansion');
  });
});
