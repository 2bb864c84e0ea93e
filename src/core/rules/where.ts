/**
 * `--where`: one selection on the command line → a rule of its own. Owns the shape of such a rule.
 */
import { warnOfAmbiguity } from './ambiguity.ts';
import { describeNode } from './node.ts';
import type { ParsedRules, ReadingOptions } from './parse.ts';
import { ReadingContext } from './reading-context.ts';
import { Report } from './report.ts';
import { NO_RULES, type Rule } from './rule.ts';
import { rememberSource } from './rule-source.ts';
import { readSelection } from './selection.ts';
import { readSource } from './source.ts';

const URI = '--where';
const NOTHING = { ...NO_RULES, drafts: [] };

/**
 * Reads an inline Sigma selection, such as `userIdentity.email: bob@*`, as the rule `where-<n>`. Its level is `medium`, so that
 * `--min-level` and `--fail-on` have something to compare; it applies to every log, whatever its logsource.
 * @param text a map, a list of maps, or a list of keywords, in YAML or JSON
 * @param n 1 for the first `--where`
 */
export function parseWhere(text: string, n: number, { placeholders }: ReadingOptions = {}): ParsedRules {
  const name = `where-${n}`;
  const report = new Report(URI, new ReadingContext(placeholders)).forRule(name);
  const [node, ...others] = readSource(text, report);
  if (node === undefined || others.length > 0) {
    if (!report.failed)
      report.error('bad-selection', { line: 1, column: 1 }, `\`--where\` takes one selection, such as 'actionName: deleteCluster'.`);
    return { ...NOTHING, issues: report.issues() };
  }
  if (node.kind === 'scalar') {
    const message = `\`--where\` takes a map or a list of maps, not ${describeNode(node)}; put a space behind the colon, as in 'actionName: deleteCluster'.`;
    report.error('bad-selection', node.at, message);
    return { ...NOTHING, issues: report.issues() };
  }
  warnOfAmbiguity(node, report);
  const expression = readSelection('where', node, report);
  if (expression === null || report.failed) return { ...NOTHING, issues: report.issues() };
  const rule: Rule = {
    ...{ name, id: null, title: `--where ${text}`, description: '', status: null, level: 'medium', logsource: {} },
    ...{ tags: [], falsepositives: [], references: [], runbook: null, levels: {}, tests: [], sequences: [] },
    condition: { kind: 'selection', name: 'where', expression },
    location: { uri: URI, line: 1, column: 1 },
  };
  const entry = { key: 'where', keyAt: node.at, keyQuoted: false, value: node };
  rememberSource(rule, { kind: 'map', at: node.at, flow: true, entries: [entry] });
  return { ...NOTHING, rules: [rule], issues: report.issues() };
}
