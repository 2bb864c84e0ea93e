/**
 * The document scanner, in AssemblyScript: passes over elements of an array, and values that follow one another, whose service and action are
 * known to match no rule, and says of the one that must be read where it ends.
 *
 * Where an element ends is found by its structure, 64 bytes at a time, as bit masks: which quotes are not escaped, hence which bytes
 * stand in strings, hence which brackets count. Nothing is looked for but what changes the depth, and keys where the depth may be one.
 * Lines are looked at in the same way where the place of their keys matters. An element in which that goes wrong (a backslash outside a
 * string, a raw control character inside one) has no end here: the reader finds out what it is. ../plain-scanner.ts holds the same in plain TypeScript; the two are compared by a property test.
 */
import {
  count,
  BACKSLASH,
  bad,
  COLON,
  hasSpelling,
  isSpace,
  judgePair,
  NEED_MORE,
  NEWLINE,
  noteValue,
  passed,
  QUOTE,
  READ_LINE,
  same,
  seen,
  slotOf,
  spellsKey,
  stop,
  unusable,
} from './line-scan';

const COMMA: u8 = 0x2c;
const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACKET: u8 = 0x5d;
const ODD: u64 = 0xaaaaaaaaaaaaaaaa;

/** What `findEnd` says instead of an end. */
const NOT_THERE: usize = 0;
const BROKEN: usize = 1;

// The element that must be read; the end is 0 when it is not known.
let start: usize = 0;
let end: usize = 0;
let deepest: i32 = 0;

export function elementStart(): usize {
  return start;
}
export function elementEnd(): usize {
  return end;
}
/** An upper bound on how deep the element nests. */
export function elementDepth(): i32 {
  return deepest;
}

/**
 * Scans from where an element of an array is expected. An element is passed over with the comma behind it, the last one with what stands
 * before the bracket.
 * @returns where the first thing that was not passed over is expected: an element that must be read or whose end is not there yet, or
 * whatever else stands there
 */
export function scanElements(from: usize, to: usize, longest: u32): usize {
  passed = 0;
  let unit = from;
  while (true) {
    start = skipBlank(unit, to);
    end = 0;
    if (start == to) return stopAt(unit, NEED_MORE);
    const behind = load<u8>(start) == OPEN_BRACE ? findEnd(start, to) : BROKEN;
    if (behind == BROKEN) return stopAt(unit, READ_LINE);
    const next = behind == NOT_THERE ? to : skipBlank(behind, to);
    if (next == to) return stopAt(unit, to - start > longest ? READ_LINE : NEED_MORE);
    const byte = load<u8>(next);
    if ((byte != COMMA && byte != CLOSE_BRACKET) || behind - start > longest) return stopAt(unit, READ_LINE);
    end = behind;
    if (bad || !hasSpelling()) return stopAt(unit, READ_LINE);
    const reason = judgePair(start, behind, true);
    if (reason != NEED_MORE) return stopAt(unit, reason);
    count();
    passed++;
    if (byte == CLOSE_BRACKET) {
      end = 0;
      return stopAt(next, READ_LINE);
    }
    unit = next + 1;
  }
}

/**
 * The same with values one after another, from behind one or the beginning of the first. Behind a line break lines begin anew: there only
 * a value that goes on across lines belongs to the document. Such a value is never passed over: it may be a broken line that the brackets
 * of later lines seem to close, and only reading it tells.
 * @returns where the last value that was passed over ends
 */
export function scanValues(from: usize, to: usize, longest: u32): usize {
  passed = 0;
  let unit = from;
  while (true) {
    start = skipBlank(unit, to);
    end = 0;
    if (start == to) return stopAt(unit, NEED_MORE);
    const behind = load<u8>(start) == OPEN_BRACE ? findEnd(start, to) : BROKEN;
    if (behind == BROKEN) return stopAt(unit, READ_LINE);
    if (behind == NOT_THERE) return stopAt(unit, to - start > longest ? READ_LINE : NEED_MORE);
    const isAcross = hasNewline(start, behind);
    if (behind - start > longest || (hasNewline(unit, start) && !isAcross)) return stopAt(unit, READ_LINE);
    end = behind;
    if (isAcross || bad || !hasSpelling()) return stopAt(unit, READ_LINE);
    const reason = judgePair(start, behind, true);
    if (reason != NEED_MORE) return stopAt(unit, reason);
    count();
    passed++;
    unit = behind;
  }
}

