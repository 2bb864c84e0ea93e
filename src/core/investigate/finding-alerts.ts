/**
 * The findings of an earlier scan, as `jsonl` or `json` has them → alerts and the hosts they flag.
 *
 * Format: docs/output.md. Must not know: how they are read.
 */
import { canonicalSource } from '../address.ts';
import type { RecordFinding } from '../finding.ts';
import { isArray, member, objectMember, stringMember, textOf, type JsonObject } from '../json/value.ts';
import { LEVELS } from '../level.ts';
import { NO_DETAILS } from '../details.ts';
import { parseTime } from '../time.ts';
import type { Alert } from './alerts.ts';
import { cutText } from './bounded-texts.ts';
import { canonicalInstanceId } from './instance-ids.ts';
import { clamLine, evidenceOf } from './story-record.ts';

/** @param found the finding of the scan that read the file, whose record is the earlier one */
export function alertOfFinding(record: JsonObject, found: RecordFinding): Alert {
  const details = objectMember(record, 'details') ?? {};
  const names = member(record, 'alerts');
  const text = (key: string): string | null => cutMember(record, key);
  const instanceId = text('instanceId');
  const serviceName = text('serviceName');
  const sourceIp = text('sourceIp');
  return {
    id: text('id') ?? found.id,
    time: parseTime(member(record, 'time')),
    level: LEVELS.find((level) => level === text('level')) ?? null,
    title: text('title') ?? '',
    alerts: isArray(names)
      ? names
          .slice(0, 100)
          .flatMap((name) => textOf(name) ?? [])
          .map((name) => cutText(name))
      : [],
    ...{ serviceName, actionName: text('actionName') },
    instanceId: instanceId === null ? null : canonicalInstanceId(instanceId),
    ...{
      clusterId: text('clusterId'),
      workspaceId: text('workspaceId'),
      user: text('user'),
      sourceIp: sourceIp === null ? null : canonicalSource(sourceIp),
    },
    details: Object.assign(
      {},
      NO_DETAILS,
      ...Object.keys(NO_DETAILS).map((key) => ({ [key]: cutMember(details, key) })),
    ) as Alert['details'],
    line: clamLine({ service: serviceName ?? '', fields: objectMember(record, 'record') ?? {} }),
    evidence: evidenceOf(found, 'findings'),
  };
}

function cutMember(object: JsonObject, key: string): string | null {
  const text = stringMember(object, key);
  return text === null ? null : cutText(text);
}
