/**
 * Rule files → rules and issues. Every mistake of a file is reported at once; nothing is thrown for bad input.
 *
 * Must not know: where files come from, whether an issue stops the run.
 */
import { findRules } from './document.ts';
import { findDuplicates } from './duplicates.ts';
import { readRule } from './rule-reader.ts';
import { Report } from './report.ts';
import type { Issue, Rule } from './rule.ts';
import { readSource } from './source.ts';

export interface ParsedRules {
  /** The rules without errors. A caller should refuse the file when `issues` has an error. */
  readonly rules: readonly Rule[];
  /** In the order of the file. */
  readonly issues: readonly Issue[];
}

/**
 * Reads one rule file: a Sigma rule in YAML 1.2 or JSON, an array of them, `{"$schema", "rules"}`, or several YAML documents.
 * @param text the file's content
 * @param uri its name, for locations
 */
export function parseRules(text: string, uri: string): ParsedRules {
  const report = new Report(uri);
  const documents = readSource(text, report);
  const nodes = findRules(documents, report);
  if (nodes.length === 0 && report.issues().length === 0) {
    report.error('empty-file', { line: 1, column: 1 }, 'The file holds no rule.');
  }
  const rules = nodes.flatMap((node) => readRule(node, uri, report) ?? []);
  for (const { code, rule, message } of findDuplicates(rules, 'within')) report.forRule(rule.name).error(code, rule.location, message);
  return { rules, issues: report.issues() };
}

/**
 * Looks for names and ids that rules of different files share; those within one file are reported by {@link parseRules}.
 * @param rules everything that is loaded
 */
export function checkTogether(rules: readonly Rule[]): readonly Issue[] {
  return findDuplicates(rules, 'across').map(({ code, rule, message }) => ({
    severity: 'error',
    code,
    location: rule.location,
    rule: rule.name,
    message,
  }));
}
