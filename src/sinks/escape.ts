/**
 * Hostile text, made harmless for a medium: a terminal (also used for the cells of CSV files and tables), JSON and XML.
 *
 * Owns: which characters are unsafe to show, and their spelling. Unsafe are all control (C0, DEL, C1), format (bidi, zero-width,
 * soft hyphen, tags) and default-ignorable characters, line and paragraph separators, and lone surrogates. Variation selectors
 * U+FE00–FE0F stay, since ordinary emoji carry them. Must not know: findings, columns, colours.
 */
import { Buffer } from 'node:buffer';

const UNSAFE_CHARACTER = String.raw`(?:[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point})`;
const UNSAFE = new RegExp(UNSAFE_CHARACTER, 'gu');

/** Nothing to do for text like this, which is nearly all text. */
const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/;

/** JSON needs no care about backslashes: nothing here makes or changes one that is read otherwise. */
const PLAIN_JSON = /^[\x20-\x7e\xa1-\xac\xae-\xff]*$/;

/** What unsafe characters stand among. No character is divided by it, and looking at each by its properties takes time. */
const BEYOND_PLAIN = /[^\x20-\x7e\xa1-\xac\xae-\xff]+/g;

/** A whole run of backslashes before an escape, or before what reads like one. */
const AMBIGUOUS_BACKSLASHES = new RegExp(
  String.raw`(?<!\\)\\+(?=[xX][\da-fA-F]{2}|[uU][\da-fA-F]{4}|[uU]\{[\da-fA-F]+\}|${UNSAFE_CHARACTER})`,
  'gu',
);

/**
 * Makes every unsafe character visible: `\x1b`, `\u202e`, `\u{e0041}`. The result is one line of printable text.
 *
 * Backslashes stay as they are, so that Windows paths and regular expressions read well, with one exception that keeps the result
 * unambiguous: a run of backslashes directly before an escape, or before text that reads like one, is doubled. Hence an odd number
 * of backslashes before `x1b` is always an escape, an even number never is.
 */
export function escapeTerminal(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(AMBIGUOUS_BACKSLASHES, (run) => run + run).replace(UNSAFE, visible);
}

/**
 * Spells every unsafe character inside JSON text as `\uXXXX`. The value stays the same, and a terminal is safe from it. The text must
 * be JSON without white space between tokens: unsafe characters can then only stand inside strings.
 */
export function escapeJson(json: string): string {
  return PLAIN_JSON.test(json) ? json : json.replace(BEYOND_PLAIN, (run) => run.replace(UNSAFE, escapeUnits));
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let unit = 0; unit < character.length; unit++) escaped += `\\u${hex(character.charCodeAt(unit), 4)}`;
  return escaped;
}

/** The same of what `JSON.stringify` wrote on one line, which leaves no control character but DEL: ASCII is told without a search. */
export function escapeWritten(json: string): string {
  return Buffer.byteLength(json) === json.length && !json.includes('\x7f') ? json : escapeJson(json);
}

const XML_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/**
 * Text for XML 1.0, as content or as an attribute's value. Lines stay lines in content; other unsafe characters, of which XML cannot hold
 * some at all, become visible escapes.
 */
export function escapeXml(text: string): string {
  const lines = text.split('\n').map((line) => escapeTerminal(line).replace(/[&<>"']/g, (character) => XML_ENTITIES[character] ?? ''));
  // In an attribute a line end would be read as a space; as a reference it is kept in both places.
  return lines.join('&#10;').replace(/[\ufffe\uffff]/g, '\ufffd');
}

function visible(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point <= 0xff) return `\\x${hex(point, 2)}`;
  return point <= 0xffff ? `\\u${hex(point, 4)}` : `\\u{${hex(point, 5)}}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
