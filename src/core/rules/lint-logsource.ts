/** Advice on rules for a log that nobody reads here: they load, and never run. Must not know: which logs there are. */
import type { LogSource } from '../event.ts';
import { describeLogsource, hasEveryPart } from './logsource.ts';
import { isAccepted, placeOfLogsource } from './rule-source.ts';
import type { Issue, Rule } from './rule.ts';
import { nearest } from './similar.ts';

/** The parts of a logsource a rule can name. */
const PARTS = ['category', 'product', 'service'] as const;

/**
 * Says of a rule that no log has its logsource, and which was probably meant.
 * @param logs the logsources of everything that can be read
 */
export function lintLogsource(rule: Rule, logs: readonly LogSource[]): readonly Issue[] {
  const { logsource, name, location, status } = rule;
  if (status === 'unsupported' || isAccepted(rule, 'unknown-logsource')) return [];
  if (logs.some((log) => hasEveryPart(log, logsource))) return [];
  const meant = logs.find((log) => isNear(log, logsource));
  const known = [...new Set(logs.map(describeLogsource))].join(', ');
  const hint = meant === undefined ? '' : ` Did you mean \`${describeLogsource(meant)}\`?`;
  const message = `No log is read here that is ${describeLogsource(logsource)}, so the rule never runs. Those read are ${known}.${hint}`;
  const { line, column } = placeOfLogsource(rule);
  return [{ severity: 'warning', code: 'unknown-logsource', location: { ...location, line, column }, rule: name, message }];
}

/** Whether each named part is nearly that of the log, or at least the product is: its services are easily taken for logs. */
function isNear(log: LogSource, named: LogSource): boolean {
  const near = PARTS.filter((part) => named[part] !== undefined && log[part] !== undefined && nearest(named[part], [log[part]]) !== null);
  return near.includes('product') && named.category === undefined && (log.product === 'databricks' || near.includes('service'));
}
