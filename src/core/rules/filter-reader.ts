/**
 * One filter document → {@link RuleFilter}.
 *
 * Must not know: which rules it will apply to.
 */
import { reportFor } from './head-reader.ts';
import { entryOf, type MapNode } from './node.ts';
import type { Report } from './report.ts';
import type { RuleFilter } from './rule.ts';

/**
 * Reads one filter.
 * @returns null when it has an error; every error and doubt is reported
 */
export function readFilter(node: MapNode, _uri: string, file: Report): RuleFilter | null {
  const message = 'Filters are not supported yet by this version; move the document to another file.';
  reportFor(node, file).error('unsupported-document', entryOf(node, 'filter')?.keyAt ?? node.at, message);
  return null;
}
