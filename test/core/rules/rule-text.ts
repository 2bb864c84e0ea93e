/** Builds rule texts for tests, and reads them. */
import { parseJson } from '../../../src/core/json/parse.ts';
import type { JsonObject } from '../../../src/core/json/value.ts';
import { compileRules, parseRules, type CompiledRule, type Issue } from '../../../src/core/rules/index.ts';

export function record(text: string): JsonObject {
  return parseJson(text) as JsonObject;
}

/** A rule around a detection that is given as JSON text. */
export function ruleAround(detection: string, more = ''): string {
  return `{"title":"t","level":"low","logsource":{"product":"databricks","service":"audit"},"detection":${detection}${more}}`;
}

/** The compiled rule around a detection, which must have no error. */
export function compiled(detection: string, more = ''): CompiledRule {
  const parsed = parseRules(ruleAround(detection, more), 't.json');
  const [rule] = compileRules(parsed).rules;
  if (rule === undefined) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  return rule;
}

/** `code line:column` of every issue. */
export function summarise(issues: readonly Issue[]): readonly string[] {
  return issues.map(({ code, severity, location }) => `${severity === 'error' ? '' : '~'}${code} ${location.line}:${location.column}`);
}
