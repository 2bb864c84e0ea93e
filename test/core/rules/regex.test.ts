import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RE2JS } from 're2js';
import { estimateProgram } from '../../../src/core/rules/regex-size.ts';
import { compileRegex } from '../../../src/core/rules/regex-engine.ts';
import { findRegexFault, quoteRegex } from '../../../src/core/rules/regex.ts';

const atoms = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '[]a]', '\\(', '[(]', 'é', '^', '$', '\\b');
const { sources } = fc.letrec<{ sources: string }>((tie) => ({
  sources: fc.oneof(
    { maxDepth: 4 },
    atoms,
    fc.array(tie('sources'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
    fc.tuple(tie('sources'), tie('sources')).map(([a, b]) => `(${a}|${b})`),
    fc.tuple(tie('sources'), fc.constantFrom('*', '+', '?', '{0,2}', '{3}', '{1,}', '*?')).map(([a, times]) => `(?:${a})${times}`),
  ),
}));
const texts = fc.string({ unit: fc.constantFrom('a', 'b', '1', '(', '\n', 'é', ' '), maxLength: 8 });

describe('a regular expression', () => {
  it('finds what that of the language finds, where both have the same grammar', () => {
    const flags = fc.subarray(['i', 'm', 's']).map((chosen) => chosen.join(''));
    // In JavaScript `[]` is an empty class, and `\b` under `i` and `u` folds more letters into words.
    const common = sources.filter((source) => !source.includes('[]') && !source.includes('\\b'));
    fc.assert(
      fc.property(common, texts, flags, (source, text, chosen) => {
        expect(compileRegex({ source, flags: chosen })(text)).toBe(new RegExp(source, `${chosen}u`).test(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('has the same verdict whatever was matched before', () => {
    fc.assert(
      fc.property(sources, fc.array(texts, { minLength: 2, maxLength: 6 }), (source, many) => {
        const search = compileRegex({ source, flags: '' });
        expect(many.map(search)).toEqual(many.map((text) => compileRegex({ source, flags: '' })(text)));
      }),
    );
  });

  it('is not much larger than estimated', () => {
    fc.assert(
      fc.property(sources, (source) => {
        expect(RE2JS.compile(source).programSize()).toBeLessThanOrEqual(3 * estimateProgram(source));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a(?=b)', /^Look-ahead .* two items/],
    ['a(?!b)', /^Look-ahead/],
    ['(?<=a)b', /^Look-behind/],
    ['(?<!a)b', /^Look-behind/],
    ['(a)\\1', /^Back references .*fieldref/],
    ['(?<n>a)\\k<n>', /^Back references/],
    ['(?>a)', /^Atomic/],
    ['a++', /^Possessive/],
    ['[a]{2}+', /^Possessive/],
    ['\\u0041', /x\{41\}/],
    ['a\\Z', /\\Z/],
    ['(?x) a', /flag `x`/],
    ['(a', /not valid: .*missing closing \)/],
    ['[a', /not valid: missing closing \]/],
    ['*a', /not valid/],
    ['(a{100}){100}', /repeated too often|too large/],
    ['a{1001}', /repeated too often|too large/],
    ['a'.repeat(4001), /longer than 4000/],
  ])('%.20s is refused with advice', (source, message) => {
    expect(findRegexFault({ source, flags: '' })).toMatch(message);
  });

  it.each(['', 'a', '(?i)a', '(?P<n>a)', '(?<n>a)', '[[:alpha:]]', '\\pL', '\\x{1F600}', '.{500}', 'a/b\\/c', '\\Qa.b\\E'])(
    '%s is accepted',
    (source) => {
      expect(findRegexFault({ source, flags: '' })).toBeNull();
    },
  );

  it('finds a quoted text and nothing else', () => {
    const wild = fc.string({ unit: fc.constantFrom(...Array.from('a.*+?()[]{}|^$\\/-')), maxLength: 6 });
    fc.assert(
      fc.property(wild, wild, (quoted, text) => {
        expect(compileRegex({ source: quoteRegex(quoted), flags: '' })(text)).toBe(text.includes(quoted));
      }),
    );
  });
});
