/**
 * The rules of one scan: loaded, chosen, compiled.
 *
 * Owns: that a mistake in a rule, or a choice that contradicts itself, keeps the scan from starting. Must not know: what is scanned.
 */
import { compileRules, lintWhere, type CompiledRuleSet } from '../core/rules/index.ts';
import { chooseRules, DEFAULT_PACK, loadRules } from './load-rules.ts';
import type { Messages } from './messages.ts';
import { issueLines } from './rule-issues.ts';
import type { ScanOptions } from './scan-options.ts';
import { UsageError } from './usage-error.ts';

/**
 * The rules that the options ask for. Mistakes in them are written to `messages`, and names in `--where` that nobody knows.
 * @throws UsageError
 */
export async function rulesForScan(options: ScanOptions, messages: Messages): Promise<CompiledRuleSet> {
  const { rules, correlations, filters, issues } = await loadRules(options.rules ?? [DEFAULT_PACK], options.where, options.placeholders);
  const errors = issues.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    messages.write(issueLines(errors));
    throw new UsageError(`the rules have ${errors.length === 1 ? 'an error' : `${errors.length} errors`}; nothing was scanned`);
  }
  const typed = rules.filter(({ location }) => location.uri === '--where');
  if (options.quiet !== true) messages.write(issueLines(typed.flatMap(lintWhere)));
  const chosen = chooseRules(rules, options.only ?? [], options.minLevel ?? null);
  const left = rules.find((rule) => rule.location.uri === '--where' && !chosen.includes(rule));
  if (left !== undefined) throw new UsageError(`--only or --min-level leaves out the selection of --where, ${left.name} (level medium)`);
  return compileRules({ rules: chosen, correlations, filters });
}
