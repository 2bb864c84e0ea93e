/**
 * Flagged record → finding. Runs for matches only, so everything the clean records do not need is worked out here.
 */
import { factsOf } from './databricks-facts.ts';
import type { AuditEvent } from './event.ts';
import { sourceIpOf } from './event-facts.ts';
import { EVIDENCE_LIMIT, SCHEMA_VERSION, type Evidence, type FindingSource, type ObjectOrigin, type RecordFinding } from './finding.ts';
import { identityText } from './identity.ts';
import { compactJson } from './json/parse.ts';
import type { Level } from './level.ts';
import type { LogSchema, Platform, RawRecord } from './ports.ts';
import type { Rule, RuleMatch } from './rules/rule.ts';
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
  /** The filters that suppressed all of the matches. */
  readonly suppressedBy?: readonly string[];
}

export function buildFinding(
  { event, schema, raw, uri, origin, matches, level, suppressedBy }: FlaggedRecord,
  platform: Platform,
): RecordFinding {
  const { fields } = event;
  const facts = factsOf(event);
  const finding: RecordFinding = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'record',
    id: platform.digest(identityText(event)),
    alerts: matches.map((match) => match.rule.name),
    level,
    title: (matches.find((match) => match.level === level) ?? matches[0])?.rule.title ?? '',
    tags: tagsOf(matches),
    time: formatTime(event.time),
    instanceId: facts.instanceOf(fields),
    clusterId: facts.clusterOf(fields),
    databricksAccountId: facts.databricksAccountOf(fields),
    awsAccountId: facts.awsAccountOf(fields),
    workspaceId: event.workspaceId,
    serviceName: event.serviceName,
    actionName: event.actionName,
    user: facts.usersOf(fields)[0] ?? null,
    sourceIp: sourceIpOf(fields),
    requestId: facts.requestIdOf(fields),
    statusCode: facts.statusOf(fields),
    details: facts.detailsOf(fields),
    evidence: matches.flatMap(evidenceOf),
    lost: facts.lostOf(fields),
    schema: schema.name,
    source: sourceOf(uri, origin, raw),
    record: raw.isCompact === true ? raw.text : compactJson(raw.text),
  };
  // Most findings have none of these, and an object built in parts is slow to build.
  if (suppressedBy === undefined && raw.invalidBytes === null) return finding;
  return {
    ...finding,
    ...(suppressedBy === undefined ? {} : { suppressedBy }),
    ...(raw.invalidBytes === null ? {} : { recordEncoding: 'repaired-utf-8', recordBase64: platform.toBase64(raw.invalidBytes) }),
  };
}

/** Each tag once. A rule's own are looked through once. */
const tagsOfRules = new WeakMap<Rule, readonly string[]>();

function tagsOf(matches: readonly RuleMatch[]): readonly string[] {
  const [only] = matches;
  if (only === undefined || matches.length > 1) return [...new Set(matches.flatMap(({ rule }) => rule.tags))];
  let tags = tagsOfRules.get(only.rule);
  if (tags === undefined) tagsOfRules.set(only.rule, (tags = [...new Set(only.rule.tags)]));
  return tags;
}

function evidenceOf(match: RuleMatch): Evidence[] {
  return match.evidence.map(({ field, value }) => ({ rule: match.rule.name, field, value: value.slice(0, EVIDENCE_LIMIT) }));
}

/** Where a record stands, from what is known of its artifact. */
export function sourceOf(uri: string, origin: ObjectOrigin | null | undefined, { line, index, offset }: RawRecord): FindingSource {
  const place = line !== null ? { uri, line, offset } : index === null ? { uri, offset } : { uri, index, offset };
  return origin === null || origin === undefined ? place : { ...place, ...origin };
}
