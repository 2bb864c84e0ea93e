/**
 * The `condition` of a correlation: bounds on a number, or, for temporal types, a text over the names of the listed rules.
 *
 * Must not know: how anything is counted.
 */
import { parseCondition, type ConditionFault, type ConditionTree } from './condition.ts';
import { isSelected } from './condition-names.ts';
import { checkField, type PlacedText } from './correlation-field.ts';
import { boundsHoldAt } from './correlation-bounds.ts';
import { compareToBound, parseDecimal } from './ratio.ts';
import { NEVER } from './detection.ts';
import { decimalOf, describeNode, entryOf, type MapEntry, type MapNode, type Position, type ScalarNode, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import type { Correlation, CorrelationBound, CorrelationType, Expression } from './rule.ts';
import { suggestion } from './similar.ts';

export type CorrelationCondition = Pick<Correlation, 'bounds' | 'valueFields' | 'percentile' | 'ruleCondition'>;

const OPERATORS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const satisfies CorrelationBound['operator'][];
const NOTHING: CorrelationCondition = { bounds: [], valueFields: [], percentile: null, ruleCondition: null };
const MOST_FIELDS = 20;
/** Beyond this no count can come, and sums are compared exactly at any size. */
const MOST_COUNTED = 1_000_000_000n;

/**
 * Reads the condition of a correlation of this type.
 * @param aliases their names, for the hint that they cannot be counted
 * @returns null when it has an error, which is reported
 */
export function readCorrelationCondition(
  map: MapNode,
  type: CorrelationType,
  rules: readonly PlacedText[],
  aliases: readonly string[],
  report: Report,
): CorrelationCondition | null {
  const entry = entryOf(map, 'condition');
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  if (entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === null)) {
    if (temporal) return NOTHING;
    const field = type === 'event_count' ? '' : ', field: name.of.a.field';
    const line = map.flow ? `"condition": {"gte": 10${field && ', "field": "name.of.a.field"'}}` : `condition: {gte: 10${field}}`;
    report.error('missing-key', entry?.value.at ?? map.at, `\`correlation.condition\` is missing; add the line \`${line}\`.`);
    return null;
  }
  if (entry.value.kind === 'map') return readBounds(entry.value, type, rules, aliases, report);
  if (type === 'temporal' && entry.value.kind === 'scalar' && typeof entry.value.value === 'string') {
    return readRuleCondition({ ...entry.value, value: entry.value.value }, rules, report);
  }
  const expected = type === 'temporal' ? 'a map such as {gte: 2}, or a text over the names in `rules`' : 'a map such as {gte: 10}';
  report.error('bad-correlation', entry.value.at, `The condition of ${type} must be ${expected}, not ${describeNode(entry.value)}.`);
  return null;
}

function readBounds(
  map: MapNode,
  type: CorrelationType,
  rules: readonly PlacedText[],
  aliases: readonly string[],
  report: Report,
): CorrelationCondition | null {
  const keys = [...OPERATORS, 'field', 'percentile'];
  const bounds: CorrelationBound[] = [];
  let sound = true;
  for (const { key, keyAt, value } of map.entries) {
    const operator = OPERATORS.find((known) => known === key);
    if (operator !== undefined) {
      const bound = readBound(operator, value, type, report);
      if (bound === null) sound = false;
      else bounds.push(bound);
    } else if (!keys.includes(key)) {
      const message = `A condition has no key \`${key}\`; it takes ${keys.join(', ')}.${suggestion(key, keys)}`;
      report.error('unknown-key', keyAt, message);
      sound = false;
    }
  }
  if (sound && bounds.length === 0) {
    report.error('bad-correlation', map.at, 'The condition compares with nothing; add a number, such as `gte: 10`.');
    sound = false;
  }
  if (sound && contradict(bounds)) {
    report.error('bad-correlation', map.at, 'No number satisfies all of these bounds; the correlation could never fire.');
    sound = false;
  }
  if (sound && type === 'temporal_ordered' && !demandsAll(bounds, rules.length)) {
    const message = `temporal_ordered looks for all of its rules in their order; remove the condition (\`gte: ${rules.length}\` is what it means), or use temporal.`;
    report.error('bad-correlation', map.at, message);
    sound = false;
  }
  const valueFields = readValueFields(map, type, aliases, report);
  const percentile = readPercentile(map, type, report);
  if (!sound || valueFields === null || percentile === undefined) return null;
  return { bounds: type === 'temporal_ordered' ? [] : bounds, valueFields, percentile, ruleCondition: null };
}

