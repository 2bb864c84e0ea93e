/**
 * Rows of an export of `system.compute.node_timeline`, which say minute by minute whose a machine was. An investigation reads them; no rule
 * of a scan is about them. Columns: Databricks' reference of the compute system tables.
 */
import type { LogSource } from '../core/event.ts';
import { member, textOf } from '../core/json/value.ts';
import type { LogSchema } from '../core/ports.ts';
import { parseTime } from '../core/time.ts';

export const NODE_TIMELINE: LogSource = { product: 'databricks', service: 'node-timeline' };

export const nodeTimeline: LogSchema = {
  name: 'node-timeline',
  logsource: NODE_TIMELINE,
  recognises: (record) =>
    ['instance_id', 'instanceId'].some((key) => Object.hasOwn(record, key)) &&
    ['cluster_id', 'clusterId'].some((key) => Object.hasOwn(record, key)),
  toEvent: (record) => ({
    fields: record,
    time: parseTime(member(record, 'start_time') ?? member(record, 'startTime')),
    serviceName: null,
    actionName: null,
    workspaceId: textOf(member(record, 'workspace_id') ?? member(record, 'workspaceId')) ?? null,
    workspaceless: true,
    unknownFields: [],
  }),
};
