/**
 * Puts the selections of a detection into a condition's tree: identifiers, `them` and patterns → Expression.
 *
 * Must not know: how conditions are written, or where in a file they stand.
 */
import type { ConditionFault, ConditionTree } from './condition.ts';
import { join } from './item.ts';
import type { Expression } from './rule.ts';
import { suggestion } from './similar.ts';

/** What the selections stand under: each is a name space of its own. */
export type SelectionSpace = 'detection' | 'filter';

export interface ResolvedCondition {
  /** null when a name could not be resolved. */
  readonly expression: Expression | null;
  readonly faults: readonly ConditionFault[];
}

/**
 * Resolves every name of a condition.
 * @param selections by name, each as one `selection` node that every mention shares
 * @param used gets the names that the condition reaches
 * @param space for messages
 */
export function resolveNames(
  tree: ConditionTree,
  selections: ReadonlyMap<string, Expression>,
  used: Set<string>,
  space: SelectionSpace = 'detection',
): ResolvedCondition {
  const faults: ConditionFault[] = [];

  const resolve = (node: ConditionTree): Expression | null => {
    switch (node.kind) {
      case 'identifier':
        return find(node.name, node.index);
      case 'not': {
        const operand = resolve(node.operand);
        return operand && { kind: 'not', operand };
      }
      case 'of':
        return select(node.pattern, node.index, node.join);
      default: {
        const operands = node.operands.map(resolve);
        const sound = operands.filter((operand) => operand !== null);
        return sound.length === operands.length ? { kind: node.kind, operands: sound } : null;
      }
    }
  };

  const find = (name: string, index: number): Expression | null => {
    const selection = selections.get(name);
    if (selection === undefined) {
      const hint = suggestion(name, selections.keys());
      faults.push({
        code: 'unknown-identifier',
        index,
        message: `The ${space} has no selection \`${name}\`; it has ${list(selections)}.${hint}`,
      });
      return null;
    }
    used.add(name);
    return selection;
  };

  const select = (pattern: string, index: number, kind: 'and' | 'or'): Expression | null => {
    const names = [...selections.keys()].filter((name) => isSelected(name, pattern));
    if (names.length === 0) {
      const message = `\`${pattern}\` selects nothing: no selection has such a name. The ${space} has ${list(selections)}.`;
      faults.push({ code: 'selects-nothing', index, message });
      return null;
    }
    for (const name of names) used.add(name);
    return join(
      kind,
      names.flatMap((name) => selections.get(name) ?? []),
    );
  };

  const expression = resolve(tree);
  return { expression, faults };
}

/** `them` is every identifier without a leading underscore; a pattern reaches those with one only if it has one itself. */
export function isSelected(name: string, pattern: string): boolean {
  if (name.startsWith('_') && !pattern.startsWith('_')) return false;
  if (pattern === 'them') return true;
  const pieces = pattern.split('*');
  const head = pieces.shift() ?? '';
  const tail = pieces.pop();
  if (tail === undefined) return name === head;
  const end = name.length - tail.length;
  if (end < head.length || !name.startsWith(head) || !name.endsWith(tail)) return false;
  let from = head.length;
  for (const piece of pieces) {
    const found = name.indexOf(piece, from);
    if (found === -1 || found + piece.length > end) return false;
    from = found + piece.length;
  }
  return true;
}

function list(selections: ReadonlyMap<string, Expression>): string {
  return selections.size === 0 ? 'none' : [...selections.keys()].map((name) => `\`${name}\``).join(', ');
}
