/**
 * AWS CloudTrail records: management, data and network events, and insights. Rules see them as delivered (`eventName`,
 * `userIdentity.arn`, `requestParameters.…`), as every published CloudTrail rule expects. Fields: CloudTrail user guide, "CloudTrail
 * record contents".
 */
import { AWS_CLOUDTRAIL, type RoutingFields } from '../core/event.ts';
import { member, objectMember, stringMember } from '../core/json/value.ts';
import type { LogSchema } from '../core/ports.ts';
import { parseTime } from '../core/time.ts';
import { CLOUDTRAIL_FACTS } from './cloudtrail-facts.ts';
import { unknownKeys } from './mapping.ts';
import { shapeOf } from './shape.ts';

const ROUTING: RoutingFields = { service: 'eventSource', action: 'eventName' };

const KNOWN: ReadonlySet<string> = new Set([
  ...['eventVersion', 'userIdentity', 'eventTime', 'eventSource', 'eventName', 'eventType', 'eventCategory', 'eventID', 'apiVersion'],
  ...['awsRegion', 'sourceIPAddress', 'userAgent', 'vpcEndpointId', 'vpcEndpointAccountId', 'edgeDeviceDetails', 'tlsDetails'],
  ...['errorCode', 'errorMessage', 'requestParameters', 'responseElements', 'additionalEventData', 'requestID', 'resources'],
  ...['managementEvent', 'readOnly', 'recipientAccountId', 'sharedEventID', 'serviceEventDetails', 'sessionCredentialFromConsole'],
  ...['addendum', 'insightDetails', 'eventContext'],
]);

export const cloudtrail: LogSchema = {
  name: 'cloudtrail',
  logsource: AWS_CLOUDTRAIL,
  routing: ROUTING,
  spelling: { service: 'eventSource', action: 'eventName', time: 'eventTime' },
  // An insight has source and name below it.
  marks: ['insightDetails'],
  recognises: (record) => shapeOf(record) === 'cloudtrail',
  toEvent: (record) => {
    // An insight names the call it is about.
    const insight = objectMember(record, 'insightDetails') ?? {};
    return {
      fields: record,
      time: parseTime(member(record, 'eventTime')),
      serviceName: stringMember(record, 'eventSource') ?? stringMember(insight, 'eventSource'),
      actionName: stringMember(record, 'eventName') ?? stringMember(insight, 'eventName'),
      workspaceId: null,
      workspaceless: true,
      unknownFields: unknownKeys(record, KNOWN),
      facts: CLOUDTRAIL_FACTS,
    };
  },
};
