/**
 * Log values inside text that somebody will paste: one function per medium.
 *
 * Owns: that a value cannot leave its literal, and that no control character is pasted into a terminal. Must not know: queries.
 */

/** Everything but printable ASCII: a terminal may act on it, and a reader cannot tell it apart. */
const UNPRINTABLE = /[^\x20-\x7e]/;

/**
 * A string literal of Athena and CloudTrail Lake (both Trino): quotes are doubled, a backslash is plain. What is not printable makes it
 * a `U&'…'` literal, in which the backslash is doubled and begins an escape. Trino documentation, "Types", VARCHAR.
 */
export function trinoString(value: string): string {
  const quoted = value.replaceAll("'", "''");
  if (!UNPRINTABLE.test(value)) return `'${quoted}'`;
  return `U&'${mapCodePoints(quoted.replaceAll('\\', '\\\\'), (code) => `\\+${code.toString(16).padStart(6, '0')}`)}'`;
}

/**
 * A string literal of Databricks SQL, in which the backslash begins an escape and escapes the quote. Databricks SQL language reference,
 * "STRING type".
 */
export function databricksString(value: string): string {
  const quoted = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `'${mapCodePoints(quoted, (code) =>
    code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`,
  )}'`;
}

/**
 * One word of a bash or zsh command line: single quotes, in which nothing is special. What is not printable makes it `$'…'`, with the
 * UTF-8 bytes as escapes. Bash reference manual, 3.1.2.4.
 */
export function shellWord(value: string): string {
  if (/^[\w@%+:,./-]+$/.test(value) && !value.startsWith('-')) return value;
  if (!UNPRINTABLE.test(value)) return `'${value.replaceAll("'", `'\\''`)}'`;
  const quoted = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `$'${mapCodePoints(quoted, (code) =>
    utf8Of(code)
      .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  )}'`;
}

/** A comma-separated list for `IN (…)`. */
export function listOf(values: readonly string[], literal: (value: string) => string): string {
  return values.map(literal).join(', ');
}

function mapCodePoints(text: string, spell: (code: number) => string): string {
  let spelled = '';
  for (const character of text) spelled += UNPRINTABLE.test(character) ? spell(scalarOf(character)) : character;
  return spelled;
}

/** A lone surrogate is no character; it becomes the replacement character, as it does in UTF-8. */
function scalarOf(character: string): number {
  const code = character.codePointAt(0) ?? 0xfffd;
  return code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
}

function utf8Of(code: number): readonly number[] {
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), tail(code)];
  if (code < 0x10000) return [0xe0 | (code >> 12), tail(code >> 6), tail(code)];
  return [0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code)];
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f);
}
