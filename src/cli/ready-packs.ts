/**
 * Shipped packs made ready at the build: read and checked then, so that a scan with them need load nothing that reads rule files.
 *
 * Owns: the form on disk, and that a pack is taken from it only while the pack's own file is what it was made from: a pack that was
 * edited, or never built, is read as any rule file. That is also the oracle. Must not know: what a rule means.
 */
import { readFileSync } from 'node:fs';
import type { ParsedRules, RuleHead } from '../core/rules/index.ts';
import { packageRoot } from '../package-root.ts';

/** A pack as it is kept: what the parser gave, and what it was given (all of it: to compare a hash, `node:crypto` would have to be loaded). */
interface ReadyPack {
  readonly text: string;
  readonly parsed: ParsedRules;
}

/** Where a build puts a pack, below the package's folder. */
export function readyPackPath(pack: string): string {
  return `dist/packs/${pack.replace(/^builtin:/, '')}.json`;
}

/**
 * What a build writes. Sample records are left out: no scan runs them.
 * @param text the pack's file
 * @param parsed what it was parsed to
 * @throws Error when an issue was found in it, or it holds a regular expression: a pack is to start without the engine for those
 */
export function readyPackText(text: string, parsed: ParsedRules): string {
  const [issue] = parsed.issues;
  if (issue !== undefined) throw new Error(`${issue.location.uri}:${issue.location.line}: ${issue.message}`);
  if (/\|re\b/.test(text))
    throw new Error('a shipped pack holds a regular expression; let readReadyPack bring the engine (core/rules/regex.ts)');
  const ready: ReadyPack = {
    text,
    parsed: {
      rules: parsed.rules.map(withoutTests),
      correlations: parsed.correlations.map(withoutTests),
      filters: parsed.filters.map(withoutTests),
      ...{ issues: [], drafts: [] },
    },
  };
  return JSON.stringify(ready);
}

/**
 * Takes a pack as the build made it, without tests.
 * @param text the pack's file as it is now
 * @returns null when it has to be parsed
 */
export function readReadyPack(pack: string, text: string): ParsedRules | null {
  const ready = readyIn(new URL(readyPackPath(pack), packageRoot()));
  return ready?.text === text ? ready.parsed : null;
}

/** Null for what is not there, or was cut off as it was written. */
function readyIn(file: URL): ReadyPack | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ReadyPack | null;
  } catch {
    return null;
  }
}

function withoutTests<T extends RuleHead>(head: T): T {
  return { ...head, tests: [], sequences: [] };
}
