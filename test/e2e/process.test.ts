/** The built command line as a process: exit codes, the two streams, pipes, signals, colour. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Summary } from '../../src/core/summary.ts';
import { findingsIn, lastLine } from '../helpers/run-main.ts';
import { hasProgram, runBash, runCli, startCli, temporaryFolder, type ProcessResult, type Running } from '../helpers/spawn.ts';

const ALERTS = 'fixtures/layouts/delivery/lines.json';
const CLEAN = 'fixtures/sample/delivery/workspaceId=0';
const BROKEN = 'fixtures/defects/broken-line.json';
const ESCAPE = '\u001b[';

const readSummary = (file: string): Summary => JSON.parse(readFileSync(file, 'utf8')) as Summary;

/** Enough findings to overflow any pipe: so many copies of the fourteen alerts. */
function manyAlerts(folder: string, copies = 400): string {
  const file = `${folder}/many.json`;
  writeFileSync(file, readFileSync(ALERTS, 'utf8').repeat(copies));
  return file;
}

describe('exit codes', () => {
  const table: [string, number, string[]][] = [
    ['finished without a finding', 0, [CLEAN]],
    ['finished with findings', 0, [ALERTS]],
    ['a finding at or above --fail-on', 1, ['--fail-on', 'critical', ALERTS]],
    ['no finding at or above --fail-on', 0, ['--fail-on', 'low', CLEAN]],
    ['no path', 2, []],
    ['a path that does not exist', 2, ['fixtures/smaple']],
    ['one good path and one that does not exist', 2, [ALERTS, 'fixtures/smaple']],
    ['an unknown option', 2, ['--fail-onn', 'high', ALERTS]],
    ['an unknown format', 2, ['-f', 'jsnl', ALERTS]],
    ['an unknown rule', 2, ['--only', 'container-escap', ALERTS]],
    ['an unknown level', 2, ['--fail-on', 'hihg', ALERTS]],
    ['a rule file that does not exist', 2, ['-r', 'no-such-rules.json', ALERTS]],
    ['a rule file with errors', 2, ['-r', 'fixtures/rules/invalid/five-mistakes.yml', ALERTS]],
    ['a record that cannot be read', 3, [BROKEN]],
    ['incomplete wins over --fail-on', 3, ['--fail-on', 'low', BROKEN]],
    ['an output that fails', 4, ['-f', 'none', '-o', 'jsonl=/dev/full', ALERTS]],
    ['help', 0, ['--help']],
    ['the version', 0, ['--version']],
    ['rules list', 0, ['rules', 'list']],
    ['rules check of the default pack', 0, ['rules', 'check']],
    ['rules check of rules with errors', 2, ['rules', 'check', 'fixtures/rules/invalid/five-mistakes.yml']],
  ];
  it.each(table)('%s: %i', async (_, code, args) => {
    const result = await runCli(args);
    expect(result, result.stderr).toMatchObject({ code, signal: null });
    if (code >= 2 && args[0] !== 'rules') expect(result.stderr).not.toBe('');
    if (code === 2 && args[0] !== 'rules') expect(result.stdout).toBe('');
  });

  it('3 says on the last line and in the summary whether 1 also held', async () => {
    const summary = `${temporaryFolder()}/summary.json`;
    const reached = await runCli(['--fail-on', 'critical', '--summary', summary, BROKEN]);
    expect(reached).toMatchObject({ code: 3, signal: null });
    expect(lastLine(reached.stderr)).toMatch(/^INCOMPLETE \(exit 3\).*--fail-on critical was reached$/);
    expect(readSummary(summary)).toMatchObject({ complete: false, failOnReached: true });
    const not = await runCli(['--fail-on', 'critical', '--summary', summary, 'fixtures/defects/not-an-audit-log.json']);
    expect(not).toMatchObject({ code: 3, signal: null });
    expect(lastLine(not.stderr)).toMatch(/--fail-on critical was not reached by what was looked at$/);
    expect(readSummary(summary)).toMatchObject({ complete: false, failOnReached: false });
  });
});

