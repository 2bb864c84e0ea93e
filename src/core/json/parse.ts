/**
 * Text → JSON value, with nothing lost: numbers a double cannot carry become {@link ExactNumber}.
 *
 * Owns: when `JSON.parse` is exact enough, and the parser for when it is not. `JSON.parse` always runs first, so it alone
 * decides what is valid JSON (RFC 8259), with one meaning on every path.
 */
import { mayBeInexact } from './inexact.ts';
import { decimalText, ExactNumber, isArray, isObject, type JsonObject, type JsonValue } from './value.ts';

/** The exact parser recurses. Nobody reads what nests deeper than this, so it may keep its rounded numbers. */
const EXACT_DEPTH = 500;

/**
 * Parses one JSON text. Numbers are exact unless the value nests deeper than {@link EXACT_DEPTH}.
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): JsonValue {
  return exactValue(text, JSON.parse(text) as JsonValue);
}

/** The same for a text that was parsed already. */
export function exactValue(text: string, parsed: JsonValue): JsonValue {
  return mayBeInexact(text, parsed) && !nestsDeeperThan(parsed, EXACT_DEPTH) ? parseExactly(text).value : parsed;
}

/** Whether arrays and objects nest deeper than `limit` (a scalar has depth 0). Stops at the limit, so it cannot overflow. */
export function nestsDeeperThan(value: JsonValue, limit: number): boolean {
  if (isArray(value)) return limit === 0 || value.some((item) => nestsDeeperThan(item, limit - 1));
  if (!isObject(value)) return false;
  if (limit === 0) return true;
  for (const key in value) {
    const item = value[key];
    if (typeof item === 'object' && item !== null && nestsDeeperThan(item, limit - 1)) return true;
  }
  return false;
}

/**
 * Parses valid JSON of bounded depth with every number exact, and names the keys that stand twice in one object (the last
 * value wins, as in `JSON.parse`).
 * @param text JSON that `JSON.parse` accepted and whose depth was checked: this parser recurses and does not validate
 */
export function parseExactly(text: string): { readonly value: JsonValue; readonly duplicateKeys: readonly string[] } {
  const duplicateKeys = new Set<string>();
  let at = 0;

  const skipSpace = (): void => {
    while (isSpace(text.charCodeAt(at))) at++;
  };

  const nextToken = (): string | undefined => {
    skipSpace();
    return text[at];
  };

  const parseString = (): string => {
    const end = stringEnd(text, at);
    const literal = text.slice(at, end);
    at = end;
    return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
  };

  const parseObject = (): JsonObject => {
    const object: Record<string, JsonValue> = {};
    at++;
    while (nextToken() !== '}') {
      if (text[at] === ',') at++;
      skipSpace();
      const key = parseString();
      skipSpace();
      at++;
      if (Object.hasOwn(object, key)) duplicateKeys.add(key);
      // Not an assignment: a key called __proto__ must stay an own property.
      Object.defineProperty(object, key, { value: parseValue(), enumerable: true, configurable: true, writable: true });
    }
    at++;
    return object;
  };

  const parseArray = (): JsonValue[] => {
    const array: JsonValue[] = [];
    at++;
    while (nextToken() !== ']') {
      if (text[at] === ',') at++;
      array.push(parseValue());
    }
    at++;
    return array;
  };

  const parseScalar = (): JsonValue => {
    const literal = /[^\s,\]}]+/y;
    literal.lastIndex = at;
    const token = literal.exec(text)?.[0] ?? '';
    at += token.length;
    if (token === 'true') return true;
    if (token === 'false') return false;
    if (token === 'null') return null;
    const exact = decimalText(token);
    const double = Number(token);
    return decimalText(String(double)) === exact ? double : new ExactNumber(exact);
  };

  const parseValue = (): JsonValue => {
    skipSpace();
    switch (text[at]) {
      case '{':
        return parseObject();
      case '[':
        return parseArray();
      case '"':
        return parseString();
      default:
        return parseScalar();
    }
  };

  return { value: parseValue(), duplicateKeys: [...duplicateKeys] };
}

/** Drops white space between the tokens of valid JSON; every token keeps its spelling. */
export function compactJson(text: string): string {
  let compact = '';
  let at = 0;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return compact + text.slice(at).replace(/[ \t\r\n]+/g, '');
    const end = stringEnd(text, quote);
    compact += text.slice(at, quote).replace(/[ \t\r\n]+/g, '') + text.slice(quote, end);
    at = end;
  }
}

/** The position behind the closing quote of the string literal that opens at `start`, in valid JSON. */
export function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
