/**
 * Which shape a record has. One function decides for all schemas, so that at most one of them says yes to a record.
 */
import { isFinding } from '../core/finding.ts';
import { structOf } from '../core/json/nested.ts';
import { isObject, member, stringMember, type JsonObject } from '../core/json/value.ts';

export type Shape = 'delivery' | 'system-table' | 'azure-row' | 'azure-record' | 'cloudtrail' | 'vpc-flow';

/** The spellings of service, action and parameters; an action decides, else service and parameters together. */
const SPELLINGS = [
  { shape: 'delivery', action: 'actionName', service: 'serviceName', params: 'requestParams' },
  { shape: 'system-table', action: 'action_name', service: 'service_name', params: 'request_params' },
  { shape: 'azure-row', action: 'ActionName', service: 'ServiceName', params: 'RequestParams' },
] as const;

/** A flow has its interface, its status or one of its ends; where nothing flowed, or nothing was noted down, only the first two. */
export const FLOW_MARKS: readonly string[] = ['interface-id', 'log-status', 'srcaddr', 'dstaddr'];

/** `Microsoft.Databricks/<category or service>/<action>`. */
export const OPERATION = /^microsoft\.databricks\/([^/]+)\/(.+)$/i;

/** The record's shape, or null when it is none of those. */
export function shapeOf(record: JsonObject): Shape | null {
  const spelling =
    SPELLINGS.find(({ action }) => Object.hasOwn(record, action)) ??
    SPELLINGS.find(({ service, params }) => Object.hasOwn(record, service) && Object.hasOwn(record, params));
  if (spelling !== undefined) return isFinding(record) ? null : spelling.shape;
  if (isAzureRecord(record)) return 'azure-record';
  if (isCloudTrail(record)) return 'cloudtrail';
  return FLOW_MARKS.some((key) => Object.hasOwn(record, key)) && !isFinding(record) ? 'vpc-flow' : null;
}

/** The struct `properties` of an Azure record, delivered as itself or as text. */
export function azureProperties(record: JsonObject): JsonObject | undefined {
  const properties = structOf(member(record, 'properties') ?? null);
  return isObject(properties) ? properties : undefined;
}

function isAzureRecord(record: JsonObject): boolean {
  if (!Object.hasOwn(record, 'properties')) return false;
  const properties = azureProperties(record);
  if (properties !== undefined && (Object.hasOwn(properties, 'actionName') || Object.hasOwn(properties, 'serviceName'))) return true;
  // With unreadable properties, the operation's name still says what was done; without it nothing does.
  return OPERATION.test(stringMember(record, 'operationName') ?? '');
}

/** An event; or an insight, which has neither source nor name of its own (CloudTrail user guide, "Insights event record"). */
function isCloudTrail(record: JsonObject): boolean {
  const has = (key: string): boolean => Object.hasOwn(record, key);
  if (has('eventSource') && has('eventName')) return has('eventTime') || has('eventVersion');
  return member(record, 'eventType') === 'AwsCloudTrailInsight' && has('insightDetails');
}
