import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, compileComparison, isComparable, isNumberText, satisfies } from '../../../src/core/rules/decimal.ts';

const digits = fc.string({ unit: fc.constantFrom('0', '1', '2', '3', '4', '5', '9'), minLength: 1, maxLength: 24 });
const literals = fc
  .tuple(fc.constantFrom('', '-'), digits, fc.option(digits, { nil: '' }), fc.option(fc.integer({ min: -30, max: 30 }), { nil: null }))
  .map(([sign, whole, fraction, exponent]) => {
    const plain = whole.replace(/^0+(?=\d)/, '');
    return `${sign}${plain}${fraction === '' ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`;
  });

/** The number times 10^60, as a whole number. */
function scaled(literal: string): bigint {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e(-?\d+))?$/.exec(literal)!;
  const value = BigInt(whole + fraction) * 10n ** BigInt(60 + Number(exponent) - fraction.length);
  return sign === '-' ? -value : value;
}

describe('decimals', () => {
  it('compare as whole numbers scaled up', () => {
    fc.assert(
      fc.property(literals, literals, (a, b) => {
        const [left, right] = [scaled(a), scaled(b)];
        expect(Math.sign(compareDecimals(a, b))).toBe(left < right ? -1 : left > right ? 1 : 0);
      }),
      { numRuns: 3000 },
    );
  });

  it('compare the same on the fast way', () => {
    const operators = fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const);
    const short = fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
      .map((double) => String(Math.round(double * 100) / 100));
    fc.assert(
      fc.property(operators, fc.oneof(literals, short), fc.oneof(literals, short), (operator, value, text) => {
        expect(compileComparison(operator, value)(text)).toBe(isNumberText(text) && satisfies(operator, compareDecimals(text, value)));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['9007199254740993', '9007199254740992', 1],
    ['0.1', '0.10', 0],
    ['-0', '0', 0],
    ['1e3', '1000', 0],
    ['0e999999', '0', 0],
    [`1e${'9'.repeat(500)}`, '5', 1],
    [`-1e${'9'.repeat(500)}`, '5', -1],
    [`1e-${'9'.repeat(500)}`, '5', -1],
    [`1e-${'9'.repeat(500)}`, '0', 1],
    ['-5', '-4', -1],
  ])('%.20s against %s', (a, b, order) => {
    expect(Math.sign(compareDecimals(a, b))).toBe(order);
  });

  it.each(['', ' 5', '5 ', '05', '+5', '.5', '5.', '0x5', '1_000', 'Infinity', 'NaN', '٥', '5\n', '1e'])('%j is no number', (text) => {
    expect(isNumberText(text)).toBe(false);
  });

  it('of a rule are bounded', () => {
    expect(isComparable('1e9000')).toBe(true);
    expect(isComparable('0.1e999999')).toBe(false);
  });
});
