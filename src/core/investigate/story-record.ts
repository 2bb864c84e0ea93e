/**
 * A record of the audit log as the story needs it: made of a finding, in the common vocabulary.
 *
 * Owns: where audit records name clusters, warehouses and runs (three spellings of a cluster's id, and text that holds JSON). Must not know:
 * what the story makes of it.
 */
import { canonicalSource } from '../address.ts';
import type { AuditEvent } from '../event.ts';
import { clusterOf, instanceOf, rawResultOf, resultOf, sourceIpOf, userOf } from '../event-facts.ts';
import type { RecordFinding } from '../finding.ts';
import { parseJson } from '../json/parse.ts';
import { parseNested } from '../json/nested.ts';
import { isObject, member, objectMember, stringMember, textOf, type JsonObject } from '../json/value.ts';
import type { Level } from '../level.ts';
import type { LogSchema } from '../ports.ts';
import { cutText, LONGEST_VALUE } from './bounded-texts.ts';
import type { EvidenceRef, InputRole, Outcome } from './model.ts';
import { isGathering } from './rule-terms.ts';

export interface StoryRecord {
  readonly id: string;
  readonly fields: JsonObject;
  readonly params: JsonObject;
  /** Milliseconds; null when the record has none that can be read. */
  readonly time: number | null;
  readonly service: string;
  readonly action: string;
  readonly workspaceId: string | null;
  readonly instanceId: string | null;
  readonly clusterId: string | null;
  readonly warehouseId: string | null;
  readonly runId: string | null;
  readonly jobId: string | null;
  readonly user: string | null;
  readonly sourceIp: string | null;
  readonly outcome: Outcome;
  /** Names of the user's rules that matched, without those made for the investigation. */
  readonly alerts: readonly string[];
  readonly level: Level | null;
  readonly title: string;
  readonly evidence: EvidenceRef;
}

/** The record behind a finding of a scan over the audit log. */
export function storyRecordOf(finding: RecordFinding, schemas: readonly LogSchema[]): StoryRecord | null {
  const event = eventOf(finding, schemas);
  if (event === null) return null;
  const { fields, time } = event;
  const params = objectMember(fields, 'requestParams') ?? {};
  return {
    ...{ id: finding.id, fields, params, time, workspaceId: cutOrNull(workspaceOf(event, params)) },
    ...{ service: cutText(event.serviceName ?? ''), action: cutText(event.actionName ?? '') },
    instanceId: cutOrNull(instanceOf(fields)),
    clusterId: cutOrNull(clusterOf(fields) ?? stringMember(params, 'existing_cluster_id') ?? newClusterOf(params)),
    warehouseId: textAt(params, 'warehouseId') ?? textAt(params, 'warehouse_id') ?? textAt(params, 'endpointId'),
    ...jobIdsOf(event, params),
    user: cutOrNull(userOf(fields)),
    sourceIp: cutOrNull(sourceOf(fields)),
    outcome: outcomeOf(fields),
    alerts: finding.alerts.filter((name) => !isGathering(name)),
    level: finding.level,
    title: finding.title,
    evidence: evidenceOf(finding, 'audit'),
  };
}

/** A run or job that is made by the call is named in the answer. */
function jobIdsOf({ serviceName, fields }: AuditEvent, params: JsonObject): Pick<StoryRecord, 'runId' | 'jobId'> {
  const answer = serviceName === 'jobs' ? (resultOf(fields) ?? {}) : {};
  return {
    runId: textAt(params, 'runId') ?? textAt(params, 'run_id') ?? textAt(answer, 'run_id'),
    jobId: textAt(params, 'jobId') ?? textAt(params, 'job_id') ?? textAt(answer, 'job_id'),
  };
}

/** The event of a finding's record; null when its schema is none of these. */
export function eventOf({ schema, record }: RecordFinding, schemas: readonly LogSchema[]): AuditEvent | null {
  const known = schemas.find(({ name }) => name === schema);
  const value = known === undefined ? null : parseJson(record);
  return known === undefined || value === null || !isObject(value) ? null : known.toEvent(value);
}

export function evidenceOf({ source }: { readonly source: RecordFinding['source'] }, input: InputRole): EvidenceRef {
  return { input, uri: source.uri, line: source.line ?? null, index: source.index ?? null, offset: source.offset };
}

/** The member as text, numbers included, up to a bound. */
export function textAt(object: JsonObject, key: string, most = LONGEST_VALUE): string | null {
  const text = textOf(member(object, key));
  return text === undefined || text === '' ? null : cutText(text, most);
}

function cutOrNull(text: string | null): string | null {
  return text === null ? null : cutText(text);
}

/** A run on a new cluster tells its id only in the answer or in the description of the cluster. */
function newClusterOf(params: JsonObject): string | null {
  const described = member(params, 'new_cluster');
  const cluster = typeof described === 'string' ? parseNested(described) : described;
  return isObject(cluster) ? (stringMember(cluster, 'cluster_id') ?? stringMember(cluster, 'clusterId')) : null;
}

/** Account-level records name the workspace that they are about in their parameters. */
function workspaceOf({ workspaceId }: AuditEvent, params: JsonObject): string | null {
  return workspaceId === null || workspaceId === '0' ? (textAt(params, 'workspace_id') ?? workspaceId) : workspaceId;
}

function outcomeOf(fields: JsonObject): Outcome {
  const response = objectMember(fields, 'response') ?? {};
  const status = textAt(response, 'statusCode');
  if (status === null || !/^\d{3}$/.test(status)) return textAt(response, 'errorMessage') === null ? 'unknown' : 'failed';
  return status < '400' ? 'succeeded' : 'failed';
}

/** What the answer tells, as an object. */
export function answerOf({ fields }: StoryRecord): JsonObject {
  return resultOf(fields) ?? {};
}

function sourceOf(fields: JsonObject): string | null {
  const source = sourceIpOf(fields);
  return source === null ? null : canonicalSource(source);
}

/** The line of ClamAV's output that the record is; null for any other record. */
export function clamLine({ service, fields }: Pick<StoryRecord, 'service' | 'fields'>): string | null {
  if (service.trim().toLowerCase() !== 'clamavscanservice-dataplane') return null;
  return cutText(textOf(rawResultOf(fields)) ?? '').trim();
}
