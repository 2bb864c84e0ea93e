/**
 * Runs the tests a rule brings along (`auditsift.tests`). Must not know: schemas, which the caller applies.
 */
import type { JsonObject } from '../json/value.ts';
import { compileRule } from './compile.ts';
import type { CompiledRule, Rule, RuleLocation, RuleTest } from './rule.ts';

export interface TestFailure {
  readonly rule: string;
  /** Title of the test. */
  readonly test: string;
  readonly location: RuleLocation;
  /** What was expected and what came, in a sentence. */
  readonly message: string;
}

/**
 * Runs a rule's own tests. A rule that is never run (status `unsupported`) has none to fail.
 * @param toFields a delivered record → what rules see; null when no schema knows the record
 */
export function verifyRule(rule: Rule, toFields: (record: JsonObject) => JsonObject | null): readonly TestFailure[] {
  if (rule.status === 'unsupported') return [];
  const compiled = compileRule(rule);
  return rule.tests.flatMap((test) => {
    const fault = verifyTest(compiled, test, toFields(test.record));
    return fault === null
      ? []
      : [{ rule: rule.name, test: test.title, location: test.location, message: `${rule.name}, "${test.title}": ${fault}.` }];
  });
}

/**
 * Runs one test of a rule.
 * @param fields the test's record as rules see it; null when no schema knows it
 * @returns what is wrong, as a clause, or null
 */
export function verifyTest(compiled: CompiledRule, test: RuleTest, fields: JsonObject | null): string | null {
  if (fields === null) return 'no schema recognises the record';
  const match = compiled.match(fields);
  if (match === null) return test.matches ? 'the rule should match and does not' : null;
  const reason = match.evidence.map(({ field, value }) => `${field} = ${JSON.stringify(value)}`).join(', ');
  if (!test.matches) return `the rule should not match and does${reason === '' ? '' : `, because ${reason}`}`;
  if (test.level === null || test.level === match.level) return null;
  return `the match should have the level ${test.level} and has ${match.level ?? 'none'}`;
}
