/** Pages of scans and investigations: nothing of a log acts, nothing is loaded, and what is left out is said. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/core/finding.ts';
import type { Investigation } from '../../../src/core/investigate/model.ts';
import { investigationPage } from '../../../src/sinks/html/investigation-page.ts';
import { clip, markup } from '../../../src/sinks/html/markup.ts';
import { htmlFormatter, MOST_FINDINGS } from '../../../src/sinks/html/scan-page.ts';
import { anyText, HOSTILE, hostileCorrelation, hostileFinding, sampleFinding } from '../sample-findings.ts';
import { sampleSummary, summaryWithFindings } from '../sample-summary.ts';
import { BROWSER, dumpDom } from './browser.ts';
import { sampleEvent, sampleInvestigation, withText } from './sample-investigation.ts';

function scanPage(findings: readonly Finding[], summary = summaryWithFindings()): string {
  const formatter = htmlFormatter();
  return formatter.begin() + findings.map((finding) => formatter.finding(finding)).join('') + formatter.end(summary);
}

const story = (investigation: Investigation): string => [...investigationPage(investigation)].join('');

/** Ways out of text, of attributes, of the title, the style, a comment; `url` is where a page that acts would call. */
function payloads(url: string): string[] {
  const act = `document.title='owned';new Image().src='${url}script'`;
  return [
    `<script>${act}</script>`,
    `"><img src="${url}img" onerror="${act}">`,
    `' onmouseover='${act}' autofocus onfocus='${act}`,
    `</title></style></textarea></pre></svg><script>${act}</script><!--`,
    `]]>--><svg onload="${act}"><link rel=stylesheet href="${url}css"><meta http-equiv=refresh content="0;url=${url}meta">`,
    `<iframe src="${url}frame"></iframe><base href="${url}"><form action="${url}"><button>`,
    `javascript:${act}`,
    '&lt;script&gt;&#60;script&#62;',
  ];
}

/** Both pages with one text in every string. */
function hostilePages(text: string): string[] {
  const summary = withText(summaryWithFindings(), text);
  return [scanPage([hostileFinding(text), hostileCorrelation(text)], summary), story(withText(sampleInvestigation(), text))];
}

