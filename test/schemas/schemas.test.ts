/** Every shape tells the same story as the delivery format, field by field. */
import { describe, expect, it } from 'vitest';
import { alert, azureRecord, logAnalyticsRow, record, START, systemTableRow, type AuditRecord } from '../../fixtures/records.ts';
import { identityText } from '../../src/core/identity.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { azureDiagnostic } from '../../src/schemas/azure-diagnostic.ts';
import { databricksDelivery } from '../../src/schemas/databricks-delivery.ts';
import { databricksSystemTable } from '../../src/schemas/databricks-system-table.ts';

const ALERT = alert('Kernel Exploit', 'i-0014000000000000a', START);
const LOGIN = record({ serviceName: 'accounts', actionName: 'login', timestamp: START, requestParams: { user: 'ann@example.com' } });
const asJson = (value: object): JsonObject => parseJson(JSON.stringify(value)) as JsonObject;
const SAME = ['serviceName', 'actionName', 'requestId', 'requestParams'];

function pick(fields: JsonObject): JsonObject {
  return Object.fromEntries(SAME.map((name) => [name, fields[name] ?? null]));
}

describe.each([
  ['an alert', ALERT],
  ['a login', LOGIN],
])('%s', (_, original: AuditRecord) => {
  const delivery = databricksDelivery.toEvent(asJson(original));

  it.each([0, 1, 2, 3])('as a row of the system table, in spelling %i', (variant) => {
    const event = databricksSystemTable.toEvent(asJson(systemTableRow(original, variant)));
    expect(pick(event.fields)).toEqual(pick(delivery.fields));
    expect(event).toMatchObject({ time: START, workspaceId: delivery.workspaceId });
    expect(identityText(event)).toBe(identityText(delivery));
  });

  it.each([
    ['record', azureRecord],
    ['Log Analytics row', logAnalyticsRow],
  ])('as an Azure %s', (__, write) => {
    const event = azureDiagnostic.toEvent(asJson(write(original)));
    expect(pick(event.fields)).toEqual(pick(delivery.fields));
    expect(event).toMatchObject({ time: START, workspaceId: 'SYNTHETIC-WS' });
    expect(identityText(event)).toBe(identityText(delivery));
  });
});

it('a delivered record is not copied: the rules see it as it is', () => {
  const delivered = asJson(ALERT);
  expect(databricksDelivery.toEvent(delivered).fields).toBe(delivered);
});

it('workspace ids keep every digit, and orgId stands in for them', () => {
  expect(databricksDelivery.toEvent(parseJson('{"workspaceId":12345678901234567890}') as JsonObject).workspaceId).toBe(
    '12345678901234567890',
  );
  expect(databricksDelivery.toEvent({ orgId: 7 }).workspaceId).toBe('7');
  expect(databricksDelivery.toEvent({ workspaceId: 0 }).workspaceId).toBe('0');
  expect(databricksDelivery.toEvent({}).workspaceId).toBeNull();
});

describe('Azure records whose properties were cut', () => {
  it('still tell service and action by their operation', () => {
    const cut = { ...asJson(azureRecord(ALERT)), properties: '{"sourceIPAddress":"","requestParams":"{\\"insta' };
    expect(azureDiagnostic.recognises(cut)).toBe(true);
    expect(azureDiagnostic.toEvent(cut)).toMatchObject({
      serviceName: 'capsule8-alerts-dataplane',
      actionName: 'Kernel Exploit',
      time: START,
    });
  });

  it('properties as text are read', () => {
    const { properties, ...rest } = asJson(azureRecord(ALERT));
    const event = azureDiagnostic.toEvent({ ...rest, properties: JSON.stringify(properties) });
    expect(event.fields).toMatchObject({ requestParams: { instanceId: 'i-0014000000000000a' }, response: { statusCode: 200 } });
  });
});