describe('stdout and stderr', () => {
  it('findings go to stdout and everything else to stderr', async () => {
    const { stdout, stderr } = await runCli([BROKEN]);
    expect(findingsIn(stdout)).toHaveLength(13);
    expect(stdout.endsWith('}\n')).toBe(true);
    expect(stderr).toContain('malformed-json');
    expect(stderr).not.toContain('"schemaVersion"');
  });

  it('nothing at all on stdout when nothing was found', async () => {
    expect(await runCli([CLEAN])).toMatchObject({ code: 0, stdout: '' });
  });

  it('--quiet keeps stderr for errors', async () => {
    expect(await runCli(['-q', ALERTS])).toMatchObject({ code: 0, stderr: '' });
    expect((await runCli(['-q', BROKEN])).stderr).toContain('INCOMPLETE (exit 3)');
  });

  it('help asked for goes to stdout', async () => {
    const { stdout, stderr } = await runCli(['scan', '--help']);
    expect(stdout).toContain('--fail-on');
    expect(stderr).toBe('');
  });
});

describe('usage errors', () => {
  it.each([
    ['a format', ['-f', 'jsonll', ALERTS], 'did you mean jsonl?'],
    ['the format of an output', ['-o', 'cvs=x.csv', ALERTS], 'did you mean csv?'],
    ['a rule', ['--only', 'host-securty', ALERTS], 'did you mean host-security?'],
    ['a level', ['--min-level', 'critcal', ALERTS], 'did you mean critical?'],
    ['an option', ['--fail-onn', 'high', ALERTS], 'Did you mean --fail-on?'],
    ['a pack', ['-r', 'builtin:hots', ALERTS], 'did you mean builtin:host?'],
    ['a problem code', ['--allow-incomplete=malformed', ALERTS], 'expected problem codes'],
  ])('%s that does not exist is named, with the nearest that does', async (_, args, hint) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(hint);
  });

  it('a misspelt path is named', async () => {
    expect((await runCli(['fixtures/smaple'])).stderr).toContain('fixtures/smaple: no such file or folder');
  });

  it('no path says what to give', async () => {
    expect((await runCli([])).stderr).toContain('no path given');
  });

  it('an empty folder is nothing to read, unless that is allowed', async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await runCli([folder]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'auditsift: nothing to read: no file was found (--allow-empty accepts that)\n' });
    const allowed = await runCli(['--allow-empty', folder]);
    expect(allowed.code).toBe(0);
    expect(lastLine(allowed.stderr)).toBe('complete: there was no record to look at (0 records in 0 artifacts)');
  });

  it('a folder of which everything is excluded is nothing to read, and says what was there', async () => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/_SUCCESS`, '');
    const { code, stderr } = await runCli([folder]);
    expect(code).toBe(2);
    expect(stderr).toContain('all that was found is excluded (1 marker)');
  });

  it('empty standard input is nothing to read', async () => {
    expect(await runCli(['-'])).toMatchObject({ code: 2, stdout: '' });
    expect(await runCli(['--allow-empty', '-'])).toMatchObject({ code: 0, stdout: '' });
  });

  it.each([
    ['two -o', (at: string) => ['-o', `jsonl=${at}/out`, '-o', `csv=${at}/./out`]],
    ['-o and --summary', (at: string) => ['-o', `jsonl=${at}/out`, '--summary', `${at}/out`]],
    ['--rejects and --summary', (at: string) => ['--rejects', `${at}/out`, '--summary', `${at}/out`]],
  ])('%s to one file', async (_, args) => {
    const folder = temporaryFolder();
    const { code, stderr } = await runCli([...args(folder), ALERTS]);
    expect(code).toBe(2);
    expect(stderr).toContain('two outputs go to');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('an output that cannot be opened, before anything is read', async () => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await runCli(['-o', `jsonl=${folder}/missing/out`, ALERTS]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('its folder does not exist');
  });

  it('a run that never started leaves no file behind, and an earlier one as it was', async () => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/out`, 'earlier');
    mkdirSync(`${folder}/empty`);
    expect(await runCli(['-o', `jsonl=${folder}/out`, '--rejects', `${folder}/rejects`, `${folder}/empty`])).toMatchObject({ code: 2 });
    expect(readdirSync(folder).sort()).toEqual(['empty', 'out']);
    expect(readFileSync(`${folder}/out`, 'utf8')).toBe('earlier');
  });
});

