/** `auditsift rules test`, `explain`, `show`, `list` and `new`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { alert, START } from '../../fixtures/records.ts';
import { parseRules } from '../../src/core/rules/index.ts';
import { linesOf } from '../helpers/scan.ts';
import { runMain } from '../helpers/run-main.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

const RULE = `title: Cluster deleted
name: cluster_deleted
level: low
logsource: {product: databricks, service: audit}
detection:
  deletion: {serviceName: clusters, actionName: [delete, permanentDelete]}
  robots: {userIdentity.email|endswith: '@robots.example.com'}
  condition: deletion and not robots
auditsift:
  tests:
    - title: by ann
      record: {serviceName: clusters, actionName: delete, userIdentity: {email: ann@example.com}}
      matches: true
---
title: Ann may
name: ann_may
logsource: {product: databricks}
filter:
  rules: [cluster_deleted]
  ann: {userIdentity.email: ann@example.com}
  condition: not ann
auditsift:
  owner: ann
  reason: it is her job
  expires: 2099-12-31
  tests:
    - title: hers are not told
      sequence:
        - record: {serviceName: clusters, actionName: delete, userIdentity: {email: ann@example.com}}
          repeat: 3
          every: 10m
        - after: 1h
          record: {serviceName: clusters, actionName: delete, userIdentity: {email: bob@example.com}}
      findings:
        - {rule: cluster_deleted, count: 1}
`;
const record = (actionName: string, email: string): object => ({
  ...{ serviceName: 'clusters', actionName, timestamp: START, requestParams: {} },
  userIdentity: { email },
});

function ruleFile(text: string = RULE): string {
  const file = `${temporaryFolder()}/rule.yml`;
  writeFileSync(file, text);
  return file;
}

/** Output without the temporary folder in it. */
const plain = (text: string): string => text.replace(/\S*\/rule\.yml/g, 'rule.yml');

describe('rules test', () => {
  it('is silent and 0 when every test passes; -v names them', async () => {
    const file = ruleFile();
    expect(await runMain(['rules', 'test', file])).toEqual({
      code: 0,
      stdout: '',
      stderr: '2 rules and 2 tests in 1 file: 2 passed, 0 failed\n',
    });
    expect((await runMain(['rules', 'test', '-v', file])).stdout).toBe('ok    cluster_deleted: by ann\nok    ann_may: hers are not told\n');
  });

  it('says what was expected, what came and why when one fails, and is 1', async () => {
    const broken = RULE.replace('matches: true', 'matches: false').replace('count: 1', 'count: 4');
    const { code, stdout, stderr } = await runMain(['rules', 'test', ruleFile(broken)]);
    expect(code).toBe(1);
    expect(stderr).toBe('2 rules and 2 tests in 1 file: 0 passed, 2 failed\n');
    expect(plain(stdout)).toBe(`FAIL  cluster_deleted: by ann
      the rule should not match and does, because serviceName = "clusters", actionName = "delete", userIdentity.email = "ann@example.com"
      expected  no match
      got       a match of level low
        ✓ all of these
          ✓ deletion: all of these
            ✓ serviceName is "clusters"  it is "clusters"  <-
            ✓ actionName is "delete" or "permanentDelete"  it is "delete"  <-
          ✓ not robots: userIdentity.email ends with "@robots.example.com"  it is "ann@example.com"  <-
      at rule.yml:11:7
FAIL  ann_may: hers are not told
      the findings of cluster_deleted are not as many as they should be
      expected  cluster_deleted 4
      got       cluster_deleted 1
        after 3600s: cluster_deleted  delete
      at rule.yml:27:7
`);
  });

  it('asks for tests, and writes JUnit', async () => {
    const junit = `${temporaryFolder()}/junit.xml`;
    const { code, stderr } = await runMain(['rules', 'test', '--min-tests', '2', '--junit', junit, ruleFile()]);
    expect(code).toBe(2);
    expect(plain(stderr)).toContain(
      'rule.yml:1:1: error: rule cluster_deleted: It has 1 test, and --min-tests asks for 2; add to `auditsift.tests`.',
    );
    expect(stderr).toContain('2 passed, 0 failed, 2 rules with too few tests');
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toContain('<testsuites name="auditsift rules test" tests="4" failures="2"');
    expect(xml.match(/<testcase /g)).toHaveLength(4);
  });

  it('runs nothing when a rule has an error', async () => {
    const { code, stdout, stderr } = await runMain(['rules', 'test', ruleFile(RULE.replace('level: low', 'level: loud'))]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('the rules have 1 error; no test was run');
  });

  it('passes for the shipped pack', async () => {
    const { code, stderr } = await runMain(['rules', 'test', '--min-tests', '2']);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^\d+ rules and 1\d\d tests in 1 file: 1\d\d passed, 0 failed\n$/)]);
  });

  it('refuses what is no count', async () => {
    expect((await runMain(['rules', 'test', '--min-tests', 'many'])).code).toBe(2);
  });
});

