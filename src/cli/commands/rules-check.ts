/** `auditsift rules check`: everything that is wrong with rule files, at once, where it stands; and whether their own tests hold. */
import type { JsonObject } from '../../core/json/value.ts';
import { lintFilter, lintRule, verifyRule, type Issue, type Rule } from '../../core/rules/index.ts';
import { SCHEMAS } from '../../registry.ts';
import { openStreamOutput } from '../../sinks/output.ts';
import { count } from '../../sinks/quantity.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { DEFAULT_PACK, loadRules } from '../load-rules.ts';
import { issueLines } from '../rule-issues.ts';
import { UsageError } from '../usage-error.ts';

export interface RulesCheckOptions {
  readonly placeholders?: string;
}

/** @returns the exit code: 0 without errors (warnings allowed), else 2 */
export async function rulesCheckCommand(files: readonly string[], { placeholders }: RulesCheckOptions, io: Io): Promise<number> {
  const loaded = await loadRules(files.length > 0 ? files : [DEFAULT_PACK], [], placeholders);
  const advice = [...loaded.rules.flatMap((rule) => [...lintRule(rule), ...failedTests(rule)]), ...loaded.filters.flatMap(lintFilter)];
  const issues = [...loaded.issues, ...advice];
  if (loaded.rules.length === 0 && issues.length === 0) throw new UsageError(`no rule in ${loaded.files.join(', ')}`);
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const tests = loaded.rules.reduce((sum, rule) => sum + rule.tests.length, 0);
  const output = openStreamOutput(io.stdout);
  await output.write(issueLines(issues));
  await output.commit();
  const checked = `${count(loaded.rules.length, 'rule')} and ${count(tests, 'test')} in ${count(loaded.files.length, 'file')}`;
  io.stderr.write(`${checked}: ${count(errors, 'error')}, ${count(issues.length - errors, 'warning')}\n`);
  return errors > 0 ? EXIT.usage : EXIT.ok;
}

/** A test record as the rules see it, whichever schema it is written in. */
function toFields(record: JsonObject): JsonObject | null {
  return SCHEMAS.find((schema) => schema.recognises(record))?.toEvent(record).fields ?? null;
}

function failedTests(rule: Rule): Issue[] {
  return verifyRule(rule, toFields).map(({ location, message }) => ({
    severity: 'error',
    code: 'test-failed',
    location,
    rule: rule.name,
    message,
  }));
}