describe('what is no Databricks log is not clean', () => {
  it('a folder of CloudTrail files under the default pack is incomplete, and nobody is told that nothing matched', async () => {
    const folder = `${temporaryFolder()}/AWSLogs/000000000000/CloudTrail/us-east-1/2026/03/01`;
    mkdirSync(folder, { recursive: true });
    const synthetic = (eventName: string): object => ({
      ...{ eventVersion: '1.09', eventTime: '2026-03-01T08:00:00Z', eventSource: 'ec2.amazonaws.com', eventName },
      ...{ userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::000000000000:assumed-role/synthetic/i-0014000000000000a' } },
      ...{ recipientAccountId: '000000000000', eventID: '00000000-0000-0000-0000-000000000001', eventType: 'AwsApiCall' },
    });
    writeFileSync(`${folder}/one.json`, JSON.stringify({ Records: [synthetic('DescribeInstances')] }));
    writeFileSync(`${folder}/two.json`, JSON.stringify({ Records: [synthetic('RunInstances')] }));
    const { code, stdout, stderr } = await runCli([`${folder}/../../../../../../..`]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).not.toContain('nothing matched');
    expect(stderr).toContain('no active rule covers the 2 records of {product: aws, service: cloudtrail}; load rules');
    expect(lastLine(stderr)).toMatch(/^INCOMPLETE \(exit 3\): .*which does not mean there is none$/);
  });
});

describe('pipes', () => {
  it.skipIf(!isThere('jq'))('jq lists the hosts, as the README says', async () => {
    const { stdout, code } = await runBash(`auditsift fixtures/sample 2> /dev/null | jq -r .instanceId | sort -u`);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      '12345678-0000-4000-8000-00000000a001',
      'i-0a1b2c3d4e5f60001',
      'i-0a1b2c3d4e5f60002',
      'i-0a1b2c3d4e5f60003',
      'i-0a1b2c3d4e5f60004',
    ]);
  });

  it('a log on standard input', async () => {
    const { stdout } = await runBash(`gzip -dc fixtures/layouts/delivery/lines.json.gz | auditsift -`);
    expect(findingsIn(stdout).map(({ source }) => source.uri)).toEqual(Array.from({ length: 14 }, () => '-'));
    expect(findingsIn((await runBash(`auditsift - < fixtures/layouts/delivery/lines.json.gz`)).stdout)).toHaveLength(14);
  });

  it.each(['head -1', 'head -c 10', 'true'])('into %s: the reader leaves, and that is no fault', async (reader) => {
    const folder = temporaryFolder();
    const many = manyAlerts(folder);
    const { stdout, stderr } = await runBash(`auditsift ${many} 2> ${folder}/stderr | ${reader} > /dev/null; echo "\${PIPESTATUS[@]}"`);
    expect(stdout).toBe('0 0\n');
    expect(stderr).toBe('');
    expect(readFileSync(`${folder}/stderr`, 'utf8')).not.toMatch(/bug|EPIPE|Error/);
  });

  it.each([
    ['--fail-on', (at: string) => ['--fail-on', 'critical', '-q', `${at}/many.json`], 1],
    ['--summary', (at: string) => ['--summary', `${at}/summary.json`, `${at}/many.json`], 0],
    ['-o', (at: string) => ['-o', `jsonl=${at}/out.jsonl`, `${at}/many.json`], 0],
    ['--rejects', (at: string) => ['--rejects', `${at}/rejects`, `${at}/many.json`, BROKEN], 3],
  ])('the reader leaves, but %s was asked for: the scan goes on and its code counts', async (name, args, code) => {
    const folder = temporaryFolder();
    const copies = 400;
    manyAlerts(folder, copies);
    const { stdout } = await runBash(`auditsift ${args(folder).join(' ')} 2> /dev/null | head -1 > /dev/null; echo "\${PIPESTATUS[0]}"`);
    expect(stdout).toBe(`${code}\n`);
    if (name === '--summary')
      expect(readSummary(`${folder}/summary.json`)).toMatchObject({ complete: true, findings: { total: 14 * copies } });
    if (name === '-o') expect(findingsIn(readFileSync(`${folder}/out.jsonl`, 'utf8'))).toHaveLength(14 * copies);
    if (name === '--rejects') expect(readFileSync(`${folder}/rejects`, 'utf8')).toContain('malformed-json');
  });

  it('standard output closed from the start', async () => {
    const folder = temporaryFolder();
    const { stdout } = await runBash(`auditsift -q --fail-on high --summary ${folder}/summary.json ${ALERTS} >&-; echo $?`);
    expect(stdout).toBe('1\n');
    expect(readSummary(`${folder}/summary.json`).findings.total).toBe(14);
  });

  it('standard error closed by its reader does not end the scan', async () => {
    const { stdout } = await runBash(`{ auditsift fixtures/defects 2>&1 1>&3 | true; } 3>&1`);
    expect(findingsIn(stdout).length).toBeGreaterThan(40);
  });
});

