/**
 * The hosts of the text summary: aligned lines, the highest level first, at most 20.
 *
 * Owns: their columns, order and limit. Must not know: streams, colour libraries, the other sections.
 */
import { levelRank } from '../core/level.ts';
import type { InstanceSummary, Summary } from '../core/summary.ts';
import { displayWidth, pad, truncate } from './display-width.ts';
import { escapeTerminal } from './escape.ts';
import { count, grouped } from './quantity.ts';
import type { Style } from './style.ts';

const ROWS = 20;
const CELL_COLUMNS = 60;
const HEAD = ['instance', 'level', 'findings', 'first seen', 'last seen', 'workspaces', 'alerts'] as const;

/** One line per flagged host under a line of headings, without indentation; none when no host was flagged. */
export function hostLines({ instances: { items, omitted } }: Summary, style: Style): string[] {
  if (items.length === 0) return omitted === 0 ? [] : [`${count(omitted, 'host')} not listed`];
  const shown = items.toSorted(byWeight).slice(0, ROWS);
  const rows = shown.map((host) => cells(host).map((cell) => truncate(escapeTerminal(cell), CELL_COLUMNS)));
  const widths = HEAD.map((head, column) => rows.reduce((most, row) => Math.max(most, displayWidth(row[column] ?? '')), head.length));
  const lines = [style.dim(aligned(HEAD, widths).join('  ').trimEnd())];
  shown.forEach((host, index) => {
    const [instance = '', level = '', ...rest] = aligned(rows[index] ?? [], widths);
    lines.push([style.strong(instance), style.level(host.highestLevel, level), ...rest].join('  ').trimEnd());
  });
  const more = items.length + omitted - shown.length;
  if (more > 0) {
    const kept = omitted === 0 ? 'has them all' : `has up to ${grouped(items.length)}`;
    lines.push(style.dim(`and ${count(more, 'more host')} (--summary <file> ${kept})`));
  }
  return lines;
}

function cells(host: InstanceSummary): string[] {
  return [
    host.instanceId,
    host.highestLevel ?? '-',
    grouped(host.findings),
    host.firstSeen ?? '-',
    host.lastSeen ?? '-',
    host.workspaces.join(',') || '-',
    host.alerts.join(','),
  ];
}

function aligned(row: readonly string[], widths: readonly number[]): string[] {
  return row.map((cell, column) => pad(cell, widths[column] ?? 0));
}

/** Highest level, then most findings, then id. */
function byWeight(a: InstanceSummary, b: InstanceSummary): number {
  return levelRank(b.highestLevel) - levelRank(a.highestLevel) || b.findings - a.findings || (a.instanceId < b.instanceId ? -1 : 1);
}
