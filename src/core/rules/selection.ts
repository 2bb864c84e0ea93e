/**
 * One search identifier of a detection → Expression: a map (AND), a list of maps (OR), keywords, or a mixture.
 *
 * Must not know: conditions, metadata.
 */
import { join, readItem, readKeyword } from './item.ts';
import { describeNode, type MapNode, type SeqNode, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import type { Expression } from './rule.ts';

/** Reads the value of a search identifier; null when something is wrong with it, which is reported. */
export function readSelection(name: string, node: SourceNode, report: Report): Expression | null {
  if (node.kind === 'map') return readMap(name, node, report);
  if (node.kind === 'seq') return readList(name, node, report);
  if (node.value === null) {
    report.error('bad-selection', node.at, `\`${name}\` is empty; it takes a map of fields and values.`);
    return null;
  }
  report.warning(
    'bad-selection',
    node.at,
    `\`${name}\` is a single value and is searched as a keyword in the whole record; write a list to say so.`,
  );
  return readKeyword(node, report);
}

function readMap(name: string, node: MapNode, report: Report): Expression | null {
  if (node.entries.length === 0) {
    report.error('bad-selection', node.at, `\`${name}\` holds an empty map, which says nothing; add a field and its value.`);
    return null;
  }
  return joinAll(
    'and',
    node.entries.map((entry) => readItem(entry, report)),
  );
}

function readList(name: string, node: SeqNode, report: Report): Expression | null {
  if (node.items.length === 0) {
    report.error('bad-selection', node.at, `\`${name}\` is an empty list and could never match; add maps or keywords.`);
    return null;
  }
  const alternatives = node.items.map((item) => {
    if (item.kind === 'map') return readMap(name, item, report);
    if (item.kind === 'scalar') return readKeyword(item, report);
    report.error('bad-selection', item.at, `The list of \`${name}\` holds maps or keywords, not ${describeNode(item)}.`);
    return null;
  });
  return joinAll('or', alternatives);
}

/** null as soon as one operand is. */
function joinAll(kind: 'and' | 'or', operands: readonly (Expression | null)[]): Expression | null {
  const sound = operands.filter((operand) => operand !== null);
  return sound.length === operands.length ? join(kind, sound) : null;
}
