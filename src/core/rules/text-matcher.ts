/**
 * The fast way to decide whether a pattern accepts a text. Must agree with `matchesPattern` on everything (property-tested).
 */
import { fold } from './fold.ts';
import { DASHES, isAny, matchesUnits, unitsOf } from './pattern.ts';
import type { Pattern, PatternPart } from './rule.ts';

/** Takes a text that is already folded, unless the pattern is cased. */
export type TextMatcher = (text: string) => boolean;

/** Compiles a pattern; `?` and half surrogates take the slow road over code points, everything else searches whole texts. */
export function compilePattern(pattern: Pattern): TextMatcher {
  const parts = pattern.parts.map((part) => (typeof part === 'string' && !pattern.cased ? fold(part) : part));
  const isSlow = (part: PatternPart): boolean => (typeof part === 'string' ? /\p{Surrogate}/u.test(part) : part.wildcard === 'one');
  if (parts.some(isSlow)) {
    const units = unitsOf(pattern);
    return (text) => matchesUnits(units, Array.from(text));
  }
  const pieces = cutAtStars(parts);
  const [head = EMPTY, ...middles] = pieces;
  const tail = middles.pop();
  if (tail === undefined) return (text) => text.length === head.length && head.standsAt(text, 0);
  return (text) => {
    const end = text.length - tail.length;
    if (end < head.length || !head.standsAt(text, 0) || !tail.standsAt(text, end)) return false;
    let from = head.length;
    for (const middle of middles) {
      const found = middle.find(text, from);
      if (found === -1 || found + middle.length > end) return false;
      from = found + middle.length;
    }
    return true;
  };
}

/** What stands between two stars: of one length. */
interface Piece {
  readonly length: number;
  standsAt(text: string, at: number): boolean;
  /** The first place from `from` on, or -1. */
  find(text: string, from: number): number;
}

const EMPTY = literalPiece('');

function cutAtStars(parts: readonly PatternPart[]): readonly Piece[] {
  const pieces: PatternPart[][] = [[]];
  for (const part of parts) {
    if (isAny(part)) pieces.push([]);
    else pieces.at(-1)?.push(part);
  }
  return pieces.map((piece) => {
    const [only = ''] = piece;
    return piece.length <= 1 && typeof only === 'string' ? literalPiece(only) : dashedPiece(piece);
  });
}

function literalPiece(literal: string): Piece {
  return {
    length: literal.length,
    standsAt: (text, at) => text.startsWith(literal, at),
    find: (text, from) => text.indexOf(literal, from),
  };
}

/** Literals and dashes; each place where the longest literal stands is looked at. */
function dashedPiece(parts: readonly PatternPart[]): Piece {
  const texts = parts.map((part) => (typeof part === 'string' ? part : null));
  const lengths = texts.map((text) => text?.length ?? 1);
  const starts = lengths.map((_, index) => lengths.slice(0, index).reduce((sum, length) => sum + length, 0));
  const length = lengths.reduce((sum, one) => sum + one, 0);
  const anchor = texts.reduce<string>((longest, text) => (text !== null && text.length > longest.length ? text : longest), '');
  const anchorStart = anchor === '' ? 0 : (starts[texts.indexOf(anchor)] ?? 0);
  const standsAt = (text: string, at: number): boolean =>
    at + length <= text.length &&
    texts.every((literal, index) => {
      const start = at + (starts[index] ?? 0);
      return literal === null ? DASHES.includes(text.charAt(start)) : text.startsWith(literal, start);
    });
  const find = (text: string, from: number): number => {
    for (let at = text.indexOf(anchor, from + anchorStart); at !== -1; at = text.indexOf(anchor, at + 1)) {
      if (standsAt(text, at - anchorStart)) return at - anchorStart;
      if (at >= text.length) return -1;
    }
    return -1;
  };
  return { length, standsAt, find };
}
