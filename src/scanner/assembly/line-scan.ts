/**
 * The line scanner, in AssemblyScript: passes over whole lines whose service and action are known to match no rule.
 *
 * Compiled by scripts/build-scanner.ts to ../line-scan-module.ts. What it may skip, and why that is sound, is told in
 * ../scanner.ts, ../plain-scanner.ts holds the same algorithm in plain TypeScript; the two are compared by a property test.
 * Memory: the tables below, then whatever the host allocates behind `__heap_base`.
 */

// What a key tells: four roles in each spelling (a schema's names for them), so slot = spelling * 4 + role; or that the line
// may be of a schema that has no spelling here.
const WORKSPACE: u32 = 2;
const TIME: u32 = 3;
const SLOTS: u32 = 16;
const FOREIGN: u32 = 16;
/** Service and action of every spelling. */
const ROUTING: u32 = 0x3333;

// Why a scan stopped; the numbers are part of the interface.
const NEED_MORE: u32 = 0;
const READ_LINE: u32 = 1;
const NEW_PAIR: u32 = 2;
const NEW_CONTEXT: u32 = 3;

// What is known of a pair.
const SKIP: u32 = 1;
const SKIP_AT_TOP: u32 = 2;

const LONGEST_VALUE: u32 = 255;
const LONGEST_NUMBER: u32 = 16;
const QUOTE: u8 = 0x22;
const COLON: u8 = 0x3a;
const BACKSLASH: u8 = 0x5c;
const NEWLINE: u8 = 0x0a;

/** Key table: 64 entries of {last eight bytes: u64, length, slot, text, next entry of the same eight: u32 each, …}; the opening quote is
 * part of a key's text. */
const KEY_SLOTS: usize = memory.data(64 * 32, 16);
/** Pair table: entries of {hash, verdict, count, serviceLength, actionLength, text, spelling, _}, each u32. */
const PAIR_BITS: u32 = 12;
const PAIR_SLOTS: usize = memory.data(4096 * 32, 16);
const PAIR_TEXT_BYTES: u32 = 131072;
const PAIR_TEXT: usize = memory.data(131072, 16);
const CONTEXT_TEXT: usize = memory.data(512, 16);
/** Values of the line at hand: per slot {start, length, opening quote of the key, _}, each u32. */
const VALUES: usize = memory.data(16 * 16, 16);
/** What is looked through at a time, and where in it something may matter: one u32 each, and room for those written too many. */
const BLOCK: usize = 4096;
const POSITIONS: usize = memory.data(4096 * 4 + 64, 16);

let keyMultiplier: u64 = 0;
let pairTextUsed: u32 = 0;
let pairs: u32 = 0;

// The line at hand. Bits are slots.
let seen: u32 = 0;
/** Slots that were met twice, or with a value of no use. */
let unusable: u32 = 0;
let bad: bool = false;
let spelling: u32 = 0;
let serviceAt: usize = 0;
let serviceLength: u32 = 0;
let actionAt: usize = 0;
let actionLength: u32 = 0;
/** Per spelling, in four bits each: which of its slots a line must have. */
let required: u32 = 0;

// The context that skipped lines are counted for.
let contextWorkspaceLength: u32 = 0;
let contextTimeFrom: u64 = 1;
let contextTimeTo: u64 = 0;
let contextDayLength: u32 = 0;

let passed: u32 = 0;
let stop: u32 = NEED_MORE;

export function keySlots(): usize {
  return KEY_SLOTS;
}
export function pairSlots(): usize {
  return PAIR_SLOTS;
}
export function contextText(): usize {
  return CONTEXT_TEXT;
}
export function heapBase(): usize {
  return __heap_base;
}
export function setKeys(multiplier: u64, requiredSlots: u32): void {
  keyMultiplier = multiplier;
  required = requiredSlots;
}
/** The workspace's raw text stands at `contextText()`, a day's first ten characters 256 bytes behind it. */
export function setContext(workspaceBytes: u32, timeFrom: f64, timeTo: f64, dayBytes: u32): void {
  contextWorkspaceLength = workspaceBytes;
  contextTimeFrom = timeFrom as u64;
  contextTimeTo = timeTo as u64;
  contextDayLength = dayBytes;
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
  store<u32>(slot, 0, 8);
  store<u32>(slot, serviceLength, 12);
  store<u32>(slot, actionLength, 16);
  store<u32>(slot, text as u32, 20);
  store<u32>(slot, spelling, 24);
  return index as i32;
}

/** Makes room for other pairs. Counts that were not taken are lost. */
export function forgetPairs(): void {
  memory.fill(PAIR_SLOTS, 0, 4096 * 32);
  pairs = 0;
  pairTextUsed = 0;
}

