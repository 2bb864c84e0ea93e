/**
 * Rules from where the user keeps them: shipped packs, files, folders, globs, inline selections.
 *
 * Owns: finding and reading rule files, and choosing among the rules. What a rule file means is core/rules' business.
 */
import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { levelRank, type Level } from '../core/level.ts';
import type { Correlation, Issue, ParsedPlaceholders, ParsedRules, Rule, RuleSet } from '../core/rules/index.ts';
import { checkTogether, correlationLevels, highestLevel, LONGEST_FILE, namesCountedBy } from '../core/rules/running.ts';
import { packageRoot } from '../package-root.ts';
import { expandGlob, isGlob } from '../sources/glob.ts';
import { BUILTIN_PACKS } from './packs.ts';
import { readReadyPack } from './ready-packs.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

export interface LoadedRules extends RuleSet {
  readonly issues: readonly Issue[];
  /** Rules with an error in their head only; see `ParsedRules`. */
  readonly drafts: readonly Rule[];
  /** Files and packs that were read. */
  readonly files: readonly string[];
  /** What they hold, for showing the line an issue is about. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What reads rule files; loaded when there is something to read. */
const loadLanguage = () => import('../core/rules/index.ts');

/**
 * Loads rules; everything wrong with them is in `issues`.
 * @param placeholdersFile what `%name%` stands for, when a file says so
 * @throws UsageError when a name stands for nothing or cannot be read
 */
export async function loadRules(names: readonly string[], where: readonly string[] = [], placeholdersFile?: string): Promise<LoadedRules> {
  return await load(names, where, placeholdersFile, false);
}

/** Loads rules to run them: as {@link loadRules} does, but those of shipped packs have no tests and no places in their files. */
export async function loadRulesToRun(
  names: readonly string[],
  where: readonly string[] = [],
  placeholdersFile?: string,
): Promise<LoadedRules> {
  return await load(names, where, placeholdersFile, true);
}

async function load(
  names: readonly string[],
  where: readonly string[],
  placeholdersFile: string | undefined,
  takesReady: boolean,
): Promise<LoadedRules> {
  const { placeholders, issues: faults } = await loadPlaceholders(placeholdersFile);
  const files = [...new Set((await Promise.all(names.map(expand))).flat())];
  const parsed: ParsedRules[] = [];
  const texts = new Map<string, string>();
  for (const file of files) {
    const content = readRuleFile(file);
    texts.set(file, content);
    const ready = takesReady && Object.hasOwn(BUILTIN_PACKS, file) ? readReadyPack(file, content) : null;
    parsed.push(ready ?? (await loadLanguage()).parseRules(content, file, { placeholders }));
  }
  for (const [i, selection] of where.entries()) parsed.push((await loadLanguage()).parseWhere(selection, i + 1, { placeholders }));
  const set: RuleSet = {
    rules: parsed.flatMap(({ rules }) => rules),
    correlations: parsed.flatMap(({ correlations }) => correlations),
    filters: parsed.flatMap(({ filters }) => filters),
  };
  const issues = [...faults, ...parsed.flatMap((file) => file.issues)];
  const drafts = parsed.flatMap((file) => file.drafts);
  return { ...set, issues: [...issues, ...checkTogether(set, issues)], drafts, files, texts };
}

async function loadPlaceholders(file: string | undefined): Promise<Partial<ParsedPlaceholders> & Pick<ParsedPlaceholders, 'issues'>> {
  if (file === undefined) return { issues: [] };
  try {
    return (await loadLanguage()).parsePlaceholders(await readFile(file, 'utf8'), file);
  } catch (error) {
    throw new UsageError(`placeholder file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What is to run. */
export interface ChosenRules extends RuleSet {
  /** Names of documents that were not asked for, and are there because a chosen correlation counts them. */
  readonly countedOnly: ReadonlySet<string>;
}

/** Narrows rules and correlations to those named, and to those that can reach a level; what a correlation counts comes along. */
export function chooseRules(set: RuleSet, only: readonly string[], minLevel: Level | null): ChosenRules {
  const names = [...set.rules, ...set.correlations].map(({ name }) => name);
  for (const name of only) {
    if (!names.includes(name))
      throw new UsageError(`--only ${name}: there is no such rule${didYouMean(name, names)} (auditsift rules list names them)`);
  }
  const isAsked = ({ name, status }: Rule | Correlation): boolean => status !== 'unsupported' && (only.length === 0 || only.includes(name));
  const levels = correlationLevels(set);
  const reaches = (level: Level | null): boolean => minLevel === null || levelRank(level) >= levelRank(minLevel);
  const chosen = new Set([
    ...set.rules.filter((rule) => isAsked(rule) && reaches(highestLevel(rule))).map(({ name }) => name),
    ...set.correlations.filter((correlation) => isAsked(correlation) && reaches(levels.get(correlation) ?? null)).map(({ name }) => name),
  ]);
  if (chosen.size === 0) throw new UsageError(`no rule is left to run${minLevel === null ? '' : ` at level ${minLevel} or above`}`);
  const counted = namesCountedBy(set, chosen);
  const runs = ({ name }: Rule | Correlation): boolean => chosen.has(name) || counted.has(name);
  return {
    rules: set.rules.filter(runs),
    correlations: set.correlations.filter(runs),
    filters: set.filters,
    countedOnly: new Set([...counted].filter((name) => !chosen.has(name))),
  };
}

async function expand(name: string): Promise<string[]> {
  if (name.startsWith('builtin:')) {
    if (Object.hasOwn(BUILTIN_PACKS, name)) return [name];
    throw new UsageError(
      `there is no pack ${name}${didYouMean(name, Object.keys(BUILTIN_PACKS))} (shipped: ${Object.keys(BUILTIN_PACKS).join(', ')})`,
    );
  }
  const found = await stat(name).catch(() => null);
  if (found?.isDirectory() === true) {
    const files = await expandGlob('**/*.{json,yml,yaml}', name);
    if (files.length === 0) throw new UsageError(`no rule file (.json, .yml, .yaml) in ${name}`);
    return files.sort().map((file) => `${name.replace(/\/+$/, '')}/${file}`);
  }
  if (found !== null) return [name];
  const files = (await isGlob(name)) ? await expandGlob(name, process.cwd()) : [];
  if (files.length === 0) throw new UsageError(`rule file ${name} does not exist`);
  return files.sort();
}

/**
 * The text of a rule file or shipped pack. Read without turns for others: nothing else is going on before the rules are there.
 * @throws UsageError when it cannot be read
 */
export function readRuleFile(file: string): string {
  const pack = BUILTIN_PACKS[file];
  try {
    return new TextDecoder().decode(readBeginning(pack === undefined ? file : new URL(pack, packageRoot())));
  } catch (error) {
    throw new UsageError(`rule file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The bytes of a file or pipe. Of one that is too long, no more is read than shows it: a character takes at most four bytes. */
function readBeginning(file: string | URL): Buffer {
  const most = 4 * LONGEST_FILE + 1;
  const descriptor = openSync(file, 'r');
  try {
    // One byte more than a file holds, so that its end is seen without asking for more memory. A pipe says that it holds nothing.
    let bytes = Buffer.allocUnsafe(Math.min(most, Math.max(fstatSync(descriptor).size + 1, 65_536)));
    let filled = 0;
    for (;;) {
      const read = readSync(descriptor, bytes, filled, bytes.length - filled, null);
      filled += read;
      if (read === 0 || filled === most) return bytes.subarray(0, filled);
      if (filled === bytes.length) bytes = Buffer.concat([bytes], Math.min(most, 2 * filled));
    }
  } finally {
    closeSync(descriptor);
  }
}
