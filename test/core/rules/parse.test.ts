/** Rule files as a whole: every mistake with its place, every sound rule with its meaning. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactNumber } from '../../../src/core/json/value.ts';
import { checkTogether, compileRules, NO_RULES, parseRules } from '../../../src/core/rules/index.ts';
import { INVALID_FIXTURES } from './invalid-fixtures.ts';
import { ruleAround, summarise } from './rule-text.ts';

const FIXTURES = new URL('../../../fixtures/rules/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, FIXTURES), 'utf8');
const VALID = readdirSync(new URL('valid/', FIXTURES));

describe('a rule file', () => {
  it.each(VALID)('%s loads clean', (name) => {
    const parsed = parseRules(read(`valid/${name}`), name);
    expect(summarise(parsed.issues)).toEqual([]);
    expect(parsed.rules.length).toBeGreaterThan(0);
    expect(compileRules(parsed).rules).toHaveLength(parsed.rules.length);
  });

  it.each(readdirSync(new URL('invalid/', FIXTURES)))('%s is refused for each of its mistakes', (name) => {
    const { issues } = parseRules(read(`invalid/${name}`), name);
    expect(summarise(issues)).toEqual(INVALID_FIXTURES[name]);
    for (const { message, location } of issues) {
      expect(message).toMatch(/^\S.*[.?]$/s);
      expect(location.uri).toBe(name);
    }
  });

  it('reports five mistakes as five issues', () => {
    expect(parseRules(read('invalid/five-mistakes.yml'), 'f.yml').issues).toHaveLength(5);
  });

  it('carries its metadata over', () => {
    const [rule] = parseRules(read('valid/several.yml'), 'several.yml').rules;
    expect(rule).toMatchObject({
      name: 'shell-in-notebook',
      id: null,
      level: 'medium',
      logsource: { product: 'databricks', service: 'audit' },
      levels: { words: 'low', quiet: 'high' },
      runbook: 'Ask the user.',
      location: { uri: 'several.yml', line: 2, column: 1 },
    });
    expect(rule!.tests).toMatchObject([
      { title: 'A download', matches: true, level: 'medium', location: { line: 24 } },
      { title: 'No download', matches: false, level: null, location: { line: 28 } },
    ]);
    expect(rule!.tests[0]!.record['workspaceId']).toEqual(new ExactNumber('4503599627370497123'));
  });

  it('names a rule after its name, its id, or its title', () => {
    expect(parseRules(read('valid/single.yml'), 's').rules[0]!.name).toBe('c3f265c7-ff03-4056-8ab2-d486227b4599');
    expect(parseRules(read('valid/container.json'), 's').rules.map(({ name }) => name)).toEqual(['cluster-deleted', 'never-run']);
  });

  it('lists a rule of status unsupported and does not run it', () => {
    const parsed = parseRules(read('invalid/status.yml'), 's');
    expect(parsed.rules.map(({ status }) => status)).toEqual(['deprecated', 'unsupported']);
    expect(compileRules(parsed).rules.map(({ rule }) => rule.status)).toEqual(['deprecated']);
  });

  it('shows the line that is missing, as its file would write it', () => {
    const messages = (name: string): string =>
      parseRules(read(name), name)
        .issues.map(({ message }) => message)
        .join('\n');
    expect(messages('invalid/missing.yml')).toContain('add the line `logsource: {product: databricks, service: audit}`');
    expect(messages('invalid/missing.yml')).toContain('add the line `condition: one or two`');
    expect(messages('invalid/missing.json')).toContain('add the line `"logsource": {"product": "databricks", "service": "audit"}`');
    expect(messages('invalid/missing.json')).toContain('add the line `"condition": "a"`');
  });

  it('never throws', () => {
    const scrap = fc.constantFrom(
      'title: ',
      'detection:',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '*a',
      '&a ',
      '? ',
      ': ',
      '"',
      "'",
      '|',
      '---',
      '#',
      '\t',
      '!!x ',
      '<<: ',
      '<<',
      'x',
      '\ufeff',
      '%',
    );
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 30 }), (pieces) => {
        const { rules, issues } = parseRules(pieces.join(''), 'x');
        expect(rules.length + issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { rules, issues } = parseRules(text, 'x');
        expect(rules).toEqual([]);
        expect(issues.length).toBeGreaterThan(0);
      }),
    );
  });

  it('tells a thousand issues, and one of each kind besides', () => {
    const text = `[${'1,'.repeat(1500)}{"title":"t","title":"u"}]`;
    const codes = parseRules(text, 'x').issues.map(({ code }) => code);
    expect(codes.filter((code) => code === 'not-a-rule').length).toBeLessThanOrEqual(1000);
    expect(codes).toEqual(expect.arrayContaining(['too-many-issues', 'duplicate-key', 'missing-key']));
    expect(codes.length).toBeLessThan(1010);
  });

  it('refuses a file that is deeper than any rule', () => {
    for (const text of [`${'['.repeat(5000)}${']'.repeat(5000)}`, '['.repeat(100_000), `a: ${'{a: '.repeat(300)}${'}'.repeat(300)}`]) {
      const { issues } = parseRules(text, 'x');
      expect(issues.some(({ severity }) => severity === 'error')).toBe(true);
    }
  });
});

describe('several rule files', () => {
  const rulesOf = (uri: string, more: string): ReturnType<typeof parseRules>['rules'] =>
    parseRules(ruleAround('{"s":{"x":1},"condition":"s"}', more), uri).rules;

  it('must not share a name or an id', () => {
    const id = ',"id":"c3f265c7-ff03-4056-8ab2-d486227b4599"';
    const rules = [...rulesOf('a', `,"name":"n"${id}`), ...rulesOf('b', `,"name":"m"${id}`), ...rulesOf('c', ',"name":"n"')];
    const issues = checkTogether({ ...NO_RULES, rules });
    expect(issues.map(({ code, location }) => [code, location.uri])).toEqual([
      ['duplicate-name', 'c'],
      ['duplicate-id', 'b'],
    ]);
  });

  it('leaves pairs within one file to the reading of that file', () => {
    expect(checkTogether(parseRules(read('invalid/duplicates.json'), 'd'))).toEqual([]);
  });
});
