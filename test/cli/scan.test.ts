/** The scan command's options, in this process, with an Io that is whatever the test needs. */
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TerminalStream } from '../../src/cli/io.ts';
import { resolveScan } from '../../src/cli/resolve-scan.ts';
import type { ScanOptions } from '../../src/cli/scan-options.ts';
import type { Summary } from '../../src/core/summary.ts';
import { alert, heartbeat, record, START } from '../../fixtures/records.ts';
import { findingsIn, lastLine, runMain } from '../helpers/run-main.ts';
import { linesOf } from '../helpers/scan.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

const HOST = 'i-0014000000000000a';
const ALERT = alert('Kernel Exploit', HOST, START);
const LOG = linesOf(
  ALERT,
  heartbeat(HOST, START, 1),
  alert('Boot Files Modified', 'i-0114000000000000a', START + 60_000, 2222222222222222),
);

const hosts = (jsonl: string): (string | null)[] => findingsIn(jsonl).map(({ instanceId }) => instanceId);

describe('what is looked for', () => {
  it('-v names rules that need every record, and no others', async () => {
    const slow = await runMain(['-v', '-e', 'userAgent|contains: curl', '-e', 'actionName: login', '-'], { stdin: LOG });
    expect(slow.stderr).toContain('notice: rule where-1 is ruled out by no service and no action');
    expect(slow.stderr).toContain('where-1 is ruled out by no service and no action, so every record of {product: databricks');
    expect(slow.stderr).not.toContain('where-2 is ruled out by no service and no action, so every record of {product: databricks');
    const quiet = await runMain(['-e', 'userAgent|contains: curl', '-'], { stdin: LOG });
    expect(quiet.stderr).not.toContain('ruled out');
  });

  it('-v and rules check name correlations that need every record, and no others', async () => {
    const log = '  logsource: {product: databricks}\n  level: low\n';
    const correlation = (name: string, type: string, condition: string, more = ''): string =>
      `title: ${name}\nname: ${name}\nlevel: low\ncorrelation:\n  type: ${type}\n  rules: [a, b]\n  group-by: [workspaceId]\n  timespan: 1h\n  condition: ${condition}\n${more}`;
    const rule = (name: string): string =>
      `title: ${name}\nname: ${name}\n${log.replaceAll('  ', '')}detection: {s: {actionName: ${name}}, condition: s}\n`;
    const documents = [
      ...[rule('a'), rule('b')],
      correlation('rising', 'event_count', '{gte: 5}'),
      correlation('falling', 'event_count', '{gte: 1, lt: 3}'),
      correlation('both', 'temporal', 'a and b'),
      correlation('alone', 'temporal', 'a and not b'),
      correlation('meant', 'event_count', '{gte: 1, lt: 3}', 'auditsift: {accepts: [slow-rule]}\n'),
    ];
    const file = join(temporaryFolder(), 'counts.yml');
    writeFileSync(file, documents.join('---\n'));
    const { stderr } = await runMain(['-v', '-r', file, '-'], { stdin: LOG });
    expect(stderr.match(/(?<=notice: rule )\w+(?= is decided by the time of every record)/g)).toEqual(['falling', 'alone', 'meant']);
    const { stdout } = await runMain(['rules', 'check', file]);
    const slow = stdout.match(/^.*\[slow-rule\]$/gm) ?? [];
    expect(
      slow.map((line) => /yml:(\d+:\d+): warning: rule (\w+): More records.*(`gte` alone|without `not`)/.exec(line)?.slice(1)),
    ).toEqual([
      ['31:14', 'falling', '`gte` alone'],
      ['51:14', 'alone', 'without `not`'],
    ]);
  });

  it('--where adds an inline rule to the pack', async () => {
    const { stdout } = await runMain(['-e', 'actionName: heart*', '-e', 'actionName|contains: exploit', '-'], { stdin: LOG });
    expect(findingsIn(stdout).map(({ alerts, level }) => [alerts, level])).toEqual([
      [['kernel-exploit', 'where-2'], 'critical'],
      [['where-1'], 'medium'],
      [['host-security'], 'high'],
    ]);
  });

  it('--placeholders says what %name% stands for, in rules and in --where', async () => {
    const folder = temporaryFolder();
    const [file, rule] = [`${folder}/p.yml`, `${folder}/rule.yml`];
    writeFileSync(file, 'hearts: [heart*]\nboot: Boot Files Modified\n');
    writeFileSync(rule, "title: boot\nlogsource: {product: databricks}\ndetection: {s: {actionName|expand: '%boot%'}, condition: s}\n");
    const { stdout } = await runMain(['--placeholders', file, '-r', rule, '-e', "actionName|expand: '%hearts%'", '-'], { stdin: LOG });
    expect(findingsIn(stdout).map(({ alerts }) => alerts)).toEqual([['where-1'], ['boot']]);
    const without = await runMain(['-r', rule, '-'], { stdin: LOG });
    expect(without.code).toBe(2);
    expect(without.stderr).toMatch(/rule\.yml:3:\d+: error: .*`%boot%`.*--placeholders.*\[unknown-placeholder\]/);
    expect((await runMain(['rules', 'check', rule])).stdout).toContain('[unknown-placeholder]');
    expect((await runMain(['rules', 'check', '--placeholders', file, rule])).stdout).not.toContain('error');
    expect((await runMain(['rules', 'list', '--placeholders', file, rule])).code).toBe(0);
  });

  it.each([
    ['x: [[1]]', /p\.yml:1:5: error: .*`x` takes texts or numbers/],
    ['x: []', /no values/],
    ['x-y: [a]', /letters, digits and _/],
    ['- a', /one map of names to lists/],
  ])('--placeholders with %s is a usage error', async (text, message) => {
    const file = `${temporaryFolder()}/p.yml`;
    writeFileSync(file, text);
    const { code, stderr } = await runMain(['--placeholders', file, '-'], { stdin: LOG });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('--placeholders with a file that is not there is a usage error', async () => {
    const { code, stderr } = await runMain(['--placeholders', 'no-such-file', '-'], { stdin: LOG });
    expect(code).toBe(2);
    expect(stderr).toMatch(/placeholder file no-such-file cannot be read/);
  });

  it('--where looks at every log, CloudTrail too', async () => {
    const trail = linesOf({ eventTime: '2026-03-01T08:00:00Z', eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' });
    const { code, stdout } = await runMain(['-e', '[{eventName: create*}, {actionName: heart*}]', '-'], { stdin: trail + LOG });
    expect(code).toBe(0);
    expect(findingsIn(stdout).map(({ schema, alerts }) => [schema, alerts.includes('where-1')])).toEqual([
      ['cloudtrail', true],
      ['databricks-delivery', false],
      ['databricks-delivery', true],
      ['databricks-delivery', false],
    ]);
  });

  it('rules none of which can run are a usage error, before anything is read', async () => {
    const rules = `${temporaryFolder()}/r.yml`;
    writeFileSync(rules, 'title: t\nlogsource: {product: windows, service: sysmon}\ndetection: {s: {a: 1}, condition: s}\n');
    const { code, stderr } = await runMain(['-r', rules, '-'], { stdin: LOG });
    expect(code).toBe(2);
    expect(lastLine(stderr)).toBe(
      'auditsift: none of the rules can run: they are for {product: windows, service: sysmon}, and the logs that are read here are ' +
        '{product: databricks, service: audit}, {product: aws, service: cloudtrail} and {product: aws, service: vpcflow}',
    );
  });

  it('--where with a mistake is a usage error that names it', async () => {
    const { code, stderr } = await runMain(['-e', 'actionName|contain: x', '-'], { stdin: LOG });
    expect(code).toBe(2);
    expect(stderr).toMatch(/--where:1:\d+: error: .*contain/);
    expect(lastLine(stderr)).toBe('auditsift: the rules have an error; nothing was scanned');
  });

  it('--rules replaces the pack, and takes several files', async () => {
    const folder = temporaryFolder();
    const rule = (name: string, actionName: string): string =>
      JSON.stringify({
        name,
        title: name,
        level: 'low',
        logsource: { product: 'databricks' },
        detection: { s: { actionName }, condition: 's' },
      });
    writeFileSync(`${folder}/one.json`, rule('one', 'Heartbeat'));
    writeFileSync(`${folder}/two.json`, rule('two', 'Kernel Exploit'));
    const alerts = async (...args: string[]): Promise<(readonly string[])[]> =>
      findingsIn((await runMain([...args, '-'], { stdin: LOG })).stdout).map((finding) => finding.alerts);
    expect(await alerts('-r', `${folder}/one.json`)).toEqual([['one']]);
    expect(await alerts('-r', folder)).toEqual([['two'], ['one']]);
    expect(await alerts('-r', `${folder}/*.json`, '-r', 'builtin:host')).toEqual([['two', 'kernel-exploit'], ['one'], ['host-security']]);
  });

  it('rules for another product leave the log uncovered: exit 3, and the last line says so', async () => {
    const folder = temporaryFolder();
    const rule = { name: 'x', title: 'x', logsource: { product: 'aws' }, detection: { s: { a: 'b' }, condition: 's' } };
    writeFileSync(`${folder}/aws.json`, JSON.stringify(rule));
    const { code, stderr } = await runMain(['-r', `${folder}/aws.json`, '-'], { stdin: LOG });
    expect(code).toBe(3);
    expect(stderr).toContain('no-active-rule: no active rule covers the 3 records of {product: databricks, service: audit}');
    expect(lastLine(stderr)).toContain('no active rule covers');
  });

  it('--only and --min-level leave out rules; a choice that leaves none is a usage error', async () => {
    expect(hosts((await runMain(['--only', 'kernel-exploit', '-'], { stdin: LOG })).stdout)).toEqual([HOST]);
    expect(hosts((await runMain(['--min-level', 'CRITICAL', '-'], { stdin: LOG })).stdout)).toEqual([HOST]);
    expect(await runMain(['--only', 'discovery', '--min-level', 'critical', '-'], { stdin: LOG })).toMatchObject({
      code: 2,
      stderr: 'auditsift: no rule is left to run at level critical or above\n',
    });
  });
});

describe('what is kept', () => {
  it('--since and --until are half-open, and a time ago counts from now', async () => {
    const kept = async (...args: string[]): Promise<number> =>
      findingsIn((await runMain([...args, '--allow-empty', '-'], { stdin: LOG, now: () => START + 60_000 })).stdout).length;
    const at = (ms: number): string => new Date(ms).toISOString();
    expect(await kept('--since', at(START))).toBe(2);
    expect(await kept('--since', at(START + 1))).toBe(1);
    expect(await kept('--until', at(START + 60_000))).toBe(1);
    expect(await kept('--until', at(START + 60_001))).toBe(2);
    expect(await kept('--since', '1m')).toBe(2);
    expect(await kept('--since', '0m')).toBe(1);
    expect(await kept('--until', '2026-03-01')).toBe(2);
    expect(await kept('--until', '2026-02-28')).toBe(0);
  });

  it('--since that is not before --until is a usage error', async () => {
    for (const [since, until] of [
      ['2026-03-02', '2026-03-01'],
      ['2026-03-01T10:00', '2026-03-01T10:00'],
    ] as const) {
      const { code, stderr } = await runMain(['--since', since, '--until', until, '-'], { stdin: LOG });
      expect({ code, stderr }).toEqual({ code: 2, stderr: `auditsift: --since ${since} is not before --until ${until}\n` });
    }
  });

  it('a flagged record without a time is kept, with a notice', async () => {
    const { code, stdout, stderr } = await runMain(['--since', '2026-03-01', '-'], { stdin: linesOf({ ...ALERT, timestamp: 'soon' }) });
    expect(findingsIn(stdout)).toMatchObject([{ time: null }]);
    expect(code).toBe(0);
    expect(stderr).toContain('no-time');
  });

  it('--instance, --workspace, --user and --source-ip are repeatable and comma-separated, and all must hold', async () => {
    const login = record({
      serviceName: 'accounts',
      actionName: 'login',
      timestamp: START,
      userIdentity: { email: 'Ann@Example.com', subjectName: null },
      sourceIPAddress: '203.0.113.9:50123',
    });
    const kept = async (...args: string[]): Promise<number> =>
      findingsIn((await runMain(['-e', 'actionName: login', ...args, '-'], { stdin: LOG + linesOf(login) })).stdout).length;
    expect(await kept()).toBe(3);
    expect(await kept('--instance', HOST)).toBe(1);
    expect(await kept('--instance', `${HOST},i-0114000000000000a`)).toBe(2);
    expect(await kept('--instance', HOST, '--instance', 'i-0114000000000000a')).toBe(2);
    expect(await kept('--workspace', '2222222222222222')).toBe(1);
    expect(await kept('--user', 'ann@example.COM')).toBe(1);
    expect(await kept('--source-ip', '203.0.113.9')).toBe(1);
    expect(await kept('--source-ip', '203.0.113.9:443')).toBe(1);
    expect(await kept('--instance', HOST, '--workspace', '2222222222222222')).toBe(0);
  });
});

describe('what comes out', () => {
  it('text on a terminal, JSON lines elsewhere', async () => {
    expect((await runMain(['-'], { stdin: LOG, stdoutIsTTY: true, env: { NO_COLOR: '1' } })).stdout).toMatch(
      /^2026-03-01T08:00:00\.123Z {2}critical/,
    );
    expect((await runMain(['-'], { stdin: LOG })).stdout).toMatch(/^\{"schemaVersion":1/);
  });

  it('several outputs at once, each whole', async () => {
    const folder = temporaryFolder();
    const args = ['jsonl', 'json', 'csv', 'text', 'table'].flatMap((format) => ['-o', `${format}=${folder}/${format}`]);
    const { code, stdout } = await runMain(['-f', 'none', ...args, '-'], { stdin: LOG });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    for (const format of readdirSync(folder)) expect(readFileSync(`${folder}/${format}`, 'utf8')).toContain('Boot Files Modified');
    expect(readdirSync(folder)).toHaveLength(5);
  });

  it('an output in the folder that is scanned is not read in the same run, and never taken for alerts in the next', async () => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/log.json`, LOG);
    const args = ['-f', 'jsonl', '--summary', `${folder}/summary.json`, '-o', `jsonl=${folder}/out.jsonl`, folder];
    const first = await runMain(args);
    expect(first.code).toBe(0);
    expect(findingsIn(first.stdout)).toHaveLength(2);
    const second = await runMain([folder]);
    expect(second.code).toBe(3);
    expect(findingsIn(second.stdout)).toHaveLength(2);
  });

  it('--sort time orders findings, and those without a time come last', async () => {
    const at = (actionName: string, timestamp: unknown): object => ({ ...alert(actionName, HOST, START), timestamp });
    const log = linesOf(at('Kernel Exploit', START + 5), at('Boot Files Modified', null), at('Kernel Module Loaded', START - 5));
    const { stdout } = await runMain(['--sort', 'time', '-'], { stdin: log });
    expect(findingsIn(stdout).map(({ actionName }) => actionName)).toEqual([
      'Kernel Module Loaded',
      'Kernel Exploit',
      'Boot Files Modified',
    ]);
  });

  it('--sort time costs nothing when no finding is written anywhere', () => {
    const sorts = (format: string | undefined, output: string[]): boolean =>
      resolveScan({ sort: 'time', format, output } as unknown as ScanOptions, 0).sorts;
    expect(sorts('none', [])).toBe(false);
    expect(sorts('none', ['none=out'])).toBe(false);
    expect(sorts('none', ['csv=out'])).toBe(true);
    expect(sorts(undefined, [])).toBe(true);
  });

  it('--summary has the counts, as JSON', async () => {
    const file = `${temporaryFolder()}/summary.json`;
    await runMain(['-q', '--fail-on', 'high', '--summary', file, '-'], { stdin: LOG });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      ...{ schemaVersion: 1, complete: true, failOnReached: true, records: { read: 3, flagged: 2, clean: 1 } },
      findings: { total: 2, distinct: 2, byRule: { 'kernel-exploit': 1, 'host-security': 1 }, byLevel: { critical: 1, high: 1 } },
    } satisfies Partial<Record<keyof Summary, unknown>>);
  });

  it('problems of one kind are shown five times, then counted; --verbose shows all', async () => {
    const stdin = 'x\n'.repeat(20);
    const shown = async (...args: string[]): Promise<number> =>
      (await runMain([...args, '-'], { stdin })).stderr.split('malformed-json:').length - 1;
    expect(await shown()).toBe(5);
    expect(await shown('-v')).toBe(20);
    expect((await runMain(['-'], { stdin })).stderr).toContain('more malformed-json are counted but not shown');
  });

  it('a progress line is drawn on a terminal only, and taken away again', async () => {
    let time = 0;
    const now = (): number => (time += 5000);
    const on = await runMain(['-'], { stdin: LOG, stderrIsTTY: true, now, env: { TERM: 'xterm' } });
    expect(on.stderr).toMatch(/\r\u001b\[K.*bytes|kB read/);
    for (const off of [
      await runMain(['-'], { stdin: LOG, now }),
      await runMain(['--no-progress', '-'], { stdin: LOG, stderrIsTTY: true, now }),
      await runMain(['-q', '-'], { stdin: LOG, stderrIsTTY: true, now }),
    ]) {
      expect(off.stderr).not.toContain('\r');
    }
  });
});

describe('limits', () => {
  it.each(['64', '1k', '16M', '16MiB', '256m'])('--max-record-bytes takes %s', async (size) => {
    expect((await runMain(['--max-record-bytes', size, '--allow-incomplete', '-'], { stdin: LOG })).code).toBe(0);
  });

  it.each(['0', '63', '-1', '1.5k', '1t', 'many', '257M'])('--max-record-bytes refuses %s', async (size) => {
    const { code, stderr } = await runMain(['--max-record-bytes', size, '-'], { stdin: LOG });
    expect(code).toBe(2);
    expect(stderr).toContain('expected a number of bytes from 64 to 268435456');
  });

  it('--max-record-bytes skips and reports what is larger', async () => {
    const { code, stdout, stderr } = await runMain(['--max-record-bytes', '1k', '-'], {
      stdin: linesOf({ ...ALERT, userAgent: 'x'.repeat(2000) }, ALERT),
    });
    expect(code).toBe(3);
    expect(findingsIn(stdout)).toHaveLength(1);
    expect(stderr).toContain('record-too-large');
  });

  it('--strict says which keys stand twice, and the run is not whole', async () => {
    const stdin = '{"actionName":"Heartbeat","actionName":"Kernel Exploit","serviceName":"capsule8-alerts-dataplane"}\n';
    const { code, stderr, stdout } = await runMain(['--strict', '-'], { stdin });
    expect(stderr).toContain('duplicate-key: key "actionName" stands twice in one object');
    expect(code).toBe(3);
    expect(stdout).toContain(`"record":${stdin.trimEnd()}`);
  });
});

describe('trouble', () => {
  it('an address this version cannot read is a usage error', async () => {
    const { code, stderr } = await runMain(['gs://bucket/prefix']);
    expect(code).toBe(2);
    expect(stderr).toContain('gs://bucket/prefix');
  });

  it('a bug is exit 70, with the version and a stack', async () => {
    const stdout = Object.assign(new PassThrough(), {
      write(): boolean {
        throw new TypeError('synthetic bug \u001b[2J');
      },
    });
    const { code, stderr } = await runMain(['-'], { stdin: LOG, stdout: stdout as unknown as TerminalStream });
    expect(code).toBe(70);
    expect(stderr).toMatch(/^auditsift \d+\.\d+\.\d+ on Node \d+\.\d+\.\d+: this is a bug, please report it with these lines\n/m);
    expect(stderr).toContain('TypeError: synthetic bug \\x1b[2J\n');
    expect(stderr).toContain('    at ');
  });

  it('a bug leaves what was written so far as .partial', async () => {
    const folder = temporaryFolder();
    let written = 0;
    const stdout = Object.assign(new PassThrough().resume(), {
      write(_: string, done: () => void): boolean {
        if (++written > 1) throw new TypeError('synthetic bug');
        done();
        return true;
      },
    });
    const stdin = Readable.from([Buffer.from(linesOf(ALERT)), Buffer.from(linesOf(ALERT))]);
    const args = ['-o', `jsonl=${folder}/out`, '--rejects', `${folder}/rejects`, '--summary', `${folder}/summary`, '-'];
    const { code, stderr } = await runMain(args, { stdin, stdout: stdout as unknown as TerminalStream });
    expect(code).toBe(70);
    expect(readdirSync(folder).sort()).toEqual(['out.partial', 'rejects.partial']);
    expect(stderr).toContain(`what was written so far is in ${folder}/out.partial`);
  });

  it('a stream that breaks while it is read costs the rest, and what came before it is used', async () => {
    const stdin = Readable.from(
      (function* () {
        yield Buffer.from(LOG);
        throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
      })(),
    );
    const { code, stdout, stderr } = await runMain(['-'], { stdin });
    expect(code).toBe(3);
    expect(hosts(stdout)).toEqual([HOST, 'i-0114000000000000a']);
    expect(stderr).toContain('standard input: unreadable: ');
  });

  it('an interruption is 130; a second one leaves at once', async () => {
    const stdin = new PassThrough();
    stdin.write(LOG);
    let interrupt = (): void => undefined;
    const left: number[] = [];
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        interrupt();
        interrupt();
        done();
      },
    });
    const { code, stderr } = await runMain(['-'], {
      stdin,
      stdout: stdout as unknown as TerminalStream,
      onListen: (listener) => (interrupt = listener),
      exitNow: (exitCode) => left.push(exitCode),
    });
    expect(code).toBe(130);
    expect(left).toEqual([130]);
    expect(stderr).toContain('interrupted; closing the outputs (once more to leave at once)');
    expect(lastLine(stderr)).toMatch(/^INTERRUPTED \(exit 130\)/);
  });

  it('an interruption while a store does not answer whether it may be written ends soon, with no connection and no file left', async () => {
    const folder = temporaryFolder();
    let interrupt = (): void => undefined;
    const server = createServer(() => interrupt());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const where = ['--endpoint-url', `http://127.0.0.1:${port}`, '--region', 'us-east-1', '--no-sign-request'];
    const outputs = ['-o', `jsonl=${folder}/out`, '-o', 'csv=s3://b/k'];
    const { code, stdout, stderr } = await runMain([...where, ...outputs, 'fixtures/sample'], {
      onListen: (listener) => (interrupt = listener),
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('cannot write s3://b/k: interrupted (the store had not answered); an unfinished upload may be left there');
    expect(lastLine(stderr)).toBe('INTERRUPTED (exit 130): nothing was read');
    expect(readdirSync(folder)).toEqual([]);
    await expect.poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(0);
  });

  it('a bare --allow-incomplete does not take the path behind it for its value', async () => {
    const { code, stdout } = await runMain(['--allow-incomplete', 'fixtures/defects/broken-line.json']);
    expect(code).toBe(0);
    expect(findingsIn(stdout)).toHaveLength(13);
  });

  it('no option writes anything on its own', async () => {
    const folder = temporaryFolder();
    await runMain(['-o', 'jsonl', '-'], { stdin: LOG });
    expect(existsSync('jsonl')).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    expect(await runMain(['-o', '=x', '-'], { stdin: LOG })).toMatchObject({ code: 2 });
    expect(await runMain(['-o', 'jsonl=', '-'], { stdin: LOG })).toMatchObject({ code: 2 });
  });
});

describe('rules list and rules check', () => {
  it('list names every rule of the pack with its highest level', async () => {
    const { code, stdout } = await runMain(['rules', 'list']);
    const { rules } = JSON.parse(readFileSync('rules.json', 'utf8')) as { rules: { name: string }[] };
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(rules.map(({ name }) => name));
    expect(stdout).toMatch(/^kernel-exploit +critical /m);
  });

  it('check runs the tests of the rules', async () => {
    const { code, stdout, stderr } = await runMain(['rules', 'check']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^\d+ rules and \d+ tests in 1 file: 0 errors, 0 warnings\n$/);
  });

  it('check says where a test of a rule fails', async () => {
    const folder = temporaryFolder();
    const rule = {
      ...{
        name: 'x',
        title: 'Some title',
        level: 'low',
        logsource: { product: 'databricks' },
        detection: { s: { actionName: 'a' }, condition: 's' },
      },
      auditsift: { tests: [{ title: 'b', record: { actionName: 'b', serviceName: 's' }, matches: true }] },
    };
    writeFileSync(`${folder}/x.json`, JSON.stringify(rule, null, 2));
    const { code, stdout } = await runMain(['rules', 'check', `${folder}/x.json`]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/x\.json:\d+:\d+: error: rule x: .*\[test-failed\]/);
  });
});

describe('evidence is never overwritten', () => {
  it('refuses an output that is, or lies among, what is read', async () => {
    const folder = temporaryFolder();
    const log = `${folder}/a.json`;
    writeFileSync(log, '{"actionName":"Heartbeat","serviceName":"capsule8-alerts-dataplane"}\n');
    symlinkSync(log, `${folder}/link`);
    for (const args of [
      ['-o', `jsonl=${log}`, folder],
      ['--rejects', log, log],
      ['--summary', `${folder}/link`, log],
    ]) {
      const { code, stderr } = await runMain([...args, '-f', 'none']);
      expect(code).toBe(2);
      expect(stderr).toContain('would be read and overwritten');
    }
    expect(readFileSync(log, 'utf8')).toContain('Heartbeat');
  });

  it('keeps what was found when a sorted scan is interrupted', async () => {
    let interrupt = (): void => undefined;
    const stdin = Readable.from(
      (async function* () {
        yield Buffer.from('{"actionName":"Kernel Exploit","serviceName":"s","timestamp":2}\n{"actionName":"x","serv');
        await Promise.resolve();
        interrupt();
        yield Buffer.from('iceName":"s"}\n');
      })(),
    );
    const { code, stdout, stderr } = await runMain(['--sort', 'time', '-f', 'jsonl', '-'], {
      stdin,
      onListen: (listener) => (interrupt = listener),
    });
    // The record that the interruption cut in two is no fault of the log.
    expect(stderr).not.toContain('malformed-json');
    expect(code).toBe(130);
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  it('takes no dash for an output file', async () => {
    expect((await runMain(['-o', 'jsonl=-', 'fixtures/sample'])).code).toBe(2);
  });

  it('writes nothing into a bucket among what it reads there', async () => {
    const { code, stderr } = await runMain(['s3://b/logs/', '-o', 'jsonl=s3://b/logs/out.jsonl', '--endpoint-url', 'http://127.0.0.1:9']);
    expect(code).toBe(2);
    expect(stderr).toContain('would be written among what is read');
  });

  it('takes two spellings of one object for one, and two keys for two', async () => {
    const outputs = (a: string, b: string): readonly string[] => ['-o', `jsonl=${a}`, '-o', `csv=${b}`, '--since', 'nonsense', 'x'];
    expect((await runMain(['-o', 'jsonl=s3://b/k', '-o', 'csv=S3://b/k', 'x'])).stderr).toContain('two outputs go to');
    expect((await runMain(outputs('s3://b/k', 's3://b//k'))).stderr).not.toContain('two outputs');
  });

  it('quotes no password that somebody put into --endpoint-url', async () => {
    const { code, stderr } = await runMain(['--endpoint-url', 'https://bob:hunter2@s3.example.com', 's3://b/']);
    expect(code).toBe(2);
    expect(stderr).not.toContain('hunter2');
  });
});
