/**
 * The line scanner, in AssemblyScript: passes over whole lines whose service and action are known to match no rule. Also what it shares
 * with document-scan.ts: the tables, and the verdict on a record whose keys were found.
 *
 * Compiled by scripts/build-scanner.ts, by way of index.ts, to ../line-scan-module.ts. What it may skip, and why that is sound, is told in
 * ../scanner.ts, ../plain-scanner.ts holds the same algorithm in plain TypeScript; the two are compared by a property test.
 * Over 400 lines, because what the compiler is to inline, and the globals that all of it shares, stand together.
 * Memory: the tables below, then whatever the host allocates behind `__heap_base`.
 */
import { findEnd } from './document-scan';
import { isWhole } from './whole-record';
import { mayHoldWord } from './words';

// What a key tells: four roles in each spelling (a schema's names for them), so slot = spelling * 4 + role; or that the line
// may be of a schema that has no spelling here.
const WORKSPACE: u32 = 2;
const TIME: u32 = 3;
const FOREIGN: u32 = 16;
/** Service and action of every spelling. */
const ROUTING: u32 = 0x3333;

// Why a scan stopped; the numbers are part of the interface.
export const NEED_MORE: u32 = 0;
export const READ_LINE: u32 = 1;
const NEW_PAIR: u32 = 2;
const NEW_CONTEXT: u32 = 3;
/** To others NEED_MORE: the line is whole, and what stands behind it is not there yet. */
const AWAIT_NEXT: u32 = 4;

// What is known of a pair; above the three bits of SKIP_WHOLE the groups of words that the record must not hold.
const VERDICT_BITS: u32 = 3;
const SKIP: u32 = 1;
const SKIP_AT_TOP: u32 = 2;
const SKIP_WHOLE: u32 = 3;

const LONGEST_VALUE: u32 = 255;
const LONGEST_NUMBER: u32 = 16;
/** How much space is looked through behind a line. */
const LONGEST_GAP: usize = 4096;
export const QUOTE: u8 = 0x22;
export const COLON: u8 = 0x3a;
export const BACKSLASH: u8 = 0x5c;
export const NEWLINE: u8 = 0x0a;

/** Key table: 64 entries of {last eight bytes: u64, length, slot, text, next entry of the same eight: u32 each, first eight bytes: u64}; the
 * opening quote is part of a key's text. */
const KEY_SLOTS: usize = memory.data(64 * 32, 16);
/** Pair table: entries of {hash, verdict, _, serviceLength, actionLength, text, spelling, _}, each u32. */
const PAIR_BITS: u32 = 12;
const PAIR_SLOTS: usize = memory.data(4096 * 32, 16);
const PAIR_TEXT_BYTES: u32 = 131072;
const PAIR_TEXT: usize = memory.data(131072, 16);
/** What skipped lines are counted for: entries of {time from: u64, time to: u64, workspaceLength, dayLength: u32 each, …}. */
const CONTEXTS: u32 = 16;
const CONTEXT_SLOTS: usize = memory.data(16 * 32, 16);
/** Of each context the workspace's raw text, and 256 bytes behind it a day's first ten characters. */
const CONTEXT_TEXT: usize = memory.data(16 * 512, 16);
/** How many lines were skipped: by context, then by pair. */
const COUNTS: usize = memory.data(16 * 4096 * 4, 16);
/** Which of these are not 0, as numbers of both, in one u32 each. */
const COUNTED: usize = memory.data(16 * 4096 * 4, 16);
/** Values of the line at hand: per slot {start, length}, each u32. */
const VALUES: usize = memory.data(16 * 8, 16);
/** What is looked through at a time, and where in it something may matter: one u32 each, and room for those written too many. */
const BLOCK: usize = 4096;
const FIRST_BLOCK: usize = 512;
const POSITIONS: usize = memory.data(4096 * 4 + 64, 16);

