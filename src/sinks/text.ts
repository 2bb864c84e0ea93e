/**
 * Format `text`: one aligned line per finding, written as it is found; with `verbose` the particulars indented below it.
 *
 * Owns: the columns and their minimal widths. Lines align while streaming because the widths are fixed; a longer value pushes what
 * follows to the right. Must not know: streams, terminals, colour libraries.
 */
import type { Finding } from '../core/finding.ts';
import type { Formatter } from '../core/ports.ts';
import { actionText, groupText } from './correlation-text.ts';
import { pad, truncate } from './display-width.ts';
import { escapeTerminal } from './escape.ts';
import type { Style } from './style.ts';
import { placeText } from './words.ts';

export interface TextOptions {
  readonly style: Style;
  readonly verbose: boolean;
}

const WIDTHS = { time: 24, level: 13, instance: 19, alerts: 32, action: 40, workspace: 16 } as const;

/** No value takes more of a line than this; what is cut is marked, and whole in the JSON formats. */
const VALUE_COLUMNS = 200;
const DETAIL_COLUMNS = 4000;
const LABEL_COLUMNS = 12;

/** Time, level, instance, alerts, action (of a correlation: how many records share what), workspace, user; `-` where a value is null. */
export function textFormatter({ style, verbose }: TextOptions): Formatter {
  return {
    begin: () => '',
    finding: (finding) => headline(finding, style) + (verbose ? particulars(finding, style) : ''),
    end: () => '',
  };
}

function headline(finding: Finding, style: Style): string {
  const columns = [
    style.dim(pad(shown(finding.time), WIDTHS.time)),
    style.level(finding.level, pad(shown(finding.level), WIDTHS.level)),
    style.strong(pad(shown(finding.instanceId), WIDTHS.instance)),
    pad(shown(finding.alerts.join(',')), WIDTHS.alerts),
    pad(shown(actionText(finding)), WIDTHS.action),
    pad(shown(finding.workspaceId), WIDTHS.workspace),
    shown(finding.user),
  ];
  const { suppressedBy } = finding;
  if (suppressedBy !== undefined) columns.push(style.dim(`suppressed by ${shown(suppressedBy.join(','))}`));
  return `${columns.join('  ')}\n`;
}

function particulars(finding: Finding, style: Style): string {
  const { description, program, args, pid, user, container, image } = finding.details;
  const rows: [string, string | null][] = [
    ['title', finding.title],
    ...Object.entries({ description, program, args, pid, user, container, image }),
    ...finding.evidence.map(({ rule, field, value }): [string, string] => ['evidence', `${rule}: ${field} = ${value}`]),
    ...correlationRows(finding),
    ['lost', finding.lost.length === 0 ? null : finding.lost.join(', ')],
    ['tags', finding.tags.length === 0 ? null : finding.tags.join(', ')],
    ['source', placeText(finding.source)],
    ['id', finding.id],
  ];
  let text = '';
  for (const [label, value] of rows) {
    if (value !== null) text += `    ${style.dim(pad(label, LABEL_COLUMNS))} ${truncate(escapeTerminal(value), DETAIL_COLUMNS)}\n`;
  }
  return text;
}

function correlationRows(finding: Finding): [string, string][] {
  if (finding.kind === 'record') return [];
  const { group, window, members, memberCount } = finding;
  const more = memberCount - members.length;
  return [
    ['group', groupText(group) || 'everything'],
    ['window', `${window.start} to ${window.end}`],
    ['members', `${members.join(', ')}${more > 0 ? ` and ${more} before them` : ''}`],
  ];
}

function shown(value: string | null): string {
  return value === null || value === '' ? '-' : truncate(escapeTerminal(value), VALUE_COLUMNS);
}
