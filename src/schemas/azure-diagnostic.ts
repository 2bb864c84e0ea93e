/**
 * Azure diagnostic logs of Databricks, in both their forms: the storage or Event Hub record with `properties` (whose structs
 * are text), and the Log Analytics row in PascalCase.
 *
 * Azure names no numeric workspace: the workspace's name at the end of its resource id stands in for it.
 */
import { DATABRICKS_AUDIT, DATABRICKS_ROUTING, type AuditEvent } from '../core/event.ts';
import { member, stringMember, type JsonObject, type JsonValue } from '../core/json/value.ts';
import type { LogSchema } from '../core/ports.ts';
import { parseTime } from '../core/time.ts';
import { addFields, mapOf, renameMembers, unknownKeys, type Columns } from './mapping.ts';
import { azureProperties, OPERATION, shapeOf } from './shape.ts';

const struct = (value: JsonValue): JsonValue => renameMembers(value, {});
const time = (value: JsonValue): JsonValue => parseTime(value) ?? value;

const ENVELOPE: Columns = {
  time: ['timestamp', time],
  category: ['category'],
  operationName: ['operationName'],
  operationVersion: ['version'],
  resourceId: ['resourceId'],
  Host: ['host'],
  identity: ['userIdentity', struct],
};
const PROPERTIES: Columns = {
  sourceIPAddress: ['sourceIPAddress'],
  userAgent: ['userAgent'],
  sessionId: ['sessionId'],
  requestId: ['requestId'],
  requestParams: ['requestParams', mapOf],
  response: ['response', struct],
  logId: ['logId'],
  serviceName: ['serviceName'],
  actionName: ['actionName'],
};
const ROW: Columns = {
  TimeGenerated: ['timestamp', time],
  Category: ['category'],
  OperationName: ['operationName'],
  OperationVersion: ['version'],
  ResourceId: ['resourceId'],
  _ResourceId: ['resourceId'],
  Identity: ['userIdentity', struct],
  SourceIPAddress: ['sourceIPAddress'],
  SourceIpAddress: ['sourceIPAddress'],
  UserAgent: ['userAgent'],
  SessionId: ['sessionId'],
  RequestId: ['requestId'],
  RequestParams: ['requestParams', mapOf],
  Response: ['response', struct],
  LogId: ['logId'],
  ServiceName: ['serviceName'],
  ActionName: ['actionName'],
};
const KNOWN_IN_RECORD: ReadonlySet<string> = new Set([...Object.keys(ENVELOPE), 'properties']);
const KNOWN_IN_ROW: ReadonlySet<string> = new Set([
  ...Object.keys(ROW),
  ...['TenantId', 'SourceSystem', 'Type', '_SubscriptionId', '_BilledSize', '_IsBillable'],
]);

/** Azure's categories of the host sensors, and the services that write them. */
const SERVICE_OF_CATEGORY: Readonly<Record<string, string>> = {
  capsule8dataplane: 'capsule8-alerts-dataplane',
  clamavscan: 'clamAVScanService-dataplane',
};

export const azureDiagnostic: LogSchema = {
  name: 'azure-diagnostic',
  logsource: DATABRICKS_AUDIT,
  routing: DATABRICKS_ROUTING,
  marks: ['ActionName', 'ServiceName', 'properties'],
  recognises: (record) => shapeOf(record)?.startsWith('azure-') ?? false,
  toEvent: (record) => (shapeOf(record) === 'azure-row' ? rowEvent(record) : recordEvent(record)),
};

function rowEvent(row: JsonObject): AuditEvent {
  const fields: Record<string, JsonValue> = {};
  addFields(fields, row, ROW);
  return toEvent(fields, unknownKeys(row, KNOWN_IN_ROW));
}

function recordEvent(record: JsonObject): AuditEvent {
  const fields: Record<string, JsonValue> = {};
  const properties = azureProperties(record);
  addFields(fields, record, ENVELOPE);
  if (properties === undefined) return toEvent(fields, unknownKeys(record, KNOWN_IN_RECORD));
  delete fields['properties'];
  addFields(fields, properties, PROPERTIES);
  return toEvent(fields, unknownKeys(record, KNOWN_IN_RECORD));
}

function toEvent(fields: Record<string, JsonValue>, unknownFields: readonly string[]): AuditEvent {
  // When `properties` was cut off, `Microsoft.Databricks/<service>/<action>` still tells both.
  const [, category, action] = OPERATION.exec(stringMember(fields, 'operationName') ?? '') ?? [];
  const service = category === undefined ? undefined : (SERVICE_OF_CATEGORY[category.toLowerCase()] ?? category);
  if (!Object.hasOwn(fields, 'serviceName') && service !== undefined) fields['serviceName'] = service;
  if (!Object.hasOwn(fields, 'actionName') && action !== undefined) fields['actionName'] = action;
  const workspace = /\/workspaces\/([^/]+)\/?$/i.exec(stringMember(fields, 'resourceId') ?? '')?.[1];
  if (!Object.hasOwn(fields, 'workspaceId') && workspace !== undefined) fields['workspaceId'] = workspace;
  return {
    fields,
    time: parseTime(member(fields, 'timestamp')),
    serviceName: stringMember(fields, 'serviceName'),
    actionName: stringMember(fields, 'actionName'),
    workspaceId: stringMember(fields, 'workspaceId'),
    unknownFields,
  };
}
