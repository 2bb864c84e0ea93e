/**
 * Exact decimals and ratios, for what correlations count, add and compare. A double would round sums of ids or of cents.
 */

import { decimalText } from '../json/value.ts';

/** `digits` × 10^-`scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** The denominator is positive. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const LONGEST = 400;
const DECIMALS_SHOWN = 6n;

/** A plain decimal text (no exponent, see `decimalText`) of at most 400 characters, or null. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > LONGEST) return null;
  const parts = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
  if (parts === null) return null;
  const [, whole = '', fraction = ''] = parts;
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** The number that a value's text form is: a JSON number, in any of its spellings; null for everything else (K12). */
export function numberIn(text: string): Decimal | null {
  if (text.length > LONGEST || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return null;
  return parseDecimal(decimalText(text));
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: scaledTo(a, scale) + scaledTo(b, scale), scale };
}

/** Negative, 0 or positive, as a is below, equal to or above b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = scaledTo(a, scale) - scaledTo(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The digits of a decimal at a scale that is not below its own. */
export function scaledTo({ digits, scale }: Decimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}

/** A decimal divided by a positive whole number. */
export function ratioOf({ digits, scale }: Decimal, divisor = 1n): Ratio {
  return { numerator: digits, denominator: divisor * 10n ** BigInt(scale) };
}

/**
 * Compares a ratio with a decimal text.
 * @param bound a text that {@link parseDecimal} takes
 */
export function compareToBound({ numerator, denominator }: Ratio, bound: string): number {
  const { digits, scale } = parseDecimal(bound) ?? { digits: 0n, scale: 0 };
  const difference = numerator * 10n ** BigInt(scale) - digits * denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** A ratio for reading: exact when it has at most six decimals, else cut there. */
export function showRatio({ numerator, denominator }: Ratio): string {
  const negative = numerator < 0n;
  const scaled = ((negative ? -numerator : numerator) * 10n ** DECIMALS_SHOWN) / denominator;
  const text = scaled.toString().padStart(Number(DECIMALS_SHOWN) + 1, '0');
  const whole = text.slice(0, -Number(DECIMALS_SHOWN));
  const fraction = text.slice(-Number(DECIMALS_SHOWN)).replace(/0{1,6}$/, '');
  return `${negative && scaled > 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