describe('rules explain', () => {
  it('tells a rule in words', async () => {
    const { code, stdout } = await runMain(['rules', 'explain', 'cluster_deleted', '-r', ruleFile()]);
    expect(code).toBe(0);
    expect(plain(stdout)).toBe(`cluster_deleted  Cluster deleted
rule, level low, at rule.yml:1:1
for records of {product: databricks, service: audit}
looks at serviceName, actionName, userIdentity.email
filtered by ann_may
fires when
  - all of these
    - deletion: all of these
      - serviceName is "clusters"
      - actionName is "delete" or "permanentDelete"
    - not robots: userIdentity.email ends with "@robots.example.com"
`);
  });

  it('tells a filter, its owner and its rules', async () => {
    const { stdout } = await runMain(['rules', 'explain', 'ann_may', '-r', ruleFile()]);
    expect(plain(stdout)).toBe(`ann_may  Ann may
filter, no level, at rule.yml:15:1
an exception of ann, it is her job, until 2099-12-31
for rules of {product: databricks}
applies to cluster_deleted
lets them fire only when
  - not ann: userIdentity.email is "ann@example.com"
`);
  });

  it('shows for every record which part decided', async () => {
    const stdin = linesOf(record('resize', 'eve@example.com'), record('delete', 'ann@example.com'), { a: 1 });
    const { code, stdout } = await runMain(['rules', 'explain', 'cluster_deleted', '-', '-r', ruleFile()], { stdin: `${stdin}broken\n` });
    expect(code).toBe(3);
    expect(stdout).toBe(`standard input:1: cluster_deleted does not match
✗ all of these
  ✗ deletion: all of these
    ✓ serviceName is "clusters"  it is "clusters"
    ✗ actionName is "delete" or "permanentDelete"  it is "resize"  <-
  ✓ not robots: userIdentity.email ends with "@robots.example.com"  it is "eve@example.com"

standard input:2: cluster_deleted matches at level low and is suppressed by ann_may
✓ all of these
  ✓ deletion: all of these
    ✓ serviceName is "clusters"  it is "clusters"  <-
    ✓ actionName is "delete" or "permanentDelete"  it is "delete"  <-
  ✓ not robots: userIdentity.email ends with "@robots.example.com"  it is "ann@example.com"  <-
the filter ann_may lets it fire only when
  ✗ not ann: userIdentity.email is "ann@example.com"  it is "ann@example.com"  <-

standard input:3: no schema recognises this record

standard input:4: it is not JSON: an unexpected character
`);
  });

  it('takes findings for the records they carry', async () => {
    const found = await runMain(['-'], { stdin: linesOf(alert('Kernel Exploit', 'i-1', START)) });
    const { stdout } = await runMain(['rules', 'explain', 'kernel-exploit', '-'], { stdin: found.stdout });
    expect(stdout).toContain('standard input:1: kernel-exploit matches at level critical\n');
  });

  it('explains a filter for a record', async () => {
    const { stdout } = await runMain(['rules', 'explain', 'ann_may', '-', '-r', ruleFile()], {
      stdin: linesOf(record('x', 'ann@example.com')),
    });
    expect(stdout).toMatch(/^standard input:1: ann_may suppresses its rules\n✗ not ann/);
  });

  it('says when a rule is never tried on a record', async () => {
    const file = ruleFile('title: t\nname: t\nlogsource: {product: aws}\ndetection: {s: {a: 1}, condition: s}\n');
    const { code, stdout } = await runMain(['rules', 'explain', 't', '-', '-r', file], { stdin: linesOf(record('x', 'y')) });
    expect([code, stdout]).toEqual([
      0,
      'standard input:1: t is for {product: aws} and is never tried on this record of {product: databricks, service: audit}\n',
    ]);
  });

  it('shows a few of many records, and says so', async () => {
    const stdin = linesOf(...Array.from({ length: 25 }, () => record('x', 'y')));
    const { stdout } = await runMain(['rules', 'explain', 'cluster_deleted', '-', '-r', ruleFile()], { stdin });
    expect(stdout.match(/^standard input:\d+/gm)).toHaveLength(20);
    expect(stdout).toMatch(/\n… there are more records; the first 20 are shown\n$/);
  });

  it('is harmless to a terminal', async () => {
    const { stdout } = await runMain(['rules', 'explain', 'cluster_deleted', '-', '-r', ruleFile()], {
      stdin: linesOf(record('\u001b[2J\u202e', 'x'.repeat(100_000))),
    });
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\u202e');
    expect(stdout.length).toBeLessThan(2000);
  });

  it.each([
    [
      ['rules', 'explain', 'kernel-exploi'],
      'there is no rule kernel-exploi; did you mean kernel-exploit? (auditsift rules list names them; --rules loads others)',
    ],
    [['rules', 'explain', 'kernel-exploit', 'no-such-file'], /^no-such-file cannot be read: ENOENT/],
    [['rules', 'explain', 'kernel-exploit', '-'], 'standard input holds no record'],
  ])('%j is a usage error', async (argv, message) => {
    const { code, stderr } = await runMain(argv);
    expect(code).toBe(2);
    expect(stderr.replace('auditsift: ', '').trimEnd()).toMatch(message);
  });
});

