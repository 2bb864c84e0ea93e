/**
 * One correlation document → {@link Correlation}.
 *
 * Must not know: records, other documents of the file.
 */
import type { MapNode } from './node.ts';
import { reportFor } from './head-reader.ts';
import { entryOf } from './node.ts';
import type { Report } from './report.ts';
import type { Correlation } from './rule.ts';

/**
 * Reads one correlation.
 * @returns null when it has an error; every error and doubt is reported
 */
export function readCorrelation(node: MapNode, _uri: string, file: Report): Correlation | null {
  const message = 'Correlations are not supported yet by this version; move the document to another file.';
  reportFor(node, file).error('unsupported-document', entryOf(node, 'correlation')?.keyAt ?? node.at, message);
  return null;
}
