/**
 * Records that no rule can match, but whose evidence may have been lost on its way: whether one certainly is whole, so that whoever reads it
 * in full has nothing to say about it.
 *
 * It certainly is when it is sound JSON without white space between tokens and without odd spellings (`\u…`, fractions, numbers above
 * 2^53, keys beyond ASCII), no object has a key twice, nothing nests deeper than eight, no text ends like one that was cut, and
 * no {@link TELLING_KEYS} has a value that it may not have. Anything else is for the reader to find out.
 * assembly/whole-record.ts does the same in WebAssembly. What is lost, core/lost.ts tells. Must not know: rules.
 */
import type { Buffer } from 'node:buffer';

/** What the value of a key may be; the numbers are part of the interface to WebAssembly. */
export const MUST = { beStructOrNull: 1, beNoText: 2, beNoStruct: 3, beNoStructAsText: 4, beAbsent: 5 } as const;
type Must = (typeof MUST)[keyof typeof MUST];

/** The keys by which evidence that was lost shows, in both spellings; wherever they stand. At most 24 characters each, and 15 of them. */
export const TELLING_KEYS: ReadonlyMap<string, Must> = new Map([
  ['requestParams', MUST.beStructOrNull],
  ['request_params', MUST.beStructOrNull],
  ['response', MUST.beStructOrNull],
  ['properties', MUST.beNoText],
  ['instanceId', MUST.beNoStruct],
  ['result', MUST.beNoStructAsText],
  ['TRUNCATED', MUST.beAbsent],
]);

const DEEPEST = 8;
const MOST_KEYS = 64;
const LONGEST_KEY = 255;

const TEXT = /"((?:[^"\\\x00-\x1f]|\\["\\/bfnrt])*)"/y;
const KEY = /"([\x20-\x21\x23-\x5b\x5d-\x7f]*)":/y;
const NUMBER = /(?:0|-?[1-9]\d{0,15})(?!\d)/y;
const LITERAL = /true|false|null/y;

/** Whether the bytes, of no more than some hundred kilobytes, are one object that certainly is whole. */
export function isCertainlyWhole(bytes: Buffer): boolean {
  return new WholeRecord(bytes.toString('latin1')).isOne();
}

class WholeRecord {
  readonly #text: string;
  #at = 0;
  #keys = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isOne(): boolean {
    return this.#text.startsWith('{') && this.#value(0) && this.#at === this.#text.length;
  }

  /** Each method goes behind what it expects, and says whether it was there. */
  #value(depth: number): boolean {
    const first = this.#text[this.#at];
    if (first === '{') return depth < DEEPEST && this.#object(depth + 1);
    if (first === '[') return depth < DEEPEST && this.#array(depth + 1);
    const text = this.#match(TEXT);
    if (text !== null) return !text.endsWith('runcated"');
    const number = this.#match(NUMBER);
    return number !== null ? Number.isSafeInteger(Number(number)) : this.#match(LITERAL) !== null;
  }

  #object(depth: number): boolean {
    this.#at++;
    if (this.#take('}')) return true;
    const names = new Set<string>();
    do {
      const key = this.#match(KEY)?.slice(1, -2);
      if (key === undefined || key.length > LONGEST_KEY || this.#keys === MOST_KEYS || names.has(key)) return false;
      names.add(key);
      this.#keys++;
      if (!this.#mayStandHere(TELLING_KEYS.get(key)) || !this.#value(depth)) return false;
    } while (this.#take(','));
    this.#keys -= names.size;
    return this.#take('}');
  }

  #array(depth: number): boolean {
    this.#at++;
    if (this.#take(']')) return true;
    do {
      if (!this.#value(depth)) return false;
    } while (this.#take(','));
    return this.#take(']');
  }

  #mayStandHere(must: Must | undefined): boolean {
    const [first = '', second = ''] = this.#text.slice(this.#at, this.#at + 2);
    switch (must) {
      case undefined:
        return true;
      case MUST.beStructOrNull:
        return first === '{' || this.#text.startsWith('null', this.#at);
      case MUST.beNoText:
        return first !== '"';
      case MUST.beNoStruct:
        return first !== '{' && first !== '[';
      case MUST.beNoStructAsText:
        return first !== '"' || (/[!-\x7f]/.test(second) && second !== '{' && second !== '\\');
      case MUST.beAbsent:
        return false;
    }
  }

  #take(token: string): boolean {
    const isThere = this.#text[this.#at] === token;
    if (isThere) this.#at++;
    return isThere;
  }

  #match(token: RegExp): string | null {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }
}