describe('rules show', () => {
  it('prints a document as it is stored, and where', async () => {
    const file = ruleFile();
    const { code, stdout, stderr } = await runMain(['rules', 'show', 'ann_may', '-r', file]);
    expect([code, stdout, stderr]).toEqual([0, RULE.slice(RULE.indexOf('title: Ann')), `${file}:15:1\n`]);
  });

  it('finds by id, in the shipped pack', async () => {
    const { stdout, stderr } = await runMain(['rules', 'show', 'F9DA448C-a0cf-42c2-943f-31d5a797095a']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'container-escape' });
    expect(stderr).toBe('builtin:host:4:5\n');
  });

  it('suggests a name', async () => {
    expect((await runMain(['rules', 'show', 'container-escpe'])).stderr).toContain('did you mean container-escape?');
  });

  it('escapes for a terminal only', async () => {
    const file = ruleFile(RULE.replace('Ann may', 'Ann \u202e may'));
    expect((await runMain(['rules', 'show', 'ann_may', '-r', file], { stdoutIsTTY: true })).stdout).toContain('Ann \\u202e may');
    expect((await runMain(['rules', 'show', 'ann_may', '-r', file])).stdout).toContain('Ann \u202e may');
  });
});

describe('rules list', () => {
  it('gives every document as JSON, with these keys', async () => {
    const { code, stdout } = await runMain(['rules', 'list', '--format', 'json', ruleFile()]);
    const items = JSON.parse(stdout) as Record<string, unknown>[];
    expect(code).toBe(0);
    expect(items).toMatchObject([
      { kind: 'rule', name: 'cluster_deleted', level: 'low', highestLevel: 'low', logsource: { product: 'databricks' }, tests: 1, line: 1 },
      { kind: 'filter', name: 'ann_may', level: null, tests: 1, line: 15 },
    ]);
    for (const item of items) {
      expect(Object.keys(item)).toEqual([
        ...['kind', 'name', 'id', 'title', 'description', 'level', 'highestLevel', 'status', 'tags', 'logsource'],
        ...['falsepositives', 'references', 'runbook', 'tests', 'uri', 'line', 'column'],
      ]);
    }
  });

  it('says in text what is no rule', async () => {
    const { stdout } = await runMain(['rules', 'list', ruleFile()]);
    expect(stdout).toBe('cluster_deleted  low            Cluster deleted\nann_may          -              Ann may (filter)\n');
  });
});

describe('rules new', () => {
  it.each([[[]], [['job_created']], [['x-1']], [['_']]])('with %j gives a rule that passes its checks and tests', async (argv) => {
    const made = await runMain(['rules', 'new', ...argv]);
    expect(made.code).toBe(0);
    const file = ruleFile(made.stdout);
    const checked = await runMain(['rules', 'check', file]);
    expect([checked.code, checked.stdout]).toEqual([0, '']);
    expect(checked.stderr).toContain('0 errors, 0 warnings');
    expect(await runMain(['rules', 'test', '--min-tests', '3', file])).toMatchObject({ code: 0, stdout: '' });
    expect(parseRules(made.stdout, 'x').rules[0]!.name).toBe(argv[0] ?? 'cluster_deleted_by_hand');
    expect(parse(made.stdout)).toMatchObject({ status: 'experimental' });
  });

  it.each(['', '1a', 'a b', 'a: b', '../x', 'a\nb'])('refuses the name %j', async (name) => {
    const { code, stdout, stderr } = await runMain(['rules', 'new', name]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('a name begins with a letter');
    expect(existsSync(`${name}.yml`)).toBe(false);
  });
});
