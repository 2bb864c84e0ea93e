/**
 * Records that no rule can match, but whose evidence may have been lost on its way, in AssemblyScript: whether one certainly is whole.
 *
 * What that means is told in ../whole-record.ts, which does the same in plain TypeScript; the two are compared by a property test.
 */
import { BACKSLASH, COLON, digitsAt, numberBefore, plainLength, QUOTE, same } from './line-scan';

const COMMA: u8 = 0x2c;
const MINUS: u8 = 0x2d;
const ZERO: u8 = 0x30;
const OPEN_BRACKET: u8 = 0x5b;
const CLOSE_BRACKET: u8 = 0x5d;
const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACE: u8 = 0x7d;
const TRUE: u32 = 0x65757274;
const NULL: u32 = 0x6c6c756e;
const FALS: u32 = 0x736c6166;
/** How a value ends that was cut. */
const RUNCATED: u64 = 0x64657461636e7572;

const DEEPEST: u32 = 8;
const MOST_KEYS: u32 = 64;
const LONGEST_KEY: usize = 255;
const LONGEST_NUMBER: usize = 16;
/** Up to here each whole number is one of JavaScript's. */
const LARGEST_NUMBER: u64 = 9007199254740991;

/** What the value of a telling key may be; the numbers are part of the interface. */
const STRUCT_OR_NULL: u32 = 1;
const NO_TEXT: u32 = 2;
const NO_STRUCT: u32 = 3;
const NO_STRUCT_AS_TEXT: u32 = 4;

/** Telling keys: entries of {length, what its value may be: u32 each, text: 24 bytes}; a length of 0 ends them. */
const TELLING: usize = memory.data(16 * 32, 16);
/** Keys of the objects that are open, one object behind the other: {start, length}, each u32. */
const KEYS: usize = memory.data(64 * 8, 16);
/** Per depth, where the keys of the object around begin. */
const AROUND: usize = memory.data(16 * 4, 16);

let keys: u32 = 0;

export function tellingKeys(): usize {
  return TELLING;
}

/** Whether the bytes are one object that certainly is whole. Bytes behind it are looked at, but do not matter. */
export function isWhole(start: usize, end: usize): bool {
  keys = 0;
  let firstKey: u32 = 0;
  let depth: u32 = 0;
  /** A bit for each depth, the innermost lowest: whether it is an array. */
  let arrays: u32 = 0;
  let at = start;
  while (true) {
    const byte = load<u8>(at);
    if (byte == OPEN_BRACE || byte == OPEN_BRACKET) {
      if (depth == DEEPEST) return false;
      store<u32>(AROUND + ((depth as usize) << 2), firstKey);
      depth++;
      arrays <<= 1;
      at++;
      if (byte == OPEN_BRACKET) {
        arrays |= 1;
        if (load<u8>(at) != CLOSE_BRACKET) continue;
      } else {
        firstKey = keys;
        if (load<u8>(at) != CLOSE_BRACE) {
          at = takeKey(at, firstKey);
          if (at == 0) return false;
          continue;
        }
      }
    } else {
      at = scalarEnd(at, end);
      if (at == 0) return false;
    }
    // Behind a value.
    while (load<u8>(at) != COMMA) {
      if (at >= end || depth == 0 || load<u8>(at) != ((arrays & 1) != 0 ? CLOSE_BRACKET : CLOSE_BRACE)) return false;
      if ((arrays & 1) == 0) keys = firstKey;
      depth--;
      arrays >>>= 1;
      firstKey = load<u32>(AROUND + ((depth as usize) << 2));
      at++;
      if (depth == 0) return at == end;
    }
    at++;
    if ((arrays & 1) == 0) {
      at = takeKey(at, firstKey);
      if (at == 0) return false;
    }
  }
}

