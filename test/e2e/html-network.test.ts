/** The pages in a real browser ask nothing of any server, though texts of the log try to. Without a browser it says what it leaves out. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { investigationHtml } from '../../src/sinks/html/investigation.ts';
import { scanHtmlFormatter } from '../../src/sinks/html/scan.ts';
import { sampleInvestigation } from '../helpers/hostile-pages.ts';
import { hostileCorrelation, hostileFinding } from '../sinks/sample-findings.ts';
import { summaryWithFindings } from '../sinks/sample-summary.ts';

const names = [process.env['CHROMIUM'], 'chromium', 'chromium-browser', 'google-chrome'].filter((name) => name !== undefined);
const browser = names.find((name) => spawnSync(name, ['--version']).status === 0);

if (browser === undefined) {
  console.log(
    'The pages in a browser are left out (no chromium, chromium-browser or google-chrome, nor $CHROMIUM): that nothing is asked of a server.',
  );
}

describe.skipIf(browser === undefined)('in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-page-'));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  let payload = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    payload = `"></title></pre></textarea><img src="${url}img"><link rel=stylesheet href="${url}css"><iframe src="${url}frame"></iframe><script src="${url}script"></script>`;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Opens a page until it has settled, and gives what was asked of the server meanwhile. */
  async function open(page: string): Promise<readonly string[]> {
    const file = join(folder, 'page.html');
    writeFileSync(file, page);
    asked.length = 0;
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
    const more = [
      '--disable-component-update',
      '--disable-sync',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--virtual-time-budget=2000',
    ];
    await new Promise<void>((resolve, reject) => {
      execFile(browser ?? '', [...flags, ...more, '--dump-dom', `file://${file}`], { maxBuffer: 1 << 26, timeout: 60_000 }, (error) => {
        if (error) reject(new Error(error.message));
        else resolve();
      });
    });
    return [...asked].sort();
  }

  const told = (): string => {
    const { timeline } = sampleInvestigation();
    const events = timeline.map((event) => ({
      ...event,
      title: payload,
      actor: payload,
      command: payload,
      details: { [payload]: payload },
    }));
    return [...investigationHtml(sampleInvestigation({ timeline: events }))].join('');
  };

  it('a careless page asks for everything: the payload works', async () => {
    expect(await open(`<title>${payload}`)).toEqual(expect.arrayContaining(['/css', '/frame', '/img', '/script']));
  }, 90_000);

  it('the page of a scan and that of an investigation ask for nothing', async () => {
    const page = scanHtmlFormatter();
    const rows = [hostileFinding(payload), hostileCorrelation(payload)].map((finding) => page.finding(finding));
    expect(await open(`${page.begin()}${rows.join('')}${page.end(summaryWithFindings())}`)).toEqual([]);
    expect(await open(told())).toEqual([]);
  }, 90_000);

  it('the policy alone keeps what got in from asking', async () => {
    expect(await open(told().replace('<main>', `<main>${payload}`))).not.toEqual(expect.arrayContaining(['/img']));
  }, 90_000);
});
