/**
 * Flagged record → finding. Runs for matches only, so everything the clean records do not need is worked out here.
 */
import { readDetails } from './details.ts';
import type { AuditEvent } from './event.ts';
import { clusterOf, instanceOf, sourceIpOf, userOf } from './event-facts.ts';
import { EVIDENCE_LIMIT, SCHEMA_VERSION, type Evidence, type FindingSource, type ObjectOrigin, type RecordFinding } from './finding.ts';
import { identityText } from './identity.ts';
import { compactJson } from './json/parse.ts';
import { member, objectMember, textOf } from './json/value.ts';
import type { Level } from './level.ts';
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
  /** The highest among them. */
  readonly level: Level | null;
}

export function buildFinding({ event, schema, raw, uri, origin, matches, level }: FlaggedRecord, platform: Platform): RecordFinding {
  const { fields } = event;
  const response = objectMember(fields, 'response') ?? {};
  const status = textOf(member(response, 'statusCode')) ?? '';
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'record',
    id: platform.digest(identityText(event)),
    alerts: matches.map((match) => match.rule.name),
    level,
    title: (matches.find((match) => match.level === level) ?? matches[0])?.rule.title ?? '',
    tags: [...new Set(matches.flatMap((match) => match.rule.tags))],
    time: formatTime(event.time),
    instanceId: instanceOf(fields),
    clusterId: clusterOf(fields),
    databricksAccountId: textOf(member(fields, 'accountId')) ?? null,
    awsAccountId: null,
    workspaceId: event.workspaceId,
    serviceName: event.serviceName,
    actionName: event.actionName,
    user: userOf(fields),
    sourceIp: sourceIpOf(fields),
    requestId: textOf(member(fields, 'requestId')) ?? null,
    statusCode: /^-?\d{1,9}$/.test(status) ? Number(status) : null,
    details: readDetails(fields),
    evidence: matches.flatMap(evidenceOf),
    lost: lostEvidence(fields),
    schema: schema.name,
    source: sourceOf({ uri, ...origin }, raw),
    record: compactJson(raw.text),
    ...(raw.invalidBytes === null ? {} : { recordEncoding: 'repaired-utf-8', recordBase64: platform.toBase64(raw.invalidBytes) }),
  };
}

function evidenceOf(match: RuleMatch): Evidence[] {
  return match.evidence.map(({ field, value }) => ({ rule: match.rule.name, field, value: value.slice(0, EVIDENCE_LIMIT) }));
}

/** Where a record stands, from what is known of its artifact. */
export function sourceOf(artifact: Partial<ObjectOrigin> & { readonly uri: string }, { line, index, offset }: RawRecord): FindingSource {
  if (line !== null) return { ...artifact, line, offset };
  return index === null ? { ...artifact, offset } : { ...artifact, index, offset };
}
