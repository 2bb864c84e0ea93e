import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../src/core/event.ts';
import { isWanted, NO_FILTERS, type Filters } from '../../src/core/filters.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { databricksDelivery } from '../../src/schemas/databricks-delivery.ts';

const T = 1772352000000;
const event = (changes: JsonObject = {}): AuditEvent =>
  databricksDelivery.toEvent({
    ...{ timestamp: T, workspaceId: 123, serviceName: 's', actionName: 'a', sourceIPAddress: '203.0.113.9:443' },
    ...{ userIdentity: { email: 'Ann@Example.com' }, requestParams: { instanceId: 'i-1' } },
    ...changes,
  });
const wanted = (filters: Partial<Filters>, changes?: JsonObject): boolean =>
  isWanted(event(changes), 'medium', { ...NO_FILTERS, ...filters });

describe('isWanted', () => {
  it('wants everything without filters', () => {
    expect(isWanted(event(), null, NO_FILTERS)).toBe(true);
    expect(isWanted(databricksDelivery.toEvent({}), null, NO_FILTERS)).toBe(true);
  });

  it('has a half-open range of time', () => {
    expect(wanted({ since: T })).toBe(true);
    expect(wanted({ since: T + 1 })).toBe(false);
    expect(wanted({ until: T })).toBe(false);
    expect(wanted({ until: T + 1 })).toBe(true);
  });

  it('keeps an event without a readable time', () => {
    expect(wanted({ since: T + 1, until: T + 2 }, { timestamp: null })).toBe(true);
  });

  it('compares levels, and no level is below all', () => {
    expect(wanted({ minLevel: 'medium' })).toBe(true);
    expect(wanted({ minLevel: 'high' })).toBe(false);
    expect(isWanted(event(), null, { ...NO_FILTERS, minLevel: 'informational' })).toBe(false);
  });

  it('finds the instance under both its names', () => {
    expect(wanted({ instances: new Set(['i-1']) })).toBe(true);
    expect(wanted({ instances: new Set(['i-2']) })).toBe(false);
    expect(wanted({ instances: new Set(['i-2']) }, { requestParams: { instance_id: 'i-2' } })).toBe(true);
    expect(wanted({ instances: new Set(['i-1']) }, { requestParams: null })).toBe(false);
  });

  it('compares workspaces as text, and finds the one an account-level record is about', () => {
    expect(wanted({ workspaces: new Set(['123']) })).toBe(true);
    expect(wanted({ workspaces: new Set(['12']) })).toBe(false);
    expect(wanted({ workspaces: new Set(['123']) }, { workspaceId: 0, requestParams: { workspace_id: '123' } })).toBe(true);
    expect(wanted({ workspaces: new Set(['123']) }, { workspaceId: 0, requestParams: { workspace_id: 123 } })).toBe(true);
    expect(wanted({ workspaces: new Set(['123']) }, { workspaceId: 0 })).toBe(false);
  });

  it('compares users without regard to case; a failed login names its user in the request', () => {
    expect(wanted({ users: new Set(['ann@example.com']) })).toBe(true);
    expect(wanted({ users: new Set(['ann']) })).toBe(false);
    const failed = { userIdentity: { email: null }, requestParams: { user: 'Bob@example.com' } };
    expect(wanted({ users: new Set(['bob@example.com']) }, failed)).toBe(true);
  });

  it('compares addresses without their port', () => {
    expect(wanted({ sourceIps: new Set(['203.0.113.9']) })).toBe(true);
    expect(wanted({ sourceIps: new Set(['203.0.113.9']) }, { sourceIPAddress: null })).toBe(false);
  });

  it('wants what all filters want', () => {
    expect(wanted({ instances: new Set(['i-1']), workspaces: new Set(['123']), users: new Set(['ann@example.com']) })).toBe(true);
    expect(wanted({ instances: new Set(['i-1']), workspaces: new Set(['9']) })).toBe(false);
  });
});
