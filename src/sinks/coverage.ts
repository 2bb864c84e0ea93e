/**
 * Coverage in the text summary: per workspace what was seen, and above all what was not.
 *
 * Owns: the sentences on silent sensors. "No alerts" from a workspace without a single sensor record means nothing, and is said so. Must
 * not know: streams, colour libraries.
 */
import type { Summary, WorkspaceCoverage } from '../core/summary.ts';
import { truncate } from './display-width.ts';
import { escapeTerminal } from './escape.ts';
import { count, grouped } from './quantity.ts';
import type { Style } from './style.ts';

const ROWS = 20;
const NAMES = 10;
const NAME_COLUMNS = 80;

/**
 * How many workspaces there are, and in how many of those listed no sensor was heard. Account-level records belong to none; records
 * that name no workspace count as one that nobody can name.
 */
export function unheard({ coverage, coverageOmitted }: Summary): { readonly silent: number; readonly workspaces: number } {
  const workspaces = coverage.filter((entry) => !isAccountLevel(entry));
  return { silent: workspaces.filter((entry) => entry.esmRecords === 0).length, workspaces: workspaces.length + coverageOmitted };
}

/** Lines on coverage, without indentation. Workspaces with the least to be heard come first. */
export function coverageLines(summary: Summary, style: Style, verbose: boolean): string[] {
  const ordered = summary.coverage.toSorted((a, b) => hearing(a) - hearing(b));
  const shown = verbose ? ordered : ordered.slice(0, ROWS);
  const hidden = ordered.length - shown.length + summary.coverageOmitted;
  const lines = shown.map((entry) => coverageLine(entry, style));
  if (hidden > 0) lines.push(style.dim(`and ${count(hidden, 'more workspace')}`));
  return [...lines, ...unknownLines(summary, style)];
}

function coverageLine(entry: WorkspaceCoverage, style: Style): string {
  const { first, last, days } = entry.dates;
  const range =
    first === null || last === null ? '' : first === last ? ` on ${first}` : ` on ${count(days, 'day')} from ${first} to ${last}`;
  const records = `${count(entry.records, 'record')}${escapeTerminal(range)}`;
  if (isAccountLevel(entry)) return `account level: ${records}`;
  const name = entry.workspaceId === null ? 'records that name no workspace' : `workspace ${safe(entry.workspaceId)}`;
  if (entry.esmRecords === 0) return `${style.warn(`${name}: no alerts, and no sensor was heard`)} (${records})`;
  const heard = `${name}: ${records}, ${grouped(entry.esmRecords)} from sensors`;
  return entry.heartbeats === 0
    ? `${heard}, ${style.warn('none of them a heartbeat')}`
    : `${heard}, ${count(entry.heartbeats, 'heartbeat')}`;
}

function unknownLines({ schemas, unknownFields, unknownActions }: Summary, style: Style): string[] {
  const lines = [];
  if (Object.keys(schemas).length > 0) lines.push(`schemas: ${tally(Object.entries(schemas))}`);
  const fields = Object.entries(unknownFields ?? {});
  if (fields.length > 0) lines.push(style.warn(`unknown fields: ${tally(fields)}`));
  if (unknownActions.length > 0) {
    const actions = unknownActions.map(({ serviceName, actionName, records }): [string, number] => [
      `${serviceName} ${actionName}`,
      records,
    ]);
    lines.push(style.warn(`unknown sensor actions: ${tally(actions)}`));
  }
  return lines;
}

/** `name 12, name 3, and 4 more`, the most frequent first. */
function tally(entries: readonly (readonly [string, number])[]): string {
  const ordered = entries.toSorted((a, b) => b[1] - a[1]);
  const names = ordered.slice(0, NAMES).map(([name, records]) => `${safe(name)} (${grouped(records)})`);
  if (ordered.length > NAMES) names.push(`and ${ordered.length - NAMES} more`);
  return names.join(', ');
}

function hearing(entry: WorkspaceCoverage): number {
  if (isAccountLevel(entry)) return 3;
  return entry.esmRecords === 0 ? 0 : entry.heartbeats === 0 ? 1 : 2;
}

/** Account-level records are delivered as workspace 0. */
function isAccountLevel({ workspaceId }: WorkspaceCoverage): boolean {
  return workspaceId === '0';
}

function safe(text: string): string {
  return truncate(escapeTerminal(text), NAME_COLUMNS);
}