/**
 * Scans from the beginning of a line.
 * @returns the beginning of the line it stopped at: one that must be read, or the last one, whose end is not there yet
 */
export function scan(from: usize, to: usize, longestLine: u32): usize {
  passed = 0;
  let lineStart = from;
  seen = 0;
  unusable = 0;
  bad = false;
  for (let block = from; block < to; block += BLOCK) {
    const end = collect(block, min(block + BLOCK, to));
    for (let entry = POSITIONS; entry < end; entry += 4) {
      const position: usize = load<u32>(entry);
      const byte = load<u8>(position);
      if (byte == QUOTE) {
        takeKey(position, to, 0);
      } else if (byte == NEWLINE) {
        const reason = judge(lineStart, position, longestLine);
        if (reason != NEED_MORE) {
          stop = reason;
          return lineStart;
        }
        passed++;
        lineStart = position + 1;
        seen = 0;
        unusable = 0;
        bad = false;
      } else if (load<u16>(position, 2) == 0x3030) {
        // \u0040 to \u007f: letters that a key is made of.
        const digit = load<u8>(position, 4);
        if (digit >= 0x34 && digit <= 0x37) bad = true;
      }
    }
  }
  stop = NEED_MORE;
  return lineStart;
}

/**
 * Notes where in a block something stands that may matter: nothing here depends on what is found, so that no branch is mispredicted.
 * @returns the end of the positions
 */
function collect(from: usize, to: usize): usize {
  let end = POSITIONS;
  for (let at = from; at < to; at += 64) {
    let mask = candidates(at) | (candidates(at + 16) << 16) | (candidates(at + 32) << 32) | (candidates(at + 48) << 48);
    if (at + 64 > to) mask &= ((1 as u64) << ((to - at) as u64)) - 1;
    const count = popcnt(mask) as usize;
    let entry = end;
    // More are written than there are, four at a time; the next ones overwrite them.
    do {
      store<u32>(entry, (at + (ctz(mask) as usize)) as u32);
      mask &= mask - 1;
      store<u32>(entry, (at + (ctz(mask) as usize)) as u32, 4);
      mask &= mask - 1;
      store<u32>(entry, (at + (ctz(mask) as usize)) as u32, 8);
      mask &= mask - 1;
      store<u32>(entry, (at + (ctz(mask) as usize)) as u32, 12);
      mask &= mask - 1;
      entry += 16;
    } while (mask != 0);
    end += count << 2;
  }
  return end;
}

/** Where the key with these last eight bytes is, if there is one. */
// @ts-ignore: decorator
@inline
function slotOf(suffix: u64): usize {
  return KEY_SLOTS + ((((suffix * keyMultiplier) >>> 58) << 5) as usize);
}

/** Where among 16 bytes something stands that may matter, as bits. */
// @ts-ignore: decorator
@inline
function candidates(at: usize): u64 {
  const here = v128.load(at);
  const next = v128.load(at, 1);
  // `":` ends a key; `"` before white space may (and before a byte beyond ASCII, which signed is below zero: that costs nothing);
  // `\u` may spell one otherwise.
  const colon = v128.or(i8x16.eq(next, i8x16.splat(COLON as i8)), i8x16.lt_s(next, i8x16.splat(0x21)));
  const key = v128.and(i8x16.eq(here, i8x16.splat(QUOTE as i8)), colon);
  const escape = v128.and(i8x16.eq(here, i8x16.splat(BACKSLASH as i8)), i8x16.eq(next, i8x16.splat(0x75)));
  return (i8x16.bitmask(v128.or(v128.or(key, escape), i8x16.eq(here, i8x16.splat(NEWLINE as i8)))) as u32) as u64;
}

/**
 * Scans from where an element of an array is expected. An element is passed over with the comma behind it, so the last one never is.
 * @returns where the first thing that was not passed over is expected: an element that must be read or whose end is not there yet, or
 * whatever else stands there
 */
export function scanElements(from: usize, to: usize, longest: u32): usize {
  passed = 0;
  let unit = from;
  while (true) {
    const start = skipBlank(unit, to);
    const end = start < to && load<u8>(start) == 0x7b ? findEnd(start, to) : 0;
    const comma = end == 0 ? to : skipBlank(end, to);
    if (comma >= to) {
      stop = NEED_MORE;
      return unit;
    }
    if (load<u8>(comma) != 0x2c || end - start > longest || bad || !hasSpelling()) {
      stop = READ_LINE;
      return unit;
    }
    const reason = judgePair(start, true);
    if (reason != NEED_MORE) {
      stop = reason;
      return unit;
    }
    passed++;
    unit = comma + 1;
  }
}

