/**
 * Which rules a file holds: one rule, an array, the container `{"$schema", "rules"}`, or several YAML documents of these.
 *
 * Must not know: what stands inside a rule. Documents of other kinds are refused here, never skipped.
 */
import { describeNode, entryOf, type MapNode, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import { suggestion } from './similar.ts';

const CONTAINER_KEYS = ['$schema', 'rules'];

/** The maps that are to be read as rules. */
export function findRules(documents: readonly SourceNode[], report: Report): readonly MapNode[] {
  return documents.flatMap((document) => {
    if (document.kind === 'seq') return rulesOf(document.items, report);
    return isContainer(document) ? openContainer(document, report) : rulesOf([document], report);
  });
}

function isContainer(node: SourceNode): node is MapNode {
  return node.kind === 'map' && entryOf(node, 'rules') !== undefined && entryOf(node, 'detection') === undefined;
}

function openContainer(container: MapNode, report: Report): readonly MapNode[] {
  for (const { key, keyAt } of container.entries) {
    if (CONTAINER_KEYS.includes(key)) continue;
    const hint = suggestion(key, CONTAINER_KEYS);
    report.error('unknown-key', keyAt, `A file with \`rules\` takes ${CONTAINER_KEYS.join(', ')} beside it, not \`${key}\`.${hint}`);
  }
  const rules = entryOf(container, 'rules')?.value;
  if (rules?.kind === 'seq') return rulesOf(rules.items, report);
  report.error('not-a-rule', rules?.at ?? container.at, '`rules` must be a list of rules.');
  return [];
}

function rulesOf(nodes: readonly SourceNode[], report: Report): readonly MapNode[] {
  return nodes.flatMap((node) => {
    if (node.kind !== 'map') {
      report.error('not-a-rule', node.at, `A rule is a map with title, logsource and detection, not ${describeNode(node)}.`);
      return [];
    }
    return isRule(node, report) ? [node] : [];
  });
}

/** A document's kind is the one of these keys that it has. */
function isRule(node: MapNode, report: Report): boolean {
  const other = node.entries.find(({ key }) => key === 'correlation' || key === 'filter' || key === 'action');
  if (other === undefined) return true;
  const message =
    other.key === 'action'
      ? 'Collections with `action` left Sigma in 2.0; write every rule out.'
      : 'Correlations and filters are not supported yet by this version; move the document to another file.';
  report.error('unsupported-document', other.keyAt, message);
  return false;
}
