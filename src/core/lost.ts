/**
 * Evidence that did not survive on its way: Databricks cuts long parameters, and log pipelines cut long alerts.
 *
 * Source: Azure Databricks diagnostic-log reference. When `requestParams` exceeds 100 KB its values are cut and marked
 * `... truncated`; when that is not enough, the whole map becomes the one key `TRUNCATED`.
 */
import { instanceOf, rawResultOf } from './event-facts.ts';
import { parseNested } from './json/nested.ts';
import { isObject, member, objectMember, type JsonObject, type JsonValue } from './json/value.ts';

const MOST_PATHS = 50;

/** Paths of truncated or unreadable evidence, in the delivery format's names. */
export function lostEvidence(fields: JsonObject): readonly string[] {
  const lost: string[] = [];
  if (typeof member(fields, 'properties') === 'string') lost.push('properties');
  for (const struct of ['requestParams', 'response']) {
    const value = member(fields, struct);
    if (!isObject(value)) {
      if (value !== undefined && value !== null) lost.push(struct);
      continue;
    }
    if (Object.hasOwn(value, 'TRUNCATED') && Object.keys(value).length === 1) lost.push(struct);
    else for (const key in value) if (isCut(value[key])) lost.push(`${struct}.${key}`);
  }
  if (instanceOf(fields) === null && hasInstance(fields) && !lost.includes('requestParams')) lost.push('requestParams.instanceId');
  const result = rawResultOf(fields);
  if (typeof result === 'string' && !isCut(result) && /^\s*\{/.test(result) && parseNested(result) === undefined)
    lost.push('response.result');
  return lost.slice(0, MOST_PATHS);
}

/** Names a host, though not in a form that could be read. */
function hasInstance(fields: JsonObject): boolean {
  return (member(objectMember(fields, 'requestParams') ?? {}, 'instanceId') ?? null) !== null;
}

function isCut(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value.endsWith('... truncated');
}
