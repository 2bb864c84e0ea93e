/**
 * Format `table`: pages of a fixed number of rows and fixed widths, so that memory stays bounded however many findings there are.
 *
 * Owns: the only use of cli-table3, and its traps: it colours with its own library unless told not to, measures with its own width
 * function, and cuts between surrogates. Hence cells are escaped and cut here, and given as strings only (a `{href}` cell would emit
 * OSC 8). Must not know: streams, colour libraries.
 */
import CliTable from 'cli-table3';
import type { Finding } from '../core/finding.ts';
import type { Formatter } from '../core/ports.ts';
import { isWide, truncate } from './display-width.ts';
import { escapeTerminal } from './escape.ts';
import type { Style } from './style.ts';

export interface TableOptions {
  readonly style: Style;
  /** Columns of the terminal. */
  readonly columns: number;
  readonly rowsPerPage?: number;
}

const ROWS_PER_PAGE = 40;

interface Column {
  readonly head: string;
  readonly least: number;
  readonly most: number;
  /** Columns of rank 0 always stand; the others come in rank order while there is room. */
  readonly rank: number;
  readonly value: (finding: Finding) => string | null;
  readonly paint?: (style: Style, finding: Finding, text: string) => string;
}

const COLUMNS: readonly Column[] = [
  { head: 'time (UTC)', least: 19, most: 19, rank: 1, value: ({ time }) => time?.replace('T', ' ').replace(/(?:\.\d+)?Z$/, '') ?? null },
  { head: 'level', least: 8, most: 8, rank: 0, value: ({ level }) => level, paint: (style, { level }, text) => style.level(level, text) },
  { head: 'instance', least: 19, most: 19, rank: 0, value: (f) => f.instanceId, paint: (style, _finding, text) => style.strong(text) },
  { head: 'alerts', least: 12, most: 60, rank: 0, value: alertsOf },
  { head: 'action', least: 12, most: 60, rank: 0, value: ({ actionName }) => actionName },
  { head: 'workspace', least: 16, most: 16, rank: 2, value: ({ workspaceId }) => workspaceId },
  { head: 'user', least: 20, most: 40, rank: 3, value: ({ user }) => user },
];

function alertsOf({ alerts, suppressedBy }: Finding): string {
  return `${suppressedBy === undefined ? '' : 'suppressed: '}${alerts.join(',')}`;
}

/** Every column costs a border and two spaces; the last border one more. */
const FRAME = 3;

interface Laid extends Column {
  readonly width: number;
}

/** Pages of findings; columns that do not fit the terminal are left out, the least important first. */
export function tableFormatter({ style, columns, rowsPerPage = ROWS_PER_PAGE }: TableOptions): Formatter {
  const layout = layOut(columns);
  let page: Finding[] = [];
  const flush = (): string => {
    const text = page.length === 0 ? '' : render(page, layout, style);
    page = [];
    return text;
  };
  return {
    begin: () => '',
    finding: (finding) => (page.push(finding) < rowsPerPage ? '' : flush()),
    end: flush,
  };
}

function layOut(available: number): readonly Laid[] {
  const chosen = new Set<Column>();
  let room = available - 1;
  for (const column of COLUMNS.toSorted((a, b) => a.rank - b.rank)) {
    if (column.rank > 0 && room < column.least + FRAME) break;
    chosen.add(column);
    room -= column.least + FRAME;
  }
  const widths = new Map([...chosen].map((column) => [column, column.least]));
  for (let grew = true; grew && room > 0;) {
    grew = false;
    for (const [column, width] of widths) {
      if (room <= 0 || width >= column.most) continue;
      widths.set(column, width + 1);
      room--;
      grew = true;
    }
  }
  return COLUMNS.filter((column) => chosen.has(column)).map((column) => ({ ...column, width: widths.get(column) ?? column.least }));
}

function render(page: readonly Finding[], layout: readonly Laid[], style: Style): string {
  const table = new CliTable({
    head: layout.map(({ head, width }) => style.dim(truncate(head, width))),
    colWidths: layout.map(({ width }) => width + 2),
    style: { head: [], border: [], compact: true },
  });
  for (const finding of page) table.push(layout.map((column) => cell(column, finding, style)));
  return `${table.toString()}\n`;
}

function cell({ value, paint, width }: Laid, finding: Finding, style: Style): string {
  const text = truncate(escapeTerminal(value(finding) ?? '') || '-', width, widestMeasure);
  return paint === undefined ? text : paint(style, finding, text);
}

/** Never less than what cli-table3 measures, so that it finds nothing left to cut. */
function widestMeasure(character: string): number {
  if (character < '\x7f') return 1;
  return isWide(character) || /\p{Emoji}/u.test(character) ? 2 : 1;
}
