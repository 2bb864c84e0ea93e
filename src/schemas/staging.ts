/**
 * Gives a sample record its time and request id, in the spelling of its shape: for records that a test lets happen.
 *
 * Owns: which members those are in each shape. Must not know: tests, rules.
 */
import { member, textOf, type JsonObject, type JsonValue } from '../core/json/value.ts';
import type { StageRecord } from '../core/scan/rehearsal.ts';
import { azureProperties, shapeOf } from './shape.ts';

interface Spelling {
  readonly time: string;
  readonly write: (time: number) => JsonValue;
  readonly requestIds: readonly string[];
}

const iso = (time: number): string => new Date(time).toISOString();

const SPELLINGS = {
  delivery: { time: 'timestamp', write: (time) => time, requestIds: ['requestId'] },
  'system-table': { time: 'event_time', write: iso, requestIds: ['request_id'] },
  'azure-row': { time: 'TimeGenerated', write: iso, requestIds: ['RequestId'] },
  'azure-record': { time: 'time', write: iso, requestIds: [] },
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
  cloudtrail: { time: 'eventTime', write: (time) => iso(time).replace('.000Z', 'Z'), requestIds: ['requestID', 'eventID'] },
  // Whole seconds; flows have no id, and their ends tell them apart.
  'vpc-flow': { time: 'start', write: (time) => Math.floor(time / 1000), requestIds: [] },
} as const satisfies Record<string, Spelling>;

export const stageRecord: StageRecord = (record, { time, requestId, repeated }) => {
  const shape = shapeOf(record) ?? (Object.hasOwn(record, 'eventName') ? 'cloudtrail' : 'delivery');
  const spelling: Spelling = SPELLINGS[shape];
  const staged = withRequest({ ...record, [spelling.time]: spelling.write(time) }, spelling.requestIds, requestId, repeated);
  const properties = shape === 'azure-record' ? azureProperties(record) : undefined;
  return properties === undefined ? staged : { ...staged, properties: withRequest(properties, ['requestId'], requestId, repeated) };
};

/** Repeats are told apart behind the id that the test gives. */
function withRequest(record: JsonObject, names: readonly string[], requestId: string, repeated: boolean): JsonObject {
  const ids = names.flatMap((name): [string, JsonValue][] => {
    const own = member(record, name);
    if (own === undefined || own === null) return [[name, requestId]];
    return repeated ? [[name, `${textOf(own) ?? ''}-${requestId}`]] : [];
  });
  return { ...record, ...Object.fromEntries(ids) };
}
