/** Packs made ready at the build: the same rules as the files give, and the files' own whenever one was changed. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadRules, loadRulesToRun } from '../../src/cli/load-rules.ts';
import { BUILTIN_PACKS } from '../../src/cli/packs.ts';
import { readReadyPack, readyPackPath, readyPackText } from '../../src/cli/ready-packs.ts';
import { parseRules, type RuleHead } from '../../src/core/rules/index.ts';
import { packageRoot } from '../../src/package-root.ts';

const withoutTests = <T extends RuleHead>(heads: readonly T[]): readonly T[] =>
  heads.map((head) => ({ ...head, tests: [], sequences: [] }));
const textOf = (pack: string): string => readFileSync(BUILTIN_PACKS[pack] ?? '', 'utf8');

describe.each(Object.keys(BUILTIN_PACKS))('the ready form of %s', (pack) => {
  it('is what its file parses to, but for the tests', () => {
    const { rules, correlations, filters } = parseRules(textOf(pack), pack);
    expect(rules.length + correlations.length).toBeGreaterThan(0);
    expect(readReadyPack(pack, textOf(pack))).toEqual({
      rules: withoutTests(rules),
      correlations: withoutTests(correlations),
      filters: withoutTests(filters),
      ...{ issues: [], drafts: [] },
    });
  });

  it('is not taken for a file that was changed', () => {
    expect(readReadyPack(pack, `${textOf(pack)} `)).toBeNull();
  });
});

it('a pack that was never made ready is parsed', () => {
  expect(readReadyPack('builtin:none', '[]')).toBeNull();
});

it.each(['', '{"text":"', 'null', '{}'])('a pack of which a build or a copy left %j is parsed', (left) => {
  const path = new URL(readyPackPath('builtin:torn'), packageRoot());
  mkdirSync(new URL('.', path), { recursive: true });
  writeFileSync(path, left);
  try {
    expect(readReadyPack('builtin:torn', '[]')).toBeNull();
  } finally {
    rmSync(path);
  }
});

it('rules to run are those that are read, in their order', async () => {
  const packs = Object.keys(BUILTIN_PACKS);
  const [read, run] = [await loadRules(packs), await loadRulesToRun(packs)];
  expect(run.rules).toEqual(withoutTests(read.rules));
  expect(run.correlations).toEqual(withoutTests(read.correlations));
  expect(run.issues).toEqual(read.issues);
});

describe('making a pack ready', () => {
  const title = 'title: t\nlogsource: {product: databricks}\n';

  it('refuses a file with an issue, naming the line', () => {
    const text = `${title}detection:\n  s: {a: 1}\n  condition: t\n`;
    expect(() => readyPackText(text, parseRules(text, 'p.yml'))).toThrow(/^p\.yml:\d+: /);
  });

  it('refuses regular expressions, whose engine a scan is not to load', () => {
    const text = `${title}detection:\n  s: {'a|re': 'x+'}\n  condition: s\n`;
    expect(parseRules(text, 'p.yml').issues).toEqual([]);
    expect(() => readyPackText(text, parseRules(text, 'p.yml'))).toThrow('regular expression');
  });
});
