/**
 * Exports of the system table `system.access.audit`: snake_case, ISO times, structs perhaps as text, and `request_params` as
 * an object, as pairs, as key/value objects or as text.
 */
import { DATABRICKS_AUDIT, DATABRICKS_ROUTING } from '../core/event.ts';
import { member, stringMember, textOf, type JsonValue } from '../core/json/value.ts';
import type { LogSchema } from '../core/ports.ts';
import { parseTime } from '../core/time.ts';
import { addFields, mapOf, renameMembers, unknownKeys, type Columns } from './mapping.ts';
import { shapeOf } from './shape.ts';

const COLUMNS: Columns = {
  account_id: ['accountId'],
  workspace_id: ['workspaceId'],
  version: ['version'],
  event_time: ['timestamp', (value) => parseTime(value) ?? value],
  event_date: ['eventDate'],
  event_id: ['eventId'],
  source_ip_address: ['sourceIPAddress'],
  user_agent: ['userAgent'],
  session_id: ['sessionId'],
  user_identity: ['userIdentity', (value) => renameMembers(value, { subject_name: 'subjectName' })],
  identity_metadata: ['identityMetadata', (value) => renameMembers(value, { run_by: 'runBy', run_as: 'runAs' })],
  service_name: ['serviceName'],
  action_name: ['actionName'],
  request_id: ['requestId'],
  request_params: ['requestParams', mapOf],
  response: ['response', (value) => renameMembers(value, { status_code: 'statusCode', error_message: 'errorMessage' })],
  audit_level: ['auditLevel'],
};
const KNOWN: ReadonlySet<string> = new Set(Object.keys(COLUMNS));

export const databricksSystemTable: LogSchema = {
  name: 'databricks-system-table',
  logsource: DATABRICKS_AUDIT,
  routing: DATABRICKS_ROUTING,
  spelling: { service: 'service_name', action: 'action_name', workspace: 'workspace_id', time: 'event_time' },
  recognises: (record) => shapeOf(record) === 'system-table',
  toEvent: (record) => {
    const fields: Record<string, JsonValue> = {};
    addFields(fields, record, COLUMNS);
    return {
      fields,
      time: parseTime(member(fields, 'timestamp')),
      serviceName: stringMember(fields, 'serviceName'),
      actionName: stringMember(fields, 'actionName'),
      workspaceId: textOf(member(fields, 'workspaceId')) ?? null,
      unknownFields: unknownKeys(record, KNOWN),
    };
  },
};
