/** The default pack: the published detections, the catalogue of the sensors, the catch-all. What every pack promises: every-pack.test.ts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATCH_ALL, classifiedActions, withCurrentCatchAll } from '../../scripts/generate-catch-all.ts';
import { actionsOf, readRules, selectionsOf } from '../../scripts/pack.ts';
import { ESM_SERVICES, esmActionKey, isEsmService, isHeartbeat, isKnownEsmAction } from '../../src/core/esm.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { compileRules, parseRules } from '../../src/core/rules/index.ts';

const CAPSULE8 = 'capsule8-alerts-dataplane';
const rulesText = read('../../rules.json');
const pack = readRules(rulesText);

/** The rules about Capsule8, without the one that takes what is left. */
const capsule8 = pack.filter(
  (rule) => rule.name !== CATCH_ALL && selectionsOf(rule).some(([, items]) => (items['serviceName'] ?? CAPSULE8) === CAPSULE8),
);
const named = capsule8.flatMap((rule) => actionsOf(rule));

/** As published: by action name alone. */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  'container-escape': [
    'Container Escape via Kernel Exploitation',
    'Userland Container Escape',
    'New File Executed in Container',
    'Privileged Container Launched',
  ],
  'host-security': [
    'Processor-Level Protections Disabled',
    'AppArmor Disabled In Kernel',
    'AppArmor Profile Modified',
    'Boot Files Modified',
    'Root Certificate Store Modified',
  ],
  'kernel-exploit': ['BPF Program Executed', 'Kernel Module Loaded', 'Kernel Exploit'],
  'suspicious-activity': [
    'New File Executed in Container',
    'Suspicious Interactive Shell',
    'User Command Logging Evasion',
    'Privileged Container Launched',
  ],
};

describe('the published detections', () => {
  it.each(Object.entries(PUBLISHED))('%s has exactly the published actions and no other test', (name, actions) => {
    const rule = ruleNamed(name);
    expect([...actionsOf(rule)].sort()).toEqual([...actions].sort());
    for (const [, items] of selectionsOf(rule)) expect(Object.keys(items)).toEqual(['actionName']);
    const names = selectionsOf(rule).map(([selection]) => selection);
    expect(rule.detection.condition).toBe(names.join(' or '));
  });

  it('come first, in the published order', () => {
    expect(pack.slice(0, 4).map((rule) => rule.name)).toEqual(Object.keys(PUBLISHED));
  });
});

describe('the catalogue of ESM actions', () => {
  const known = ESM_SERVICES.get(CAPSULE8)?.actions ?? [];
  it('has every action that the pack names, and the pack every action that it has', () => {
    expect(known).toHaveLength(49);
    const keys = (names: readonly string[]) => [...new Set(names.map(esmActionKey))].sort();
    expect(keys([...named, 'Heartbeat'])).toEqual(keys(known));
    expect(keys(known)).toHaveLength(49);
  });

  it('is spelled as the rules spell it', () => {
    expect(known.filter((action) => action !== 'Heartbeat' && !named.includes(action))).toEqual([]);
  });

  it.each([
    ['new file executed In container', true],
    ['  Kernel  Exploit ', true],
    ['Processor Level Protections Disabled', true],
    ['Suspicious Program Name Executed - Space After File', true],
    ['Setuid / Setgid Bit Set On File', true],
    ['HEARTBEAT', true],
    ['Wget Program Blacklist', false],
    ['KernelExploit', false],
    ['', false],
    [null, false],
    [undefined, false],
  ])('knows the action %j: %j', (action, expected) => {
    expect(isKnownEsmAction(CAPSULE8, action)).toBe(expected);
    expect(isKnownEsmAction('workspace', action)).toBe(false);
    expect(isKnownEsmAction(null, action)).toBe(false);
  });

  it.each([
    [CAPSULE8, true],
    ['Capsule8-Alerts-Dataplane', true],
    ['clamAVScanService-dataplane', true],
    ['monit', true],
    ['syslog', true],
    ['workspace', false],
    ['constructor', false],
    [null, false],
    [undefined, false],
  ])('takes the service %j for ESM: %j', (service, expected) => {
    expect(isEsmService(service)).toBe(expected);
  });

  it.each([
    [CAPSULE8, 'Heartbeat', true],
    [CAPSULE8, ' heartbeat', true],
    [CAPSULE8, 'Kernel Exploit', false],
    [CAPSULE8, null, false],
    ['monit', 'Heartbeat', false],
    ['workspace', 'Heartbeat', false],
    [null, null, false],
  ])('takes %j %j for a heartbeat: %j', (service, action, expected) => {
    expect(isHeartbeat(service, action)).toBe(expected);
  });
});

