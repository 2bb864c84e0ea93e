/**
 * Verbose audit logs per workspace: switched when, seen when. Without them no command is logged.
 *
 * Owns: reading the switch (`workspace/workspaceConfEdit`, `enableVerboseAuditLogs`), and what follows for a time. Must not know: hosts.
 */
import { VERBOSE_KEY } from './audit-rules.ts';
import type { Gap, Interval } from './model.ts';
import { textAt, type StoryRecord } from './story-record.ts';

interface Switch {
  readonly time: number;
  readonly on: boolean;
  readonly by: string | null;
}

const MOST_SWITCHES = 1_000;

/** Actions that only verbose logs have (docs.databricks.com, "Enable verbose audit logs"). */
const VERBOSE_ACTIONS: ReadonlySet<string> = new Set([
  ...['notebook/runCommand', 'jobs/runCommand', 'databrickssql/commandSubmit', 'databrickssql/commandFinish'],
]);

export function isVerboseAction({ service, action }: Pick<StoryRecord, 'service' | 'action'>): boolean {
  return VERBOSE_ACTIONS.has(`${service}/${action}`);
}

export class VerboseWatch {
  readonly #switches = new Map<string, Switch[]>();
  readonly #seen = new Set<string>();

  /** @returns whether the record is a switch */
  add(record: StoryRecord): boolean {
    const workspace = record.workspaceId ?? '';
    if (isVerboseAction(record)) this.#seen.add(workspace);
    const on = settingOf(record);
    if (on === null) return false;
    const switches = this.#switches.get(workspace) ?? [];
    this.#switches.set(workspace, switches);
    if (record.time !== null && switches.length < MOST_SWITCHES) switches.push({ time: record.time, on, by: record.user });
    return true;
  }

  /** What is not known of commands in a workspace in that time. */
  gaps(workspaceId: string, during: Interval): readonly Gap[] {
    const switches = (this.#switches.get(workspaceId) ?? []).toSorted((a, b) => a.time - b.time);
    const off = offPeriods(switches).filter(({ from, to }) => isWithin(from, to, during));
    const about = null;
    if (off.length > 0) {
      return off.map(({ from, to, by }) => ({
        code: 'verbose-off',
        sentence: `Verbose audit logs were off in workspace ${workspaceId} ${periodText(from, to)}${by === null ? '' : ` (switched off by ${by})`}: no command of that time is logged.`,
        ...{ about, interval: { from, to }, searched: [] },
      }));
    }
    if (switches.length > 0 || this.#seen.has(workspaceId)) return [];
    const sentence = `Whether verbose audit logs were on in workspace ${workspaceId} is not known: neither a switch nor a command of this story was in the audit log, so that there is no command proves nothing.`;
    return [{ code: 'verbose-unknown', sentence, about, interval: during, searched: [] }];
  }
}

/** The value that a record gives the setting; null when it is not about it. */
function settingOf({ action, params }: StoryRecord): boolean | null {
  if (action !== 'workspaceConfEdit' && action !== 'workspaceConfKeys') return null;
  if (textAt(params, 'workspaceConfKeys') !== VERBOSE_KEY) return null;
  const value = textAt(params, 'workspaceConfValues')?.trim().toLowerCase();
  return value === 'true' ? true : value === 'false' ? false : null;
}

/** What is switched on first was off before; what is switched off first was on. */
function offPeriods(switches: readonly Switch[]): readonly { from: number | null; to: number | null; by: string | null }[] {
  const periods: { from: number | null; to: number | null; by: string | null }[] = [];
  const [first] = switches;
  let since: { readonly from: number | null; readonly by: string | null } | null = first?.on === true ? { from: null, by: null } : null;
  for (const { time, on, by } of switches) {
    if (on && since !== null) {
      periods.push({ ...since, to: time });
      since = null;
    } else if (!on) since ??= { from: time, by };
  }
  return since === null ? periods : [...periods, { ...since, to: null }];
}

function isWithin(from: number | null, to: number | null, during: Interval): boolean {
  return (from ?? -Infinity) <= (during.to ?? Infinity) && (during.from ?? -Infinity) <= (to ?? Infinity);
}

function periodText(from: number | null, to: number | null): string {
  const until = to === null ? 'to the end of what was read' : `to ${new Date(to).toISOString()}`;
  return `${from === null ? 'from the beginning' : `from ${new Date(from).toISOString()}`} ${until}`;
}