function hasNewline(from: usize, to: usize): bool {
  for (let at = from; at < to; at++) if (load<u8>(at) == NEWLINE) return true;
  return false;
}

// @ts-ignore: decorator
@inline
function stopAt(unit: usize, reason: u32): usize {
  stop = reason;
  return unit;
}

/** The address behind the object that begins here, noting the keys at its top; {@link NOT_THERE} or {@link BROKEN} when it has none. */
export function findEnd(start: usize, to: usize): usize {
  seen = 0;
  unusable = 0;
  bad = false;
  let depth: i32 = 1;
  deepest = 1;
  /** All ones when a block begins inside a string. */
  let carriedString: u64 = 0;
  /** One when its first byte is escaped. */
  let carriedEscape: u64 = 0;
  /** One when a line break stands before its first byte. */
  let carriedBreak: u64 = 0;
  for (let at = start + 1; at < to; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const there: u64 = at + 64 > to ? ((1 as u64) << ((to - at) as u64)) - 1 : -1;
    let quotes = equal(a, b, c, d, QUOTE) & there;
    let escapes: u64 = 0;
    if (carriedEscape != 0 || v128.any_true(anyEqual(a, b, c, d, BACKSLASH))) {
      const backslashes = equal(a, b, c, d, BACKSLASH) & there;
      // Of a run of backslashes each other one, from the first on, escapes what follows it.
      const codes = ((((backslashes & ~carriedEscape) << 1) | ODD) - (backslashes & ~carriedEscape)) ^ ODD;
      quotes &= ~(codes ^ (backslashes | carriedEscape));
      escapes = codes & backslashes;
      carriedEscape = escapes >>> 63;
    }
    const strings = prefixXor(quotes) ^ carriedString;
    carriedString = ((strings as i64) >> 63) as u64;
    let broken = escapes & ~strings;
    const hasControls = v128.any_true(anyControl(a, b, c, d));
    if (hasControls) broken |= controls(a, b, c, d) & there & strings;
    // A block in the midst of a long text.
    if (quotes == 0 && strings != 0) {
      if (broken != 0) return BROKEN;
      if (depth == 1 && escapes != 0) noteEscapes(escapes, at);
      carriedBreak = 0;
      continue;
    }
    const outside = ~strings & there;
    // Brackets differ from braces in one bit.
    const cases = i8x16.splat(0x20);
    const la = v128.or(a, cases);
    const lb = v128.or(b, cases);
    const lc = v128.or(c, cases);
    const ld = v128.or(d, cases);
    const opening = equal(la, lb, lc, ld, 0x7b) & outside;
    const closing = equal(la, lb, lc, ld, 0x7d) & outside;
    const closed = popcnt(closing) as i32;
    const last = depth <= closed ? lastOf(opening, closing, depth) : 0;
    // What is broken behind the end is another's.
    if (broken != 0 && (last == 0 || (broken & -broken) < last)) return BROKEN;
    // A line that begins with a bracket may be an element by itself, behind one that was torn off.
    if (hasControls || carriedBreak != 0) {
      const breaks = equal(a, b, c, d, NEWLINE) & outside;
      const begins = ((breaks << 1) | carriedBreak) & (last == 0 ? -1 : last - 1);
      if ((begins & (opening | (equal(a, b, c, d, COMMA) & outside))) != 0) bad = true;
      carriedBreak = breaks >>> 63;
    }
    // Where the element's top is, keys may stand.
    if (depth - closed <= 1) {
      const before: u64 = last == 0 ? -1 : last - 1;
      let ends = quotes & ~strings & before & keyEnds(at);
      while (ends != 0) {
        const position = at + (ctz(ends) as usize);
        const suffix = load<u64>(position - 8);
        const slot = slotOf(suffix);
        if (load<u64>(slot) == suffix) {
          const below = (ends & -ends) - 1;
          if (depth + (popcnt(opening & below) as i32) - (popcnt(closing & below) as i32) == 1) takeKey(position, slot, to);
        }
        ends &= ends - 1;
      }
      if (escapes != 0) {
        let left = escapes & before;
        while (left != 0) {
          const below = (left & -left) - 1;
          if (depth + (popcnt(opening & below) as i32) - (popcnt(closing & below) as i32) == 1 && spellsKey(at + (ctz(left) as usize))) bad = true;
          left &= left - 1;
        }
      }
    }
    if (last != 0) return at + (ctz(last) as usize) + 1;
    const opened = popcnt(opening) as i32;
    deepest = max(deepest, depth + opened);
    depth += opened - closed;
  }
  return NOT_THERE;
}