describe('outputs that fail', () => {
  it('a full device as standard output is exit 4', async () => {
    const { stdout, stderr } = await runBash(`auditsift ${ALERTS} > /dev/full; echo $? >&2`);
    expect(stdout).toBe('');
    expect(lastLine(stderr)).toBe('4');
    expect(stderr).toContain('cannot write standard output: the disk is full');
    expect(stderr).toContain('OUTPUT FAILED (exit 4)');
  });

  it('a full device as one of two outputs is exit 4; the other is whole, and kept as .partial', async () => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await runCli(['-o', 'jsonl=/dev/full', '-o', `csv=${folder}/out.csv`, ALERTS]);
    expect(code).toBe(4);
    expect(findingsIn(stdout)).toHaveLength(14);
    expect(readdirSync(folder)).toEqual(['out.csv.partial']);
    expect(readFileSync(`${folder}/out.csv.partial`, 'utf8').trimEnd().split('\n')).toHaveLength(15);
    expect(stderr).toContain(`what was written so far is in ${folder}/out.csv.partial`);
  });

  it('a full device as --summary or --rejects is exit 4', async () => {
    expect(await runCli(['--summary', '/dev/full', ALERTS])).toMatchObject({ code: 4 });
    expect(await runCli(['--rejects', '/dev/full', BROKEN])).toMatchObject({ code: 4 });
  });

  it('4 wins over 1 and 3', async () => {
    expect(await runCli(['--fail-on', 'low', '-o', 'jsonl=/dev/full', ALERTS, BROKEN])).toMatchObject({ code: 4 });
  });
});

