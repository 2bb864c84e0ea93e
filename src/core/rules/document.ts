/**
 * Which documents a file holds: one, an array, the container `{"$schema", "rules"}`, or several YAML documents of these; and of
 * which kind each is.
 *
 * Must not know: what stands inside a document.
 */
import { Collection } from './collection.ts';
import { describeNode, entryOf, type MapNode, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import { suggestion } from './similar.ts';

const CONTAINER_KEYS = ['$schema', 'rules'];

export type DocumentKind = 'rule' | 'correlation' | 'filter';

/** The key that makes a document one of its kind. */
export const BODY = { rule: 'detection', correlation: 'correlation', filter: 'filter' } as const satisfies Record<DocumentKind, string>;

/** A map that is to be read as a rule, a correlation or a filter. */
export interface RuleDocument {
  readonly kind: DocumentKind;
  readonly node: MapNode;
}

/** The documents of a file, in its order; `action` is resolved. */
export function findDocuments(nodes: readonly SourceNode[], report: Report): readonly RuleDocument[] {
  const collection = new Collection(report);
  const maps = nodes.flatMap((node) => {
    if (node.kind === 'seq') return mapsOf(node.items, report);
    return isContainer(node) ? openContainer(node, report) : mapsOf([node], report);
  });
  return maps.flatMap((map) => {
    const node = collection.resolve(map);
    const kind = node && kindOf(node, report);
    return node === null || kind === null ? [] : [{ kind, node }];
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
  if (rules?.kind === 'seq') return mapsOf(rules.items, report);
  report.error('not-a-rule', rules?.at ?? container.at, '`rules` must be a list of rules.');
  return [];
}

function mapsOf(nodes: readonly SourceNode[], report: Report): readonly MapNode[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'map') return [node];
    report.error('not-a-rule', node.at, `A rule is a map with title, logsource and detection, not ${describeNode(node)}.`);
    return [];
  });
}

/** A document's kind is the one of `detection`, `correlation` and `filter` that it has. */
function kindOf(node: MapNode, report: Report): DocumentKind | null {
  const [first, second] = node.entries.filter(({ key }) => key === 'detection' || key === 'correlation' || key === 'filter');
  if (second !== undefined) {
    const message = `A document has one of detection, correlation and filter, not \`${first?.key ?? ''}\` and \`${second.key}\`; write two documents.`;
    report.error('not-a-rule', second.keyAt, message);
    return null;
  }
  return first?.key === 'correlation' || first?.key === 'filter' ? first.key : 'rule';
}
