/**
 * VPC flow log records, with AWS's names for the fields (`interface-id`, `srcaddr`, …). Names and meanings: VPC user guide, "Flow log
 * records". An interface's traffic in a window of time, or that there was none (NODATA), or that it was not noted down (SKIPDATA).
 */
import { NO_DETAILS } from '../core/details.ts';
import { AWS_VPCFLOW } from '../core/event.ts';
import type { EventFacts } from '../core/event-facts.ts';
import { EXPORT_TIME, FLOW_FIELDS, flowTime } from '../core/flow-fields.ts';
import { member, stringMember, textOf } from '../core/json/value.ts';
import type { LogSchema } from '../core/ports.ts';
import { unknownKeys } from './mapping.ts';
import { FLOW_MARKS, shapeOf } from './shape.ts';

const KNOWN: ReadonlySet<string> = new Set([...FLOW_FIELDS, EXPORT_TIME]);
/** What else the export of a record may add tells no two of them apart. */
const IDENTITY = [...FLOW_FIELDS];

const FLOW_FACTS: EventFacts = {
  instanceOf: (record) => stringMember(record, 'instance-id'),
  clusterOf: () => null,
  usersOf: () => [],
  requestIdOf: () => null,
  databricksAccountOf: () => null,
  awsAccountOf: (record) => textOf(member(record, 'account-id')) ?? null,
  statusOf: () => null,
  detailsOf: () => NO_DETAILS,
  lostOf: () => [],
  identityOf: (record) => IDENTITY.map((key) => member(record, key) ?? null),
};

export const vpcFlow: LogSchema = {
  name: 'vpc-flow',
  logsource: AWS_VPCFLOW,
  marks: FLOW_MARKS,
  recognises: (record) => shapeOf(record) === 'vpc-flow',
  toEvent: (record) => ({
    fields: record,
    time: flowTime(member(record, 'start')),
    serviceName: null,
    actionName: stringMember(record, 'action') ?? stringMember(record, 'log-status'),
    workspaceId: null,
    workspaceless: true,
    unknownFields: unknownKeys(record, KNOWN),
    facts: FLOW_FACTS,
  }),
};
