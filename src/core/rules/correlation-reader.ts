/**
 * One correlation document → {@link Correlation} (section 7 of the Sigma reference; semantics in docs/correlations.md).
 *
 * Owns: which keys there are and what each may hold. Must not know: records, other documents (correlation-references.ts does).
 */
import { boundsHoldAt } from './correlation-bounds.ts';
import { readCorrelationCondition, type CorrelationCondition } from './correlation-condition.ts';
import { checkField, type PlacedText } from './correlation-field.ts';
import { readHead, reportFor } from './head-reader.ts';
import { describeNode, entryOf, type MapEntry, type MapNode, type Position, type ScalarNode, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import { CORRELATION_TYPES, type Absence, type Correlation, type CorrelationType, type RuleLocation } from './rule.ts';
import { rememberSource } from './rule-source.ts';
import { suggestion } from './similar.ts';
import { readTimespan, TIMESPAN } from './timespan.ts';

const KEYS = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate'];
const MOST_RULES = 100;
const MOST_GROUP_FIELDS = 20;

/**
 * Reads one correlation.
 * @returns null when it has an error; every error and doubt is reported
 */
export function readCorrelation(node: MapNode, uri: string, file: Report): Correlation | null {
  const report = reportFor(node, file);
  const read = readHead('correlation', node, uri, report);
  const body = entryOf(node, 'correlation');
  if (body?.value.kind !== 'map') {
    const message = `\`correlation\` must be a map with type, rules and timespan, not ${body === undefined ? 'nothing' : describeNode(body.value)}.`;
    report.error('bad-correlation', body?.value.at ?? node.at, message);
    return null;
  }
  const map = body.value;
  checkKeys(map, report);
  const type = readType(map, report);
  const rules = readReferences(map, report);
  const timespan = readTimespanOf(map, report);
  const groupBy = readGroupBy(map, report);
  const absence = absenceOf(read?.metadata.auditsift?.absence ?? null);
  const listed = [...(rules ?? []).map(({ text }) => text), ...(absence?.alive ?? [])];
  const aliases = readAliases(map, listed, groupBy, report);
  const generate = readGenerate(node, map, report);
  const condition = type === null ? null : readCorrelationCondition(map, type, rules ?? [], Object.keys(aliases), report);
  if (type !== null && condition !== null) checkAbsence(node, map, type, condition, absence, report);
  if (read === null || type === null || rules === null || timespan === null || condition === null || report.failed) return null;
  const aliveAt = absencePlaces(node);
  const places = [...rules.map(({ at }) => at), ...(absence?.alive ?? []).map((_, index) => aliveAt[index] ?? node.at)];
  const correlation: Correlation = {
    ...read.head,
    ...condition,
    ...{ type, timespan, aliases, generate, absence },
    groupBy: groupBy.map(({ text }) => text),
    rules: rules.map(({ text }) => text),
    referenceLocations: places.map(({ line, column }): RuleLocation => ({ uri, line, column })),
  };
  rememberSource(correlation, map, read.metadata.auditsift?.accepts ?? []);
  return correlation;
}

function checkKeys(map: MapNode, report: Report): void {
  for (const { key, keyAt } of map.entries) {
    if (KEYS.includes(key)) continue;
    const message =
      key === 'timeframe'
        ? '`timeframe` is called `timespan` in a correlation.'
        : key === 'field' || key === 'percentile'
          ? `\`${key}\` stands inside \`condition\`, beside the number it is compared with.`
          : `A correlation has no key \`${key}\`; it takes ${KEYS.join(', ')}.${suggestion(key, KEYS)}`;
    report.error('unknown-key', keyAt, message);
  }
}

function readType(map: MapNode, report: Report): CorrelationType | null {
  const node = required(map, 'type', 'event_count', report);
  if (node === null) return null;
  const text = textOfNode(node);
  const type = CORRELATION_TYPES.find((known) => known === text);
  if (type !== undefined) return type;
  const hint =
    text === 'absence'
      ? ' Silence is an event_count with `condition: {lt: 1}` and `auditsift: {absence: {while: []}}`.'
      : suggestion(text ?? '', CORRELATION_TYPES);
  report.error('bad-correlation', node.at, `\`type\` must be one of ${CORRELATION_TYPES.join(', ')}.${hint}`);
  return null;
}

function readReferences(map: MapNode, report: Report): readonly PlacedText[] | null {
  const node = required(map, 'rules', '[name_of_a_rule]', report);
  if (node === null) return null;
  const references = readTexts(node, '`rules` holds names or ids of rules', report);
  if (references === null) return null;
  if (references.length === 0) report.error('bad-correlation', node.at, '`rules` is empty; list the names of the rules to correlate.');
  if (references.length > MOST_RULES) report.error('bad-correlation', node.at, `\`rules\` lists at most ${MOST_RULES} rules.`);
  reportRepeats(references, 'rules', report);
  return references;
}

function readTimespanOf(map: MapNode, report: Report): number | null {
  if (entryOf(map, 'timespan') === undefined && entryOf(map, 'timeframe') !== undefined) return null;
  const node = required(map, 'timespan', '5m', report);
  if (node === null) return null;
  const text = textOfNode(node);
  const timespan = text === null ? null : readTimespan(text);
  if (timespan !== null && timespan > 0) return timespan;
  const hint = timespan === 0 ? ' A window of no length counts nothing.' : /M|y/.test(text ?? '') ? ' Write months and years in days.' : '';
  report.error('bad-correlation', node.at, `\`timespan\` must be ${TIMESPAN}, at least 1.${hint}`);
  return null;
}

function readGroupBy(map: MapNode, report: Report): readonly PlacedText[] {
  const entry = entryOf(map, 'group-by');
  const node = entry?.value;
  const fields = node === undefined || isNothing(node) ? [] : readTexts(node, '`group-by` holds fields or aliases', report);
  const isMisspelt = map.entries.some(({ key }) => /^group.?by$/i.test(key) && key !== 'group-by');
  if (fields?.length === 0 && !isMisspelt) {
    const message = 'Without `group-by` everything counts together, whoever did it; list the fields whose values must agree.';
    report.warning('no-group-by', entry?.keyAt ?? map.at, message);
  }
  if ((fields ?? []).length > MOST_GROUP_FIELDS) {
    report.error('bad-correlation', map.at, `\`group-by\` takes at most ${MOST_GROUP_FIELDS} fields.`);
  }
  for (const { text, at } of fields ?? []) checkField(text, at, report);
  reportRepeats(fields ?? [], 'group-by', report);
  return fields ?? [];
}

/** Maps without prototype: an alias may have any name. */
function readAliases(
  map: MapNode,
  names: readonly string[],
  groupBy: readonly PlacedText[],
  report: Report,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const aliases = Object.create(null) as Record<string, Readonly<Record<string, string>>>;
  const entry = entryOf(map, 'aliases');
  if (entry === undefined || isNothing(entry.value)) return aliases;
  if (entry.value.kind !== 'map') {
    report.error('bad-correlation', entry.value.at, '`aliases` must be a map: alias → {rule → field}.');
    return aliases;
  }
  for (const alias of entry.value.entries) {
    if (!groupBy.some(({ text }) => text === alias.key)) {
      report.warning('unused-alias', alias.keyAt, `\`group-by\` does not mention the alias \`${alias.key}\`; use it there or remove it.`);
    }
    aliases[alias.key] = readAlias(alias, names, report);
  }
  return aliases;
}

function readAlias({ key, keyAt, value }: MapEntry, names: readonly string[], report: Report): Readonly<Record<string, string>> {
  const fields = Object.create(null) as Record<string, string>;
  if (value.kind !== 'map') {
    report.error('bad-correlation', value.at, `The alias \`${key}\` must be a map of rules and fields, not ${describeNode(value)}.`);
    return fields;
  }
  for (const entry of value.entries) {
    const field = textOfNode(entry.value);
    if (!names.includes(entry.key)) {
      const message = `The alias \`${key}\` names \`${entry.key}\`, which \`rules\` does not list in this spelling.${suggestion(entry.key, names)}`;
      report.error('unknown-reference', entry.keyAt, message);
    } else if (field === null) {
      report.error(
        'bad-correlation',
        entry.value.at,
        `The field behind \`${entry.key}\` must be a text, not ${describeNode(entry.value)}.`,
      );
    } else {
      checkField(field, entry.value.at, report);
      fields[entry.key] = field;
    }
  }
  for (const name of names.filter((listed) => !Object.hasOwn(fields, listed))) {
    const message = `The alias \`${key}\` has no field for \`${name}\`, so that its matches take no part; add one.`;
    if (!value.entries.some((entry) => entry.key === name)) report.warning('bad-correlation', keyAt, message);
  }
  return fields;
}

/** Sigma's schema has `generate` beside `correlation`, pySigma and published rules inside it. */
function readGenerate(node: MapNode, map: MapNode, report: Report): boolean {
  const entries = [entryOf(node, 'generate'), entryOf(map, 'generate')].filter((entry) => entry !== undefined);
  const values = entries.flatMap(({ value }) => {
    if (value.kind === 'scalar' && typeof value.value === 'boolean') return [value.value];
    report.error('bad-correlation', value.at, `\`generate\` must be true or false, not ${describeNode(value)}.`);
    return [];
  });
  const [first, second] = values;
  if (second !== undefined && first !== second) {
    const message = '`generate` stands both beside and inside `correlation`, and they contradict; keep the one inside.';
    report.error('bad-correlation', entries[0]?.keyAt ?? node.at, message);
  }
  return first ?? false;
}

function absenceOf(
  absence: { readonly while: readonly string[]; readonly alive?: readonly string[] | null | undefined } | null,
): Absence | null {
  return absence === null ? null : { while: absence.while, alive: absence.alive ?? [] };
}

/** Where the members of `auditsift.absence.alive` stand. */
function absencePlaces(node: MapNode): readonly Position[] {
  const absence = absenceEntry(node)?.value;
  const alive = absence?.kind === 'map' ? entryOf(absence, 'alive')?.value : undefined;
  return alive?.kind === 'seq' ? alive.items.map(({ at }) => at) : [];
}

function absenceEntry(node: MapNode): MapEntry | undefined {
  const extension = entryOf(node, 'auditsift')?.value;
  return extension?.kind === 'map' ? entryOf(extension, 'absence') : undefined;
}

/** Silence must be asked for in so many words: no group that was never heard can be counted to zero. */
function checkAbsence(
  node: MapNode,
  map: MapNode,
  type: CorrelationType,
  { bounds }: CorrelationCondition,
  absence: Absence | null,
  report: Report,
): void {
  const at = entryOf(map, 'condition')?.value.at ?? map.at;
  const allowsZero = type === 'event_count' && boundsHoldAt(bounds, 0n);
  if (absence === null && allowsZero) {
    const message =
      'Zero satisfies this condition, and a window without any event is never looked at; add `gte: 1` to it, or `auditsift: {absence: {while: []}}` if silence is meant.';
    report.error('bad-absence', at, message);
  }
  if (absence === null) return;
  const place = absenceEntry(node)?.keyAt ?? node.at;
  if (!allowsZero || boundsHoldAt(bounds, 1n)) {
    report.error('bad-absence', place, '`absence` needs `type: event_count` and `condition: {lt: 1}`: no event at all.');
  }
  if (entryOf(map, 'group-by') === undefined) {
    report.error('bad-absence', place, '`absence` needs `group-by`: which fields name the one that falls silent?');
  }
}

/** The value of a required key; its absence is reported with the line to add. */
function required(map: MapNode, key: string, example: string, report: Report): SourceNode | null {
  const node = entryOf(map, key)?.value;
  if (node !== undefined && !isNothing(node)) return node;
  const line = map.flow ? `"${key}": ${example.startsWith('[') ? '["name_of_a_rule"]' : `"${example}"`}` : `${key}: ${example}`;
  report.error('missing-key', node?.at ?? map.at, `\`correlation.${key}\` is missing; add the line \`${line}\`.`);
  return null;
}

/** A list of texts, or one text; null when it is something else, which is reported. */
function readTexts(node: SourceNode, what: string, report: Report): readonly PlacedText[] | null {
  const items = node.kind === 'seq' ? node.items : [node];
  const texts = items.map((item) => {
    const text = textOfNode(item);
    if (text === null) report.error('bad-correlation', item.at, `${what}, not ${describeNode(item)}.`);
    return text === null ? null : { text, at: item.at };
  });
  return texts.includes(null) ? null : texts.filter((text) => text !== null);
}

function reportRepeats(texts: readonly PlacedText[], key: string, report: Report): void {
  for (const { text, at } of texts.filter((item, index) => texts.findIndex((other) => other.text === item.text) < index)) {
    report.error('bad-correlation', at, `\`${key}\` lists \`${text}\` twice; once is enough.`);
  }
}

function textOfNode(node: SourceNode): string | null {
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value !== '' ? node.value : null;
}

function isNothing(node: SourceNode): node is ScalarNode {
  return node.kind === 'scalar' && node.value === null;
}
