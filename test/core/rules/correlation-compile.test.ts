/** What correlations refer to: names that lead nowhere or in a circle, and which rules are silent because they are counted. */
import { describe, expect, it } from 'vitest';
import { checkTogether, compileRules, parseRules, type Issue, type RuleSet } from '../../../src/core/rules/index.ts';
import { correlationNamed, namedRule } from './correlate/run-correlations.ts';

const SILENCE = { type: 'event_count', rules: ['beat'], 'group-by': ['host'], timespan: '1h', condition: { lt: 1 } };
const ABSENCE = { absence: { while: [], alive: ['sign'] } };

function load(...files: readonly (readonly object[])[]): RuleSet {
  const parsed = files.map((documents, index) => parseRules(JSON.stringify(documents), `${index}.json`));
  return {
    rules: parsed.flatMap(({ rules }) => rules),
    correlations: parsed.flatMap(({ correlations }) => correlations),
    filters: [],
  };
}

function silenced(set: RuleSet, countedOnly: readonly string[] = []): object {
  return Object.fromEntries(compileRules(set, { countedOnly: new Set(countedOnly) }).silenced);
}

describe('rules that are counted', () => {
  const rules = [namedRule('beat'), namedRule('sign'), namedRule('other')];

  it('are silent, signs of life too, and no others', () => {
    const set = load([...rules, correlationNamed('gap', SILENCE, ABSENCE)]);
    expect(silenced(set)).toEqual({ beat: ['gap'], sign: ['gap'] });
  });

  it('are not silent with generate', () => {
    const set = load([...rules, correlationNamed('gap', { ...SILENCE, generate: true }, ABSENCE)]);
    expect(silenced(set)).toEqual({});
  });

  it('are silent in the file of the correlation only', () => {
    const set = load([namedRule('beat'), namedRule('other')], [namedRule('sign'), correlationNamed('gap', SILENCE, ABSENCE)]);
    expect(silenced(set)).toEqual({ sign: ['gap'] });
  });

  it('are silent in any file when nobody asked for them', () => {
    const set = load(rules, [correlationNamed('gap', { ...SILENCE, generate: true }, ABSENCE)]);
    expect(silenced(set, ['sign'])).toEqual({ sign: ['gap'] });
  });

  it('are warned of when they have a level to say something at', () => {
    const [beat, sign] = [namedRule('beat'), namedRule('sign')].map((rule) => ({ ...rule, level: 'high' }));
    const set = load([beat!, sign!, correlationNamed('gap', SILENCE, ABSENCE)]);
    const warned = checkTogether(set).filter(({ code }) => code === 'silenced-rule');
    expect(warned.map(({ message }) => /^`(\w+)`/.exec(message)?.[1])).toEqual(['beat', 'sign']);
  });
});

const errorsOf = (issues: readonly Issue[]): readonly Issue[] => issues.filter(({ severity }) => severity === 'error');

describe('references', () => {
  const counting = (name: string, ...rules: string[]): object =>
    correlationNamed(name, { type: 'event_count', rules, 'group-by': ['u'], timespan: '5m', condition: { gte: 2 } });
  const told = (...documents: readonly object[]): readonly string[] =>
    errorsOf(checkTogether(load(documents))).map(({ code, message }) => `${code}: ${message}`);

  it('may be names, or ids in any letter case', () => {
    const id = '6F5E3C1A-8b0d-4c57-9f0e-2d1f6a7b8c9d';
    expect(told({ ...namedRule('a'), id }, counting('x', 'a'), counting('y', id.toLowerCase()))).toEqual([]);
  });

  it('that lead nowhere are named, with what was probably meant', () => {
    const titled = { ...namedRule('login_failed'), title: 'Login refused' };
    expect(told(titled, counting('x', 'login_faild'), counting('y', 'Login refused'))).toEqual([
      'unknown-reference: No loaded rule has the name or id `login_faild`; load its file too. Did you mean `login_failed`?',
      expect.stringMatching(
        /^unknown-reference: `Login refused` is the title of the rule at 0.json:1, .*give it a name \(`name: login_refused`\)/,
      ),
    ]);
  });

  it('must not go in a circle, or too deep', () => {
    expect(told(counting('x', 'y'), counting('y', 'z'), counting('z', 'x'), counting('outside', 'x'))).toEqual([
      'circular-reference: The correlation waits for itself: x → y → z → x.',
      'circular-reference: The correlation waits for itself: y → z → x → y.',
      'circular-reference: The correlation waits for itself: z → x → y → z.',
    ]);
    const chain = Array.from({ length: 20 }, (_, n) => counting(`c${n}`, n === 0 ? 'a' : `c${n - 1}`));
    expect(told(namedRule('a'), ...chain)).toEqual([expect.stringMatching(/^too-deep: .* at most 16 deep/)]);
  });

  it('of `alive` are to rules', () => {
    const gap = correlationNamed('gap', SILENCE, { absence: { while: [], alive: ['x', 'nobody'] } });
    expect(told(namedRule('beat'), counting('x', 'beat'), gap)).toEqual([
      'bad-absence: `absence.alive` takes rules, and `x` is a correlation.',
      expect.stringContaining('No loaded rule has the name or id `nobody`'),
    ]);
  });
});
