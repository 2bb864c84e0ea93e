/**
 * JSON inside text: several exports deliver structs as strings.
 */
import { nestsDeeperThan, parseJson } from './parse.ts';
import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from './value.ts';

const DEEPEST = 64;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

/** Several questions about a record look into the same text, one after the other. */
let last: { readonly text: string; readonly value: JsonObject | JsonArray | undefined } = { text: '', value: undefined };
const LONGEST_REMEMBERED = 1024 * 1024;

/**
 * The object or array a text holds whole, or undefined: text that was cut off does not parse and counts as text, and so does text
 * that begins with anything but a bracket (docs/rules.md, paths into text).
 */
export function parseNested(text: string): JsonObject | JsonArray | undefined {
  const first = text.charCodeAt(0);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return undefined;
  if (text === last.text) return last.value;
  const value = parseWhole(text);
  if (text.length <= LONGEST_REMEMBERED) last = { text, value };
  return value;
}

function parseWhole(text: string): JsonObject | JsonArray | undefined {
  try {
    const value = parseJson(text);
    return (isObject(value) || isArray(value)) && !nestsDeeperThan(value, DEEPEST) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A struct delivered as itself or as text; anything else, truncated text included, stays what it is. */
export function structOf(value: JsonValue): JsonValue {
  return typeof value === 'string' ? (parseNested(value.trim()) ?? value) : value;
}
