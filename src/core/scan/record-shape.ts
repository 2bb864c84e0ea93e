/** What a value looks like that no schema recognises. Must not know: which schemas there are. */
import { isFinding } from '../finding.ts';
import { isObject, type JsonValue } from '../json/value.ts';

/** What a JSON value looks like, for a reader who must guess where it came from: never its values, only its first keys. */
export function describeShape(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array inside an array';
  if (!isObject(value)) return `a bare ${typeof value === 'object' ? 'number' : typeof value}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an empty object';
  if (Object.hasOwn(value, 'digestStartTime') && Object.hasOwn(value, 'logFiles')) return 'a CloudTrail digest, which holds no event';
  if (isFinding(value)) return 'a finding of an earlier scan, not an audit record';
  const shown = keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 40)));
  return `an object with the keys ${shown.join(', ')}${keys.length > 5 ? ', …' : ''}`;
}