/** By what `candidates` tells key ends from most other quotes: what is foreseen, and which bits of it count. */
const KEY_ENDS: usize = memory.data(16, 16);
let keyEndBits: v128 = i8x16.splat(0);
/** Of a block, where something may matter: one bit for each byte. */
const MASKS: usize = memory.data(4096 / 8, 16);
/** Vectors that come from memory stay in registers; written as constants they would be made anew for each use. */
const VECTORS: usize = memory.data(5 * 16, 16);

let keyMultiplier: u64 = 0;
let pairTextUsed: u32 = 0;
let pairs: u32 = 0;

// The line at hand. Bits are slots.
export let seen: u32 = 0;
/** Slots that were met twice, or with a value of no use. */
export let unusable: u32 = 0;
export let bad: bool = false;
let spelling: u32 = 0;
let serviceAt: usize = 0;
let serviceLength: u32 = 0;
let actionAt: usize = 0;
let actionLength: u32 = 0;
/** Which of the counts it belongs to. */
let countNumber: u32 = 0;
/** Per spelling, in four bits each: which of its slots a line must have. */
let required: u32 = 0;

/** How many contexts there are, and the one that the last line was counted for: the next is most often of the same. */
let contexts: u32 = 0;
let context: u32 = 0;

/** How many counts are not 0. */
let counted: u32 = 0;

export let passed: u32 = 0;
export let stop: u32 = NEED_MORE;

export function keySlots(): usize {
  return KEY_SLOTS;
}
export function keyEnds(): usize {
  return KEY_ENDS;
}
export function counts(): usize {
  return COUNTS;
}
/** Where the numbers of counts stand that are not 0. */
export function countedAt(): usize {
  return COUNTED;
}
/** How many these are; whoever asks takes them, and sets them to 0. */
export function countsTaken(): u32 {
  const count = counted;
  counted = 0;
  return count;
}
/** Where the texts of the next context are to be written; 0 when there is no room for one: behind the last stand the counts. */
export function contextText(): usize {
  return contexts == CONTEXTS ? 0 : CONTEXT_TEXT + (contexts << 9);
}
export function heapBase(): usize {
  return __heap_base;
}
export function setKeys(multiplier: u64, requiredSlots: u32, endBits: u32): void {
  keyMultiplier = multiplier;
  required = requiredSlots;
  keyEndBits = i8x16.splat(endBits as i8);
  v128.store(VECTORS, i8x16.splat(QUOTE as i8));
  v128.store(VECTORS, i8x16.splat(NEWLINE as i8), 16);
  v128.store(VECTORS, i8x16.splat(BACKSLASH as i8), 32);
  v128.store(VECTORS, i8x16.splat(0x30), 48);
  v128.store(VECTORS, i8x16.splat(15), 64);
}
/** Remembers a context, whose texts stand at `contextText()`; returns its number. */
export function addContext(workspaceBytes: u32, timeFrom: f64, timeTo: f64, dayBytes: u32): u32 {
  context = contexts++;
  const slot = CONTEXT_SLOTS + (context << 5);
  store<u64>(slot, timeFrom as u64);
  store<u64>(slot, timeTo as u64, 8);
  store<u32>(slot, workspaceBytes, 16);
  store<u32>(slot, dayBytes, 20);
  return context;
}
/** Makes room for other contexts. Counts that were not taken are lost. */
export function forgetContexts(): void {
  contexts = 0;
  forgetCounts();
}
function forgetCounts(): void {
  for (let i: u32 = 0; i < counted; i++) store<u32>(COUNTS + (load<u32>(COUNTED + (i << 2)) << 2), 0);
  counted = 0;
}
export function stopReason(): u32 {
  return stop;
}
/** Lines passed over by the last scan. */
export function linesPassed(): u32 {
  return passed;
}
/** Address of the values of the line the last scan stopped at. */
export function values(): usize {
  return VALUES;
}
export function lineSpelling(): u32 {
  return spelling;
}

