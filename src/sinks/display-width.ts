/**
 * How many terminal columns text takes, and cutting and padding it to columns.
 *
 * Owns: a modest wcwidth (East Asian wide and emoji 2, combining marks 0, all else 1). Expects escaped text: control characters are not
 * measured. Must not know: escaping, colours (pad and cut first, colour afterwards).
 */

/** Measures one character (a code point as a string). */
export type CharacterWidth = (character: string) => number;

const NARROW = /^[\x20-\x7e]*$/;
const MARK = /[\p{Mn}\p{Me}\u1160-\u11ff]/u;
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3040-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2fb}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;

/** At most so many code points per column survive a cut, so that marks piled on one letter cannot fill memory or the screen. */
const POINTS_PER_COLUMN = 4;

/** Whether a character stands among those that take two columns. Some marks do, which combine all the same. */
export function isWide(character: string): boolean {
  return character >= '\u1100' && WIDE.test(character);
}

/** Columns one character takes. */
export function characterWidth(character: string): number {
  if (character < '\u0300') return 1;
  if (MARK.test(character)) return 0;
  return isWide(character) ? 2 : 1;
}

/** Columns a text takes. */
export function displayWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Cuts a text to at most so many columns; what was cut is marked with `…`. Never splits a character, nor a letter from its marks. */
export function truncate(text: string, columns: number, widthOf: CharacterWidth = characterWidth): string {
  if (text.length <= columns && NARROW.test(text)) return text;
  const most = columns * POINTS_PER_COLUMN;
  let width = 0;
  let points = 0;
  let end = 0;
  let shortened = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns || ++points > most) return columns < 1 ? '' : `${text.slice(0, shortened)}…`;
    end += character.length;
    if (width < columns) shortened = end;
  }
  return text;
}

/** Fills a text up with spaces to at least so many columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}
