/**
 * Keeps the catch-all rule of the default pack honest: `unclassified_capsule8` must leave out exactly the actions that other
 * rules of the pack name, and the heartbeat. Run `npx tsx scripts/generate-catch-all.ts` after adding an action to rules.json.
 *
 * Owns: that one list, rewritten in place; every other byte of the file stays as it was.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ESM_SERVICES } from '../src/core/esm.ts';
import type { Level } from '../src/core/level.ts';

export const CATCH_ALL = 'unclassified_capsule8';
/** Its selection that holds the list. */
export const GENERATED_LIST = 'classified';
const SERVICE = 'capsule8-alerts-dataplane';

export type SelectionItems = Readonly<Record<string, string | null | readonly (string | null)[]>>;

/** An element of rules.json, as the scripts and the pack's tests need it. The engine has its own, stricter reading. */
export interface PackRule {
  readonly title: string;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly description: string;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly level: Level;
  readonly detection: Readonly<Record<string, string | SelectionItems>> & { readonly condition: string };
  readonly falsepositives: readonly string[];
  readonly auditsift: {
    readonly levels?: Readonly<Record<string, Level>>;
    readonly runbook: string;
    readonly tests: readonly { readonly title: string; readonly record: object; readonly matches: boolean; readonly level?: Level }[];
  };
}

export function readPack(text: string): readonly PackRule[] {
  return (JSON.parse(text) as { rules: PackRule[] }).rules;
}

/** The selections of a rule by name, without its condition. */
export function selectionsOf(rule: PackRule): readonly (readonly [string, SelectionItems])[] {
  return Object.entries(rule.detection).filter((entry): entry is [string, SelectionItems] => typeof entry[1] !== 'string');
}

/** The values a rule gives for `actionName`, in their order, each once. */
export function actionsOf(rule: PackRule): readonly string[] {
  const values = selectionsOf(rule).flatMap(([, items]) => items['actionName'] ?? []);
  return [...new Set(values.filter((value) => value !== null))];
}

/** What the catch-all must leave out: the heartbeat, then every Capsule8 action named by another rule, in alphabetical order. */
export function classifiedActions(pack: readonly PackRule[]): readonly string[] {
  const heartbeat = ESM_SERVICES.get(SERVICE)?.heartbeat ?? [];
  const others = pack.filter((rule) => rule.name !== CATCH_ALL && concernsCapsule8(rule));
  return [...new Set([heartbeat, others.flatMap(actionsOf).sort()].flat())];
}

/** The text of rules.json with the list brought up to date; the same text when it already is. */
export function withCurrentCatchAll(text: string): string {
  const pack = readPack(text);
  const rule = pack.find(({ name }) => name === CATCH_ALL);
  if (rule === undefined) throw new Error(`rules.json has no rule ${CATCH_ALL}`);
  const actions = classifiedActions(pack);

  const start = text.indexOf(`"name": "${CATCH_ALL}"`);
  const list = new RegExp(`^( *)("${GENERATED_LIST}": )\\{\\s*"actionName": \\[[^\\]]*\\]\\s*\\}`, 'm');
  const head = text.slice(0, start);
  const updated =
    head +
    text.slice(start).replace(list, (_, indent: string, key: string) => {
      const lines = actions.map((action) => `${indent}    ${JSON.stringify(action)}`);
      return `${indent}${key}{\n${indent}  "actionName": [\n${lines.join(',\n')}\n${indent}  ]\n${indent}}`;
    });

  const written = readPack(updated).find(({ name }) => name === CATCH_ALL)?.detection[GENERATED_LIST];
  if (JSON.stringify(written) !== JSON.stringify({ actionName: actions })) {
    throw new Error(`${CATCH_ALL} needs a selection "${GENERATED_LIST}" with a list of actionName and nothing else, on lines of its own`);
  }
  return updated;
}

/** A rule without a service guard looks at every service, Capsule8's included. */
function concernsCapsule8(rule: PackRule): boolean {
  return selectionsOf(rule).some(([, items]) => [items['serviceName'] ?? SERVICE].flat().includes(SERVICE));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL('../rules.json', import.meta.url);
  writeFileSync(file, withCurrentCatchAll(readFileSync(file, 'utf8')));
}