/** Remembers the pair the last scan stopped at and returns its slot; -1 when there is no room. */
export function addPair(verdict: u32): i32 {
  const bytes = serviceLength + actionLength;
  if (pairs >= 3072 || pairTextUsed + bytes > PAIR_TEXT_BYTES) return -1;
  const hash = hashPair();
  let index = hash >>> (32 - PAIR_BITS);
  while (load<u32>(slotAt(index), 4) != 0) index = (index + 1) & 4095;
  const slot = slotAt(index);
  const text = PAIR_TEXT + pairTextUsed;
  memory.copy(text, serviceAt, serviceLength);
  memory.copy(text + serviceLength, actionAt, actionLength);
  pairTextUsed += bytes;
  pairs++;
  store<u32>(slot, hash, 0);
  store<u32>(slot, verdict, 4);
  store<u32>(slot, serviceLength, 12);
  store<u32>(slot, actionLength, 16);
  store<u32>(slot, text as u32, 20);
  store<u32>(slot, spelling, 24);
  return index as i32;
}

/** Makes room for other pairs. Counts that were not taken are lost. */
export function forgetPairs(): void {
  memory.fill(PAIR_SLOTS, 0, 4096 * 32);
  forgetCounts();
  pairs = 0;
  pairTextUsed = 0;
}

/**
 * Scans from the beginning of a line.
 * @param known up to where bytes are there, at least `to`; 0: nothing comes behind `to`
 * @returns the beginning of the line it stopped at: one that must be read, or the last one, whose end or successor is not there yet
 */
export function scan(from: usize, to: usize, longestLine: u32, known: usize): usize {
  const atEnd = known == 0;
  const behind = atEnd ? to : known;
  passed = 0;
  let lineStart = from;
  seen = 0;
  unusable = 0;
  bad = false;
  // Most calls that stop soon stop at the first line: then little was looked through in vain.
  let next = min(from + FIRST_BLOCK, to);
  for (let block = from; block < to; block = next, next = min(block + BLOCK, to)) {
    const end = collect(block, next);
    for (let entry = POSITIONS; entry < end; entry += 4) {
      const position: usize = load<u32>(entry);
      const byte = load<u8>(position);
      if (byte == QUOTE) {
        takeKey(position, to);
      } else if (byte == NEWLINE) {
        const reason = judge(lineStart, position, longestLine, behind, atEnd);
        if (reason != NEED_MORE) {
          stop = reason == AWAIT_NEXT ? NEED_MORE : reason;
          return lineStart;
        }
        passed++;
        lineStart = position + 1;
        seen = 0;
        unusable = 0;
        bad = false;
      } else if (spellsKey(position - 4)) bad = true;
    }
  }
  stop = NEED_MORE;
  return lineStart;
}

/** Whether here stands `\u0040` to `\u007f`, or `\u002d`: a character that a key is made of. */
export function spellsKey(at: usize): bool {
  if (load<u32>(at) != 0x3030755c) return false;
  const digit = load<u8>(at, 4);
  return (digit >= 0x34 && digit <= 0x37) || (digit == 0x32 && (load<u8>(at, 5) | 0x20) == 0x64);
}

/**
 * Notes where in a block something stands that may matter: nothing here depends on what is found, so that no branch is mispredicted.
 * @returns the end of the positions
 */
function collect(from: usize, to: usize): usize {
  const ends = v128.load(KEY_ENDS);
  const bits = keyEndBits;
  const quote = v128.load(VECTORS);
  const newline = v128.load(VECTORS, 16);
  const backslash = v128.load(VECTORS, 32);
  const zero = v128.load(VECTORS, 48);
  const low = v128.load(VECTORS, 64);
  // Written to memory before they are looked at, the masks are found one after the other, with few registers.
  let masks = MASKS;
  for (let at = from; at < to; at += 64) {
    store<u16>(masks, candidates(at, ends, bits, quote, newline, backslash, zero, low));
    store<u16>(masks, candidates(at + 16, ends, bits, quote, newline, backslash, zero, low), 2);
    store<u16>(masks, candidates(at + 32, ends, bits, quote, newline, backslash, zero, low), 4);
    store<u16>(masks, candidates(at + 48, ends, bits, quote, newline, backslash, zero, low), 6);
    masks += 8;
  }
  masks = MASKS;
  let end = POSITIONS;
  for (let at = from; at < to; at += 64) {
    let mask = load<u64>(masks);
    masks += 8;
    if (at + 64 > to) mask &= ((1 as u64) << ((to - at) as u64)) - 1;
    const count = popcnt(mask) as usize;
    let entry = end;
    // More are written than there are, two at a time; the next ones overwrite them.
    do {
      store<u32>(entry, (at + (ctz(mask) as usize)) as u32);
      mask &= mask - 1;
      store<u32>(entry, (at + (ctz(mask) as usize)) as u32, 4);
      mask &= mask - 1;
      entry += 8;
    } while (mask != 0);
    end += count << 2;
  }
  return end;
}

