/** What must never reach a terminal raw: an oracle spelled out apart from the escaper's own expression. */

const RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
];

/** The unsafe characters of a text as hex code points; line feeds may be allowed. */
export function unsafeCharacters(text: string, { lineFeeds = false } = {}): string[] {
  return Array.from(text, (character) => character.codePointAt(0)!)
    .filter((point) => RANGES.some(([first, last]) => point >= first && point <= last) && !(lineFeeds && point === 0x0a))
    .map((point) => point.toString(16));
}
