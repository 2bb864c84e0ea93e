/**
 * Rows of an export of `system.compute.node_timeline`: which machine was which cluster's, minute by minute.
 *
 * Column names as documented (`cluster_id`, `instance_id`, `start_time`, `end_time`, `driver`, `node_type`, `private_ip`), in snake case or
 * camel case. Must not know: the graph.
 */
import { canonicalAddress } from '../address.ts';
import { member, textOf, type JsonObject } from '../json/value.ts';
import { parseTime } from '../time.ts';
import { canonicalInstanceId } from './instance-ids.ts';
import { cutText } from './bounded-texts.ts';
import type { EvidenceRef, Interval } from './model.ts';

export interface NodeTimelineRow {
  readonly instanceId: string;
  readonly clusterId: string;
  readonly workspaceId: string | null;
  readonly driver: boolean | null;
  readonly nodeType: string | null;
  readonly privateAddress: string | null;
  readonly interval: Interval;
  readonly evidence: EvidenceRef;
}

/** The row, or null when it names no instance or no cluster. */
export function readNodeTimeline(record: JsonObject, evidence: EvidenceRef): NodeTimelineRow | null {
  const column = (snake: string): string | null => {
    const camel = snake.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const text = textOf(member(record, snake)) ?? textOf(member(record, camel));
    return text === undefined ? null : cutText(text);
  };
  const instanceId = canonicalInstanceId(column('instance_id') ?? '');
  const clusterId = column('cluster_id');
  if (instanceId === null || clusterId === null || clusterId === '') return null;
  const [from, to] = [parseTime(column('start_time') ?? undefined), parseTime(column('end_time') ?? undefined)];
  const driver = column('driver');
  return {
    instanceId,
    clusterId,
    workspaceId: column('workspace_id'),
    driver: driver === null ? null : driver.toLowerCase() === 'true',
    nodeType: column('node_type'),
    privateAddress: canonicalAddress(column('private_ip') ?? ''),
    interval: from !== null && to !== null && to < from ? { from, to: from } : { from, to },
    evidence,
  };
}