function readBound(
  operator: CorrelationBound['operator'],
  node: SourceNode,
  type: CorrelationType,
  report: Report,
): CorrelationBound | null {
  const value = numberOf(node);
  if (value === null) {
    report.error('bad-correlation', node.at, `\`${operator}\` takes a number without quotes, not ${describeNode(node)}.`);
    return null;
  }
  const counts = type === 'event_count' || type === 'value_count' || type === 'temporal' || type === 'temporal_ordered';
  if (counts && (!/^\d+$/.test(value) || BigInt(value) > MOST_COUNTED)) {
    report.error('bad-correlation', node.at, `${type} counts: compare with a whole number from 0 to ${MOST_COUNTED}, not ${value}.`);
    return null;
  }
  if (parseDecimal(value) !== null) return { operator, value };
  report.error('bad-correlation', node.at, `\`${operator}\` takes a number of at most 400 digits.`);
  return null;
}

/** Whether bounds exclude each other, as far as their ends tell. */
function contradict(bounds: readonly CorrelationBound[]): boolean {
  const ends = bounds.flatMap(({ operator, value }) => {
    const number = parseDecimal(value);
    return number === null ? [] : [{ operator, value, number: { numerator: number.digits, denominator: 10n ** BigInt(number.scale) } }];
  });
  const lowers = ends.filter(({ operator }) => operator === 'gt' || operator === 'gte' || operator === 'eq');
  const uppers = bounds.filter(({ operator }) => operator !== 'gt' && operator !== 'gte' && operator !== 'neq');
  return lowers.some((lower) =>
    uppers.some((upper) => {
      const order = compareToBound(lower.number, upper.value);
      return order > 0 || (order === 0 && (lower.operator === 'gt' || upper.operator === 'lt'));
    }),
  );
}

function demandsAll(bounds: readonly CorrelationBound[], rules: number): boolean {
  return boundsHoldAt(bounds, BigInt(rules)) && !boundsHoldAt(bounds, BigInt(rules - 1));
}

/** The fields that are counted; null after an error. */
function readValueFields(map: MapNode, type: CorrelationType, aliases: readonly string[], report: Report): readonly string[] | null {
  const entry = entryOf(map, 'field');
  const takesField = type.startsWith('value_');
  if (entry === undefined) {
    if (!takesField) return [];
    report.error('missing-key', map.at, `${type} needs to know what to look at; add \`field: name.of.a.field\` to the condition.`);
    return null;
  }
  if (!takesField) {
    const message =
      type === 'event_count'
        ? 'event_count counts records; use value_count to count the values of a field.'
        : `${type} looks at no field; remove it.`;
    report.error('bad-correlation', entry.keyAt, message);
    return null;
  }
  return readFieldNames(entry, type, aliases, report);
}