/** Where the key with these last eight bytes is, if there is one. */
// @ts-ignore: decorator
@inline
export function slotOf(suffix: u64): usize {
  return KEY_SLOTS + ((((suffix * keyMultiplier) >>> 58) << 5) as usize);
}

/**
 * Where among 16 bytes something stands that may matter, as bits: line breaks; quotes that may end a key, as the bytes two and four before
 * them hang together as they do in one (by four bits of both the second is foreseen); and the last digit but one of \u00xx, which may
 * spell a key otherwise, or what looks like it. Constants are parameters, so that they stand in registers.
 */
// @ts-ignore: decorator
@inline
function candidates(at: usize, ends: v128, bits: v128, quote: v128, newline: v128, backslash: v128, zero: v128, low: v128): u16 {
  const here = v128.load(at);
  const before2 = v128.load(at - 2);
  const before4 = v128.load(at - 4);
  const foreseen = i8x16.swizzle(ends, v128.and(v128.xor(before2, before4), low));
  const key = v128.and(i8x16.eq(here, quote), i8x16.eq(foreseen, v128.and(before4, bits)));
  const escape = v128.and(i8x16.eq(before4, backslash), i8x16.eq(before2, zero));
  return i8x16.bitmask(v128.or(v128.or(key, escape), i8x16.eq(here, newline))) as u16;
}

/** How many line breaks stand in the memory between. */
export function countNewlines(from: usize, to: usize): u32 {
  const newlines = i8x16.splat(NEWLINE as i8);
  let count: u32 = 0;
  let at = from;
  while (at + 16 <= to) {
    // What is equal counts as minus one in its lane; a lane holds 255.
    const end = min(at + 255 * 16, at + ((to - at) & ~15));
    let lanes = i8x16.splat(0);
    for (; at < end; at += 16) lanes = i8x16.sub(lanes, i8x16.eq(v128.load(at), newlines));
    const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(lanes));
    count += i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
  }
  for (; at < to; at++) if (load<u8>(at) == NEWLINE) count++;
  return count;
}

/** A quote that may end a key: notes the value if it is one of ours. */
// @ts-ignore: decorator
@inline
function takeKey(quote: usize, to: usize): void {
  const suffix = load<u64>(quote - 8);
  let slot = slotOf(suffix);
  if (load<u64>(slot) != suffix) return;
  for (;;) {
    const length = load<u32>(slot, 8);
    const start = quote - length;
    // The first eight and the last eight bytes are all there is of most keys.
    if (load<u64>(start) == load<u64>(slot, 24) && (length <= 16 || same(start, load<u32>(slot, 16), length))) {
      noteValue(quote, load<u32>(slot, 12), to);
      return;
    }
    slot = load<u32>(slot, 20);
    if (slot == 0) return;
  }
}

