/**
 * Format `jsonl`: one finding per line, the wire format of docs/output.md.
 *
 * Owns: the order of the keys, and that the record goes in as the text it was delivered as. Everything but the record is ASCII-safe
 * for a terminal; the record is evidence and stays exactly as spelled. Must not know: other formats, streams.
 */
import type { CorrelationFinding, Finding, RecordFinding } from '../core/finding.ts';
import type { Formatter } from '../core/ports.ts';
import { escapeJson, escapeWritten } from './escape.ts';

/** One finding as JSON, without a line end: keys in documented order, those that both kinds have first. */
export function serialiseFinding(finding: Finding): string {
  const { source, details } = finding;
  const head = {
    schemaVersion: finding.schemaVersion,
    kind: finding.kind,
    id: finding.id,
    alerts: finding.alerts,
    level: finding.level,
    title: finding.title,
    tags: finding.tags,
    time: finding.time,
    instanceId: finding.instanceId,
    clusterId: finding.clusterId,
    databricksAccountId: finding.databricksAccountId,
    awsAccountId: finding.awsAccountId,
    workspaceId: finding.workspaceId,
    serviceName: finding.serviceName,
    actionName: finding.actionName,
    user: finding.user,
    sourceIp: finding.sourceIp,
    requestId: finding.requestId,
    statusCode: finding.statusCode,
    details: {
      description: details.description,
      program: details.program,
      args: details.args,
      pid: details.pid,
      user: details.user,
      container: details.container,
      image: details.image,
    },
    evidence: finding.evidence.map(({ rule, field, value }) => ({ rule, field, value })),
    lost: finding.lost,
    schema: finding.schema,
    source: {
      uri: source.uri,
      bucket: source.bucket,
      key: source.key,
      versionId: source.versionId,
      etag: source.etag,
      line: source.line,
      index: source.index,
      offset: source.offset,
    },
    suppressedBy: finding.suppressedBy,
  } satisfies Record<Exclude<keyof Finding, 'record'>, unknown>;
  return `${escapeWritten(JSON.stringify(head)).slice(0, -1)},${finding.kind === 'record' ? recordKeys(finding) : correlationKeys(finding)}}`;
}

/** The record raw, then what is only said of repaired ones. */
function recordKeys(finding: RecordFinding): string {
  let json = `"record":${finding.record}`;
  if (finding.recordEncoding !== undefined) json += `,"recordEncoding":${JSON.stringify(finding.recordEncoding)}`;
  if (finding.recordBase64 !== undefined) json += `,"recordBase64":${JSON.stringify(finding.recordBase64)}`;
  return json;
}

/** What only a correlation has; it is no record. */
function correlationKeys({ group, window, members, memberCount }: CorrelationFinding): string {
  const keys = { group, window: { start: window.start, end: window.end }, members, memberCount, record: null };
  return escapeWritten(JSON.stringify(keys)).slice(1, -1);
}

/** On a terminal the record's unsafe characters are escaped too: other spelling, same value. Elsewhere it is exact. */
export function findingSerialiser(terminal: boolean): (finding: Finding) => string {
  return terminal ? (finding) => escapeJson(serialiseFinding(finding)) : serialiseFinding;
}

/** One line per finding, each ended by a line feed. */
export function jsonLinesFormatter({ terminal }: { readonly terminal: boolean }): Formatter {
  const serialise = findingSerialiser(terminal);
  return { begin: () => '', finding: (finding) => `${serialise(finding)}\n`, end: () => '' };
}
