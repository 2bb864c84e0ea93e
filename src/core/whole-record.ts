/**
 * Records that need no reading because no rule can match them, but whose evidence may have been lost: whether a text certainly lost nothing.
 *
 * Owns: that whoever reads the record in full would have nothing to say about it. Must not know: schemas, rules.
 */
import { isShortest } from './json/shortest.ts';
import { isObject, member, type JsonValue } from './json/value.ts';
import { lostEvidence } from './lost.ts';

/** No record that is whole nests deeper; deeper ones are read. */
const DEEPEST = 8;

/**
 * Whether a record, in the delivery's or the system table's spelling, is sound JSON in which no key stands twice and no evidence was lost.
 * @param text its bytes as Latin-1, with white space or a comma behind it; what is not ASCII changes none of this
 */
export function isCertainlyWhole(text: string): boolean {
  const record = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  let value: JsonValue;
  try {
    value = JSON.parse(record) as JsonValue;
  } catch {
    return false;
  }
  // As short as can be, no key stands twice in it.
  if (!isObject(value) || !isShortest(record, value, DEEPEST)) return false;
  const requestParams = member(value, 'request_params');
  const renamed = requestParams === undefined ? value : { ...value, requestParams };
  return lostEvidence(renamed).length === 0 && (renamed === value || lostEvidence(value).length === 0);
}