// @ts-ignore: decorator
@inline
export function noteValue(quote: usize, slot: u32, to: usize): void {
  let at = quote + 1;
  // Most often the colon and the value follow at once.
  if (load<u8>(at) != COLON) {
    while (at < to && isSpace(load<u8>(at))) at++;
    // Not a key: the text of a value.
    if (at < to && load<u8>(at) != COLON) return;
  }
  if (slot == FOREIGN) {
    bad = true;
    return;
  }
  const bit: u32 = 1 << slot;
  if ((seen & bit) != 0) {
    unusable |= bit;
    return;
  }
  seen |= bit;
  at++;
  while (at < to && isSpace(load<u8>(at))) at++;
  if (at >= to) {
    unusable |= bit;
    return;
  }
  let start = at;
  let length: usize;
  if (load<u8>(at) == QUOTE) {
    start = ++at;
    length = plainLength(start);
    // Beyond ASCII, a backslash or a control character: not for us.
    if (start + length >= to || length > LONGEST_VALUE || load<u8>(start + length) != QUOTE) {
      unusable |= bit;
      return;
    }
  } else {
    length = digitsAt(start);
    const after = load<u8>(start + length);
    if (length == 0 || length > LONGEST_NUMBER || !(after == 0x2c || after == 0x7d || isSpace(after))) {
      unusable |= bit;
      return;
    }
  }
  const value = VALUES + (slot << 3);
  store<u32>(value, start as u32);
  store<u32>(value, length as u32, 4);
}

/** How many bytes from here on are printable ASCII and neither quote nor backslash; more than {@link LONGEST_VALUE}: too many to matter. */
// @ts-ignore: decorator
@inline
export function plainLength(start: usize): usize {
  let at = start;
  do {
    // Two at once: few values are longer, and the loop's end is foreseen.
    const mask = endsOfPlain(v128.load(at)) | (endsOfPlain(v128.load(at, 16)) << 16);
    if (mask != 0) return at - start + (ctz(mask) as usize);
    at += 32;
  } while (at - start <= LONGEST_VALUE);
  return at - start;
}

// @ts-ignore: decorator
@inline
function endsOfPlain(bytes: v128): u32 {
  // Signed: what is beyond ASCII is below zero.
  const ends = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE as i8)), i8x16.lt_s(bytes, i8x16.splat(0x20)));
  return i8x16.bitmask(v128.or(ends, i8x16.eq(bytes, i8x16.splat(BACKSLASH as i8))));
}

/** How many digits stand here; more than {@link LONGEST_NUMBER}: too many. */
// @ts-ignore: decorator
@inline
export function digitsAt(start: usize): usize {
  const mask = nonDigits(v128.load(start));
  return mask != 0 ? (ctz(mask) as usize) : load<u8>(start, 16) - 0x30 < 10 ? 17 : 16;
}

// @ts-ignore: decorator
@inline
function nonDigits(bytes: v128): u32 {
  return i8x16.bitmask(i8x16.gt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(9)));
}

/** NEED_MORE: the line was counted and may be passed over. */
// @ts-ignore: decorator
@inline
function judge(lineStart: usize, newline: usize, longestLine: u32, known: usize, atEnd: bool): u32 {
  if (bad || !hasSpelling() || load<u8>(lineStart) != 0x7b || newline - lineStart > longestLine) return READ_LINE;
  let last = newline - 1;
  if (load<u8>(last) == 0x0d) last--;
  if (load<u8>(last) != 0x7d) return READ_LINE;
  const reason = judgePair(lineStart, last + 1, false);
  if (reason != NEED_MORE) return reason;
  const next = newline + 1;
  if (next >= known || load<u8>(next) != 0x7b) {
    const behind = judgeBehind(next, known, atEnd);
    if (behind != NEED_MORE) return behind;
  }
  count();
  return NEED_MORE;
}

/** A line goes on behind it when the next one begins with what can only stand inside a value. NEED_MORE: it does not. */
function judgeBehind(from: usize, known: usize, atEnd: bool): u32 {
  const end = min(known, from + LONGEST_GAP);
  let at = from;
  while (at < end && isSpace(load<u8>(at))) at++;
  if (at == from + LONGEST_GAP) return READ_LINE;
  if (at == known) return atEnd ? NEED_MORE : AWAIT_NEXT;
  const byte = load<u8>(at);
  return byte == 0x2c || byte == 0x5d || byte == 0x7d || byte == QUOTE ? READ_LINE : NEED_MORE;
}

