import { describe, expect, it } from 'vitest';
import { PUBLISHED_ACTIONS } from '../../fixtures/records.ts';
import { ESM_SERVICES, esmActionKey, isEsmService, isHeartbeat, isKnownEsmAction } from '../../src/core/esm.ts';

const CAPSULE8 = 'capsule8-alerts-dataplane';

describe('the catalogue of Enhanced Security Monitoring', () => {
  it('has the fourteen published actions', () => {
    for (const action of PUBLISHED_ACTIONS) expect(isKnownEsmAction(CAPSULE8, action)).toBe(true);
  });

  it('names no action of a service twice', () => {
    for (const { actions } of ESM_SERVICES.values()) expect(new Set(actions.map(esmActionKey)).size).toBe(actions.length);
  });

  it.each(['capsule8-alerts-dataplane', 'Capsule8-Alerts-Dataplane', ' clamAVScanService-dataplane ', 'monit', 'syslog'])(
    'knows the service %j',
    (name) => {
      expect(isEsmService(name)).toBe(true);
    },
  );

  it.each(['', 'accounts', 'capsule8', null, undefined])('does not know the service %j', (name) => {
    expect(isEsmService(name)).toBe(false);
    expect(isKnownEsmAction(name, 'Heartbeat')).toBe(false);
    expect(isHeartbeat(name, 'Heartbeat')).toBe(false);
  });

  it.each([
    ['Container Escape Via Kernel Exploitation', true],
    ['Processor Level Protections Disabled', true],
    ['Setuid / Setgid Bit Set On File', true],
    ['Suspicious Program Name Executed - Space After File', true],
    ['  kernel   exploit ', true],
    ['Wget Program Blacklist', false],
    ['', false],
    [null, false],
  ])('compares names without regard to case, spaces and hyphens: %j is known: %s', (action, known) => {
    expect(isKnownEsmAction(CAPSULE8, action)).toBe(known);
  });

  it('an action is known under its own service only', () => {
    expect(isKnownEsmAction('clamAVScanService-dataplane', 'Kernel Exploit')).toBe(false);
    expect(isKnownEsmAction('clamAVScanService-dataplane', 'clamavscanaction')).toBe(true);
  });

  it('tells heartbeats, which only one service has', () => {
    expect(isHeartbeat(CAPSULE8, 'HEARTBEAT')).toBe(true);
    expect(isHeartbeat(CAPSULE8, 'Heartbeat lost')).toBe(false);
    expect(isHeartbeat(CAPSULE8, null)).toBe(false);
    expect(isHeartbeat('monit', 'Heartbeat')).toBe(false);
  });
});
