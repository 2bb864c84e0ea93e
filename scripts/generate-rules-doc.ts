/**
 * Writes the catalogue of the shipped packs into docs/rules.md, pack by pack: `npx tsx scripts/generate-rules-doc.ts`.
 *
 * Owns: everything below the marker. What stands above it is written by hand and is not touched.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TECHNIQUES } from './attack-techniques.ts';
import { CATCH_ALL, GENERATED_LIST } from './generate-catch-all.ts';
import {
  isRule,
  readPacks,
  selectionsOf,
  silencedRules,
  type Pack,
  type PackCorrelation,
  type PackDocument,
  type PackRule,
  type Scalar,
  type SelectionItems,
} from './pack.ts';

const MARKER = '<!-- The rest is written by scripts/generate-rules-doc.ts from the packs. Change it there. -->\n';
/** A longer list of values is cut, unless it names actions; the pack has the rest. */
const MOST_VALUES = 9;
const GENERATED = 'the heartbeat and every action the other rules name';

/** Title of the chapter and what to know first, of the packs that have something to say. */
const CHAPTERS: Readonly<Record<string, readonly [title: string, about: string]>> = {
  'builtin:host': [
    'The default pack',
    'Alerts of the sensors on the hosts (Enhanced Security Monitoring). The first four are published detections, with exactly the published action names and no other test.',
  ],
  'builtin:audit': [
    'The audit pack',
    'Workspace and account: logins, tokens, administrators, settings, code on clusters, data on its way out. Where the outcome matters, an attempt that was refused has a lower level than one that succeeded. Service principals are treated like people. A rule marked *counted only* gives no findings of its own; the correlations named beside it count its matches.',
  ],
  'builtin:sensor': [
    'The sensor pack',
    'Hosts that stopped talking although they live: no heartbeat, no malware scan, while others of the workspace went on, and a later record of the same host. Neither the end of the logs nor a host that was switched off is a silence; [correlations](correlations.md#silence) has the terms. All of it is informational: a hint where the other packs may have been blind.',
  ],
};

type Silenced = ReadonlyMap<string, readonly string[]>;

/** The text of docs/rules.md with its catalogue brought up to date. */
export function withCurrentCatalogue(document: string, packs: readonly Pack[]): string {
  const at = document.indexOf(MARKER);
  if (at === -1) throw new Error('docs/rules.md has lost its marker');
  return document.slice(0, at) + MARKER + packs.map(chapter).join('');
}

function chapter({ name, file, documents }: Pack): string {
  const [title, about] = CHAPTERS[name] ?? [`The pack ${name}`, ''];
  const silenced = silencedRules(documents);
  const correlations = documents.filter((document) => !isRule(document)).length;
  const rules = `${String(documents.length - correlations)} rules${correlations === 0 ? '' : ` and ${String(correlations)} correlations`}`;
  const rows = documents.map((document) => {
    const kind = silenced.has(document.name) ? 'counted only' : document.level;
    return `| [${text(document.name)}](#${document.name}) | ${text(document.title)} | ${kind} | ${attackIds(document).join(', ')} |`;
  });
  return [
    `\n## ${title}\n`,
    `\`-r ${name}\` is \`${file}\`, ${rules}. ${about}\n`,
    '| rule | title | level | ATT&CK |\n|---|---|---|---|',
    ...rows,
    '',
    ...documents.map((document) => section(document, silenced)),
  ].join('\n');
}

function section(document: PackDocument, silenced: Silenced): string {
  const counted = silenced.get(document.name)?.map(linked);
  return [
    `### ${text(document.name)}\n`,
    `**${text(document.title)}** · ${document.level} · ${document.status}\n`,
    `${text(document.description)}\n`,
    ...(isRule(document) ? detection(document) : correlation(document)),
    ...(counted === undefined ? [] : [`Counted only, by ${counted.join(', ')}.\n`]),
    `ATT&CK: ${attackIds(document).map(named).join(', ')}\n`,
    'False positives:\n',
    ...document.falsepositives.map((cause) => `- ${text(cause)}`),
    `\nRunbook: ${text(document.auditsift.runbook)}\n`,
    `References: ${document.references.map((url) => `<${encodeURI(url)}>`).join(' · ')}\n`,
  ].join('\n');
}

function detection(rule: PackRule): readonly string[] {
  return [...selectionsOf(rule).map(([name, items]) => selection(rule, name, items)), `\nCondition: ${code(rule.detection.condition)}\n`];
}

function selection(rule: PackRule, name: string, items: SelectionItems): string {
  const level = rule.auditsift.levels?.[name];
  const generated = rule.name === CATCH_ALL && name === GENERATED_LIST;
  const lines = Object.entries(items).map(
    ([field, value]) => `  - ${code(field)}: ${generated ? GENERATED : values(field, [value].flat())}`,
  );
  return [`- ${code(name)}${level === undefined ? '' : ` (${level})`}`, ...lines].join('\n');
}

function correlation({ correlation: counted, auditsift: { absence } }: PackCorrelation): readonly string[] {
  const { type, rules, 'group-by': groups, timespan, condition, aliases, generate } = counted;
  const { field, ...operators } = condition ?? {};
  const bounds = Object.entries(operators).map(([operator, value]) => `${operator} ${String(value)}`);
  const distinct =
    field === undefined
      ? ''
      : `, distinct ${[field]
          .flat()
          .map((name) => code(String(name)))
          .join(' with ')}`;
  const spelled = Object.entries(aliases ?? {}).map(
    ([alias, fields]) => `\n  - ${code(alias)} is ${[...new Set(Object.values(fields))].map(code).join(' or ')}`,
  );
  return [
    `- ${code(type)} of ${rules.map(linked).join(', ')}${distinct}`,
    `- for each ${groups.map(code).join(', ')}${spelled.join('')}`,
    `- within ${code(timespan)}${bounds.length === 0 ? '' : `: ${code(bounds.join(', '))}`}`,
    ...(absence === undefined ? [] : [`- while others with the same ${absence.while.map(code).join(', ')} are heard throughout`]),
    ...(absence?.alive === undefined ? [] : [`- and it is heard again, if only through ${absence.alive.map(linked).join(', ')}`]),
    `- ${generate === true ? 'these rules also give findings of their own' : 'these rules give no findings of their own because of it'}\n`,
  ];
}

function linked(name: string): string {
  return `[${text(name)}](#${name})`;
}

function values(field: string, all: readonly Scalar[]): string {
  const most = field === 'actionName' ? all.length : MOST_VALUES;
  const more = all.length - most;
  const shown = all.slice(0, most).map((value) => code(spelling(value)));
  return shown.join(', ') + (more > 0 ? `, and ${String(more)} more of the kind` : '');
}

/** A value as it is, or as JSON writes it where its spaces, line breaks or backslashes would not be seen. */
function spelling(value: Scalar): string {
  const json = JSON.stringify(value);
  return typeof value === 'string' && value === value.trim() && json === `"${value}"` && value !== '' ? value : json;
}

/** Techniques as ATT&CK writes them, tactics as they are, in the rule's order. */
function attackIds({ tags }: PackDocument): readonly string[] {
  return tags
    .filter((tag) => tag.startsWith('attack.'))
    .map((tag) => tag.slice('attack.'.length))
    .map((id) => text(/^t\d/.test(id) ? id.toUpperCase() : id));
}

function named(id: string): string {
  const title = TECHNIQUES[id];
  return title === undefined ? id : `${id} ${text(title)}`;
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
  writeFileSync(file, withCurrentCatalogue(readFileSync(file, 'utf8'), readPacks()));
}
