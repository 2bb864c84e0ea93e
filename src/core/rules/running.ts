/**
 * The part of the rule language that runs rules. Named re-exports only. Whoever imports this instead of index.ts does not load what reads
 * and checks rule files, which takes longer to load than a small scan.
 */
export { compileRules } from './compile.ts';
export { needsEveryTime } from './correlate/every-time.ts';
export { correlationLevels, namesCountedBy } from './correlation-compile.ts';
export { highestLevel } from './correlation-references.ts';
export { describeLogsource } from './logsource.ts';
export { LONGEST_FILE } from './source-fault.ts';
export { rulesForEveryRecord, rulesWithoutLogs } from './rule-index.ts';
export { suggestedIn } from './similar.ts';
export { checkTogether } from './together.ts';
