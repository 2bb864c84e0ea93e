/**
 * Notebook, job and SQL commands of verbose audit logs, as one event each.
 *
 * Owns: which record is a command, its window of time, and that `commandSubmit` and `commandFinish` are one (by `commandId`). Must not know:
 * which host a cluster had. Fields: docs.databricks.com, "Enable verbose audit logs".
 */
import { objectMember } from '../json/value.ts';
import { mergeEvidence } from './evidence.ts';
import type { Interval, Outcome, TimelineEvent } from './model.ts';
import { textAt, type StoryRecord } from './story-record.ts';
import { earlier } from './spans.ts';
import { timelineEvent } from './timeline-event.ts';

/** A command, and when it ran as far as the record tells. */
export interface Command {
  readonly event: TimelineEvent;
  /**
   * For notebooks `timestamp ± executionTime`: Databricks says that the record is written when the command is over, others read its time as the start.
   */
  readonly ran: Interval;
  readonly warehouseId: string | null;
  readonly runId: string | null;
  readonly jobId: string | null;
}

const MOST_COMMANDS = 10_000;
/** Databricks cuts them at 16 KiB. */
const LONGEST_COMMAND = 65_536;
/** Texts of commands are kept up to so many characters all together. */
const MOST_TEXT = 16_000_000;
const LONGEST_TITLE = 200;
const EVIDENCE = 5;
const PARTS = ['notebookId', 'jobId', 'runId', 'commandId', 'commandLanguage', 'executionTime', 'status', 'warehouseId', 'path'];

export class Commands {
  readonly #commands = new Map<string, Command>();
  #text = 0;
  #omitted = 0;

  /** @returns whether the record is one of a command */
  add(record: StoryRecord): boolean {
    const command = readCommand(record);
    if (command === null) return false;
    const id = textAt(record.params, 'commandId');
    const isSql = record.service === 'databrickssql';
    const key = isSql && id !== null ? `sql ${record.workspaceId ?? ''} ${id}` : `record ${record.id}`;
    const known = this.#commands.get(key);
    if (known !== undefined) {
      if (isSql) this.#commands.set(key, joined(known, command));
      return true;
    }
    const length = command.event.command?.length ?? 0;
    if (this.#commands.size >= MOST_COMMANDS || this.#text + length > MOST_TEXT) this.#omitted++;
    else {
      this.#text += length;
      this.#commands.set(key, command);
    }
    return true;
  }

  get omitted(): number {
    return this.#omitted;
  }

  all(): readonly Command[] {
    return [...this.#commands.values()];
  }
}

function readCommand(record: StoryRecord): Command | null {
  const { service, action, params, time, warehouseId, runId, jobId } = record;
  const isNotebook = action === 'runCommand' && (service === 'notebook' || service === 'jobs');
  if (!isNotebook && !(service === 'databrickssql' && (action === 'commandSubmit' || action === 'commandFinish'))) return null;
  const text = textAt(params, 'commandText', LONGEST_COMMAND);
  const seconds = Number(textAt(params, 'executionTime') ?? NaN);
  const around = Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, 30 * 86_400_000) : 0;
  const ran =
    isNotebook && time !== null ? { from: time - around, to: time + around } : { from: time, to: action === 'commandFinish' ? time : null };
  const event = timelineEvent({
    ...{ time, end: null, lane: 'command', kind: isNotebook ? 'run-command' : 'sql-command', outcome: commandOutcome(record) },
    title: titleOf(text, isNotebook ? `${service} command` : 'SQL command'),
    ...{ clusterId: record.clusterId, workspaceId: record.workspaceId, actor: record.user, sourceIp: record.sourceIp, command: text },
    details: Object.fromEntries(
      PARTS.flatMap((name) => {
        const value = textAt(params, name);
        return value === null ? [] : [[name, value]];
      }),
    ),
    ...{ confidence: 'certain', basis: 'the record names the cluster', evidence: [record.evidence] },
  });
  return { event, ran, warehouseId, runId, jobId };
}

/** The first line that says something. */
function titleOf(text: string | null, otherwise: string): string {
  const line = (text ?? '')
    .slice(0, 4_000)
    .split(/[\r\n\u2028\u2029]+/)
    .find((part) => part.trim() !== '');
  return line === undefined ? `${otherwise} (text not logged)` : line.trim().slice(0, LONGEST_TITLE);
}

/** `status` of a notebook's command; for SQL the answer, which some long failures leave empty. */
function commandOutcome({ params, outcome, action, fields }: StoryRecord): Outcome {
  const status = textAt(params, 'status')?.toLowerCase();
  if (status === 'finished') return 'succeeded';
  if (status === 'failed' || status === 'cancelled' || status === 'skipped') return 'failed';
  if (action === 'commandSubmit') return 'unknown';
  const message = textAt(objectMember(fields, 'response') ?? {}, 'errorMessage');
  return message === null ? outcome : 'failed';
}

/** Submission and end, in either order. */
function joined(a: Command, b: Command): Command {
  const [early, late] = (a.event.time ?? 0) <= (b.event.time ?? 0) ? [a, b] : [b, a];
  const withText = early.event.command === null ? late : early;
  const time = earlier(early.event.time, late.event.time);
  const end = late.event.time;
  return {
    ran: { from: time, to: end },
    warehouseId: early.warehouseId ?? late.warehouseId,
    runId: early.runId ?? late.runId,
    jobId: early.jobId ?? late.jobId,
    event: {
      ...withText.event,
      ...{ time, end: end === time ? null : end, count: a.event.count + b.event.count },
      outcome: late.event.outcome === 'unknown' ? early.event.outcome : late.event.outcome,
      actor: early.event.actor ?? late.event.actor,
      sourceIp: early.event.sourceIp ?? late.event.sourceIp,
      clusterId: early.event.clusterId ?? late.event.clusterId,
      details: { ...late.event.details, ...early.event.details },
      evidence: mergeEvidence(a.event.evidence, b.event.evidence, EVIDENCE),
    },
  };
}
