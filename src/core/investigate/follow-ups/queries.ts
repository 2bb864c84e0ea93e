/**
 * Queries for what was not given as files, or not found in them. Table names are those of AWS's and Databricks' own documentation.
 *
 * Owns: which gap asks for which query. Must not know: how a value is escaped (literals.ts).
 */
import { formatTime } from '../../time.ts';
import type { FollowUp, GapCode } from '../model.ts';
import { databricksString, listOf, shellWord, trinoString } from './literals.ts';
import type { Subject } from './subject.ts';

/** Gaps that a query over this log may close. */
const CLOUDTRAIL_GAPS: readonly GapCode[] = ['no-cloudtrail', 'no-launch', 'no-termination'];
const FLOW_GAPS: readonly GapCode[] = ['no-flow-logs', 'no-flows', 'flow-logs-without-instance', 'flow-data-skipped'];
const AUDIT_GAPS: readonly GapCode[] = ['no-audit', 'no-heartbeats', 'heartbeat-gap', 'lone-smart-policy'];
const CLUSTER_GAPS: readonly GapCode[] = ['no-cluster', 'ambiguous-cluster'];
const COMMAND_GAPS: readonly GapCode[] = ['no-audit', 'verbose-off', 'verbose-unknown', 'serverless'];

/** The queries that fit the gaps, in the order in which an analyst would run them. */
export function queriesFor(subject: Subject, gaps: ReadonlySet<GapCode>): readonly FollowUp[] {
  const first = (codes: readonly GapCode[]): GapCode | undefined => codes.find((code) => gaps.has(code));
  const found: FollowUp[] = [];
  const ask = (codes: readonly GapCode[], make: (why: string) => readonly FollowUp[]): void => {
    const gap = first(codes);
    if (gap !== undefined) found.push(...make(`closes the gap ${gap}`));
  };
  ask(CLOUDTRAIL_GAPS, (why) => cloudtrailQueries(subject, why));
  ask(CLUSTER_GAPS, (why) => clusterQueries(subject, why));
  ask(AUDIT_GAPS, (why) => auditQueries(subject, why));
  ask(COMMAND_GAPS, (why) => commandQueries(subject, why));
  ask(FLOW_GAPS, (why) => flowQueries(subject, why));
  return found;
}

function cloudtrailQueries(subject: Subject, why: string): readonly FollowUp[] {
  const athena = recordsWhere(subject, ATHENA);
  const lake = recordsWhere(subject, LAKE);
  if (athena === null || lake === null) return [];
  return [
    ...lookUps(subject, why),
    {
      kind: 'query',
      tool: 'athena',
      title: 'CloudTrail records by and about the hosts (Athena)',
      why,
      text: `-- the table is the one of AWS's guide; add its partition columns\nSELECT eventtime, eventname, eventsource, useridentity.arn, sourceipaddress, errorcode, requestparameters, responseelements\nFROM cloudtrail_logs\n${athena}`,
    },
    {
      kind: 'query',
      tool: 'cloudtrail-lake',
      title: 'CloudTrail records by and about the hosts (CloudTrail Lake)',
      why,
      text: `-- put the id of your event data store in place of EVENT_DATA_STORE_ID\nSELECT eventTime, eventName, eventSource, userIdentity.arn, sourceIPAddress, errorCode, requestParameters, responseElements\nFROM EVENT_DATA_STORE_ID\n${lake}`,
    },
  ];
}

/** How the two homes of CloudTrail records spell the same columns. */
interface RecordColumns {
  readonly time: string;
  readonly timeOf: (time: number) => string;
  /** Expressions that are text. */
  readonly parameters: readonly string[];
  readonly actor: string;
  readonly source: string;
}

const ATHENA: RecordColumns = {
  time: 'eventtime',
  timeOf: iso,
  parameters: ['requestparameters', 'responseelements'],
  actor: 'useridentity.arn',
  source: 'sourceipaddress',
};

const LAKE: RecordColumns = {
  time: 'eventTime',
  timeOf: (time) => iso(time).replace('T', ' ').replace('Z', ''),
  parameters: ['json_format(CAST(requestParameters AS JSON))', 'json_format(CAST(responseElements AS JSON))'],
  actor: 'userIdentity.arn',
  source: 'sourceIPAddress',
};

function recordsWhere({ instances, sources, from, to }: Subject, columns: RecordColumns): string | null {
  const conditions = [
    ...columns.parameters.flatMap((column) => instances.map((id) => `strpos(${column}, ${trinoString(id)}) > 0`)),
    ...(instances.length === 0 ? [] : [`regexp_extract(${columns.actor}, '[^/]+$') IN (${listOf(instances, trinoString)})`]),
    ...(sources.length === 0 ? [] : [`${columns.source} IN (${listOf(sources, trinoString)})`]),
  ];
  if (conditions.length === 0) return null;
  const times = between(columns.time, from, to, (time) => trinoString(columns.timeOf(time)));
  return `WHERE (${conditions.join('\n    OR ')})${times}\nORDER BY ${columns.time};`;
}

