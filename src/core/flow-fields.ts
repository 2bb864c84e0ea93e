/**
 * The fields of VPC flow logs, and how a line of them is laid out.
 *
 * Owns: AWS's names (VPC user guide, "Flow log records", "Available fields"; versions 2 to 8), which of them hold numbers or addresses, the
 * default layout, and formats as users write them. Must not know: files, lines, schemas.
 */

import { textOf, type JsonValue } from './json/value.ts';

/** Version 2, in the order of the default format. */
export const DEFAULT_FLOW_LAYOUT: readonly string[] = [
  ...['version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol'],
  ...['packets', 'bytes', 'start', 'end', 'action', 'log-status'],
];

/** Where a line exported from CloudWatch Logs keeps the time that stands before it, under the name CloudWatch has for it. */
export const EXPORT_TIME = '@timestamp';

export const FLOW_FIELDS: ReadonlySet<string> = new Set([
  ...DEFAULT_FLOW_LAYOUT,
  // 3
  ...['vpc-id', 'subnet-id', 'instance-id', 'tcp-flags', 'type', 'pkt-srcaddr', 'pkt-dstaddr'],
  // 4
  ...['region', 'az-id', 'sublocation-type', 'sublocation-id'],
  // 5
  ...['pkt-src-aws-service', 'pkt-dst-aws-service', 'flow-direction', 'traffic-path'],
  // 7: Amazon ECS
  ...['ecs-cluster-arn', 'ecs-cluster-name', 'ecs-container-instance-arn', 'ecs-container-instance-id', 'ecs-container-id'],
  ...['ecs-second-container-id', 'ecs-service-name', 'ecs-task-definition-arn', 'ecs-task-arn', 'ecs-task-id'],
  // 8
  'reject-reason',
]);

/** Whole numbers in decimal. Ids of accounts are none: they may begin with zeros. */
export const NUMBER_FIELDS: ReadonlySet<string> = new Set([
  ...['version', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end', 'tcp-flags', 'traffic-path'],
]);

export const ADDRESS_FIELDS: ReadonlySet<string> = new Set(['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr']);

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Fields that AWS may add are let in beside so many that are known: a line of values has not one. */
const FEWEST_KNOWN = 4;

/**
 * A header: names of fields in their order. Names that AWS added since are let in beside known ones; `account_id`, as other exports spell
 * it, is `account-id`.
 * @param words of one line
 * @returns null when the line is no header; `doubled` is a name that stands in it twice, so that it is no layout
 */
export function readFlowHeader(words: readonly string[]): { readonly layout: readonly string[]; readonly doubled: string | null } | null {
  // One of the first two is known, or it is a line of values, as nearly all are.
  if (!words.slice(0, 2).some((word) => FLOW_FIELDS.has(word.replaceAll('_', '-')))) return null;
  const layout = words.map((word) => word.replaceAll('_', '-'));
  if (!layout.every((name) => NAME.test(name))) return null;
  const known = layout.filter((name) => FLOW_FIELDS.has(name));
  // `start`, `type` and their like are words of any text.
  if (!known.some((name) => name.includes('-') || ADDRESS_FIELDS.has(name))) return null;
  if (known.length < layout.length && (known.length < FEWEST_KNOWN || known.length * 2 < layout.length)) return null;
  return { layout, doubled: layout.find((name, i) => layout.indexOf(name) !== i) ?? null };
}

/**
 * A format as a user gives it: `${version} ${account-id} …` as AWS spells it, or plain names; separated by spaces or commas.
 * @returns the layout, or what is wrong with it, one clause
 */
export function parseFlowFormat(text: string): { readonly layout: readonly string[] } | { readonly error: string } {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const names = words.map((word) => (word.startsWith('${') && word.endsWith('}') ? word.slice(2, -1) : word).replaceAll('_', '-'));
  if (names.length === 0) return { error: 'it names no field' };
  const odd = names.find((name) => !NAME.test(name));
  if (odd !== undefined) return { error: `"${odd.slice(0, 40)}" is no name of a field` };
  const doubled = names.find((name, i) => names.indexOf(name) !== i);
  if (doubled !== undefined) return { error: `it names ${doubled} twice` };
  const unknown = names.filter((name) => !FLOW_FIELDS.has(name));
  if (unknown.length > names.length / 2) return { error: `${unknown.slice(0, 3).join(', ')} are no fields of flow logs` };
  return { layout: names };
}

/** Whether words are a line of the default format: as many as it has, version 2, and a status at its end. */
export function isDefaultFlowLine(words: readonly string[]): boolean {
  return words.length === DEFAULT_FLOW_LAYOUT.length && words[0] === '2' && /^(?:OK|NODATA|SKIPDATA)$/.test(words.at(-1) ?? '');
}

/** What stands before each line that CloudWatch Logs exported. */
export function isExportTime(word: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/.test(word);
}

/** `start` or `end`, which are seconds since the epoch, in milliseconds; null when it is no such time. */
export function flowTime(value: JsonValue | undefined): number | null {
  const text = textOf(value);
  return text !== undefined && /^\d{1,11}$/.test(text) ? Number(text) * 1000 : null;
}
