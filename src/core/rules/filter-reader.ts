/**
 * One filter document → {@link RuleFilter}. Its conditions are read as those of a detection are.
 *
 * Source: Sigma 2.1.0, sigma-filters-specification.md; `any` and names as references from pySigma; `auditsift` is ours.
 * Must not know: which rules it will apply to (filter-scope.ts).
 */
import { readDetection } from './detection.ts';
import { logsourceOf, readHead, reportFor } from './head-reader.ts';
import { describeNode, entryOf, type MapNode, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import { rememberSource } from './rule-source.ts';
import type { Expression, RuleFilter, RuleReference } from './rule.ts';

/**
 * Reads one filter.
 * @returns null when it has an error; every error and doubt is reported
 */
export function readFilter(node: MapNode, uri: string, file: Report): RuleFilter | null {
  const report = reportFor(node, file);
  const read = readHead('filter', node, uri, report);
  const filter = entryOf(node, 'filter')?.value;
  const condition = filter === undefined ? null : readDetection(filter, report, 'filter');
  const rules = filter?.kind === 'map' ? readReferences(filter, uri, report) : null;
  if (read === null || filter?.kind !== 'map' || condition === null || report.failed) return null;
  if (!isExclusion(condition)) {
    const message =
      'The condition is not headed by `not`, so the rules fire only on what it selects, and everything else is suppressed; to make an exception write `not selection`.';
    report.warning('filter-keeps', (entryOf(filter, 'condition')?.value ?? filter).at, message);
  }
  const { owner, reason, expires, accepts } = read.metadata.auditsift ?? {};
  const made: RuleFilter = {
    ...{ ...read.head, logsource: logsourceOf(read.metadata), rules, condition },
    ...{ owner: owner ?? null, reason: reason ?? null, expires: expires ?? null },
  };
  rememberSource(made, filter, accepts ?? []);
  return made;
}

/** `rules`: a list of names or ids. `any`, an empty list and none at all mean every rule. */
function readReferences(filter: MapNode, uri: string, report: Report): readonly RuleReference[] | null {
  const value = entryOf(filter, 'rules')?.value;
  if (value === undefined || (value.kind === 'scalar' && (value.value === null || value.value === 'any'))) return null;
  const items = value.kind === 'seq' ? value.items : [value];
  const references = items.flatMap((item) => readReference(item, uri, report) ?? []);
  const repeated = references.find(({ rule }, i) => references.findIndex((other) => other.rule === rule) < i);
  if (repeated !== undefined) report.warning('bad-value', repeated.location, `\`rules\` names \`${repeated.rule}\` twice; once is enough.`);
  return items.length === 0 ? null : references;
}

function readReference(item: SourceNode, uri: string, report: Report): RuleReference | null {
  if (item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '' && item.value !== 'any') {
    return { rule: item.value, location: { uri, line: item.at.line, column: item.at.column } };
  }
  const isAny = item.kind === 'scalar' && item.value === 'any';
  const message = isAny
    ? 'In a list `any` would be a rule of that name; write `rules: any` for all rules.'
    : `\`rules\` holds names or ids of rules, or is \`any\`, not ${describeNode(item)}.`;
  report.error('bad-value', item.at, message);
  return null;
}

/** Whether an expression takes something away from everything: it is a negation, or made of negations only. */
function isExclusion(expression: Expression): boolean {
  if (expression.kind === 'not') return true;
  return (
    (expression.kind === 'and' || expression.kind === 'or') && expression.operands.length > 0 && expression.operands.every(isExclusion)
  );
}
