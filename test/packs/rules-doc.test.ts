/** docs/rules.md: its catalogue is current, its examples load, and what stands in a rule cannot become markup. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { code, text as markdownText, withCurrentCatalogue } from '../../scripts/generate-rules-doc.ts';
import { readPacks } from '../../scripts/pack.ts';
import { compileRules, parseRules } from '../../src/core/rules/index.ts';

const rulesDoc = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');

describe('docs/rules.md', () => {
  it('is current (npx tsx scripts/generate-rules-doc.ts)', () => {
    expect(withCurrentCatalogue(rulesDoc, readPacks())).toBe(rulesDoc);
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

  it('has a section for each rule of each pack, and no link into nothing', () => {
    const headings = [...rulesDoc.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading!.replaceAll('\\', ''));
    const names = readPacks().flatMap((pack) => pack.documents.map(({ name }) => name));
    expect(headings.slice(-names.length)).toEqual(names);
    const anchors = [...rulesDoc.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    const targets = [...rulesDoc.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target!);
    expect([...new Set(targets)].filter((target) => !anchors.includes(target))).toEqual([]);
  });
});
