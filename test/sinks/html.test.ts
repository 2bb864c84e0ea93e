/** The pages against texts that would act in them, and their bounds. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { investigationHtml } from '../../src/sinks/html/investigation.ts';
import { scanHtmlFormatter } from '../../src/sinks/html/scan.ts';
import { hostileInvestigationPage, hostileScanPage, sampleInvestigation } from '../helpers/hostile-pages.ts';
import { sampleFinding } from './sample-findings.ts';
import { sampleSummary } from './sample-summary.ts';
import { unsafeCharacters } from './unsafe-characters.ts';

describe.each([
  ['investigation', hostileInvestigationPage],
  ['scan', hostileScanPage],
])('the page of a hostile %s', (_name, page) => {
  const html = page();
  const tags = html.replace(/<style>.*?<\/style>/s, '').match(/<[^>]*>/g) ?? [];

  test('shows the texts and lets none become markup', () => {
    expect(html).toContain('&lt;script&gt;');
    for (const tag of tags) {
      expect(tag).not.toMatch(/^<\/?(script|img|iframe|object|embed|link|base|form|textarea)\b/i);
      // Outside quoted values there is nothing but names.
      const names = tag.replace(/"[^"]*"/g, '');
      expect(names).not.toMatch(/\son\w+\s*=|\sstyle\s*=|'|.</i);
      expect(names).not.toMatch(/\ssrc\s*=/i);
    }
    expect(html.split('</style>')).toHaveLength(2);
    expect(unsafeCharacters(html, { lineFeeds: true })).toEqual([]);
  });

  test('has links to places within only', () => {
    for (const [, target] of html.matchAll(/<[^>]*\shref="([^"]*)"/g)) expect(target).toMatch(/^#[a-z0-9-]+$/);
  });

  test('allows its own stylesheet and nothing else', () => {
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(html).toContain(`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`);
    expect(style).not.toMatch(/url\((?!#)|@import/);
  });
});

test('says that an investigation is incomplete, and what tables leave out', () => {
  const { timeline } = sampleInvestigation();
  const [first] = timeline;
  const many = Array.from({ length: 3100 }, () => first!);
  const html = [...investigationHtml(sampleInvestigation({ timeline: many }))].join('');
  expect(html).toContain('INCOMPLETE');
  expect(html).toContain('100 more events left out here');
  expect([...investigationHtml(sampleInvestigation({ complete: true }))].join('')).not.toContain('INCOMPLETE');
});

test('bounds the findings of a scan and says how many are left out', () => {
  const page = scanHtmlFormatter();
  page.begin();
  let rows = 0;
  for (let i = 0; i < 5002; i++) if (page.finding(sampleFinding()) !== '') rows++;
  expect(rows).toBe(5000);
  expect(page.end(sampleSummary({ complete: false }))).toMatch(/INCOMPLETE[^]*/);
  expect(page.end(sampleSummary())).toContain('2 more findings left out here');
});
