/**
 * Words of which a record must hold one for some rule to match it, in AssemblyScript: whether it may hold one of some groups.
 *
 * ../words.ts says what words are, and does the same in plain TypeScript; the two are compared by a property test.
 */

/** Words: entries of {length, bit of its group: u32 each, text in lower case: 24 bytes}; a length of 0 ends them. */
const WORDS: usize = memory.data(129 * 32, 16);
/** By a hash of four bytes: whether a word begins with such. */
const BEGINNINGS: usize = memory.data(4096, 16);
/** As ASCII's letters differ from their capitals. Other bytes become alike by it, too, which costs a comparison. */
const CASES: u32 = 0x20202020;
const BEYOND_ASCII: u32 = 0x80808080;
/** `\u`, which may stand behind another backslash, in a text that holds JSON. */
const ESCAPE: u32 = 0x755c;

export function words(): usize {
  return WORDS;
}

/** To be called when the words are there. */
export function noteWords(): void {
  for (let word = WORDS; load<u32>(word) != 0; word += 32) store<u8>(beginning(load<u32>(word, 8)), 1);
}

/** What is beyond ASCII, or escaped, may stand for any word. */
export function mayHoldWord(start: usize, end: usize, groups: u32): bool {
  // The object's last four bytes and what is behind them begin no word that ends within it.
  for (let at = start; at < end; at++) {
    const four = load<u32>(at);
    if ((four & BEYOND_ASCII) != 0 && at + 4 <= end) return true;
    if ((four & 0xffff) == ESCAPE) return true;
    if (load<u8>(beginning(four)) != 0 && beginsWord(at, groups)) return true;
  }
  return false;
}

function beginning(four: u32): usize {
  return BEGINNINGS + (((four | CASES) * 0x9e3779b1) >>> 20);
}

function beginsWord(at: usize, groups: u32): bool {
  for (let word = WORDS; load<u32>(word) != 0; word += 32) {
    if ((load<u32>(word, 4) & groups) == 0) continue;
    const length: usize = load<u32>(word);
    let same: usize = 0;
    while (same < length && lower(load<u8>(at + same)) == load<u8>(word + same, 8)) same++;
    if (same == length) return true;
  }
  return false;
}

function lower(byte: u8): u8 {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
