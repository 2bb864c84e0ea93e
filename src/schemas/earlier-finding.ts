/** Findings of an earlier scan, as `jsonl` and `json` have them. An investigation reads them; a scan does not take them for logs. */
import type { LogSource } from '../core/event.ts';
import { isFinding } from '../core/finding.ts';
import { member, stringMember } from '../core/json/value.ts';
import type { LogSchema } from '../core/ports.ts';
import { parseTime } from '../core/time.ts';

export const EARLIER_FINDINGS: LogSource = { product: 'auditsift' };

export const earlierFinding: LogSchema = {
  name: 'finding',
  logsource: EARLIER_FINDINGS,
  recognises: isFinding,
  toEvent: (record) => ({
    fields: record,
    time: parseTime(member(record, 'time')),
    serviceName: stringMember(record, 'serviceName'),
    actionName: stringMember(record, 'actionName'),
    workspaceId: stringMember(record, 'workspaceId'),
    workspaceless: true,
    unknownFields: [],
  }),
};