/** Counts the record that was judged last. */
export function count(): void {
  const countAt = COUNTS + ((countNumber as usize) << 2);
  const before = load<u32>(countAt);
  if (before == 0) store<u32>(COUNTED + ((counted++ as usize) << 2), countNumber);
  store<u32>(countAt, before + 1);
}

/** What is known of the pair at hand, of a record that stands there; NEED_MORE: it is to be counted. */
// @ts-ignore: decorator
@inline
export function judgePair(start: usize, end: usize, isElement: bool): u32 {
  const hash = hashPair();
  let index = hash >>> (32 - PAIR_BITS);
  let slot = slotAt(index);
  for (;;) {
    if (load<u32>(slot, 4) == 0) return NEW_PAIR;
    if (load<u32>(slot) == hash && isPair(slot)) break;
    index = (index + 1) & 4095;
    slot = slotAt(index);
  }
  const verdict = load<u32>(slot, 4) & ((1 << VERDICT_BITS) - 1);
  if (verdict > SKIP_WHOLE) return READ_LINE;
  if (!isContext()) return NEW_CONTEXT;
  if (verdict != SKIP && !isElement && !isOneObject(start, end)) return READ_LINE;
  if (verdict == SKIP_WHOLE && !saysNothing(start, end, load<u32>(slot, 4) >>> VERDICT_BITS)) return READ_LINE;
  countNumber = (context << PAIR_BITS) + index;
  return NEED_MORE;
}

function saysNothing(start: usize, end: usize, groups: u32): bool {
  return isWhole(start, end) && (groups == 0 || !mayHoldWord(start, end, groups));
}

/** Whether the line routes in exactly one spelling, and has all of its values. */
// @ts-ignore: decorator
@inline
export function hasSpelling(): bool {
  const routing = seen & ROUTING;
  if (routing == 0) return false;
  spelling = ctz(routing) >>> 2;
  const first = spelling << 2;
  if (routing != (3 as u32) << first) return false;
  const needed = ((required >>> first) & 15) << first;
  if ((seen & needed) != needed || (unusable & needed) != 0) return false;
  const service = VALUES + (first << 3);
  serviceAt = load<u32>(service);
  serviceLength = load<u32>(service, 4);
  actionAt = load<u32>(service, 8);
  actionLength = load<u32>(service, 12);
  return true;
}

/** Whether the line belongs to a context there is, which is then the present one. */
// @ts-ignore: decorator
@inline
function isContext(): bool {
  const workspace = VALUES + (((spelling << 2) + WORKSPACE) << 3);
  const hasWorkspace = ((required >>> (spelling << 2)) & (1 << WORKSPACE)) != 0;
  const workspaceAt: usize = load<u32>(workspace);
  const workspaceLength: u32 = hasWorkspace ? load<u32>(workspace, 4) : 0;
  const time = VALUES + (((spelling << 2) + TIME) << 3);
  const timeAt: usize = load<u32>(time);
  const timeLength: u32 = load<u32>(time, 4);
  // An empty workspace is none: reading the record tells where it counts.
  if (hasWorkspace && workspaceLength == 0) return false;
  if (isOfContext(context, workspaceAt, workspaceLength, timeAt, timeLength)) return true;
  for (let other: u32 = 0; other < contexts; other++) {
    if (!isOfContext(other, workspaceAt, workspaceLength, timeAt, timeLength)) continue;
    context = other;
    return true;
  }
  return false;
}

function isOfContext(number: u32, workspaceAt: usize, workspaceLength: u32, timeAt: usize, timeLength: u32): bool {
  if (number >= contexts) return false;
  const slot = CONTEXT_SLOTS + (number << 5);
  const text = CONTEXT_TEXT + (number << 9);
  if (workspaceLength != load<u32>(slot, 16) || !same(workspaceAt, text, workspaceLength)) return false;
  const dayLength = load<u32>(slot, 20);
  if (dayLength == 0) {
    if (timeLength == 0 || timeLength > LONGEST_NUMBER || digitsAt(timeAt) < timeLength) return false;
    const value = numberBefore(timeAt + timeLength, timeLength);
    return value >= load<u64>(slot) && value < load<u64>(slot, 8);
  }
  if (timeLength < 20 || !same(timeAt, text + 256, dayLength)) return false;
  // A time in UTC, spelled YYYY-MM-DDThh:mm:ss…Z or …+00:00; another day begins at another text.
  const end = timeAt + timeLength;
  return load<u8>(end - 1) == 0x5a || (load<u32>(end - 6) == 0x3a30302b && load<u16>(end - 2) == 0x3030);
}

