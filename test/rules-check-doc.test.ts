/** docs/rules-check.md names every code there is, and none besides. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MEANINGS, withCurrentCodes } from '../scripts/generate-rules-check-doc.ts';
import { INVALID_FIXTURES } from './core/rules/invalid-fixtures.ts';

const ROOT = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/rules-check.md', ROOT), 'utf8');

it('is current (run `npx tsx scripts/generate-rules-check-doc.ts` when this fails)', () => {
  expect(withCurrentCodes(page)).toBe(page);
});

it('has a line for each code in report.ts', () => {
  const source = readFileSync(new URL('src/core/rules/report.ts', ROOT), 'utf8');
  const union = source.slice(source.indexOf('export type IssueCode'), source.indexOf(';', source.indexOf('export type IssueCode')));
  const codes = Array.from(union.matchAll(/\| '([^']+)'/g), ([, code]) => code!);
  expect(codes.length).toBeGreaterThan(40);
  expect(Object.keys(MEANINGS).sort()).toEqual(codes.sort());
});

it('says of each code the severity that files in fixtures have it with', () => {
  for (const entry of Object.values(INVALID_FIXTURES).flat()) {
    const [code = ''] = entry.replace('~', '').split(' ');
    const severity = entry.startsWith('~') ? 'warning' : 'error';
    const [, documented] = Object.entries(MEANINGS).find(([name]) => name === code)![1];
    expect([severity, 'either'], entry).toContain(documented);
  }
});
