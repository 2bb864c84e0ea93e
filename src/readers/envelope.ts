/** What an envelope is: an object that holds records. */
import { isArray, isObject, type JsonValue } from '../core/json/value.ts';
import { ENVELOPE_KEYS } from '../core/ports.ts';

/** An object that holds its records in an array, as CloudTrail's and Event Hub's files do. */
export function isEnvelope(value: JsonValue): boolean {
  return isObject(value) && ENVELOPE_KEYS.some((key) => Object.hasOwn(value, key) && isArray(value[key]));
}

/** An envelope whose records are being read. */
export interface OpenEnvelope {
  /** What stands beside the records, so far. */
  text: string;
  deepest: number;
  readonly start: number;
  readonly firstIndex: number;
}
