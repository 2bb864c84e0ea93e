/** Which texts certainly stand in the bytes of what a rule matches. */
import { expect, it } from 'vitest';
import { needlesOf, type NeedleOptions } from '../../../src/core/rules/needles.ts';
import { parseRules } from '../../../src/core/rules/index.ts';
import { RuleWords } from '../../../src/core/scan/rule-words.ts';
import { compileRules } from '../../../src/core/rules/running.ts';
import { WORD_LIMITS } from '../../../src/core/ports.ts';
import { SCHEMAS } from '../../../src/registry.ts';

const ruleText = (detection: unknown): string =>
  JSON.stringify({ title: 't', name: 'n', logsource: { product: 'databricks', service: 'audit' }, detection });

function needlesIn(detection: unknown, options?: NeedleOptions): readonly string[] | null | undefined {
  const { rules, issues } = parseRules(ruleText(detection), 'r.json');
  expect(issues).toEqual([]);
  return rules[0] && needlesOf(rules[0].condition, options);
}

const WORDS: NeedleOptions = { shortest: 4, isKnown: (field) => field === 'serviceName' };

it.each<[unknown, readonly string[] | null]>([
  [{ s: { 'a|contains': 'Infected files: 1' }, condition: 's' }, ['infected files: 1']],
  [{ s: { 'a|cased': ['* FOUND\n*', '{* FOUND"*'] }, condition: 's' }, [' found']],
  [{ s: { 'a|contains': 'tab\tand more' }, condition: 's' }, ['and more']],
  [{ s: { serviceName: 'clamAVScanService-dataplane', 'a|contains': 'found' }, condition: 's' }, ['found']],
  [{ s: { serviceName: 'clamAVScanService-dataplane' }, condition: 's' }, null],
  [{ s: { 'a|contains': 'abc' }, condition: 's' }, null],
  [{ s: { 'a|contains': '12345' }, condition: 's' }, null],
  [{ s: { 'a|contains': 'word' }, t: { b: 1 }, condition: 's or t' }, null],
  [{ s: { 'a|contains': 'word' }, t: { b: 1 }, condition: 's and not t' }, ['word']],
])('%j: %j', (detection, needles) => {
  expect(needlesIn(detection, WORDS)).toEqual(needles);
});

it('those by themselves are longer, and any field tells', () => {
  expect(needlesIn({ s: { 'a|contains': 'found' }, condition: 's' })).toBeNull();
  expect(needlesIn({ s: { serviceName: 'accounts' }, condition: 's' })).toEqual(['accounts']);
});

it('groups of words have their bounds, and rules beyond them none', () => {
  const texts = Array.from({ length: WORD_LIMITS.words - 1 }, (_, i) => `some long word of a rule ${String(i)}`);
  const detections = [
    { s: { 'a|contains': ['word', 'more'] }, condition: 's' },
    { s: { 'a|contains': texts.map((text, i) => `${String(i)} ${text}`) }, condition: 's' },
    { s: { 'a|contains': 'another' }, condition: 's' },
  ];
  const { rules } = parseRules(
    detections
      .map(ruleText)
      .map((text, i) => text.replace('"n"', `"n${String(i)}"`))
      .join('\n---\n'),
    'r.yml',
  );
  const compiled = compileRules({ rules, correlations: [], filters: [] }).rules;
  const words = new RuleWords(compiled, SCHEMAS);
  expect(words.groups).toEqual([['word', 'more'], ['another']]);
  expect(words.of(compiled)).toBeNull();
  expect(words.of(compiled.filter((_, i) => i !== 1))).toBe(3);
  expect(words.of([])).toBe(0);
});
