/**
 * Keeps the catch-all rule of the default pack honest: `unclassified_capsule8` must leave out exactly the actions that other
 * rules of the pack name, and the heartbeat. Run `npx tsx scripts/generate-catch-all.ts` after adding an action to rules.json.
 *
 * Owns: that one list, rewritten in place; every other byte of the file stays as it was.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ESM_SERVICES } from '../src/core/esm.ts';
import { actionsOf, readRules, selectionsOf, type PackRule } from './pack.ts';

export const CATCH_ALL = 'unclassified_capsule8';
/** Its selection that holds the list. */
export const GENERATED_LIST = 'classified';
const SERVICE = 'capsule8-alerts-dataplane';

/** What the catch-all must leave out: the heartbeat, then every Capsule8 action named by another rule, in alphabetical order. */
export function classifiedActions(pack: readonly PackRule[]): readonly string[] {
  const heartbeat = ESM_SERVICES.get(SERVICE)?.heartbeat ?? [];
  const others = pack.filter((rule) => rule.name !== CATCH_ALL && concernsCapsule8(rule));
  return [...new Set([heartbeat, others.flatMap(actionsOf).sort()].flat())];
}

/** The text of rules.json with the list brought up to date; the same text when it already is. */
export function withCurrentCatchAll(text: string): string {
  const pack = readRules(text);
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

  const written = readRules(updated).find(({ name }) => name === CATCH_ALL)?.detection[GENERATED_LIST];
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
