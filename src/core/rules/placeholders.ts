/**
 * Placeholders (K17 of the Sigma reference): the file that says what `%name%` stands for, and where they stand in a text.
 *
 * Must not know: modifiers, fields.
 */
import { decimalOf, describeNode, type SourceNode } from './node.ts';
import type { Placeholders, PlaceholderValue } from './reading-context.ts';
import { Report } from './report.ts';
import type { Issue } from './rule.ts';
import { readSource } from './source.ts';

/** A placeholder's values and everything wrong with the file; refuse the file when `issues` has an error. */
export interface ParsedPlaceholders {
  readonly placeholders: Placeholders;
  readonly issues: readonly Issue[];
}

/**
 * Reads a placeholder file: a map of names to lists of texts or numbers, in YAML or JSON.
 * @param text the file's content
 * @param uri its name, for locations
 */
export function parsePlaceholders(text: string, uri: string): ParsedPlaceholders {
  const report = new Report(uri);
  const placeholders = new Map<string, readonly PlaceholderValue[]>();
  const [root, ...others] = readSource(text, report);
  if (root?.kind !== 'map' || others.length > 0) {
    if (!report.failed) {
      const at = (others[0] ?? root)?.at ?? { line: 1, column: 1 };
      report.error('bad-value', at, 'A placeholder file holds one map of names to lists, such as `admins: [alice, root-*]`.');
    }
    return { placeholders, issues: report.issues() };
  }
  for (const { key, keyAt, value } of root.entries) {
    if (!/^\w+$/.test(key)) report.error('bad-value', keyAt, `The placeholder name \`${key}\` must be letters, digits and _ only.`);
    placeholders.set(key, readValues(key, value, report));
  }
  return { placeholders, issues: report.issues() };
}

function readValues(name: string, node: SourceNode, report: Report): readonly PlaceholderValue[] {
  const items = node.kind === 'seq' ? node.items : [node];
  if (items.length === 0) report.error('bad-value', node.at, `The placeholder \`${name}\` has no values; list at least one.`);
  return items.flatMap((item): readonly PlaceholderValue[] => {
    if (item.kind === 'scalar' && typeof item.value === 'string') return [item.value];
    const decimal = item.kind === 'scalar' && typeof item.value === 'object' && item.value !== null ? decimalOf(item.value.number) : null;
    if (decimal !== null) return [{ decimal }];
    report.error('bad-value', item.at, `The placeholder \`${name}\` takes texts or numbers, not ${describeNode(item)}.`);
    return [];
  });
}

/** A piece of a text: itself, or a placeholder. */
export type Piece = { readonly written: string } | { readonly name: string };

/**
 * Cuts a text at its placeholders, from left to right. A backslash keeps its successor from meaning anything, so `\%a%` is no
 * placeholder; the escapes themselves stay as they are.
 */
export function cutAtPlaceholders(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(/\\[^]|%(\w+)%/g)) {
    const [whole, name] = found;
    if (name === undefined) continue;
    if (found.index > from) pieces.push({ written: text.slice(from, found.index) });
    pieces.push({ name });
    from = found.index + whole.length;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ written: text.slice(from) });
  return pieces;
}
