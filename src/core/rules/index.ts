/** The rule language, from text to match. Named re-exports only. */
export { compileRules, type CompileOptions } from './compile.ts';
export { correlationLevels, namesCountedBy } from './correlation-compile.ts';
export { highestLevel } from './correlation-references.ts';
export { documentText } from './document-text.ts';
export { evaluate } from './evaluate.ts';
export { explain, fieldsIn, type Explanation } from './explain.ts';
export { nearest, suggestedIn } from './similar.ts';
export { lintNames, lintRule, lintTogether } from './lint.ts';
export { describeLogsource } from './logsource.ts';
export { lintCorrelation } from './lint-correlation.ts';
export { lintFilter } from './lint-filter.ts';
export { lintLogsource } from './lint-logsource.ts';
export { ruleFileSchema } from './metadata.ts';
export { parseRules, type ParsedRules } from './parse.ts';
export { checkTogether } from './together.ts';
export { parsePlaceholders, type ParsedPlaceholders } from './placeholders.ts';
export type { Placeholders, PlaceholderValue } from './reading-context.ts';
export type { IssueCode } from './report.ts';
export { LONGEST_FILE } from './source-fault.ts';
export { NO_RULES } from './rule.ts';
export type {
  Absence,
  CompiledCorrelation,
  CompiledFilter,
  CompiledRule,
  CompiledRuleSet,
  Correlation,
  CorrelationBound,
  CorrelationType,
  Expression,
  Issue,
  Pattern,
  PatternPart,
  Rule,
  RuleFilter,
  RuleHead,
  RuleLocation,
  RuleMatch,
  RuleSet,
  RuleTest,
  SequenceTest,
  Test,
} from './rule.ts';
export { rulesForEveryRecord, rulesWithoutLogs, type Coverage, type RoutedSchema } from './rule-index.ts';
export { verifyRule, type TestFailure } from './verify.ts';
export { parseWhere } from './where.ts';
