/**
 * A record's identity: what makes two copies of it one. Neither rules nor source nor layout are in it.
 */
import { factsOf } from './databricks-facts.ts';
import type { AuditEvent } from './event.ts';
import { quoted } from './json/write.ts';
import { isArray, isObject, member, textOf, type JsonValue } from './json/value.ts';

/**
 * The canonical text whose SHA-256 is the finding's `id`: time in ms, service, action, and what else tells two records of this log apart
 * (for Databricks: request id, request parameters and response). Scalars are written as texts, members are sorted and null members
 * dropped, so that number or string, order of columns and omitted nulls make no difference.
 */
export function identityText(event: AuditEvent): string {
  const { fields } = event;
  // A time that cannot be read still tells two records apart.
  const time = event.time === null ? (textOf(member(fields, 'timestamp')) ?? null) : String(event.time);
  let text = `[${JSON.stringify(time)},${JSON.stringify(event.serviceName)},${JSON.stringify(event.actionName)}`;
  for (const value of factsOf(event).identityOf(fields)) text += `,${canonical(value)}`;
  return `${text}]`;
}

/** Objects become sorted lists of `[key, value]` pairs. They and lists begin with a marker, so that neither passes for the other. */
function canonical(value: JsonValue): string {
  if (isArray(value)) {
    let text = '[["["]';
    for (const item of value) text += `,${canonical(item)}`;
    return `${text}]`;
  }
  if (!isObject(value)) {
    const text = textOf(value);
    return text === undefined ? 'null' : quoted(text);
  }
  let text = '[["{"]';
  for (const key of Object.keys(value).sort()) {
    const item = value[key] ?? null;
    if (item !== null) text += `,[${quoted(key)},${canonical(item)}]`;
  }
  return `${text}]`;
}
