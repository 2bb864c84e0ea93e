/**
 * Flagged record → finding. Runs for matches only, so everything the clean records do not need is worked out here.
 */
import { withoutPort } from './address.ts';
import { readDetails } from './details.ts';
import type { AuditEvent } from './event.ts';
import { EVIDENCE_LIMIT, SCHEMA_VERSION, type Evidence, type Finding, type FindingSource, type ObjectOrigin } from './finding.ts';
import { identityText } from './identity.ts';
import { compactJson } from './json/parse.ts';
import { parseNested } from './json/nested.ts';
import { isObject, member, objectMember, stringMember, textOf, type JsonObject } from './json/value.ts';
import { higherLevel, type Level } from './level.ts';
import { lostEvidence } from './lost.ts';
import type { LogSchema, Platform, RawRecord } from './ports.ts';
import type { RuleMatch } from './rules/rule.ts';
import { formatTime } from './time.ts';

export interface FlaggedRecord {
  readonly event: AuditEvent;
  readonly schema: LogSchema;
  readonly raw: RawRecord;
  readonly uri: string;
  /** What is known of the artifact beside its uri. */
  readonly origin?: ObjectOrigin | null | undefined;
  /** At least one. */
  readonly matches: readonly RuleMatch[];
}

export function buildFinding({ event, schema, raw, uri, origin, matches }: FlaggedRecord, platform: Platform): Finding {
  const { fields } = event;
  const params = objectMember(fields, 'requestParams') ?? {};
  const response = objectMember(fields, 'response') ?? {};
  const level = matches.reduce<Level | null>((highest, match) => higherLevel(highest, match.level), null);
  const sourceIp = stringMember(fields, 'sourceIPAddress');
  const statusCode = Number(textOf(member(response, 'statusCode')) ?? NaN);
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'record',
    id: platform.digest(identityText(event)),
    alerts: matches.map((match) => match.rule.name),
    level,
    title: (matches.find((match) => match.level === level) ?? matches[0])?.rule.title ?? '',
    tags: [...new Set(matches.flatMap((match) => match.rule.tags))],
    time: formatTime(event.time),
    instanceId: textOf(member(params, 'instanceId')) ?? textOf(member(params, 'instance_id')) ?? null,
    clusterId: clusterOf(params, response),
    databricksAccountId: textOf(member(fields, 'accountId')) ?? null,
    awsAccountId: null,
    workspaceId: event.workspaceId,
    serviceName: event.serviceName,
    actionName: event.actionName,
    user: userOf(fields),
    sourceIp: sourceIp === null ? null : withoutPort(sourceIp),
    requestId: stringMember(fields, 'requestId'),
    statusCode: Number.isInteger(statusCode) ? statusCode : null,
    details: readDetails(fields),
    evidence: matches.flatMap(evidenceOf),
    lost: lostEvidence(fields),
    schema: schema.name,
    source: sourceOf({ uri, ...origin }, raw),
    record: compactJson(raw.text),
    ...(raw.invalidBytes === null ? {} : { recordEncoding: 'repaired-utf-8', recordBase64: platform.toBase64(raw.invalidBytes) }),
  };
}

/** Who did it: the identity, or for failed logins, which have none, the user named in the request. */
export function userOf(fields: JsonObject): string | null {
  return (
    stringMember(objectMember(fields, 'userIdentity') ?? {}, 'email') ?? stringMember(objectMember(fields, 'requestParams') ?? {}, 'user')
  );
}

/** A cluster is spelled differently per action, and for its creation it stands only in the response's result. */
function clusterOf(params: JsonObject, response: JsonObject): string | null {
  const result = member(response, 'result');
  const parsed = typeof result === 'string' ? parseNested(result) : result;
  const holders = [params, ...(isObject(parsed) ? [parsed] : [])];
  const ids = holders.flatMap((holder) => [stringMember(holder, 'cluster_id'), stringMember(holder, 'clusterId')]);
  return ids.find((id) => id !== null) ?? null;
}

function evidenceOf(match: RuleMatch): Evidence[] {
  return match.evidence.map(({ field, value }) => ({ rule: match.rule.name, field, value: value.slice(0, EVIDENCE_LIMIT) }));
}

function sourceOf(artifact: Partial<ObjectOrigin> & { readonly uri: string }, { line, index, offset }: RawRecord): FindingSource {
  if (line !== null) return { ...artifact, line, offset };
  return index === null ? { ...artifact, offset } : { ...artifact, index, offset };
}