/** The number that the digits before `end` spell; at most 16. Eight bytes are read as eight digits at once. */
// @ts-ignore: decorator
@inline
export function numberBefore(end: usize, digits: u32): u64 {
  const low = digits >= 8 ? 8 : digits;
  return eightDigits(load<u64>(end - 8), low) + (digits > 8 ? eightDigits(load<u64>(end - 16), digits - 8) * 100000000 : 0);
}

/** Of eight bytes the last `digits`, the first of them in the lowest byte. */
// @ts-ignore: decorator
@inline
function eightDigits(bytes: u64, digits: u32): u64 {
  const others: u64 = (8 - digits) << 3;
  let pairs = ((bytes & 0x0f0f0f0f0f0f0f0f) >>> others) << others;
  pairs = (pairs * 2561) >>> 8;
  pairs = ((pairs & 0x00ff00ff00ff00ff) * 6553601) >>> 16;
  return ((pairs & 0x0000ffff0000ffff) * 42949672960001) >>> 32;
}

/** Whether the line is one object and nothing else, with all of its keys at the top: by its structure, which finds them anew. */
function isOneObject(start: usize, end: usize): bool {
  return findEnd(start, end) == end && !bad && hasSpelling();
}

/** A line break is met inside documents only: a line that ends behind a key or a number does not end with its brace. */
// @ts-ignore: decorator
@inline
export function isSpace(byte: u8): bool {
  return byte <= 0x20 && (byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == NEWLINE);
}

// @ts-ignore: decorator
@inline
function slotAt(index: u32): usize {
  return PAIR_SLOTS + (index << 5);
}

// @ts-ignore: decorator
@inline
function isPair(slot: usize): bool {
  if (load<u32>(slot, 12) != serviceLength || load<u32>(slot, 16) != actionLength || load<u32>(slot, 24) != spelling) return false;
  const text = load<u32>(slot, 20);
  return same(serviceAt, text, serviceLength) && same(actionAt, text + serviceLength, actionLength);
}

/** Of both lengths and of some bytes of each: equality is checked in full, so a weak hash costs only time. */
// @ts-ignore: decorator
@inline
function hashPair(): u32 {
  let hash: u32 = (serviceLength << 8) ^ actionLength;
  hash = hash * 0x9e3779b1 + tail(serviceAt, serviceLength);
  hash = hash * 0x9e3779b1 + tail(actionAt, actionLength);
  hash = hash * 0x9e3779b1 + head(actionAt, actionLength);
  return hash * 0x9e3779b1;
}

// @ts-ignore: decorator
@inline
function tail(at: usize, length: u32): u32 {
  return length >= 4 ? load<u32>(at + length - 4) : length > 0 ? (load<u8>(at) as u32) : 0;
}

// @ts-ignore: decorator
@inline
function head(at: usize, length: u32): u32 {
  return length >= 4 ? load<u32>(at) : 0;
}

// @ts-ignore: decorator
@inline
export function same(a: usize, b: usize, length: u32): bool {
  let rest = length;
  while (rest > 32) {
    if (differences(a, b) != 0) return false;
    a += 32;
    b += 32;
    rest -= 32;
  }
  return differences(a, b) << (32 - rest) == 0 || rest == 0;
}

/** Which of 32 bytes differ, as bits. */
// @ts-ignore: decorator
@inline
function differences(a: usize, b: usize): u32 {
  const low: u32 = i8x16.bitmask(i8x16.ne(v128.load(a), v128.load(b)));
  const high: u32 = i8x16.bitmask(i8x16.ne(v128.load(a, 16), v128.load(b, 16)));
  return low | (high << 16);
}