/** How many line breaks stand in the memory between. */
export function countNewlines(from: usize, to: usize): u32 {
  const newlines = i8x16.splat(NEWLINE as i8);
  let count: u32 = 0;
  let at = from;
  for (; at + 16 <= to; at += 16) count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at), newlines)) as u32);
  for (; at < to; at++) if (load<u8>(at) == NEWLINE) count++;
  return count;
}

/** The address behind an object, noting the keys at its top; 0 when its end is not there yet. */
function findEnd(start: usize, to: usize): usize {
  seen = 0;
  unusable = 0;
  bad = false;
  let depth = 0;
  let inString = false;
  let string: usize = 0;
  let ignoredTo: usize = 0;
  const quotes = i8x16.splat(QUOTE as i8);
  const backslashes = i8x16.splat(BACKSLASH as i8);
  const cases = i8x16.splat(0x20);
  const opening = i8x16.splat(0x7b);
  const closing = i8x16.splat(0x7d);
  for (let at = start; at < to; at += 16) {
    const here = v128.load(at);
    const lower = v128.or(here, cases);
    // Brackets differ from braces in one bit.
    const nesting = v128.or(i8x16.eq(lower, opening), i8x16.eq(lower, closing));
    let mask: u32 = i8x16.bitmask(v128.or(v128.or(i8x16.eq(here, quotes), i8x16.eq(here, backslashes)), nesting));
    while (mask != 0) {
      const position = at + ctz(mask);
      mask &= mask - 1;
      if (position >= to) return 0;
      if (position < ignoredTo) continue;
      const byte = load<u8>(position);
      if (inString) {
        if (byte == QUOTE) {
          inString = false;
          if (depth == 1) {
            const next = load<u8>(position, 1);
            if (next == COLON || next <= 0x20) takeKey(position, to, string);
          }
        } else if (byte == BACKSLASH) {
          ignoredTo = position + 2;
          if (depth == 1 && load<u8>(position, 1) == 0x75 && load<u16>(position, 2) == 0x3030) {
            const digit = load<u8>(position, 4);
            if (digit >= 0x34 && digit <= 0x37) bad = true;
          }
        }
      } else if (byte == QUOTE) {
        inString = true;
        string = position;
      } else if (byte != BACKSLASH) {
        // The bit in which `{` and `[` differ from `}` and `]`.
        if ((byte & 4) == 0) depth++;
        else if (--depth == 0) return position + 1;
      }
    }
  }
  return 0;
}

/** A quote that may end a key: notes the value if it is one of ours. `opening`: where the string begins, 0 when that is not known. */
// @ts-ignore: decorator
@inline
function takeKey(quote: usize, to: usize, opening: usize): void {
  const suffix = load<u64>(quote - 8);
  let slot = slotOf(suffix);
  if (load<u64>(slot) != suffix) return;
  for (;;) {
    const length = load<u32>(slot, 8);
    const start = quote - length;
    if ((opening == 0 || opening == start) && same(start, load<u32>(slot, 16), length)) {
      noteValue(quote, start, load<u32>(slot, 12), to);
      return;
    }
    slot = load<u32>(slot, 20);
    if (slot == 0) return;
  }
}

function noteValue(quote: usize, keyAt: usize, slot: u32, to: usize): void {
  let at = quote + 1;
  while (at < to && isSpace(load<u8>(at))) at++;
  // Not a key: the text of a value.
  if (at < to && load<u8>(at) != COLON) return;
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
  const value = VALUES + (slot << 4);
  store<u32>(value, start as u32);
  store<u32>(value, length as u32, 4);
  store<u32>(value, keyAt as u32, 8);
}

