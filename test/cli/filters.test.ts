/** Sigma filters through the command line. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alert, START } from '../../fixtures/records.ts';
import { linesOf } from '../helpers/scan.ts';
import { findingsIn, lastLine, runMain } from '../helpers/run-main.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

const FILTER = `title: The penetration test of March
name: pentest
logsource: {product: databricks, service: audit}
filter:
  rules: [suspicious-activity, container-escape]
  hosts: {requestParams.instanceId: i-test}
  condition: not hosts
auditsift: {owner: red team, reason: announced drill, expires: 2026-03-10}
`;
const LOG = linesOf(alert('Privileged Container Launched', 'i-test', START), alert('Kernel Exploit', 'i-test', START));

function fileWith(text: string): string {
  const file = `${temporaryFolder()}/filter.yml`;
  writeFileSync(file, text);
  return file;
}

describe('filters', () => {
  const rules = (): string[] => ['-r', 'builtin:host', '-r', fileWith(FILTER)];

  it('suppress in the open: the summary says how much, whose, why and until when', async () => {
    const { code, stdout, stderr } = await runMain(
      [...rules(), '--fail-on', 'high', '--only', 'suspicious-activity,container-escape', '-'],
      {
        stdin: LOG,
      },
    );
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain('Filters\n  pentest  1 suppressed (red team; announced drill; until 2026-03-10)\n');
    expect(stderr).toContain('2 records: 0 flagged, 1 clean, 1 suppressed\n');
    expect(lastLine(stderr)).toContain('1 match suppressed by filters');
  });

  it('are listed with --show-suppressed, in every format, and still count for nothing', async () => {
    const { code, stdout } = await runMain([...rules(), '--show-suppressed', '--sort', 'time', '-'], { stdin: LOG });
    expect(code).toBe(0);
    expect(findingsIn(stdout)).toMatchObject([
      { alerts: ['container-escape', 'suspicious-activity'], suppressedBy: ['pentest'] },
      { alerts: ['kernel-exploit'] },
    ]);
    const shown = await runMain([...rules(), '--show-suppressed', '--fail-on', 'high', '--only', 'container-escape', '-f', 'text', '-'], {
      stdin: LOG,
    });
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/ {2}suppressed by pentest\n$/);
    const table = await runMain([...rules(), '--show-suppressed', '-f', 'table', '-'], { stdin: LOG });
    expect(table.stdout).toContain('suppressed: contain');
    const csv = await runMain([...rules(), '--show-suppressed', '-f', 'csv', '-'], { stdin: LOG });
    const [head, first, second] = csv.stdout.split('\n').map((row) => row.split(','));
    const column = head!.indexOf('suppressedBy');
    expect([first![column], second![column]]).toEqual(['pentest', '']);
  });

  it('end with their last day, with a notice', async () => {
    const tomorrow = (): number => Date.UTC(2026, 2, 11);
    const { stdout, stderr } = await runMain([...rules(), '-'], { stdin: LOG, now: tomorrow });
    expect(findingsIn(stdout)).toHaveLength(2);
    expect(stderr).toMatch(
      /notice: expired-filter: the filter pentest of red team \(.*filter.yml:1\) expired on 2026-03-10; it no longer applies/,
    );
    expect(stderr).toContain('pentest  expired on 2026-03-10 and no longer applies (red team; announced drill)');
  });

  it('alone are nothing to scan with', async () => {
    const any = fileWith(FILTER.replace('[suspicious-activity, container-escape]', 'any'));
    const { code, stderr } = await runMain(['-r', any, '-'], { stdin: LOG });
    expect([code, stderr]).toEqual([
      2,
      'auditsift: the rule files hold filters only; name what they filter too, such as --rules builtin:host\n',
    ]);
  });

  it('that name a rule which is not loaded stop the scan', async () => {
    const { code, stderr } = await runMain(['-r', fileWith(FILTER), '-e', 'actionName: x', '-'], { stdin: LOG });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'filter.yml:5:11: error: rule pentest: No loaded rule has the name or id `suspicious-activity`; load the file',
    );
  });

  it('that keep instead of suppressing are doubted in every scan', async () => {
    const keeps = fileWith(FILTER.replace('not hosts', 'hosts'));
    const { stdout, stderr } = await runMain(['-r', 'builtin:host', '-r', keeps, '-'], { stdin: LOG });
    expect(stderr).toContain('filter.yml:7:14: warning: rule pentest: The condition is not headed by `not`');
    expect(findingsIn(stdout)).toHaveLength(2);
    expect((await runMain(['-q', '-r', 'builtin:host', '-r', keeps, '-'], { stdin: LOG })).stderr).toBe('');
  });

  it('are checked with the rules they are for', async () => {
    const bare = fileWith(FILTER.replace(/^auditsift.*$/m, ''));
    const { code, stdout, stderr } = await runMain(['rules', 'check', 'builtin:host', bare]);
    expect(code).toBe(0);
    expect(stdout).toContain('filter.yml:1:1: warning: rule pentest: The filter does not say its owner, reason, expires');
    expect(stderr).toContain('1 warning');
  });
});