describe('files', () => {
  it('stand under their names only at the end of the run', async () => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/out.jsonl`, 'earlier');
    const running = startCli(['-o', `jsonl=${folder}/out.jsonl`, '-']);
    running.child.stdin?.write(readFileSync(ALERTS));
    // Its findings are out, so its output was opened and written to.
    await running.said('stdout', 'User Command Logging Evasion');
    expect(readFileSync(`${folder}/out.jsonl`, 'utf8')).toBe('earlier');
    expect(readdirSync(folder)).toHaveLength(2);
    running.child.stdin?.end();
    expect(await running.result).toMatchObject({ code: 0 });
    expect(readdirSync(folder)).toEqual(['out.jsonl']);
    expect(findingsIn(readFileSync(`${folder}/out.jsonl`, 'utf8'))).toHaveLength(14);
  });

  it('are put in place at exit 1 and 3 as well', async () => {
    const folder = temporaryFolder();
    expect(await runCli(['--fail-on', 'low', '-o', `csv=${folder}/one.csv`, ALERTS])).toMatchObject({ code: 1 });
    expect(await runCli(['-o', `json=${folder}/three.json`, BROKEN])).toMatchObject({ code: 3 });
    expect(readdirSync(folder).sort()).toEqual(['one.csv', 'three.json']);
    expect(JSON.parse(readFileSync(`${folder}/three.json`, 'utf8'))).toHaveLength(13);
  });

  it('a pipe is written directly', async () => {
    const { stdout } = await runBash(`auditsift -q -f none -o jsonl=>(cat) ${ALERTS} | cat`);
    expect(findingsIn(stdout)).toHaveLength(14);
  });

  it('a folder called rules is scanned as ./rules', async () => {
    const folder = temporaryFolder();
    mkdirSync(`${folder}/rules`);
    cpSync(ALERTS, `${folder}/rules/a.json`);
    const { code, stdout } = await runCli(['./rules'], { cwd: folder });
    expect(code).toBe(0);
    expect(findingsIn(stdout).map(({ source }) => source.uri)[0]).toBe('rules/a.json');
  });
});

describe('interruption', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s while standard input is slow: 130, and what there is stays as .partial', async (signal) => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/out.jsonl`, 'earlier');
    const running = startCli(['-o', `jsonl=${folder}/out.jsonl`, '--summary', `${folder}/summary.json`, '-']);
    running.child.stdin?.write(readFileSync(ALERTS));
    await running.said('stdout', 'User Command Logging Evasion');
    running.child.kill(signal);
    const { code, stdout, stderr } = await running.result;
    expect(code).toBe(130);
    expect(findingsIn(stdout)).toHaveLength(14);
    expect(stderr).toContain(`what was written so far is in ${folder}/out.jsonl.partial`);
    expect(lastLine(stderr)).toMatch(/^INTERRUPTED \(exit 130\): .*there may be more$/);
    expect(readdirSync(folder).sort()).toEqual(['out.jsonl', 'out.jsonl.partial', 'summary.json']);
    expect(readFileSync(`${folder}/out.jsonl`, 'utf8')).toBe('earlier');
    expect(findingsIn(readFileSync(`${folder}/out.jsonl.partial`, 'utf8'))).toHaveLength(14);
    expect(readSummary(`${folder}/summary.json`)).toMatchObject({ complete: false, interrupted: true, findings: { total: 14 } });
  });

  it('a second one leaves at once, though nobody reads standard output any more', async () => {
    const running = startCli([manyAlerts(temporaryFolder())]);
    await running.said('stdout', 'schemaVersion');
    running.child.stdout?.pause();
    running.child.once('exit', () => running.child.stdout?.resume());
    await interruptTwice(running);
    expect(shellCode(await running.result)).toBe(130);
  });

  it.skipIf(!isThere('mkfifo'))('a second one leaves at once, though nobody reads the pipe it writes to any more', async () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [`${folder}/pipe`]);
    const holder = await open(`${folder}/pipe`, 'r+');
    onTestFinished(() => holder.close());
    const running = startCli(['-f', 'none', '-o', `jsonl=${folder}/pipe`, manyAlerts(folder)]);
    await holder.read(Buffer.alloc(10), 0, 10);
    await interruptTwice(running);
    expect(shellCode(await running.result)).toBe(130);
  });
});

describe('colour', () => {
  it('there is none in a pipe', async () => {
    const { stdout, stderr } = await runCli(['-f', 'text', BROKEN]);
    expect(stdout + stderr).not.toContain(ESCAPE);
  });

  it('--color always colours both streams, and never a JSON or CSV output', async () => {
    const { stdout, stderr } = await runCli(['--color', 'always', '-f', 'text', BROKEN]);
    expect(stdout).toContain(ESCAPE);
    expect(stderr).toContain(ESCAPE);
    for (const format of ['jsonl', 'json', 'csv']) {
      expect((await runCli(['--color', 'always', '-f', format, ALERTS])).stdout).not.toContain(ESCAPE);
    }
  });

  const terminal = (command: string): string => `script -qec ${JSON.stringify(command)} /dev/null < /dev/null`;

  it.skipIf(!isThere('script'))('on a terminal there is, and the default format is text', async () => {
    const { stdout } = await runBash(terminal(`${process.execPath} bin/auditsift.js ${ALERTS}`), { env: { TERM: 'xterm' } });
    expect(stdout).toContain(ESCAPE);
    expect(stdout).not.toContain('"schemaVersion"');
  });

  it.skipIf(!isThere('script'))('NO_COLOR and TERM=dumb are honoured on a terminal; --color always wins', async () => {
    const command = `${process.execPath} bin/auditsift.js --no-progress`;
    const shown = async (more: string, env: Record<string, string>): Promise<string> =>
      (await runBash(terminal(`${command} ${more} ${ALERTS}`), { env: { TERM: 'xterm', ...env } })).stdout;
    expect(await shown('', { NO_COLOR: '1' })).not.toContain(ESCAPE);
    expect(await shown('', { TERM: 'dumb' })).not.toContain(ESCAPE);
    expect(await shown('--color always', { NO_COLOR: '1' })).toContain(ESCAPE);
  });
});

