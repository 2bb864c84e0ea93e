/**
 * Rule files → rules and issues. Every mistake of a file is reported at once; nothing is thrown for bad input.
 *
 * Must not know: where files come from, whether an issue stops the run.
 */
import { readCorrelation } from './correlation-reader.ts';
import { findDocuments, type DocumentKind } from './document.ts';
import { findDuplicates } from './duplicates.ts';
import { readFilter } from './filter-reader.ts';
import type { MapNode } from './node.ts';
import { readRule } from './rule-reader.ts';
import { ReadingContext, type Placeholders } from './reading-context.ts';
import { Report } from './report.ts';
import type { Issue, Rule, RuleSet } from './rule.ts';
import { readSource } from './source.ts';

/** The documents without errors. A caller should refuse the file when `issues` has an error. */
export interface ParsedRules extends RuleSet {
  /** In the order of the file. */
  readonly issues: readonly Issue[];
  /** Rules with an error in their head only, so that more can be said of them (`lintNames`). Never to be run. */
  readonly drafts: readonly Rule[];
}

export interface ReadingOptions {
  /** What `%name%` stands for in items with `expand`. A rule that names any other placeholder is refused. */
  readonly placeholders?: Placeholders | undefined;
}

/**
 * Reads one rule file: a Sigma rule in YAML 1.2 or JSON, an array of them, `{"$schema", "rules"}`, or several YAML documents.
 * @param text the file's content
 * @param uri its name, for locations
 */
export function parseRules(text: string, uri: string, { placeholders }: ReadingOptions = {}): ParsedRules {
  const report = new Report(uri, new ReadingContext(placeholders));
  const documents = readSource(text, report);
  const found = findDocuments(documents, report);
  if (found.length === 0 && report.issues().length === 0) {
    report.error('empty-file', { line: 1, column: 1 }, 'The file holds no rule.');
  }
  const nodesOf = (kind: DocumentKind): readonly MapNode[] => found.flatMap((document) => (document.kind === kind ? [document.node] : []));
  const read = nodesOf('rule').map((node) => readRule(node, uri, report));
  const rules = read.flatMap(({ rule }) => rule ?? []);
  const drafts = read.flatMap(({ draft }) => draft ?? []);
  const correlations = nodesOf('correlation').flatMap((node) => readCorrelation(node, uri, report) ?? []);
  const filters = nodesOf('filter').flatMap((node) => readFilter(node, uri, report) ?? []);
  for (const { code, rule, message } of findDuplicates([...rules, ...correlations, ...filters], 'within')) {
    report.forRule(rule.name).error(code, rule.location, message);
  }
  return { rules, correlations, filters, issues: report.issues(), drafts };
}
