/** The default pack: what it promises, and that its generated parts are current. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { code, text as markdownText, withCurrentCatalogue } from '../scripts/generate-rules-doc.ts';
import { actionsOf, CATCH_ALL, classifiedActions, readPack, selectionsOf, withCurrentCatchAll } from '../scripts/generate-catch-all.ts';
import { ESM_SERVICES, esmActionKey, isEsmService, isHeartbeat, isKnownEsmAction } from '../src/core/esm.ts';
import type { JsonObject } from '../src/core/json/value.ts';
import { LEVELS, levelRank } from '../src/core/level.ts';
import { compileRules, parseRules } from '../src/core/rules/index.ts';

const CAPSULE8 = 'capsule8-alerts-dataplane';
const rulesText = read('../rules.json');
const rulesDoc = read('../docs/rules.md');
const pack = readPack(rulesText);

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

describe('every rule', () => {
  it('has a name, a title and an id of its own', () => {
    for (const key of ['name', 'title', 'id'] as const) expect(new Set(pack.map((rule) => rule[key])).size, key).toBe(pack.length);
  });

  it.each(pack.map((rule) => [rule.name, rule] as const))('%s says what it is, why it errs and what to do', (name, rule) => {
    if (!(name in PUBLISHED)) expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(rule.title).not.toBe('');
    expect(rule.description.length).toBeGreaterThanOrEqual(40);
    expect(LEVELS).toContain(rule.level);
    expect(rule.tags.length).toBeGreaterThan(0);
    for (const tag of rule.tags) expect(tag).toMatch(/^attack\.(t\d{4}(\.\d{3})?|[a-z]+(-[a-z]+)*)$/);
    expect(rule.falsepositives.length).toBeGreaterThan(0);
    for (const cause of rule.falsepositives) expect(cause.length).toBeGreaterThanOrEqual(2);
    expect(new Set(rule.references).size).toBe(rule.references.length);
    expect(rule.auditsift.runbook.match(/[.;] |\.$/g)?.length).toBeGreaterThanOrEqual(2);
  });

  it.each(pack.map((rule) => [rule.name, rule] as const))('%s has tests that match and tests that do not', (_, rule) => {
    const { tests } = rule.auditsift;
    expect(tests.filter((test) => test.matches)).not.toEqual([]);
    expect(tests.filter((test) => !test.matches)).not.toEqual([]);
    expect(new Set(tests.map((test) => test.title)).size).toBe(tests.length);
  });

  it.each(pack.map((rule) => [rule.name, rule] as const))('%s has the level of its highest selection', (_, rule) => {
    const { levels } = rule.auditsift;
    if (levels === undefined) return;
    expect(Object.keys(levels).sort()).toEqual(
      selectionsOf(rule)
        .map(([name]) => name)
        .sort(),
    );
    expect(Math.max(...Object.values(levels).map(levelRank))).toBe(levelRank(rule.level));
  });

  it.each(pack.filter((rule) => !(rule.name in PUBLISHED)).map((rule) => [rule.name, rule] as const))(
    '%s names the service in each selection, so that its levels hold',
    (_, rule) => {
      const unguarded = selectionsOf(rule).filter(([, items]) => items['serviceName'] === undefined);
      expect(unguarded.map(([name]) => name)).toEqual(rule.name === CATCH_ALL ? ['classified'] : []);
    },
  );

  it('gives both ATT&CK ids where versions 18 and 19 differ', () => {
    const renumbered = { 't1562.001': 't1685', 't1562.003': 't1690', 't1070.002': 't1685.006' };
    for (const rule of pack) {
      for (const [old, now] of Object.entries(renumbered)) {
        expect(rule.tags.includes(`attack.${old}`), `${rule.name}: ${old} and ${now}`).toBe(rule.tags.includes(`attack.${now}`));
      }
      const gone = rule.tags.filter((tag) => /^attack\.(t1562|t1070\.00[12])/.test(tag) && !(tag.slice(7) in renumbered));
      expect(gone, `${rule.name}: no version 19 id known to this test`).toEqual([]);
    }
  });
});

describe('the catalogue of ESM actions', () => {
  const known = ESM_SERVICES.get(CAPSULE8)?.actions ?? [];
  const named = pack.filter((rule) => rule.name !== CATCH_ALL).flatMap((rule) => actionsOf(rule));

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
    const actions = actionsOf(readPack(withCurrentCatchAll(edited)).find((rule) => rule.name === CATCH_ALL)!);
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

describe('docs/rules.md', () => {
  it('is current (npx tsx scripts/generate-rules-doc.ts)', () => {
    expect(withCurrentCatalogue(rulesDoc, rulesText)).toBe(rulesDoc);
  });

  it('shows an example that loads, and whose tests pass', () => {
    const [rule = '', ours = ''] = [...rulesDoc.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block]) => block);
    const parsed = parseRules(rule + ours, 'verbose-log-off.yml');
    expect(parsed.issues).toEqual([]);
    const [compiled] = compileRules(parsed).rules;
    expect(compiled!.rule.tests.map((test) => compiled!.match(test.record)?.level ?? null)).toEqual(['high', null]);
  });

  it.each([
    ['a | b\n# c', 'a \\| b \\# c'],
    ['<img src=x> &amp; [x](y) `z` *_~', '&lt;img src=x\\> &amp;amp; \\[x\\](y) \\`z\\` \\*\\_\\~'],
  ])('escapes %j', (raw, escaped) => {
    expect(markdownText(raw)).toBe(escaped);
  });

  it.each([
    ['a', '`a`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a\nb', '`a b`'],
  ])('fences %j', (raw, fenced) => {
    expect(code(raw)).toBe(fenced);
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

  it.each(compiled.flatMap((c) => c.rule.tests.map((test) => [c.rule.name, test.title, c, test] as const)))('%s: %s', (_, __, c, test) => {
    const match = c.match(test.record);
    expect(match !== null).toBe(test.matches);
    if (match !== null && test.level !== null) expect(match.level).toBe(test.level);
  });

  it('runs every test of the file', () => {
    expect(compiled.map((c) => c.rule.tests.length)).toEqual(pack.map((rule) => rule.auditsift.tests.length));
  });

  it.each(pack.flatMap((rule) => (rule.name === CATCH_ALL ? [] : actionsOf(rule).map((action) => [action] as const))))(
    'raises for %s the alerts of the rules that name it, and no other',
    (actionName) => {
      const expected = pack.filter((rule) => rule.name !== CATCH_ALL && actionsOf(rule).includes(actionName)).map((rule) => rule.name);
      expect(alerts({ serviceName: CAPSULE8, actionName })).toEqual(expected);
      expect(alerts({ serviceName: CAPSULE8, actionName: actionName.toUpperCase() })).toEqual(expected);
    },
  );

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