it('the launcher is executable and prints one line about a missing build', async () => {
  const folder = temporaryFolder();
  cpSync('bin', `${folder}/bin`, { recursive: true });
  writeFileSync(`${folder}/package.json`, '{"type":"module"}');
  const { stdout, stderr } = await runBash(`'${process.execPath}' ${folder}/bin/auditsift.js; echo $?`);
  expect(stdout).toBe('2\n');
  expect(stderr).toBe('auditsift: not built yet; run npm ci && npm run build in the folder of the package\n');
  expect(existsSync('bin/auditsift.js') && statSync('bin/auditsift.js').mode & 0o111).toBeGreaterThan(0);
});

describe('the code cache of the build', () => {
  /** A copy of the package without what it depends on: all of that is in the bundle. */
  function copyOfPackage(): string {
    const folder = temporaryFolder();
    for (const name of ['bin', 'dist', 'package.json', 'rules.json', 'rules'])
      cpSync(name, `${folder}/${name}`, { recursive: true, preserveTimestamps: true });
    return folder;
  }
  const scripts = (folder: string): string[] =>
    readdirSync(`${folder}/dist/cli`).filter((name) => existsSync(`${folder}/dist/cli/${name}.cache`));
  const scan = async (folder: string): Promise<unknown> => {
    const { stdout, stderr } = await runBash(`'${process.execPath}' ${folder}/bin/auditsift.js scan -f jsonl ${ALERTS}; echo $?`);
    return [stdout, stderr.replace(/in [\d.]+ ?m?s/, '')];
  };

  it('says the same with it, without it, and when it is none', async () => {
    const folder = copyOfPackage();
    const names = scripts(folder);
    expect(names).toContain('run.js');
    expect(names).toContain('scout.js');
    const cached = await scan(folder);
    for (const name of names) writeFileSync(`${folder}/dist/cli/${name}.cache`, 'not what it was');
    expect(await scan(folder)).toEqual(cached);
    for (const name of names) rmSync(`${folder}/dist/cli/${name}.cache`);
    expect(await scan(folder)).toEqual(cached);
  });

  it('is not used for a file that was changed since', async () => {
    const folder = copyOfPackage();
    const run = `${folder}/dist/cli/run.js`;
    const text = readFileSync(run, 'utf8');
    const later = new Date(Date.now() + 60_000);
    writeFileSync(run, `process.exit(42);${' '.repeat(text.length - 17)}`);
    utimesSync(run, later, later);
    const { stdout } = await runBash(`'${process.execPath}' ${folder}/bin/auditsift.js --version; echo $?`);
    expect(stdout).toBe('42\n');
  });

  it('has a command that never ends by itself called a bug', async () => {
    const folder = copyOfPackage();
    const main = readFileSync(`${folder}/dist/cli/run.js`, 'utf8');
    const waiting = main.replace('await main(io)', 'await new Promise(() => {})');
    expect(waiting).not.toBe(main);
    writeFileSync(`${folder}/dist/cli/run.js`, waiting);
    rmSync(`${folder}/dist/cli/run.js.cache`);
    const { stdout, stderr } = await runBash(`'${process.execPath}' ${folder}/bin/auditsift.js --help; echo $?`);
    expect(stdout).toBe('70\n');
    expect(stderr).toBe('auditsift: ended before it was done: this is a bug, please report it\n');
  });
});

/** Whether a program can be used; says so when tests are skipped for want of it. */
function isThere(program: string): boolean {
  const there = hasProgram(program);
  if (!there) console.log(`skipped: ${program} is not installed here`);
  return there;
}

/** The exit code as a shell shows it: death by SIGINT is 128 + 2. */
function shellCode({ code, signal }: ProcessResult): number | string | null {
  return signal === 'SIGINT' ? 130 : (code ?? signal);
}

/** Ctrl-C, and once more when the first was heard. */
async function interruptTwice(running: Running): Promise<void> {
  running.child.kill('SIGINT');
  await running.said('stderr', 'once more to leave at once');
  running.child.kill('SIGINT');
}