/** Of a block's brackets the one that closes the outermost, as a bit; 0 when none does. */
function lastOf(opening: u64, closing: u64, depthBefore: i32): u64 {
  let depth = depthBefore;
  let left = opening | closing;
  while (left != 0) {
    const bit = left & -left;
    if ((opening & bit) != 0) {
      depth++;
      deepest = max(deepest, depth);
    } else if (--depth == 0) return bit;
    left ^= bit;
  }
  return 0;
}

function noteEscapes(escapes: u64, at: usize): void {
  let left = escapes;
  while (left != 0) {
    if (spellsKey(at + (ctz(left) as usize))) bad = true;
    left &= left - 1;
  }
}

/** A quote that ends a string of these last eight bytes: notes the value if the whole is one of our keys. */
function takeKey(quote: usize, first: usize, to: usize): void {
  for (let slot = first; slot != 0; slot = load<u32>(slot, 20)) {
    const length = load<u32>(slot, 8);
    const opening = quote - length;
    if (!same(opening, load<u32>(slot, 16), length)) continue;
    // The quote in front is the string's beginning, unless it is escaped.
    let before = opening;
    while (load<u8>(before - 1) == BACKSLASH) before--;
    if (((opening - before) & 1) == 0) noteValue(quote, load<u32>(slot, 12), to);
    return;
  }
}

/** Where in a block the next byte is a colon, white space or a control character. */
// @ts-ignore: decorator
@inline
function keyEnds(at: usize): u64 {
  return nextEnds(v128.load(at, 1)) | (nextEnds(v128.load(at, 17)) << 16) | (nextEnds(v128.load(at, 33)) << 32) | (nextEnds(v128.load(at, 49)) << 48);
}

// @ts-ignore: decorator
@inline
function nextEnds(bytes: v128): u64 {
  return (i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(COLON as i8)), i8x16.lt_u(bytes, i8x16.splat(0x21)))) as u32) as u64;
}

/** From each odd bit to the next even one: from an opening quote up to before the closing one. */
// @ts-ignore: decorator
@inline
function prefixXor(bits: u64): u64 {
  let mask = bits;
  mask ^= mask << 1;
  mask ^= mask << 2;
  mask ^= mask << 4;
  mask ^= mask << 8;
  mask ^= mask << 16;
  mask ^= mask << 32;
  return mask;
}

/** Where a block has this byte, as bits. */
// @ts-ignore: decorator
@inline
function equal(a: v128, b: v128, c: v128, d: v128, byte: u8): u64 {
  const splat = i8x16.splat(byte as i8);
  return bits(i8x16.eq(a, splat), i8x16.eq(b, splat), i8x16.eq(c, splat), i8x16.eq(d, splat));
}

// @ts-ignore: decorator
@inline
function anyEqual(a: v128, b: v128, c: v128, d: v128, byte: u8): v128 {
  const splat = i8x16.splat(byte as i8);
  return v128.or(v128.or(i8x16.eq(a, splat), i8x16.eq(b, splat)), v128.or(i8x16.eq(c, splat), i8x16.eq(d, splat)));
}

// @ts-ignore: decorator
@inline
function controls(a: v128, b: v128, c: v128, d: v128): u64 {
  const space = i8x16.splat(0x20);
  return bits(i8x16.lt_u(a, space), i8x16.lt_u(b, space), i8x16.lt_u(c, space), i8x16.lt_u(d, space));
}

// @ts-ignore: decorator
@inline
function anyControl(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.lt_u(i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d)), i8x16.splat(0x20));
}

// @ts-ignore: decorator
@inline
function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  const low: u32 = (i8x16.bitmask(a) as u32) | ((i8x16.bitmask(b) as u32) << 16);
  const high: u32 = (i8x16.bitmask(c) as u32) | ((i8x16.bitmask(d) as u32) << 16);
  return (low as u64) | ((high as u64) << 32);
}

/** The next byte that is no white space. */
// @ts-ignore: decorator
@inline
function skipBlank(from: usize, to: usize): usize {
  let at = from;
  while (at < to && isSpace(load<u8>(at))) at++;
  return at;
}
