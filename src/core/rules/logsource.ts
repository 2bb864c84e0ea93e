/** Logsources compared (K22): part by part, without regard to letter case. Must not know: who names them. */
import type { LogSource } from '../event.ts';
import { fold } from './fold.ts';

/** Whether every part that `named` names is the same in `logsource`; parts it leaves out are open. */
export function hasEveryPart(logsource: LogSource, named: LogSource): boolean {
  return (['category', 'product', 'service'] as const).every((part) => {
    const wanted = named[part];
    const given = logsource[part];
    return wanted === undefined || (given !== undefined && fold(wanted) === fold(given));
  });
}

/** `{product: databricks, service: audit}`, for messages. */
export function describeLogsource(logsource: LogSource): string {
  const parts = Object.entries(logsource).map(([part, value]) => `${part}: ${String(value)}`);
  return `{${parts.join(', ')}}`;
}
