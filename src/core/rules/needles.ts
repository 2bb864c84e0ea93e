/**
 * Needles of an expression: texts of which at least one stands in the bytes of every record that it matches, so that a record without any of
 * them need not be read.
 *
 * Owns: which texts certainly stand there as they are. They are ASCII, without whatever JSON might escape otherwise than as `\uXXXX`, and no
 * number has them, which could be spelled in several ways. Case does not count, and a search must take `\u` and the Kelvin sign, whose
 * lower case is k, for a needle (scanner/needle-search.ts).
 */
import { spellAddress } from './network.ts';
import type { Expression, Network, Pattern, Test } from './rule.ts';

/** Shorter ones are found everywhere. */
const SHORTEST = 7;
const PLAIN = /[A-Za-z0-9._:@+ -]+/g;
const PART_OF_A_NUMBER = /^[+-]?\d*\.?\d*(?:[eE][+-]?\d*)?$/;

export interface NeedleOptions {
  /** Shorter needles are none. */
  readonly shortest?: number;
  /** A field of which every record in question has the same value, so that it tells none of them apart. */
  readonly isKnown?: (field: string) => boolean;
}

/** @returns null when a record may match and hold none that could be looked for */
export function needlesOf(expression: Expression, options: NeedleOptions = {}): readonly string[] | null {
  switch (expression.kind) {
    case 'selection':
      return needlesOf(expression.expression, options);
    case 'not':
      return null;
    case 'and':
      // One operand's will do, since all must match.
      return expression.operands.map((operand) => needlesOf(operand, options)).find((needles) => needles !== null) ?? null;
    case 'or': {
      const all = expression.operands.map((operand) => needlesOf(operand, options));
      return all.every((needles) => needles !== null) ? [...new Set(all.flat())] : null;
    }
    case 'test':
      return needlesOfTest(expression.test, options);
  }
}

function needlesOfTest(test: Test, { shortest = SHORTEST, isKnown }: NeedleOptions): readonly string[] | null {
  if ('field' in test && isKnown?.(test.field) === true) return null;
  if (test.kind === 'cidr') return needlesOfNetwork(test.network);
  if (test.kind !== 'text' && test.kind !== 'keyword') return null;
  const needle = longestOf(test.pattern);
  return needle.length < shortest || PART_OF_A_NUMBER.test(needle) ? null : [needle.toLowerCase()];
}

/**
 * Before `ffff`, an IPv4-mapped IPv6 address has five groups of zeros, or `::`; behind it something follows, whether digits or dots
 * (network.ts).
 */
export const MAPPED = ['::ffff:', '0:ffff:'] as const;

/** One IPv4 address has one spelling, and those in which it is an IPv6 address. One of IPv6 has too many. */
function needlesOfNetwork({ family, groups, prefix }: Network): readonly string[] | null {
  return family === 4 && prefix === 32 ? [spellAddress({ family, groups }), ...MAPPED] : null;
}

/** What stands in one piece in whatever the pattern accepts, as far as JSON spells it as it is. */
function longestOf({ parts }: Pattern): string {
  const pieces = parts.flatMap((part) => (typeof part === 'string' ? (part.match(PLAIN) ?? []) : []));
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}
