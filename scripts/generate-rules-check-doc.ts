/**
 * Writes the table of issue codes into docs/rules-check.md: `npx tsx scripts/generate-rules-check-doc.ts`.
 *
 * Owns: what each code means, in a line. The compiler asks for every code there is. What stands above the marker is written by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { IssueCode } from '../src/core/rules/report.ts';

const MARKER = '<!-- The rest is written by scripts/generate-rules-check-doc.ts. Change it there. -->\n';

type Meaning = readonly [severity: 'error' | 'warning' | 'either', meaning: string];

const THE_FILE = 'The file';
const METADATA = 'Metadata';
const CORRELATION = 'Correlations';
const DETECTION = 'Detection';
const CONDITION = 'Condition';
const NAMES = 'Names (rules for Databricks audit logs only)';
const SENSE = 'Sense';
const ADVICE = 'Advice';

/** Every code, in the groups and the order in which they are shown. */
export const MEANINGS: Readonly<Record<IssueCode, readonly [group: string, ...Meaning]>> = {
  syntax: [THE_FILE, 'error', 'It is neither YAML nor JSON there.'],
  'duplicate-key': [THE_FILE, 'error', 'A map has the same key twice.'],
  'non-text-key': [THE_FILE, 'error', 'A key is a list, a map or a number.'],
  'alias-expansion': [THE_FILE, 'error', 'An alias names nothing, itself, or too much.'],
  'too-deep': [THE_FILE, 'error', 'Lists and maps nest deeper than any rule needs.'],
  'too-large': [THE_FILE, 'error', 'The file has more than four million characters, or in YAML 300,000 tokens; it is not read.'],
  'too-many-issues': [THE_FILE, 'error', 'The file has more than a thousand issues; of the rest only one of each further kind is told.'],
  'empty-file': [THE_FILE, 'error', 'The file holds no rule.'],
  'not-a-rule': [THE_FILE, 'error', 'Something in the file is no rule, correlation or filter, or two of them at once.'],
  'unsupported-document': [THE_FILE, 'error', 'A kind of document that this version does not run.'],
  'bad-action': [THE_FILE, 'error', '`action` where it has no meaning, or with a value it does not take.'],
  'action-conflict': [THE_FILE, 'warning', 'A rule repeats what `action: global` says otherwise; the global value counts.'],
  'action-expansion': [THE_FILE, 'error', '`action` makes more of a file than is reasonable.'],
  'missing-key': [METADATA, 'error', 'Something required is not there; the message shows the line to add.'],
  'unknown-key': [METADATA, 'either', 'A key of ours that does not exist, or one of your own that is nearly one of Sigma’s.'],
  'bad-metadata': [
    METADATA,
    'either',
    'A value of the wrong kind, such as a level that does not exist; a warning for a date with slashes.',
  ],
  'unsupported-taxonomy': [METADATA, 'error', 'Only the taxonomy `sigma` is known.'],
  'unsupported-version': [METADATA, 'error', 'The rule asks for a later Sigma than 2.'],
  'unsupported-rule': [METADATA, 'warning', 'The rule has the status `unsupported`: it is listed and never run.'],
  'deprecated-rule': [METADATA, 'warning', 'The rule has the status `deprecated`. It runs.'],
  'duplicate-name': [METADATA, 'error', 'Two documents have the same name.'],
  'duplicate-id': [METADATA, 'error', 'Two documents have the same id.'],
  'unknown-reference': [METADATA, 'error', 'A filter or a correlation names a rule that is not there.'],
  'filter-mismatch': [METADATA, 'warning', 'A filter names a rule that its logsource does not fit, or that it cannot apply to.'],
  'filter-keeps': [METADATA, 'warning', 'A filter whose condition does not begin with `not`: it suppresses everything else.'],
  'unknown-selection': [METADATA, 'error', '`auditsift.levels` names a selection that is not there.'],
  'bad-correlation': [CORRELATION, 'error', 'Something in a correlation that it cannot be or have.'],
  'bad-absence': [CORRELATION, 'error', '`auditsift.absence` where silence cannot be found, or a bound that silence satisfies without it.'],
  'no-group-by': [CORRELATION, 'warning', 'Without `group-by` all records are one group.'],
  'unused-alias': [CORRELATION, 'warning', 'An alias that `group-by` never mentions.'],
  'circular-reference': [CORRELATION, 'error', 'Correlations that list each other in a circle.'],
  'silenced-rule': [CORRELATION, 'warning', 'A rule with a level that gives no findings because a correlation of its file counts it.'],
  'bad-selection': [DETECTION, 'either', 'A selection is empty, of the wrong kind, or a single keyword.'],
  'bad-identifier': [DETECTION, 'either', 'The name of a selection is a word of the condition, or will be misread by others.'],
  'bad-field': [DETECTION, 'either', 'A field name is missing, too long, or has an index in brackets.'],
  'bad-value': [DETECTION, 'either', 'A value that the field or its modifier cannot take, or one that is there twice.'],
  'unknown-modifier': [DETECTION, 'error', 'A modifier that Sigma does not have.'],
  'bad-modifiers': [DETECTION, 'error', 'Modifiers that cannot stand together, or not in this order.'],
  'single-all': [DETECTION, 'warning', '`all` on a single value does nothing.'],
  'no-effect': [DETECTION, 'warning', 'A modifier that changes nothing here, or only helps together with another.'],
  'bad-regex': [DETECTION, 'error', 'A regular expression that is broken, or that cannot be run in linear time.'],
  'unknown-placeholder': [DETECTION, 'error', 'A `%name%` that no file of placeholders defines.'],
  'null-in-list': [DETECTION, 'warning', '`null` among other values: other tools refuse it.'],
  'yaml-1.1': [DETECTION, 'warning', 'A value without quotes that other tools read as something else.'],
  'bad-condition': [CONDITION, 'error', 'The condition cannot be understood.'],
  'unknown-identifier': [CONDITION, 'error', 'The condition names a selection that is not there.'],
  'selects-nothing': [CONDITION, 'error', 'A pattern such as `filter_*` fits no selection.'],
  'upper-case-operator': [CONDITION, 'warning', '`AND`, `OR`, `NOT`: understood here, refused elsewhere.'],
  'unused-identifier': [CONDITION, 'warning', 'The condition never mentions a selection.'],
  'legacy-aggregation': [CONDITION, 'error', 'A pipe with an aggregation, which is a correlation today.'],
  'legacy-timeframe': [CONDITION, 'error', '`timeframe`, which is the `timespan` of a correlation today.'],
  'unknown-logsource': [NAMES, 'warning', 'The rule is for a log that is not read here, so it never runs.'],
  'unknown-field': [NAMES, 'warning', 'No record is known to have the field, or it is spelled in another way.'],
  'unknown-service': [NAMES, 'warning', 'No service of this name is known, or none that a pattern fits.'],
  'unknown-action': [NAMES, 'warning', 'No action of this name is known, or none that a pattern fits.'],
  'names-run-together': [NAMES, 'warning', 'Two or more names stand in one value: a comma or a dash is missing.'],
  'action-of-another-service': [NAMES, 'warning', 'A service and actions are asked for together that are not known to occur together.'],
  'never-matches': [
    SENSE,
    'error',
    'No record whatsoever can satisfy the rule or the selection; the message names two tests that exclude each other.',
  ],
  contradiction: [SENSE, 'warning', 'A field that holds one value should be two things at once (Databricks audit logs only).'],
  'always-matches': [SENSE, 'warning', 'Every record satisfies the rule.'],
  'overlapping-rules': [SENSE, 'warning', 'Another rule matches the same records, or these and more.'],
  'slow-rule': [
    SENSE,
    'warning',
    'Neither service nor action narrows the rule (Databricks audit logs only), or more records can make a correlation’s condition false again: every record must be read for it.',
  ],
  'unexplained-filter': [ADVICE, 'warning', 'A filter does not say who made it, why, or until when.'],
  'no-level': [ADVICE, 'warning', 'The rule has no level.'],
  'no-tests': [ADVICE, 'warning', 'No test shows a record that matches, or none that does not.'],
  'test-failed': [ADVICE, 'error', 'One of the rule’s own tests fails.'],
  'no-runbook': [ADVICE, 'warning', 'Packs: nothing says what to do when the rule fires.'],
  'no-falsepositives': [ADVICE, 'warning', 'Packs: no harmless cause is named.'],
};

/** The text of docs/rules-check.md with its table brought up to date. */
export function withCurrentCodes(document: string): string {
  const at = document.indexOf(MARKER);
  if (at === -1) throw new Error('docs/rules-check.md has lost its marker');
  return `${document.slice(0, at)}${MARKER}\n${tables()}`;
}

function tables(): string {
  const groups = [...new Set(Object.values(MEANINGS).map(([group]) => group))];
  const table = (group: string): string => {
    const rows = Object.entries(MEANINGS).filter(([, [of]]) => of === group);
    const lines = rows.map(([code, [, severity, meaning]]) => `| \`${code}\` | ${severity} | ${meaning} |`);
    return [`### ${group}`, '', '| code | severity | meaning |', '|---|---|---|', ...lines, ''].join('\n');
  };
  return groups.map(table).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = new URL('../docs/rules-check.md', import.meta.url);
  writeFileSync(target, withCurrentCodes(readFileSync(target, 'utf8')));
  console.log(`wrote ${target.pathname}`);
}
