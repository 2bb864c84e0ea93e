/**
 * The `detection` of a rule, or the `filter` of a filter document → its selections and the one expression tree they form under the
 * condition.
 *
 * Must not know: metadata, records.
 */
import { warnOfAmbiguity } from './ambiguity.ts';
import { resolveNames, type SelectionSpace } from './condition-names.ts';
import { parseCondition, RESERVED, type ConditionFault } from './condition.ts';
import { join } from './item.ts';
import { TIMEFRAME } from './legacy.ts';
import { describeNode, entryOf, type MapEntry, type MapNode, type Position, type ScalarNode, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import type { Expression } from './rule.ts';
import { readSelection } from './selection.ts';

/** An expression that no record satisfies. */
export const NEVER: Expression = { kind: 'or', operands: [] };

/** The keys beside the search identifiers. */
const OTHER_KEYS: Readonly<Record<SelectionSpace, readonly string[]>> = { detection: ['condition'], filter: ['condition', 'rules'] };

/**
 * Reads a detection.
 * @param space what it stands under; a filter also has `rules`, and one condition instead of a list of them
 * @returns its expression, or null when it has an error; every error and doubt is reported
 */
export function readDetection(node: SourceNode, report: Report, space: SelectionSpace = 'detection'): Expression | null {
  if (node.kind !== 'map') {
    report.error('bad-selection', node.at, `\`${space}\` must be a map of selections and a \`condition\`, not ${describeNode(node)}.`);
    return null;
  }
  const identifiers = { ...node, entries: node.entries.filter(({ key }) => !OTHER_KEYS[space].includes(key)) };
  warnOfAmbiguity(node, report);
  const selections = readSelections(identifiers, space, report);
  const used = new Set<string>();
  const conditions = readConditions(node, selections.all, space, report).map((condition) =>
    resolveCondition(condition, selections.all, used, space, report),
  );
  if (conditions.length > 0 && !conditions.includes(null)) warnOfUnused(node, selections.all, used, report);
  if (selections.broken || conditions.length === 0 || conditions.includes(null)) return null;
  const operands = conditions.filter((condition) => condition !== null);
  return join('or', operands);
}

/** The search identifiers; a broken one keeps its name, so that the condition is not blamed for it. */
function readSelections(
  identifiers: MapNode,
  space: SelectionSpace,
  report: Report,
): { readonly all: ReadonlyMap<string, Expression>; readonly broken: boolean } {
  const all = new Map<string, Expression>();
  let broken = false;
  for (const { key: name, keyAt, value } of identifiers.entries) {
    if (!checkName(name, keyAt, report)) {
      broken = true;
      continue;
    }
    const expression = readSelection(name, value, report);
    if (expression === null) broken = true;
    all.set(name, { kind: 'selection', name, expression: expression ?? NEVER });
  }
  if (identifiers.entries.length === 0) {
    const message = `The ${space} has no selection; add one, such as \`selection: {actionName: deleteCluster}\`.`;
    report.error('bad-selection', identifiers.at, message);
  }
  return { all, broken: broken || all.size === 0 };
}

function checkName(name: string, at: Position, report: Report): boolean {
  if (name === 'timeframe') {
    report.error('legacy-timeframe', at, TIMEFRAME);
    return false;
  }
  if (RESERVED.has(name)) {
    report.error('bad-identifier', at, `\`${name}\` is a word of the condition's language; give the selection another name.`);
    return false;
  }
  if (/^not/i.test(name)) {
    report.warning(
      'bad-identifier',
      at,
      `pySigma reads the selection \`${name}\` as \`not ${name.slice(3)}\`; choose a name that does not begin with "not".`,
    );
  }
  return true;
}

/** The condition's texts: one, or, in a detection, a list that is joined by OR. */
function readConditions(
  map: MapNode,
  selections: ReadonlyMap<string, Expression>,
  space: SelectionSpace,
  report: Report,
): readonly (ScalarNode & { value: string })[] {
  const entry = entryOf(map, 'condition');
  if (entry === undefined) {
    const line = conditionLine(map, [...selections.keys()], space);
    report.error('missing-key', map.at, `The ${space} has no condition; add the line \`${line}\`.`);
    return [];
  }
  if (space === 'filter' && entry.value.kind === 'seq') {
    report.error('bad-condition', entry.value.at, 'A filter has one condition, not a list; join the texts with `and` or `or`.');
    return [];
  }
  const nodes = entry.value.kind === 'seq' ? entry.value.items : [entry.value];
  if (nodes.length === 0) report.error('bad-condition', entry.value.at, 'The list of conditions is empty; name a selection.');
  return nodes.flatMap((node) => {
    if (node.kind === 'scalar' && typeof node.value === 'string') return [{ ...node, value: node.value }];
    const emptied = node.kind === 'scalar' && node.value === null;
    const message = emptied
      ? 'The condition is empty; name a selection, as in `condition: selection`.'
      : `A condition must be a text or a list of texts, not ${describeNode(node)}.`;
    report.error('bad-condition', node.at, message);
    return [];
  });
}

function conditionLine(map: MapNode, names: readonly string[], space: SelectionSpace): string {
  const some =
    names.length === 0 ? 'selection' : names.length > 3 || (space === 'filter' && names.length > 1) ? '1 of them' : names.join(' or ');
  const condition = space === 'filter' ? `not ${some}` : some;
  return map.flow ? `"condition": "${condition}"` : `condition: ${condition}`;
}

function resolveCondition(
  node: ScalarNode & { value: string },
  selections: ReadonlyMap<string, Expression>,
  used: Set<string>,
  space: SelectionSpace,
  report: Report,
): Expression | null {
  const { tree, faults, doubts } = parseCondition(node.value);
  const place = ({ index }: ConditionFault): Position =>
    node.textAt === null ? node.at : { line: node.textAt.line, column: node.textAt.column + index };
  for (const doubt of doubts) report.warning(doubt.code, place(doubt), doubt.message);
  const resolved = tree === null ? null : resolveNames(tree, selections, used, space);
  for (const fault of [...faults, ...(resolved?.faults ?? [])]) report.error(fault.code, place(fault), fault.message);
  return resolved?.expression ?? null;
}

function warnOfUnused(detection: MapNode, selections: ReadonlyMap<string, Expression>, used: ReadonlySet<string>, report: Report): void {
  const isUnused = ({ key }: MapEntry): boolean => selections.has(key) && !used.has(key);
  for (const { key, keyAt } of detection.entries.filter(isUnused)) {
    report.warning('unused-identifier', keyAt, `The condition never mentions \`${key}\`; use it or remove it.`);
  }
}
