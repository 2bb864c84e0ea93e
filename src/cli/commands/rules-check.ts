/** `auditsift rules check`: everything that is wrong with rule files, at once, where it stands; and whether their own tests hold. */
import type { JsonObject } from '../../core/json/value.ts';
import {
  lintCorrelation,
  lintFilter,
  lintLogsource,
  lintNames,
  lintRule,
  lintTogether,
  verifyRule,
  type Issue,
  type Rule,
} from '../../core/rules/index.ts';
import { SCHEMAS } from '../../registry.ts';
import { escapeJson } from '../../sinks/escape.ts';
import { openStreamOutput } from '../../sinks/output.ts';
import { count } from '../../sinks/quantity.ts';
import { SourceLines } from '../excerpt.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { loadRules, type LoadedRules } from '../load-rules.ts';
import { DEFAULT_PACK } from '../packs.ts';
import type { RuleReportFormat } from '../rule-report-format.ts';
import { issueExcerpts, issueRecord } from '../rule-issues.ts';
import { styleFor, type ColorWhen } from '../theme.ts';
import { UsageError } from '../usage-error.ts';

const LOGS = SCHEMAS.map(({ logsource }) => logsource);

export interface RulesCheckOptions {
  readonly format: RuleReportFormat;
  readonly warningsAsErrors?: boolean;
  readonly pack?: boolean;
  readonly color: ColorWhen;
  readonly placeholders?: string;
}

/** @returns the exit code: 0 without errors (warnings allowed, unless they count as errors), else 2 */
export async function rulesCheckCommand(files: readonly string[], options: RulesCheckOptions, io: Io): Promise<number> {
  const loaded = await loadRules(files.length > 0 ? files : [DEFAULT_PACK], [], options.placeholders);
  const { rules, correlations, filters } = loaded;
  const issues = inOrder(
    [
      ...loaded.issues,
      ...rules.flatMap((rule) => adviceOn(rule, options.pack === true)),
      ...loaded.drafts.flatMap(lintNames),
      ...rules.flatMap((rule) => lintLogsource(rule, LOGS)),
      ...correlations.flatMap(lintCorrelation),
      ...filters.flatMap((filter) => [...lintFilter(filter), ...lintNames(filter)]),
      ...lintTogether(loaded),
    ],
    loaded,
  );
  const documents = rules.length + correlations.length + filters.length;
  if (documents === 0 && issues.length === 0) throw new UsageError(`no rule in ${loaded.files.join(', ')}`);
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const warnings = issues.length - errors;
  const tests = rules.reduce((sum, rule) => sum + rule.tests.length, 0);
  const sources = new SourceLines(loaded.texts);
  const output = openStreamOutput(io.stdout);
  if (options.format === 'json') {
    const found = issues.map((issue) => issueRecord(issue, sources));
    const report = { schemaVersion: 1, files: loaded.files, rules: documents, tests, errors, warnings, issues: found };
    await output.write(`${escapeJson(JSON.stringify(report))}\n`);
  } else {
    await output.write(issueExcerpts(issues, sources, styleFor(io.stdout, options.color, io.env)));
  }
  await output.commit();
  const checked = `${count(documents, 'rule')} and ${count(tests, 'test')} in ${count(loaded.files.length, 'file')}`;
  io.stderr.write(`${checked}: ${count(errors, 'error')}, ${count(warnings, 'warning')}\n`);
  return errors > 0 || (options.warningsAsErrors === true && warnings > 0) ? EXIT.usage : EXIT.ok;
}

/** What the shipped packs promise, other packs are asked for when told so. */
function adviceOn(rule: Rule, pack: boolean): readonly Issue[] {
  return [...lintRule(rule, { pack: pack || rule.location.uri.startsWith('builtin:') }), ...failedTests(rule)];
}

/** File by file as they were loaded, each from top to bottom. */
function inOrder(issues: readonly Issue[], { files }: LoadedRules): readonly Issue[] {
  const order = new Map(files.map((file, index) => [file, index]));
  const rank = ({ location }: Issue): number => order.get(location.uri) ?? files.length;
  return issues.toSorted((a, b) => rank(a) - rank(b) || a.location.line - b.location.line || a.location.column - b.location.column);
}

/** A test record as the rules see it, whichever schema it is written in. */
function toFields(record: JsonObject): JsonObject | null {
  return SCHEMAS.find((schema) => schema.recognises(record))?.toEvent(record).fields ?? null;
}

function failedTests(rule: Rule): Issue[] {
  // To compile a rule costs more than to read it.
  if (rule.tests.length === 0) return [];
  return verifyRule(rule, toFields).map(({ location, message }) => ({
    severity: 'error',
    code: 'test-failed',
    location,
    rule: rule.name,
    message,
  }));
}
