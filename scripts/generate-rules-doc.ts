/**
 * Writes the catalogue of the default pack into docs/rules.md, from rules.json: `npx tsx scripts/generate-rules-doc.ts`.
 *
 * Owns: everything below the marker. What stands above it is written by hand and is not touched.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CATCH_ALL, GENERATED_LIST, readPack, selectionsOf, type PackRule, type SelectionItems } from './generate-catch-all.ts';

const MARKER = '<!-- The rest is written by scripts/generate-rules-doc.ts from rules.json. Change it there. -->\n';
/** A longer list of values is cut; rules.json has the rest. */
const MOST_VALUES = 9;
const GENERATED = 'the heartbeat and every action the other rules name';

/** The text of docs/rules.md with its catalogue brought up to date. */
export function withCurrentCatalogue(document: string, rulesText: string): string {
  const at = document.indexOf(MARKER);
  if (at === -1) throw new Error('docs/rules.md has lost its marker');
  return document.slice(0, at) + MARKER + catalogue(readPack(rulesText));
}

function catalogue(pack: readonly PackRule[]): string {
  const rows = pack.map(
    (rule) => `| [${text(rule.name)}](#${rule.name}) | ${text(rule.title)} | ${rule.level} | ${attackIds(rule).join(', ')} |`,
  );
  return [
    '\n## The default pack\n',
    `\`rules.json\` holds ${String(pack.length)} rules. The first four are published detections, with exactly the published action names and no other test.\n`,
    '| rule | title | level | ATT&CK |\n|---|---|---|---|',
    ...rows,
    '',
    ...pack.map(section),
  ].join('\n');
}

function section(rule: PackRule): string {
  return [
    `### ${text(rule.name)}\n`,
    `**${text(rule.title)}** · ${rule.level} · ${rule.status}\n`,
    `${text(rule.description)}\n`,
    ...selectionsOf(rule).map(([name, items]) => selection(rule, name, items)),
    `\nCondition: ${code(rule.detection.condition)}\n`,
    `ATT&CK: ${attackIds(rule).join(', ')}\n`,
    'False positives:\n',
    ...rule.falsepositives.map((cause) => `- ${text(cause)}`),
    `\nRunbook: ${text(rule.auditsift.runbook)}\n`,
    `References: ${rule.references.map((url) => `<${encodeURI(url)}>`).join(' · ')}\n`,
  ].join('\n');
}

function selection(rule: PackRule, name: string, items: SelectionItems): string {
  const level = rule.auditsift.levels?.[name];
  const generated = rule.name === CATCH_ALL && name === GENERATED_LIST;
  const lines = Object.entries(items).map(([field, value]) => `  - ${code(field)}: ${generated ? GENERATED : values([value].flat())}`);
  return [`- ${code(name)}${level === undefined ? '' : ` (${level})`}`, ...lines].join('\n');
}

function values(all: readonly (string | null)[]): string {
  const more = all.length - MOST_VALUES;
  const shown = all.slice(0, MOST_VALUES).map((value) => code(spelling(value)));
  return shown.join(', ') + (more > 0 ? `, and ${String(more)} more of the kind` : '');
}

/** A value as it is, or as JSON writes it where its spaces, line breaks or backslashes would not be seen. */
function spelling(value: string | null): string {
  const json = JSON.stringify(value);
  return value !== null && value === value.trim() && json === `"${value}"` ? value : json;
}

/** Techniques as ATT&CK writes them, tactics as they are, in the rule's order. */
function attackIds(rule: PackRule): readonly string[] {
  return rule.tags
    .filter((tag) => tag.startsWith('attack.'))
    .map((tag) => tag.slice('attack.'.length))
    .map((id) => text(/^t\d/.test(id) ? id.toUpperCase() : id));
}

/** One line of plain text: whatever Markdown or HTML would read as markup is escaped. */
export function text(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/([\\`*_[\]#|~>])/g, '\\$1');
}

/** A code span, fenced by more backticks than stand in it anywhere. */
export function code(value: string): string {
  const line = value.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return fence + pad + line + pad + fence;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL('../docs/rules.md', import.meta.url);
  const rules = readFileSync(new URL('../rules.json', import.meta.url), 'utf8');
  writeFileSync(file, withCurrentCatalogue(readFileSync(file, 'utf8'), rules));
}
