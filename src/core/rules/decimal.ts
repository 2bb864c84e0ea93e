/**
 * Exact comparison of numbers, as decimals of any length: ids and amounts may exceed what a double can hold (K12 of the Sigma
 * reference). Must not know: fields, rules.
 */
import type { Comparison } from './rule.ts';

/** ±0.`digits` × 10^`point`; zero has no digits. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
}

/** RFC 8259, section 6. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Up to 15 digits, so distinct decimals are distinct doubles in the same order. */
const SHORT_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const SHORT_LENGTH = 15;
/** A rule has no use for more, and comparing with a bounded one stays exact however huge the other is. */
const LARGEST_EXPONENT = 10_000;

/** Whether a text is wholly a JSON number. */
export function isNumberText(text: string): boolean {
  return JSON_NUMBER.test(text);
}

/** Whether a rule's decimal is of a size that can be compared with anything. */
export function isComparable(decimal: string): boolean {
  return Math.abs(decimalOfText(decimal).point) <= LARGEST_EXPONENT;
}

/** Compares two texts that are JSON numbers; negative, zero or positive, as in a sort. One of them must be {@link isComparable}. */
export function compareDecimals(a: string, b: string): number {
  const left = decimalOfText(a);
  const right = decimalOfText(b);
  const sign = signOf(left);
  if (sign !== signOf(right)) return sign - signOf(right);
  if (left.point !== right.point) return left.point < right.point ? -sign : sign;
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -sign : sign;
}

/** Whether a comparison's result is what an operator asks for. */
export function satisfies(operator: Comparison | 'eq', compared: number): boolean {
  switch (operator) {
    case 'eq':
      return compared === 0;
    case 'lt':
      return compared < 0;
    case 'lte':
      return compared <= 0;
    case 'gt':
      return compared > 0;
    case 'gte':
      return compared >= 0;
  }
}

/** Compiles "a text that is wholly a JSON number compares so with `value`"; short numbers are compared as doubles. */
export function compileComparison(operator: Comparison | 'eq', value: string): (text: string) => boolean {
  const short = value.length <= SHORT_LENGTH && SHORT_NUMBER.test(value) ? Number(value) : null;
  return (text) => {
    if (short !== null && text.length <= SHORT_LENGTH && SHORT_NUMBER.test(text)) return satisfies(operator, Number(text) - short);
    return isNumberText(text) && satisfies(operator, compareDecimals(text, value));
  };
}

function signOf({ digits, negative }: Decimal): number {
  return digits === '' ? 0 : negative ? -1 : 1;
}

/** A huge exponent may round, even to infinity: next to a bounded one the order is still the same. */
function decimalOfText(literal: string): Decimal {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const significant = (whole + fraction).replace(/^0+/, '');
  if (significant === '') return { negative: false, digits: '', point: 0 };
  const leadingZeros = whole.length + fraction.length - significant.length;
  return { negative: sign === '-', digits: trimZeros(significant), point: Number(exponent) + whole.length - leadingZeros };
}

/** A loop, because `/0+$/` takes quadratic time on a hostile run of zeros. */
function trimZeros(digits: string): string {
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 0x30) end--;
  return digits.slice(0, end);
}