/** CloudTrail keeps 90 days of management events that can be asked without a trail, by the name of a resource. */
function lookUps({ instances, regions, from, to }: Subject, why: string): readonly FollowUp[] {
  if (instances.length === 0) return [];
  const times = `${from === null ? '' : ` --start-time ${shellWord(iso(from))}`}${to === null ? '' : ` --end-time ${shellWord(iso(to))}`}`;
  const lines = instances.map(
    (id) =>
      `aws cloudtrail lookup-events${regionOf(regions)} --lookup-attributes ${shellWord(`AttributeKey=ResourceName,AttributeValue=${id}`)}${times} --output json`,
  );
  return [
    { kind: 'query', tool: 'aws-cli', title: 'Management events that name the hosts, of the last 90 days', why, text: lines.join('\n') },
  ];
}

function clusterQueries({ instances, regions, from, to }: Subject, why: string): readonly FollowUp[] {
  if (instances.length === 0) return [];
  return [
    {
      kind: 'query',
      tool: 'databricks-sql',
      title: 'Which cluster each host served, minute by minute',
      why,
      text: `SELECT instance_id, cluster_id, workspace_id, min(start_time) AS first_seen, max(end_time) AS last_seen\nFROM system.compute.node_timeline\nWHERE instance_id IN (${listOf(instances, databricksString)})${between('start_time', from, to, timestamp)}\nGROUP BY ALL\nORDER BY first_seen;`,
    },
    {
      kind: 'query',
      tool: 'aws-cli',
      title: 'Tags the hosts have now (pool and cluster ids)',
      why,
      text: `aws ec2 describe-tags${regionOf(regions)} --filters ${shellWord(`Name=resource-id,Values=${instances.join(',')}`)} --output json`,
    },
  ];
}

function auditQueries({ instances, users, sources, from, to }: Subject, why: string): readonly FollowUp[] {
  const conditions = [
    ...(instances.length === 0 ? [] : [`request_params['instanceId'] IN (${listOf(instances, databricksString)})`]),
    ...(users.length === 0 ? [] : [`user_identity.email IN (${listOf(users, databricksString)})`]),
    // An address may be delivered with a port.
    ...sources.map((ip) => `(source_ip_address = ${databricksString(ip)} OR startswith(source_ip_address, ${databricksString(`${ip}:`)}))`),
  ];
  if (conditions.length === 0) return [];
  return [
    {
      kind: 'query',
      tool: 'databricks-sql',
      title: 'Alerts, heartbeats and other records of the audit log',
      why,
      text: `SELECT event_time, workspace_id, service_name, action_name, user_identity.email, source_ip_address, request_params, response\nFROM system.access.audit\nWHERE (${conditions.join('\n    OR ')})${between('event_time', from, to, timestamp)}${days(from, to)}\nORDER BY event_time;`,
    },
  ];
}

function commandQueries({ clusters, from, to }: Subject, why: string): readonly FollowUp[] {
  if (clusters.length === 0) return [];
  const ids = listOf(clusters, databricksString);
  return [
    {
      kind: 'query',
      tool: 'databricks-sql',
      title: 'What was done with the clusters, commands too where verbose audit logs were on',
      why,
      text: `SELECT event_time, workspace_id, service_name, action_name, user_identity.email, source_ip_address, request_params, response\nFROM system.access.audit\nWHERE (request_params['clusterId'] IN (${ids})\n    OR request_params['cluster_id'] IN (${ids})\n    OR get_json_object(response.result, '$.cluster_id') IN (${ids}))${between('event_time', from, to, timestamp)}${days(from, to)}\nORDER BY event_time;`,
    },
  ];
}

function flowQueries({ instances, interfaces, addresses, from, to }: Subject, why: string): readonly FollowUp[] {
  const conditions = [
    ...(interfaces.length === 0 ? [] : [`interface_id IN (${listOf(interfaces, trinoString)})`]),
    ...(interfaces.length > 0 || instances.length === 0 ? [] : [`instance_id IN (${listOf(instances, trinoString)})`]),
    ...(interfaces.length > 0 || addresses.length === 0
      ? []
      : [`srcaddr IN (${listOf(addresses, trinoString)})`, `dstaddr IN (${listOf(addresses, trinoString)})`]),
  ];
  if (conditions.length === 0) return [];
  return [
    {
      kind: 'query',
      tool: 'athena',
      title: 'Network flows of the hosts (Athena)',
      why,
      text: `-- the table is the one of AWS's guide; add its partition columns\nSELECT from_unixtime(start) AS began, interface_id, srcaddr, srcport, dstaddr, dstport, protocol, packets, bytes, action, log_status\nFROM vpc_flow_logs\nWHERE (${conditions.join('\n    OR ')})${between('start', from, to, (time) => String(Math.floor(time / 1000)))}\nORDER BY start;`,
    },
  ];
}

function between(column: string, from: number | null, to: number | null, spell: (time: number) => string): string {
  return `${from === null ? '' : `\n  AND ${column} >= ${spell(from)}`}${to === null ? '' : `\n  AND ${column} < ${spell(to)}`}`;
}

/** The table is partitioned by day, and a day may hold what happened around midnight. */
function days(from: number | null, to: number | null): string {
  return between('event_date', from, to === null ? null : to + 86_400_000, (time) => `DATE ${databricksString(iso(time).slice(0, 10))}`);
}

function timestamp(time: number): string {
  return `TIMESTAMP ${databricksString(iso(time))}`;
}

function iso(time: number): string {
  return (formatTime(time) ?? '').replace(/\.\d+Z$/, 'Z');
}

/** With one region it can be named; with none or several, the caller's own setting stands. */
export function regionOf(regions: readonly string[]): string {
  const [only] = regions;
  return only !== undefined && regions.length === 1 ? ` --region ${shellWord(only)}` : '';
}
