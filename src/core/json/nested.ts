/**
 * JSON inside text: several exports deliver structs as strings.
 */
import { nestsDeeperThan, parseJson } from './parse.ts';
import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from './value.ts';

const DEEPEST = 64;

/**
 * The object or array a text holds whole, or undefined: text that was cut off does not parse and counts as text, and so does text
 * that begins with anything but a bracket (docs/rules.md, paths into text).
 */
export function parseNested(text: string): JsonObject | JsonArray | undefined {
  if (!/^[[{]/.test(text)) return undefined;
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