/** Remembers a key of the object whose keys begin there; returns where its value stands, 0 when something is odd. */
function takeKey(quote: usize, firstKey: u32): usize {
  if (load<u8>(quote) != QUOTE) return 0;
  const start = quote + 1;
  const length = plainLength(start);
  if (length > LONGEST_KEY || load<u8>(start + length) != QUOTE || load<u8>(start + length, 1) != COLON || keys == MOST_KEYS) return 0;
  for (let other = firstKey; other < keys; other++) {
    const key = KEYS + ((other as usize) << 3);
    if (load<u32>(key, 4) == (length as u32) && same(start, load<u32>(key), length as u32)) return 0;
  }
  const key = KEYS + ((keys as usize) << 3);
  store<u32>(key, start as u32);
  store<u32>(key, length as u32, 4);
  keys++;
  const value = start + length + 2;
  return mayHold(start, length as u32, value) ? value : 0;
}

function mayHold(key: usize, length: u32, value: usize): bool {
  for (let entry = TELLING; load<u32>(entry) != 0; entry += 32) {
    if (load<u32>(entry) != length || !same(key, entry + 8, length)) continue;
    const byte = load<u8>(value);
    const isStruct = byte == OPEN_BRACE || byte == OPEN_BRACKET;
    const must = load<u32>(entry, 4);
    if (must == STRUCT_OR_NULL) return byte == OPEN_BRACE || load<u32>(value) == NULL;
    if (must == NO_TEXT) return byte != QUOTE;
    if (must == NO_STRUCT) return !isStruct;
    if (must == NO_STRUCT_AS_TEXT) return byte != QUOTE || isPlainBeginning(load<u8>(value, 1));
    return false;
  }
  return true;
}

/** Whether a text with this first byte is no structure, with white space in front or none. */
function isPlainBeginning(byte: u8): bool {
  return byte > 0x20 && byte < 0x80 && byte != OPEN_BRACE && byte != BACKSLASH;
}

/** Behind a text, a number or a literal; 0 when there is none, or an odd one. */
function scalarEnd(at: usize, end: usize): usize {
  if (load<u8>(at) == QUOTE) return textEnd(at + 1, end);
  const four = load<u32>(at);
  if (four == TRUE || four == NULL) return at + 4;
  if (four == FALS && load<u8>(at, 4) == 0x65) return at + 5;
  const isNegative = load<u8>(at) == MINUS;
  const start = isNegative ? at + 1 : at;
  const digits = digitsAt(start);
  if (digits == 0 || digits > LONGEST_NUMBER || (load<u8>(start) == ZERO && (isNegative || digits > 1))) return 0;
  return numberBefore(start + digits, digits as u32) > LARGEST_NUMBER ? 0 : start + digits;
}

/** Behind a text that begins here; 0 when it has no end, an odd escape, or was cut. */
function textEnd(start: usize, end: usize): usize {
  let at = start;
  while (true) {
    const bytes = v128.load(at);
    const odd = v128.or(i8x16.eq(bytes, i8x16.splat(BACKSLASH as i8)), i8x16.lt_u(bytes, i8x16.splat(0x20)));
    const mask: u32 = i8x16.bitmask(v128.or(odd, i8x16.eq(bytes, i8x16.splat(QUOTE as i8))));
    if (mask == 0) {
      at += 16;
      if (at >= end) return 0;
      continue;
    }
    at += ctz(mask) as usize;
    if (at >= end) return 0;
    const byte = load<u8>(at);
    if (byte == QUOTE) return load<u64>(at - 8) == RUNCATED ? 0 : at + 1;
    if (byte != BACKSLASH || !isShortEscape(load<u8>(at, 1))) return 0;
    at += 2;
  }
}

/** Of the escapes `\u…` is left out: it may spell what is looked for here. */
function isShortEscape(byte: u8): bool {
  // " / \ b f n r t
  return byte == QUOTE || byte == 0x2f || byte == BACKSLASH || byte == 0x62 || byte == 0x66 || byte == 0x6e || byte == 0x72 || byte == 0x74;
}
