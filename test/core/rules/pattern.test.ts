import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../../src/core/rules/fold.ts';
import { ANY, DASH, DASHES, joinParts, matchesPattern, ONE, parseSigmaText } from '../../../src/core/rules/pattern.ts';
import type { Pattern } from '../../../src/core/rules/rule.ts';
import { compilePattern } from '../../../src/core/rules/text-matcher.ts';
import { compiled } from './rule-text.ts';

const ESCAPES: readonly (readonly [written: string, means: readonly unknown[]])[] = [
  [String.raw`a\b`, [String.raw`a\b`]],
  [String.raw`a\\b`, [String.raw`a\b`]],
  [String.raw`\*`, ['*']],
  [String.raw`\?`, ['?']],
  [String.raw`\\*`, ['\\', ANY]],
  [String.raw`\\\b`, [String.raw`\\b`]],
  [String.raw`\\\\b`, [String.raw`\\b`]],
  [String.raw`\\srv`, [String.raw`\srv`]],
  [String.raw`\\\\srv`, [String.raw`\\srv`]],
  ['x\\', ['x\\']],
  ['x\\\\', ['x\\']],
  [String.raw`\\\*`, [String.raw`\*`]],
  [String.raw`\%a`, [String.raw`\%a`]],
  ['', []],
  ['**a??', [ANY, 'a', ONE, ONE]],
];

describe('a Sigma text', () => {
  it.each(ESCAPES)('%s', (written, means) => {
    expect(parseSigmaText(written)).toEqual(means);
  });
});

const alphabet = fc.constantFrom('a', 'B', 'b', '-', '/', '–', '.', '\n', '😀', 'ß', 'İ', 'Σ', 'ς', '\u212a', 'k', '[', '\\');
const texts = fc.string({ unit: alphabet, maxLength: 12 });
const halves = fc.string({ unit: fc.constantFrom('a', '\ud83d', '\ude00', '😀'), maxLength: 8 });
const wildcards = fc.constantFrom(ANY, ONE, DASH);
const patterns = (literal: fc.Arbitrary<string>): fc.Arbitrary<Pattern> =>
  fc.record({ parts: fc.array(fc.oneof(literal, wildcards), { maxLength: 7 }).map(joinParts), cased: fc.boolean() });

/** An independent reference: one regular expression. */
function matchesByRegex({ parts, cased }: Pattern, text: string): boolean {
  const points = (value: string): string =>
    Array.from(cased ? value : fold(value), (point) => `\\u{${point.codePointAt(0)!.toString(16)}}`).join('');
  const source = parts
    .map((part) => (typeof part === 'string' ? points(part) : part.wildcard === 'any' ? '.*' : part.wildcard === 'one' ? '.' : '[-/–—―]'))
    .join('');
  return new RegExp(`^${source}$`, 'su').test(cased ? text : fold(text));
}

describe('a pattern', () => {
  it('accepts what the regular expression of the same meaning accepts', () => {
    fc.assert(
      fc.property(patterns(texts), texts, (pattern, text) => {
        expect(matchesPattern(pattern, text)).toBe(matchesByRegex(pattern, text));
      }),
      { numRuns: 2000 },
    );
  });

  it('accepts the texts made from it', () => {
    fc.assert(
      fc.property(patterns(texts), texts, (pattern, filler) => {
        const text = pattern.parts
          .map((part) => (typeof part === 'string' ? part : part.wildcard === 'one' ? '😀' : part.wildcard === 'dash' ? '—' : filler))
          .join('');
        expect(matchesPattern(pattern, text)).toBe(true);
      }),
    );
  });

  it.each([
    ['whole characters', texts],
    ['half surrogates', halves],
  ] as const)('has the same verdict on the fast way, for %s', (_, literal) => {
    fc.assert(
      fc.property(patterns(literal), literal, (pattern, text) => {
        const matches = compilePattern(pattern);
        expect(matches(pattern.cased ? text : fold(text))).toBe(matchesPattern(pattern, text));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no time on a text made to trap it', () => {
    const pattern: Pattern = { parts: parseSigmaText(`${'a*'.repeat(50)}b?`), cased: false };
    expect(compilePattern(pattern)('a'.repeat(20_000))).toBe(false);
  });
});

describe('windash', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'é', '_', '1', '-', '/', ' ', '*', '?', '–'), maxLength: 8 });
  const records = fc.string({ unit: fc.constantFrom('a', 'é', '_', '1', '-', '/', ' ', '–', '—', '―'), maxLength: 8 });
  const DASHED = /(?<![\p{L}\p{N}_])[-/](?=[\p{L}\p{N}_])/u;

  /** Every spelling of a text with its opening dashes replaced, one by one. */
  function spellings(text: string): readonly string[] {
    const [head = '', ...tails] = text.split(DASHED);
    return tails.reduce<readonly string[]>(
      (texts, tail) => texts.flatMap((start) => Array.from(DASHES, (dash) => start + dash + tail)),
      [head],
    );
  }

  it('accepts what the enumerated variants accept', () => {
    fc.assert(
      fc.property(words, records, fc.boolean(), (word, text, inside) => {
        const key = inside ? 'f|contains' : 'f';
        const detection = (name: string, value: unknown): string => JSON.stringify({ s: { [name]: value }, condition: 's' });
        const dashed = compiled(detection(`${key}|windash`, word));
        const spelled = compiled(detection(key, spellings(word)));
        expect(dashed.match({ f: text }) !== null).toBe(spelled.match({ f: text }) !== null);
        const [variant = ''] = spellings(word).slice(-1);
        expect(dashed.match({ f: variant }) !== null).toBe(spelled.match({ f: variant }) !== null);
      }),
      { numRuns: 1000 },
    );
  });
});