function readFieldNames({ value }: MapEntry, type: CorrelationType, aliases: readonly string[], report: Report): readonly string[] | null {
  const items = value.kind === 'seq' ? value.items : [value];
  const fields: string[] = [];
  for (const item of items) {
    const field = item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '' ? item.value : null;
    if (field === null) {
      report.error('bad-correlation', item.at, `\`field\` must be the name of a field, not ${describeNode(item)}.`);
      return null;
    }
    if (aliases.includes(field)) {
      report.error('bad-correlation', item.at, `\`${field}\` is an alias, and aliases are for \`group-by\`; name the field itself.`);
      return null;
    }
    checkField(field, item.at, report);
    fields.push(field);
  }
  if (fields.length >= 1 && fields.length <= (type === 'value_count' ? MOST_FIELDS : 1)) return [...new Set(fields)];
  const message =
    type === 'value_count' ? `value_count takes from 1 to ${MOST_FIELDS} fields.` : `${type} takes one field, not ${fields.length}.`;
  report.error('bad-correlation', value.at, message);
  return null;
}

/** undefined after an error. */
function readPercentile(map: MapNode, type: CorrelationType, report: Report): number | null | undefined {
  const entry = entryOf(map, 'percentile');
  if (entry === undefined) {
    if (type !== 'value_percentile') return null;
    report.error('missing-key', map.at, 'value_percentile needs to know which; add `percentile: 95` to the condition.');
    return undefined;
  }
  if (type !== 'value_percentile') {
    report.error('bad-correlation', entry.keyAt, `\`percentile\` belongs to value_percentile, not to ${type}.`);
    return undefined;
  }
  const percentile = Number(numberOf(entry.value) ?? NaN);
  if (percentile >= 0 && percentile <= 100) return percentile;
  report.error('bad-correlation', entry.value.at, '`percentile` must be a number from 0 to 100.');
  return undefined;
}

function numberOf(node: SourceNode): string | null {
  return node.kind === 'scalar' && typeof node.value === 'object' && node.value !== null ? decimalOf(node.value.number) : null;
}

/** `failed and not succeeded`: identifiers are the names in `rules`, as they are written there. */
function readRuleCondition(
  node: ScalarNode & { value: string },
  rules: readonly PlacedText[],
  report: Report,
): CorrelationCondition | null {
  const place = ({ index }: ConditionFault): Position =>
    node.textAt === null ? node.at : { line: node.textAt.line, column: node.textAt.column + index };
  const { tree, faults, doubts } = parseCondition(node.value);
  for (const doubt of doubts) report.warning(doubt.code, place(doubt), doubt.message);
  const used = new Set<string>();
  const found: ConditionFault[] = [...faults];
  const names = rules.map(({ text }) => text);
  const ruleCondition = tree === null ? null : nameRules(tree, names, used, found);
  for (const fault of found) report.error(fault.code, place(fault), fault.message);
  if (ruleCondition === null || found.length > 0) return null;
  for (const { text, at } of rules.filter((rule) => !used.has(rule.text))) {
    report.warning('unused-identifier', at, `The condition never mentions \`${text}\`; use it or take it out of \`rules\`.`);
  }
  return { ...NOTHING, ruleCondition };
}

/** The tree with each name as a `selection` of that name; what it selects is for whoever evaluates it. */
function nameRules(tree: ConditionTree, names: readonly string[], used: Set<string>, faults: ConditionFault[]): Expression {
  const mention = (name: string): Expression => {
    used.add(name);
    return { kind: 'selection', name, expression: NEVER };
  };
  switch (tree.kind) {
    case 'identifier': {
      if (!names.includes(tree.name)) {
        const message = `\`rules\` does not list \`${tree.name}\`.${suggestion(tree.name, names)}`;
        faults.push({ code: 'unknown-identifier', index: tree.index, message });
      }
      return mention(tree.name);
    }
    case 'not':
      return { kind: 'not', operand: nameRules(tree.operand, names, used, faults) };
    case 'of': {
      const selected = names.filter((name) => isSelected(name, tree.pattern));
      if (selected.length === 0) {
        faults.push({ code: 'selects-nothing', index: tree.index, message: `\`${tree.pattern}\` selects none of the rules in \`rules\`.` });
      }
      return { kind: tree.join, operands: selected.map(mention) };
    }
    default:
      return { kind: tree.kind, operands: tree.operands.map((operand) => nameRules(operand, names, used, faults)) };
  }
}
