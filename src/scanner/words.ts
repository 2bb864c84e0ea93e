/**
 * Words of which a record must hold one for some rule to match it (core/rules/needles.ts), in groups: for a pair of service and action only
 * the words of some groups count.
 *
 * Words stand in a record's bytes as they are, but for two things, which are taken for a word: `\u` may spell any letter, also in a text that
 * holds JSON by itself; and what is beyond ASCII may be one of its letters in lower case (the Kelvin sign is a k).
 * assembly/words.ts does the same in WebAssembly. Must not know: rules.
 */
import type { Buffer } from 'node:buffer';
import type { WordGroups } from '../core/ports.ts';

/** Whether the bytes may hold a word of these groups, given as bits. */
export function mayHoldWord(bytes: Buffer, words: WordGroups, groups: number): boolean {
  const text = bytes.toString('latin1');
  if (/[\x80-\xff]|\\u/.test(text)) return true;
  const lower = text.toLowerCase();
  return words.some((group, i) => (groups & (1 << i)) !== 0 && group.some((word) => lower.includes(word)));
}