describe('the catch-all', () => {
  it('leaves out what the pack names today (npx tsx scripts/generate-catch-all.ts)', () => {
    expect(withCurrentCatchAll(rulesText)).toBe(rulesText);
    expect(classifiedActions(pack)[0]).toBe('Heartbeat');
  });

  it('takes up an action that a rule gains, and gives up one that it loses', () => {
    const edited = rulesText.replace('"Process Injection"]', () => '"Process \\"Grafting\\" $&"]');
    expect(edited).not.toBe(rulesText);
    const actions = actionsOf(readRules(withCurrentCatchAll(edited)).find((rule) => rule.name === CATCH_ALL)!);
    expect(actions).toContain('Process "Grafting" $&');
    expect(actions).not.toContain('Process Injection');
  });

  it('does not count the actions of rules about other services', () => {
    const other = { ...ruleNamed('process_injection'), detection: { s: { serviceName: 'workspace', actionName: 'x' }, condition: 's' } };
    expect(classifiedActions([other])).toEqual(['Heartbeat']);
  });

  it('refuses a file in which it cannot find its list', () => {
    expect(() => withCurrentCatchAll(rulesText.replace('"classified": {', '"known": {'))).toThrow('classified');
    expect(() => withCurrentCatchAll(JSON.stringify({ rules: [] }))).toThrow(CATCH_ALL);
  });
});

describe('the pack in the engine', () => {
  const parsed = parseRules(rulesText, 'rules.json');
  const compiled = compileRules(parsed).rules;
  const alerts = (record: JsonObject) => compiled.filter((rule) => rule.match(record) !== null).map(({ rule }) => rule.name);

  it('loads without an issue', () => {
    expect(parsed.issues).toEqual([]);
    expect(parsed.rules.map((rule) => rule.name)).toEqual(pack.map((rule) => rule.name));
  });

  it.each(named.map((action) => [action] as const))('raises for %s the alerts of the rules that name it, and no other', (actionName) => {
    const expected = pack.filter((rule) => rule.name !== CATCH_ALL && actionsOf(rule).includes(actionName)).map((rule) => rule.name);
    expect(alerts({ serviceName: CAPSULE8, actionName })).toEqual(expected);
    expect(alerts({ serviceName: CAPSULE8, actionName: actionName.toUpperCase() })).toEqual(expected);
  });

  it.each([
    ['a heartbeat', { serviceName: CAPSULE8, actionName: 'Heartbeat', requestParams: { instanceId: 'i-0a1b2c3d4e5f60718' } }],
    [
      'a login',
      { serviceName: 'accounts', actionName: 'login', userIdentity: { email: 'ann@example.com' }, response: { statusCode: 200 } },
    ],
    ['a notebook command', { serviceName: 'notebook', actionName: 'runCommand', requestParams: { commandText: 'print("x FOUND")' } }],
    [
      'a new cluster',
      { serviceName: 'clusters', actionName: 'create', response: { statusCode: 200, result: '{"cluster_id":"0301-1-a"}' } },
    ],
    ['a process that monit watches', { serviceName: 'monit', actionName: 'processRunning', requestParams: { processName: 'clamd' } }],
    ['a record without a service', { actionName: 'login' }],
    ['an empty record', {}],
  ])('stays silent about %s', (_, record) => {
    expect(alerts(record)).toEqual([]);
  });
});

function ruleNamed(name: string) {
  return pack.find((rule) => rule.name === name)!;
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}
