/** Sample records get their time and request id in the spelling of their shape. */
import { expect, it } from 'vitest';
import { alert, azureRecord, logAnalyticsRow, START, systemTableRow } from '../../fixtures/records.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { SCHEMAS } from '../../src/registry.ts';
import { stageRecord } from '../../src/schemas/staging.ts';

const plain = (value: object): JsonObject => parseJson(JSON.stringify(value)) as JsonObject;
const base = alert('Kernel Exploit', 'i-1', START);
const time = Date.UTC(2026, 0, 5, 12, 0, 1, 500);

it.each<readonly [string, object]>([
  ['delivery', base],
  ['system table', systemTableRow(base, 0)],
  ['system table', systemTableRow(base, 1)],
  ['azure record', azureRecord(base)],
  ['azure row', logAnalyticsRow(base)],
])('of the %s shape', (_, sample) => {
  const eventOf = (record: JsonObject): { time: number | null; requestId: unknown } => {
    const event = SCHEMAS.find((schema) => schema.recognises(record))!.toEvent(record);
    return { time: event.time, requestId: event.fields['requestId'] };
  };
  const record = plain(sample);
  const own = eventOf(record).requestId;
  expect(own).toEqual(expect.any(String));
  expect(eventOf(stageRecord(record, { time, requestId: 'r', repeated: false }))).toEqual({ time, requestId: own });
  expect(eventOf(stageRecord(record, { time, requestId: 'r', repeated: true }))).toEqual({ time, requestId: `${String(own)}-r` });
});

it('of a record without ids, and of CloudTrail', () => {
  const at = { time, requestId: 'r', repeated: false };
  expect(stageRecord({ actionName: 'x', requestId: null }, at)).toEqual({ actionName: 'x', timestamp: time, requestId: 'r' });
  expect(stageRecord({ eventName: 'x', eventID: 'own' }, { ...at, time: time - 500 })).toEqual({
    ...{ eventName: 'x', eventID: 'own', eventTime: '2026-01-05T12:00:01Z', requestID: 'r' },
  });
});
