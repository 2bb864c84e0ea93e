/** Which rules are silent because a correlation counts them. */
import { describe, expect, it } from 'vitest';
import { checkTogether, compileRules, parseRules, type RuleSet } from '../../../src/core/rules/index.ts';
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
