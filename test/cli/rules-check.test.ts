/** `auditsift rules check`: what it prints, as text and as JSON, and its exit code. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lastLine, runMain } from '../helpers/run-main.ts';
import { startCpuTime } from '../helpers/cpu-time.ts';

const DOUBTFUL = 'fixtures/rules/doubtful';
const folder = mkdtempSync(join(tmpdir(), 'rules-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

function ruleFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Report {
  readonly schemaVersion: number;
  readonly files: readonly string[];
  readonly rules: number;
  readonly tests: number;
  readonly errors: number;
  readonly warnings: number;
  readonly issues: readonly Readonly<Record<string, string | number | null>>[];
}

const GOOD = `title: t
name: good
level: low
logsource: {product: databricks, service: audit}
detection: {s: {serviceName: dbfs, actionName: mount}, condition: s}
auditsift:
  tests:
    - {title: a, record: {serviceName: dbfs, actionName: mount, requestParams: {}}, matches: true}
    - {title: b, record: {serviceName: dbfs, actionName: unmount, requestParams: {}}, matches: false}
`;

describe('rules check', () => {
  it('shows each doubt in its place, with the word underlined (the file holds what it prints; run vitest with -u when that is right)', async () => {
    const { code, stdout, stderr } = await runMain(['rules', 'check', DOUBTFUL]);
    expect(code).toBe(2);
    const doubts = stdout.split(/(?=^fixtures)/m).filter((doubt) => !doubt.includes('[no-tests]'));
    await expect(doubts.join('')).toMatchFileSnapshot('../golden/rules-check.txt');
    expect(lastLine(stderr)).toMatch(/^21 rules and 2 tests in 14 files: \d errors, \d+ warnings$/);
  });

  it('has a file for each kind of doubt', async () => {
    const { stdout } = await runMain(['rules', 'check', DOUBTFUL, '--format', 'json']);
    const { issues, errors } = JSON.parse(stdout) as Report;
    const inFile = (name: string): readonly (string | number | null | undefined)[] =>
      issues.filter(({ file, code }) => file === `${DOUBTFUL}/${name}` && code !== 'no-tests').map(({ code }) => code);
    for (const name of readdirSync(DOUBTFUL)) {
      const codes = new Set(inFile(name));
      expect([...codes], name).toEqual(name === 'other-log.yml' ? [] : [name.replace(/\.\w+$/, '')]);
    }
    expect(errors).toBe(4);
  });

  it('tells an editor what and where, and what to write instead', async () => {
    const { stdout } = await runMain(['rules', 'check', `${DOUBTFUL}/unknown-action.json`, '--format', 'json']);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    const report = JSON.parse(stdout) as Report;
    expect(report).toMatchObject({
      schemaVersion: 1,
      files: [`${DOUBTFUL}/unknown-action.json`],
      rules: 1,
      tests: 0,
      errors: 0,
      warnings: 4,
    });
    expect(report.issues.filter(({ code }) => code !== 'no-tests')).toEqual([
      {
        file: `${DOUBTFUL}/unknown-action.json`,
        line: 9,
        column: 39,
        endColumn: 65,
        severity: 'warning',
        code: 'unknown-action',
        rule: 'unknown_action',
        message: 'No action is known as `AppArmor Profil Modified`. Did you mean `AppArmor Profile Modified`?',
        hint: 'AppArmor Profile Modified',
      },
      expect.objectContaining({ line: 9, column: 67, endColumn: 76, hint: null }),
    ]);
  });

  it('counts warnings as errors when told so', async () => {
    const warned = ruleFile('warned.yml', GOOD.replace('level: low\n', ''));
    expect((await runMain(['rules', 'check', warned])).code).toBe(0);
    expect((await runMain(['rules', 'check', '--warnings-as-errors', warned])).code).toBe(2);
    expect((await runMain(['rules', 'check', '--warnings-as-errors', ruleFile('good.yml', GOOD)])).code).toBe(0);
  });

  it('asks packs for a runbook and known false positives, the shipped ones always', async () => {
    const file = ruleFile('pack.yml', GOOD);
    const codes = async (...args: string[]): Promise<readonly unknown[]> =>
      (JSON.parse((await runMain(['rules', 'check', '-f', 'json', ...args])).stdout) as Report).issues.map(({ code }) => code);
    expect(await codes(file)).toEqual([]);
    expect(await codes('--pack', file)).toEqual(['no-runbook', 'no-falsepositives']);
    expect(await codes('--pack', 'rules.json')).toEqual([]);
  });

  it('finds nothing to say of the shipped packs', async () => {
    expect(await runMain(['rules', 'check', '--warnings-as-errors'])).toMatchObject({ code: 0, stdout: '' });
  });

  it('orders issues by file and line, and compares rules of different files', async () => {
    const [first, second] = [ruleFile('z.yml', GOOD), ruleFile('a.yml', GOOD.replace('good', 'other').replace('level: low\n', ''))];
    const { stdout } = await runMain(['rules', 'check', first, second]);
    expect(stdout.match(/^\S+: warning/gm)?.map((line) => line.replace(folder, ''))).toEqual([
      '/a.yml:1:1: warning',
      '/a.yml:1:1: warning',
    ]);
    expect(stdout).toContain(`the same records as the rule \`good\` at ${first}:1`);
  });

  it('escapes what a file says before it shows it', async () => {
    const { stdout } = await runMain([
      'rules',
      'check',
      ruleFile(
        'hostile.yml',
        GOOD.replace('mount, r', '\u009b31mount, r').replace('actionName: mount}, c', 'actionName: "mo\u009b31munt"}, c'),
      ),
    ]);
    expect(stdout).not.toContain('\u009b');
    expect(stdout).toContain('unknown-action');
  });

  it('refuses a file that is too large, without reading it all', async () => {
    const large = ruleFile('large.yml', '- x\n'.repeat(2_500_000));
    const spent = startCpuTime();
    const { code, stdout } = await runMain(['rules', 'check', large]);
    expect(spent()).toBeLessThan(2000);
    expect(code).toBe(2);
    expect(stdout).toContain('[too-large]');
  });

  it('colours on request only', async () => {
    const file = `${DOUBTFUL}/slow-rule.yml`;
    expect((await runMain(['rules', 'check', file, '--color', 'always'])).stdout).toContain('\u001b[');
    expect((await runMain(['rules', 'check', file])).stdout).not.toContain('\u001b');
  });
});

describe('scan --where', () => {
  it('says when a name in it is known to nobody, and scans all the same', async () => {
    const args = ['-f', 'none', '-e', 'actionNam: login', 'fixtures/sample'];
    const { code, stderr } = await runMain(args);
    expect(code).toBe(0);
    expect(stderr).toContain(
      '--where:1:1: warning: rule where-1: No record of the audit log is known to have the field `actionNam`. Did you mean',
    );
    expect((await runMain(['-q', ...args])).stderr).not.toContain('where-1');
    expect((await runMain(['-f', 'none', '-e', 'actionName: login', 'fixtures/sample'])).stderr).not.toContain('warning');
  });
});
