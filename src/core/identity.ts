/**
 * A record's identity: what makes two copies of it one. Neither rules nor source nor layout are in it.
 */
import { factsOf } from './databricks-facts.ts';
import type { AuditEvent } from './event.ts';
import { isArray, isObject, member, textOf, type JsonValue } from './json/value.ts';

/**
 * The canonical text whose SHA-256 is the finding's `id`: time in ms, service, action, and what else tells two records of this log apart
 * (for Databricks: request id, request parameters and response). Scalars are written as texts, members are sorted and null members
 * dropped, so that number or string, order of columns and omitted nulls make no difference.
 */
export function identityText(event: AuditEvent): string {
  const { fields } = event;
  return JSON.stringify([
    // A time that cannot be read still tells two records apart.
    event.time === null ? (textOf(member(fields, 'timestamp')) ?? null) : String(event.time),
    event.serviceName,
    event.actionName,
    ...factsOf(event).identityOf(fields).map(canonical),
  ]);
}

type Canonical = string | null | readonly Canonical[];

/** Objects become sorted lists of `[key, value]` pairs. They and lists begin with a marker, so that neither passes for the other. */
function canonical(value: JsonValue): Canonical {
  if (isArray(value)) return [['['], ...value.map(canonical)];
  if (!isObject(value)) return textOf(value) ?? null;
  const members = Object.keys(value)
    .filter((key) => value[key] !== null)
    .sort();
  return [['{'], ...members.map((key): Canonical => [key, canonical(value[key] ?? null)])];
}
