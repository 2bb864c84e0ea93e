/**
 * JSON values as this tool holds them, and their text form.
 *
 * Owns: exact numbers (a double loses digits above 2^53; ids in these logs exceed it) and the one text form in which Sigma
 * compares values. Must not know: records, schemas, rules.
 */

/** A number whose spelling a double cannot carry; `text` is its exact decimal form, see {@link decimalText}. */
export class ExactNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type JsonScalar = null | boolean | number | string | ExactNumber;
export type JsonArray = readonly JsonValue[];
/** Own properties only: a key may be called `__proto__` or `hasOwnProperty`, so read it with {@link member}. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
export type JsonValue = JsonScalar | JsonArray | JsonObject;

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

export function isArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value);
}

/** The own member `key` of an object, or undefined. Never reaches the prototype. */
export function member(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The member `key` if it is a non-empty string, else null. */
export function stringMember(object: JsonObject, key: string): string | null {
  const value = member(object, key);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The member `key` if it is an object, else undefined. */
export function objectMember(object: JsonObject, key: string): JsonObject | undefined {
  const value = member(object, key);
  return isObject(value) ? value : undefined;
}

const LONGEST_DECIMAL = 400;

/**
 * A JSON number's exact decimal text: no exponent, no superfluous zeros (`5.0` → `5`, `1e3` → `1000`), every digit kept.
 * A number whose plain form would be longer than 400 digits stays in a normalised exponent form, so `1e999999999` is bounded;
 * with an exponent beyond 2^53 it stays as it is spelled.
 * @param literal a number in JSON's grammar
 */
export function decimalText(literal: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal);
  if (parts === null) return literal;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = withoutTrailingZeros(digits);
  if (significant === '') return '0';
  // The value is 0.<digits> × 10^point.
  const point = Number(exponent) + whole.length - (whole.length + fraction.length - digits.length);
  // An exponent beyond 2^53 would round, and two numbers become one.
  if (!Number.isSafeInteger(point)) return literal;
  if (Math.abs(point) > LONGEST_DECIMAL) return `${sign}0.${significant}e${String(point)}`;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${significant}`;
  if (point >= significant.length) return sign + significant + '0'.repeat(point - significant.length);
  return `${sign}${significant.slice(0, point)}.${significant.slice(point)}`;
}

/** A loop, because `/0+$/` takes quadratic time on a hostile run of zeros. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 0x30) end--;
  return digits.slice(0, end);
}

/**
 * The text form in which Sigma compares a value: a string is itself, `true`/`false`, a number its exact decimal.
 * null, arrays and objects have none (undefined).
 */
export function textOf(value: JsonValue | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number': {
      const text = String(value);
      return text.includes('e') ? decimalText(text) : text;
    }
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return value instanceof ExactNumber ? value.text : undefined;
  }
}
