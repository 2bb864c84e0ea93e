/**
 * Keys that stand twice in one object. `JSON.parse` keeps the last value and says nothing, so a first `actionName` could hide
 * behind a second one.
 *
 * Owns: the cheap look that decides for almost every record that there is nothing to find.
 */
import { parseExactly } from './parse.ts';

/** The keys whose doubling could change what the rules say, in the schemas' spellings, with their quotes. */
const DECISIVE = ['actionName', 'serviceName', 'requestParams', 'response', 'action_name', 'service_name', 'request_params'].map(
  (key) => `"${key}"`,
);
/** An escape that can spell a letter or an underscore, as in `"action\u004eame"`. */
const ESCAPED_LETTER = /\\u00(?:4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])/i;

/**
 * @param text a record's valid JSON text of bounded depth
 * @param all look at every key (`--strict`); else only where a decisive key may stand twice
 * @returns the doubled keys, each once
 */
export function duplicateKeys(text: string, all: boolean): readonly string[] {
  return all || mayDoubleADecisiveKey(text) ? parseExactly(text).duplicateKeys : NONE;
}

function mayDoubleADecisiveKey(text: string): boolean {
  for (const key of DECISIVE) {
    const first = text.indexOf(key);
    if (first !== -1 && text.includes(key, first + key.length)) return true;
  }
  return text.includes('\\u00') && ESCAPED_LETTER.test(text);
}

const NONE: readonly string[] = [];
