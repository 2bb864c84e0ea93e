/**
 * The rules of one scan: loaded, chosen, compiled.
 *
 * Owns: that a mistake in a rule, or a choice that contradicts itself, keeps the scan from starting. Must not know: what is scanned.
 */
import type { CompiledRule, CompiledRuleSet } from '../core/rules/index.ts';
import { compileRules, describeLogsource, needsEveryTime, rulesForEveryRecord, rulesWithoutLogs } from '../core/rules/running.ts';
import { SCHEMAS } from '../registry.ts';
import { escapeTerminal } from '../sinks/escape.ts';
import { chooseRules, loadRulesToRun } from './load-rules.ts';
import type { Messages } from './messages.ts';
import { DEFAULT_PACK } from './packs.ts';
import { issueLines } from './rule-issues.ts';
import type { ScanOptions } from './scan-options.ts';
import { UsageError } from './usage-error.ts';

/** The options that say which rules run. */
export type RuleChoice = Pick<ScanOptions, 'rules' | 'where' | 'placeholders' | 'only' | 'minLevel' | 'quiet' | 'verbose'>;

/**
 * The rules that the options ask for. Mistakes in them are written to `messages`, and names in `--where` that nobody knows.
 * @throws UsageError
 */
export async function rulesForScan(options: RuleChoice, messages: Messages): Promise<CompiledRuleSet> {
  const { issues, ...loaded } = await loadRulesToRun(options.rules ?? [DEFAULT_PACK], options.where, options.placeholders);
  const errors = issues.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    messages.write(issueLines(errors));
    throw new UsageError(`the rules have ${errors.length === 1 ? 'an error' : `${errors.length} errors`}; nothing was scanned`);
  }
  const typed = loaded.rules.filter(({ location }) => location.uri === '--where');
  if (options.quiet !== true && typed.length > 0) {
    const { lintNames } = await import('../core/rules/index.ts');
    messages.write(issueLines(typed.flatMap(lintNames)));
  }
  // What a filter suppresses is not seen again, so a doubt about one is said in every scan.
  const doubts = issues.filter(({ code }) => code === 'filter-keeps' || code === 'filter-mismatch');
  if (options.quiet !== true) messages.write(issueLines(doubts));
  if (loaded.rules.length === 0 && loaded.filters.length > 0) {
    throw new UsageError(`the rule files hold filters only; name what they filter too, such as --rules ${DEFAULT_PACK}`);
  }
  const { countedOnly, ...chosen } = chooseRules(loaded, options.only ?? [], options.minLevel ?? null);
  const left = loaded.rules.find((rule) => rule.location.uri === '--where' && !chosen.rules.includes(rule));
  if (left !== undefined) throw new UsageError(`--only or --min-level leaves out the selection of --where, ${left.name} (level medium)`);
  const compiled = compileRules(chosen, { countedOnly });
  if (compiled.rules.length > 0 && rulesWithoutLogs(compiled.rules, SCHEMAS).length === compiled.rules.length)
    throw new UsageError(noneCanRun(compiled.rules));
  if (options.verbose === true) saySlow(compiled, messages);
  return compiled;
}

/** A rule that no service and no action rules out costs the reading of every record, and so do some correlations. */
function saySlow({ rules, correlations }: CompiledRuleSet, messages: Messages): void {
  const say = (name: string, why: string): void =>
    messages.write(`auditsift: notice: rule ${escapeTerminal(name)} ${why} (docs/performance.md)\n`);
  for (const { correlation } of correlations) {
    if (needsEveryTime(correlation))
      say(correlation.name, 'is decided by the time of every record, so every record of every log is parsed');
  }
  for (const logsource of new Set(SCHEMAS.map((schema) => schema.logsource))) {
    const schemas = SCHEMAS.filter((schema) => schema.logsource === logsource);
    for (const { rule } of rulesForEveryRecord(rules, schemas)) {
      say(rule.name, `is ruled out by no service and no action, so every record of ${describeLogsource(logsource)} is parsed`);
    }
  }
}

function noneCanRun(rules: readonly CompiledRule[]): string {
  const wanted = [...new Set(rules.map(({ rule }) => describeLogsource(rule.logsource)))].slice(0, 3).join(', ');
  const read = [...new Set(SCHEMAS.map(({ logsource }) => describeLogsource(logsource)))].join(', ').replace(/, (?=\{[^{]*$)/, ' and ');
  return `none of the rules can run: they are for ${wanted}, and the logs that are read here are ${read}`;
}
