/**
 * Audit logs as Databricks delivers them to S3: camelCase, epoch milliseconds. Its field names are the common vocabulary, so
 * the record itself is what the rules see. Fields: shared facts in docs/architecture.md, section "Schemas".
 */
import { DATABRICKS_AUDIT, DATABRICKS_ROUTING } from '../core/event.ts';
import { member, stringMember, textOf } from '../core/json/value.ts';
import type { LogSchema } from '../core/ports.ts';
import { parseTime } from '../core/time.ts';
import { unknownKeys } from './mapping.ts';
import { shapeOf } from './shape.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'version',
  'auditLevel',
  'timestamp',
  'orgId',
  'shardName',
  'accountId',
  'workspaceId',
  'sourceIPAddress',
  'userAgent',
  'sessionId',
  'requestId',
  'userIdentity',
  'identityMetadata',
  'serviceName',
  'actionName',
  'requestParams',
  'response',
  'MAX_LOG_MESSAGE_LENGTH',
]);

export const databricksDelivery: LogSchema = {
  name: 'databricks-delivery',
  logsource: DATABRICKS_AUDIT,
  routing: DATABRICKS_ROUTING,
  spelling: { service: 'serviceName', action: 'actionName', workspace: 'workspaceId', time: 'timestamp' },
  recognises: (record) => shapeOf(record) === 'delivery',
  toEvent: (record) => ({
    fields: record,
    time: parseTime(member(record, 'timestamp')),
    serviceName: stringMember(record, 'serviceName'),
    actionName: stringMember(record, 'actionName'),
    workspaceId: textOf(member(record, 'workspaceId')) ?? textOf(member(record, 'orgId')) ?? null,
    unknownFields: unknownKeys(record, KNOWN),
  }),
};
