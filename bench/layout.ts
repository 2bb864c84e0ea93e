// How records are laid out in a file: JSON lines, one JSON array, an envelope, an indented array, or the export of the system table.
import type { AuditRecord } from './record.ts';

export const shapes = ['lines', 'array', 'envelope', 'pretty', 'system-table'] as const;
export type Shape = (typeof shapes)[number];

export interface Layout {
  open: string;
  between: string;
  close: string;
  /** The whole file is one line: a line-oriented tool can only say that the file matches. */
  oneLine: boolean;
  render(record: AuditRecord): string;
}

const plain = (record: AuditRecord): string => JSON.stringify(record);
const indented = (record: AuditRecord): string => `  ${JSON.stringify(record, null, 2).replace(/\n/g, '\n  ')}`;

/** The columns of `system.access.audit` as written by a JSON export. */
function systemTable(record: AuditRecord): string {
  const time = new Date(record.timestamp).toISOString();
  return JSON.stringify({
    account_id: record.accountId,
    workspace_id: String(record.workspaceId),
    version: record.version,
    event_time: `${time.slice(0, -1)}+00:00`,
    event_date: time.slice(0, 10),
    source_ip_address: record.sourceIPAddress,
    user_agent: record.userAgent,
    session_id: record.sessionId,
    user_identity: { email: record.userIdentity.email, subject_name: record.userIdentity.subjectName },
    service_name: record.serviceName,
    action_name: record.actionName,
    request_id: record.requestId,
    request_params: record.requestParams,
    response: { status_code: record.response.statusCode, error_message: record.response.errorMessage, result: record.response.result },
    audit_level: record.auditLevel,
    event_id: record.requestId.replace(/[^0-9a-f]/g, ''),
    identity_metadata: { run_by: record.userIdentity.email, run_as: null },
  });
}

export const layouts: Readonly<Record<Shape, Layout>> = {
  lines: { open: '', between: '\n', close: '\n', oneLine: false, render: plain },
  array: { open: '[', between: ',', close: ']\n', oneLine: true, render: plain },
  envelope: { open: '{"Records":[', between: ',', close: ']}\n', oneLine: true, render: plain },
  pretty: { open: '[\n', between: ',\n', close: '\n]\n', oneLine: false, render: indented },
  'system-table': { open: '', between: '\n', close: '\n', oneLine: false, render: systemTable },
};
