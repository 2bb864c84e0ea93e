/** JSON value → text, every number with its digits. For values of bounded depth: it recurses. */
import { ExactNumber, isArray, isObject, type JsonValue } from './value.ts';

/** One line, without white space between tokens. */
export function writeJson(value: JsonValue): string {
  if (value instanceof ExactNumber) return value.text;
  if (isArray(value)) return `[${value.map(writeJson).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${writeJson(item)}`)
    .join()}}`;
}

const PLAIN_TEXT = /^[^"\\\x00-\x1f\ud800-\udfff]*$/;
const SHORT = 100;

/** A text as `JSON.stringify` writes it; of short ones that need no escape it is told at once. */
export function quoted(text: string): string {
  return text.length < SHORT && PLAIN_TEXT.test(text) ? `"${text}"` : JSON.stringify(text);
}
