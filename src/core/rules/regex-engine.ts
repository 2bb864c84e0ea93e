/**
 * Searching for regular expressions, apart from the engine, which is large: what runs rules needs it only for rules that hold an
 * expression, and those were read by what brings the engine along (regex.ts). Must not know: any engine.
 */
import type { Regex } from './rule.ts';

/** Compiles the search for an expression that has no fault, anywhere in a text. */
type RegexEngine = (regex: Regex) => (text: string) => boolean;

let engine: RegexEngine | null = null;

/** Says what compiles from now on. */
export function useRegexEngine(compile: RegexEngine): void {
  engine = compile;
}

/**
 * Compiles the search for an expression that has no fault, anywhere in a text.
 * @throws Error when regex.ts was never imported: the rule did not come from `parseRules`
 */
export function compileRegex(regex: Regex): (text: string) => boolean {
  if (engine === null) throw new Error('a rule with a regular expression was not read by parseRules, which brings the engine');
  return engine(regex);
}
