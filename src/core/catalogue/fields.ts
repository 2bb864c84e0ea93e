/**
 * The fields of a record in the common vocabulary: top level, and the members of the structs there.
 *
 * Source: Databricks' delivered records and `system.access.audit` (documented schemas), and Azure's diagnostic records, as
 * src/schemas maps them. Members of `requestParams` are free: services.ts knows those that are documented.
 */

/** What stands at the top of a record; `struct` has the members listed, `map` has any. */
export const FIELDS: Readonly<Record<string, FieldType>> = {
  version: 'text',
  auditLevel: 'text',
  timestamp: 'time',
  eventDate: 'text',
  eventId: 'text',
  orgId: 'number',
  shardName: 'text',
  accountId: 'text',
  workspaceId: 'number',
  sourceIPAddress: 'text',
  userAgent: 'text',
  sessionId: 'text',
  requestId: 'text',
  userIdentity: ['email', 'subjectName'],
  identityMetadata: ['runBy', 'runAs', 'run_by', 'run_as'],
  serviceName: 'text',
  actionName: 'text',
  requestParams: 'map',
  response: ['statusCode', 'errorMessage', 'result'],
  MAX_LOG_MESSAGE_LENGTH: 'number',
  // Azure's diagnostic records have these besides.
  category: 'text',
  operationName: 'text',
  resourceId: 'text',
  host: 'text',
  logId: 'text',
  TenantId: 'text',
  SourceSystem: 'text',
  Type: 'text',
  _SubscriptionId: 'text',
  _BilledSize: 'number',
  _IsBillable: 'text',
};

/** A list names the members of a struct; a member may hold JSON as text, so anything may follow it. */
export type FieldType = 'text' | 'number' | 'time' | 'map' | readonly string[];

/**
 * Spellings of other shapes, which rules do not see: the schemas map them to the delivery format's names. Field → what to write.
 */
export const OTHER_SPELLINGS: Readonly<Record<string, string>> = {
  account_id: 'accountId',
  action_name: 'actionName',
  audit_level: 'auditLevel',
  event_date: 'eventDate',
  event_id: 'eventId',
  event_time: 'timestamp',
  identity_metadata: 'identityMetadata',
  request_id: 'requestId',
  request_params: 'requestParams',
  service_name: 'serviceName',
  session_id: 'sessionId',
  source_ip_address: 'sourceIPAddress',
  user_agent: 'userAgent',
  user_identity: 'userIdentity',
  workspace_id: 'workspaceId',
  'response.status_code': 'response.statusCode',
  'response.error_message': 'response.errorMessage',
  'userIdentity.subject_name': 'userIdentity.subjectName',
  Identity: 'userIdentity',
  identity: 'userIdentity',
  TimeGenerated: 'timestamp',
  time: 'timestamp',
  properties: 'requestParams',
};

/**
 * Fields at the top of CloudTrail's records (AWS's page on record contents), so that a selection for either log can be told by its names.
 * `requestID`, `sourceIPAddress`, `userAgent` and `userIdentity` stand in both.
 */
export const CLOUDTRAIL_FIELDS: ReadonlySet<string> = new Set([
  ...['eventTime', 'eventVersion', 'eventSource', 'eventName', 'awsRegion', 'errorCode', 'errorMessage', 'requestParameters'],
  ...['responseElements', 'additionalEventData', 'requestID', 'eventID', 'eventType', 'apiVersion', 'managementEvent', 'readOnly'],
  ...['resources', 'recipientAccountId', 'serviceEventDetails', 'sharedEventID', 'vpcEndpointId', 'eventCategory', 'addendum'],
  ...['sessionCredentialFromConsole', 'edgeDeviceDetails', 'tlsDetails'],
]);