/** Every tag of a page with its attributes' names: what a value would change if it got out. Attribute values are quoted throughout. */
function skeleton(page: string): string[] {
  const body = page.slice(page.indexOf('</head>'));
  return [...body.matchAll(/<(\/?[a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+="[^"<>]*")*)\s*\/?>/g)].map(
    ([, tag, attributes]) => `${tag ?? ''} ${[...(attributes ?? '').matchAll(/([a-zA-Z-]+)="/g)].map(([, name]) => name).join(' ')}`,
  );
}

describe('without a browser', () => {
  test('every page has the policy before its style, no script, and nothing to load', () => {
    for (const page of [scanPage([sampleFinding()]), story(sampleInvestigation())]) {
      const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
      expect(page.indexOf(`content="${policy}"`)).toBeGreaterThan(0);
      expect(page.indexOf(policy)).toBeLessThan(page.indexOf('<style>'));
      expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|base|form)\b|\s(?:src|style|on[a-z]+)=/i);
      expect([...page.matchAll(/href="([^"]*)"/g)].filter(([, target]) => !target?.startsWith('#'))).toEqual([]);
    }
  });

  test('no text changes the structure of a page', () => {
    const plain = hostilePages('x').map(skeleton);
    for (const text of [...payloads('http://127.0.0.1:1/'), HOSTILE]) {
      const pages = hostilePages(text);
      pages.forEach((page, i) => {
        expect(page).not.toMatch(/<(?:script|img|iframe|base|form|link)\b/);
        expect(skeleton(page)).toEqual(plain[i]);
      });
    }
  });

  test('any text comes through the template as text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: page } = markup`<p title="${text}">${text}</p>`;
        expect(page).toMatch(/^<p title="[^"<>]*">[^"<>]*<\/p>$/);
      }),
    );
  });

  test('cutting says how much and splits no character', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip('abcd', 3)).toBe('abc… (1 more characters)');
    expect(clip('ab🙂d', 3)).toBe('ab… (3 more characters)');
  });

  test('a scan with more findings than a page bears says how many are left out', () => {
    const page = scanPage(Array.from({ length: MOST_FINDINGS + 3 }, () => sampleFinding()));
    expect(page).toContain('3 more findings not shown on this page');
    expect(page.split('<details>').length - 1).toBe(MOST_FINDINGS);
    expect(page.length).toBeLessThan(20_000_000);
  });

  test('a scan that is not complete, and one without a sensor, say so', () => {
    const silent = sampleSummary({ complete: false, coverage: [] });
    expect(scanPage([], silent)).toContain('Incomplete.');
    expect(scanPage([], silent)).toContain('no sensor was heard');
    expect(scanPage([])).not.toContain('Incomplete.');
  });

  test('a crowd of events makes a bounded picture and table, keeps the alerts, and says what is left out', () => {
    const crowd = Array.from({ length: 20_000 }, (_, i) =>
      sampleEvent('about-instance', '10 11:00', `call ${i}`, { time: 1_773_000_000_000 + i * 1000 }),
    );
    const page = story(sampleInvestigation({ timeline: [...crowd, ...sampleInvestigation().timeline] }));
    expect(page).toContain('more not shown here');
    expect(page.split('<circle').length - 1).toBeLessThan(1500);
    expect(page).toContain('Userland Container Escape');
    expect(page.length).toBeLessThan(5_000_000);
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id ?? '');
    expect(targets.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
  });

  test('an investigation tells commands, peers, gaps, follow-ups and evidence', () => {
    const page = story(sampleInvestigation());
    for (const told of [
      '%sh&#10;echo \\x1b[31mowned',
      '192.0.2.66',
      '30.0 MB',
      'Verbose audit logs were off',
      'FROM flow_logs',
      'auditlogs_0002.json:12 (byte 8400)',
      'Around the alerts',
      '3 events more not shown here',
      'Incomplete.',
    ]) {
      expect(page).toContain(told);
    }
  });
});

if (BROWSER === null)
  console.log('test/sinks/html: the tests in a browser are left out, for no Chromium was found (apt-get install chromium).');

describe.skipIf(BROWSER === null)('in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-pages-'));
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  let url = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string, page: string): Promise<string> {
    const file = join(folder, name);
    writeFileSync(file, page);
    requests.length = 0;
    return dumpDom(file);
  }

  test('a careless page would be taken over: the payloads work', { timeout: 120_000 }, async () => {
    const dom = await open('careless.html', `<title>calm</title><body>${payloads(url).slice(0, 2).join('')}</body>`);
    expect(dom).toContain('<title>owned</title>');
    expect(requests.length).toBeGreaterThan(0);
  });

  test('the pages stay calm, with all payloads in every field', { timeout: 120_000 }, async () => {
    const texts = payloads(url);
    const findings = texts.flatMap((text) => [hostileFinding(text), hostileCorrelation(text)]);
    const scanned = await open('scan.html', scanPage(findings, withText(summaryWithFindings(), texts.join(' '))));
    expect(scanned).toContain('<title>Findings</title>');
    expect(requests).toEqual([]);
    const told = await open('story.html', story(withText(sampleInvestigation(), texts.join(' '))));
    expect(told).toContain('<title>Investigation: instance');
    expect(requests).toEqual([]);
    for (const dom of [scanned, told]) {
      expect(dom).toContain('http-equiv="Content-Security-Policy"');
      expect(dom).not.toMatch(/<(?:script|img|iframe|base|form|link)\b/);
    }
  });

  test('a script that got in would still not run: the policy holds by itself', { timeout: 120_000 }, async () => {
    const page = story(sampleInvestigation()).replace('<main>', `<main>${payloads(url).slice(0, 2).join('')}`);
    const dom = await open('breached.html', page);
    expect(dom).toContain('<script>');
    expect(dom).not.toContain('<title>owned</title>');
    expect(requests).toEqual([]);
  });
});
