/**
 * How a correlation is told where a record's action would stand: how many records, and what they share. Raw text: whoever shows it
 * escapes it.
 */
import type { Finding } from '../core/finding.ts';

/** The action of a record, or `5 records: who=bob` of a correlation. */
export function actionText(finding: Finding): string | null {
  if (finding.kind === 'record') return finding.actionName;
  const shared = groupText(finding.group);
  return `${finding.memberCount} ${finding.memberCount === 1 ? 'record' : 'records'}${shared === '' ? '' : `: ${shared}`}`;
}

/** `field=value` of everything the records share. */
export function groupText(group: Readonly<Record<string, string>>): string {
  return Object.entries(group)
    .map(([field, value]) => `${field}=${value}`)
    .join(', ');
}
