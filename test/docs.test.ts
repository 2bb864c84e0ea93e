/**
 * The documentation is true: its examples run and print what is shown, its links lead somewhere, its generated pages are current.
 * To bring shown output up to date: `npx tsx scripts/doc-examples.ts`.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  blocksOf,
  documentationPages,
  examplesOf,
  expectedText,
  hasJq,
  isRunnable,
  normalised,
  readPage,
  ROOT,
  runPage,
} from '../scripts/doc-examples.ts';
import { cliDocument, silentProgram, withCurrentParts } from '../scripts/generate-cli-doc.ts';
import { addScanOptions } from '../src/cli/scan-options.ts';

const PAGES = documentationPages();
const REGENERATE = 'run: npx tsx scripts/generate-cli-doc.ts';

describe.concurrent('examples', () => {
  it.each(PAGES.filter((page) => examplesOf(readPage(page)).length > 0))(
    'of %s run and print what is shown',
    async (page) => {
      const text = readPage(page);
      const skipped = examplesOf(text).filter((example) => !isRunnable(example)).length;
      if (skipped > 0) console.log(`${page}: ${skipped} examples not run, because there is no jq on this machine`);
      for (const { example, exitCode, output } of await runPage(text)) {
        const where = `${page}:${example.block.first}\n${example.block.text}\n${output}`;
        expect(exitCode, where).toBe(example.expectedExit);
        if (example.shown !== null)
          expect(normalised(example.shown.text), where).toBe(normalised(expectedText(output, example.shown.text)));
      }
    },
    120_000,
  );

  it('are there, and jq is asked for by some', () => {
    const examples = PAGES.flatMap((page) => examplesOf(readPage(page)));
    expect(examples.length).toBeGreaterThan(20);
    expect(examples.some((example) => !isRunnable(example))).toBe(!hasJq);
  });

  it.each(PAGES)('of %s that are not run are marked so', (page) => {
    for (const { language, info } of blocksOf(readPage(page))) {
      expect(['bash', 'shell', 'zsh']).not.toContain(language);
      if (language === 'sh') expect(['', 'no-run']).toContain(info);
    }
  });
});

describe('links', () => {
  it.each(PAGES)('of %s lead somewhere', (page) => {
    for (const target of linksOf(readPage(page))) {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
      expect(existsSync(file), `${page}: ${target}`).toBe(true);
      if (anchor !== undefined)
        expect(statSync(file).isFile() && anchorsOf(readFileSync(file, 'utf8')), `${page}: ${target}`).toContain(anchor);
    }
  });
});

describe('generated pages', () => {
  it('docs/cli.md is current', () => expect(readPage('docs/cli.md'), REGENERATE).toBe(cliDocument()));

  it('docs/output.md is current', () => {
    const page = readPage('docs/output.md');
    expect(page, REGENERATE).toBe(withCurrentParts(page));
  });

  it('docs/cli.md has every option of a scan', () => {
    const page = readPage('docs/cli.md');
    const { options } = addScanOptions(new Command());
    expect(options.length).toBeGreaterThan(20);
    for (const { flags } of options) expect(page).toContain(`\`${flags}\``);
  });

  it('every option that a page names exists', () => {
    const known = new Set([...everyOption(), '--version', '--help']);
    for (const page of ['README.md', 'GUIDE.md', 'docs/output.md']) {
      const commands = blocksOf(readPage(page)).filter(({ language, text }) => language === 'sh' && /^\s*auditsift/m.test(text));
      for (const { text } of commands) {
        // Only what is passed to auditsift itself, up to the end of its part of a pipeline.
        for (const [call] of text.matchAll(/\bauditsift [^|;&\n]*(?:\\\n[^|;&\n]*)*/g)) {
          for (const [option] of call.matchAll(/(?<=\s)--[a-z][a-z-]*/g)) expect(known, `${page}: ${call}`).toContain(option);
        }
      }
    }
  });
});

/** The options of every command, long. */
function everyOption(): readonly (string | undefined)[] {
  const optionsOf = ({ options, commands }: Readonly<Command>): readonly (string | undefined)[] => [
    ...options.map((option) => option.long),
    ...commands.flatMap(optionsOf),
  ];
  return optionsOf(silentProgram().program);
}

/** Targets of relative links, outside of code. */
function linksOf(page: string): string[] {
  const lines = page.split('\n');
  for (const { first, last } of blocksOf(page)) lines.fill('', first, last);
  const prose = lines.join('\n').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replaceAll('\\', '')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
