/**
 * The values of a record's fields as correlations compare them: text forms, lists flattened, in the record's order.
 */
import type { JsonObject } from '../../json/value.ts';
import { isObject, textOf } from '../../json/value.ts';
import { parsePath, someValue, type FieldPath } from '../fields.ts';
import type { FieldValues } from './occurrence.ts';

/** More values of one field in one record are not kept. */
export const MOST_VALUES = 256;
/** A longer value is kept as its beginning and its digest, which tells it from any other. */
export const LONGEST_VALUE = 512;
const KEPT = 128;

export interface Captured {
  readonly values: readonly FieldValues[];
  /** Some field has more than {@link MOST_VALUES} values. */
  readonly cut: boolean;
}

export class Capture {
  readonly #paths: readonly FieldPath[];
  readonly #digest: (text: string) => string;

  /** @param fields names, by number */
  constructor(fields: readonly string[], digest: (text: string) => string) {
    this.#paths = fields.map(parsePath);
    this.#digest = digest;
  }

  /** @param needed numbers of fields */
  take(record: JsonObject, needed: readonly number[]): Captured {
    let cut = false;
    const values = needed.flatMap((field): readonly FieldValues[] => {
      const path = this.#paths[field];
      if (path === undefined) return [];
      const texts: string[] = [];
      const full = someValue(record, path, (value) => {
        const text = isObject(value) ? undefined : textOf(value);
        if (text === undefined) return false;
        if (texts.length === MOST_VALUES) return true;
        texts.push(this.#short(text));
        return false;
      });
      cut ||= full;
      return texts.length === 0 ? [] : [[field, ...texts]];
    });
    return { values, cut };
  }

  #short(text: string): string {
    return text.length <= LONGEST_VALUE ? text : `${text.slice(0, KEPT)}… (SHA-256 ${this.#digest(text)})`;
  }
}