/** How many bytes from here on are printable ASCII and neither quote nor backslash; more than {@link LONGEST_VALUE}: too many to matter. */
// @ts-ignore: decorator
@inline
function plainLength(start: usize): usize {
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
function digitsAt(start: usize): usize {
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
function judge(lineStart: usize, newline: usize, longestLine: u32): u32 {
  if (bad || !hasSpelling() || load<u8>(lineStart) != 0x7b || newline - lineStart > longestLine) return READ_LINE;
  let last = newline - 1;
  if (load<u8>(last) == 0x0d) last--;
  if (load<u8>(last) != 0x7d) return READ_LINE;
  return judgePair(lineStart, false);
}

/** What is known of the pair at hand; NEED_MORE: it was counted. */
// @ts-ignore: decorator
@inline
function judgePair(start: usize, standsAtTop: bool): u32 {
  const hash = hashPair();
  let index = hash >>> (32 - PAIR_BITS);
  let slot = slotAt(index);
  for (;;) {
    if (load<u32>(slot, 4) == 0) return NEW_PAIR;
    if (load<u32>(slot) == hash && isPair(slot)) break;
    index = (index + 1) & 4095;
    slot = slotAt(index);
  }
  const verdict = load<u32>(slot, 4);
  if (verdict > SKIP_AT_TOP) return READ_LINE;
  if (!isContext()) return NEW_CONTEXT;
  if (verdict == SKIP_AT_TOP && !standsAtTop && !standAtTop(start)) return READ_LINE;
  store<u32>(slot, load<u32>(slot, 8) + 1, 8);
  return NEED_MORE;
}

/** Whether the line routes in exactly one spelling, and has all of its values. */
// @ts-ignore: decorator
@inline
function hasSpelling(): bool {
  const routing = seen & ROUTING;
  if (routing == 0) return false;
  spelling = ctz(routing) >>> 2;
  const first = spelling << 2;
  if (routing != (3 as u32) << first) return false;
  const needed = ((required >>> first) & 15) << first;
  if ((seen & needed) != needed || (unusable & needed) != 0) return false;
  const service = VALUES + (first << 4);
  serviceAt = load<u32>(service);
  serviceLength = load<u32>(service, 4);
  actionAt = load<u32>(service, 16);
  actionLength = load<u32>(service, 20);
  return true;
}

// @ts-ignore: decorator
@inline
function isContext(): bool {
  const workspace = VALUES + (((spelling << 2) + WORKSPACE) << 4);
  const hasWorkspace = ((required >>> (spelling << 2)) & (1 << WORKSPACE)) != 0;
  const workspaceAt: usize = load<u32>(workspace);
  const workspaceLength: u32 = hasWorkspace ? load<u32>(workspace, 4) : 0;
  const time = VALUES + (((spelling << 2) + TIME) << 4);
  const timeAt: usize = load<u32>(time);
  const timeLength: u32 = load<u32>(time, 4);
  // An empty workspace is none: reading the record tells where it counts.
  if (hasWorkspace && workspaceLength == 0) return false;
  if (workspaceLength != contextWorkspaceLength || !same(workspaceAt, CONTEXT_TEXT, workspaceLength)) return false;
  if (contextDayLength == 0) {
    if (timeLength == 0 || timeLength > LONGEST_NUMBER || digitsAt(timeAt) < timeLength) return false;
    const value = numberBefore(timeAt + timeLength, timeLength);
    return value >= contextTimeFrom && value < contextTimeTo;
  }
  if (timeLength < 20 || !same(timeAt, CONTEXT_TEXT + 256, contextDayLength)) return false;
  // A time in UTC, spelled YYYY-MM-DDThh:mm:ss…Z or …+00:00; another day begins at another text.
  const end = timeAt + timeLength;
  return load<u8>(end - 1) == 0x5a || (load<u32>(end - 6) == 0x3a30302b && load<u16>(end - 2) == 0x3030);
}

/** The number that the digits before `end` spell; at most 16. Eight bytes are read as eight digits at once. */
// @ts-ignore: decorator
@inline
function numberBefore(end: usize, digits: u32): u64 {
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

/** Whether service and action are keys of the line's outermost object: a walk that knows strings, escapes and depth. */
function standAtTop(lineStart: usize): bool {
  const service = VALUES + (spelling << 6);
  const serviceKeyAt: usize = load<u32>(service, 8);
  const actionKeyAt: usize = load<u32>(service, 24);
  const last = serviceKeyAt > actionKeyAt ? serviceKeyAt : actionKeyAt;
  let depth: i32 = 0;
  let found = 0;
  let at = lineStart;
  while (at <= last) {
    const byte = load<u8>(at);
    if (byte == QUOTE) {
      if (at == serviceKeyAt || at == actionKeyAt) {
        if (depth != 1) return false;
        found++;
      }
      at++;
      while (load<u8>(at) != QUOTE) {
        if (load<u8>(at) == BACKSLASH) at++;
        at++;
        if (at > last + 64) return false;
      }
    } else if (byte == 0x7b || byte == 0x5b) {
      depth++;
    } else if (byte == 0x7d || byte == 0x5d) {
      depth--;
    }
    at++;
  }
  return found == 2;
}

/** The next byte that is no white space, line breaks included. */
// @ts-ignore: decorator
@inline
function skipBlank(from: usize, to: usize): usize {
  let at = from;
  while (at < to && (isSpace(load<u8>(at)) || load<u8>(at) == NEWLINE)) at++;
  return at;
}

// @ts-ignore: decorator
@inline
function isSpace(byte: u8): bool {
  return byte == 0x20 || byte == 0x09 || byte == 0x0d;
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
function same(a: usize, b: usize, length: u32): bool {
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
