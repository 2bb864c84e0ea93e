/**
 * Format `csv`: a header line and one row per finding, for spreadsheets.
 *
 * Owns: the only use of csv-stringify, the columns, and what keeps a cell from acting: formulas get a leading `'`, and unsafe characters
 * (line ends too) become visible escapes, so that every row is one line. JSON cells keep their JSON value: unsafe characters in them are
 * spelled `\uXXXX`. For the exact text of a record use `jsonl`. Must not know: streams.
 */
import { stringify } from 'csv-stringify/sync';
import type { CorrelationFinding, Details, Finding } from '../core/finding.ts';
import type { Formatter } from '../core/ports.ts';
import { escapeJson, escapeTerminal } from './escape.ts';

export type Cell = string | number | null | undefined;

/** A formula behind white space, which some spreadsheets trim; csv-stringify looks at the first character only. */
const INDENTED_FORMULA = /^\s+[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/** The columns, in order. Lists are joined by `;`; `evidence`, `group` and `record` are JSON; what is null is empty. */
const COLUMNS = {
  time: ({ time }) => time,
  level: ({ level }) => level,
  instanceId: ({ instanceId }) => instanceId,
  alerts: ({ alerts }) => list(alerts),
  title: ({ title }) => title,
  serviceName: ({ serviceName }) => serviceName,
  actionName: ({ actionName }) => actionName,
  workspaceId: ({ workspaceId }) => workspaceId,
  clusterId: ({ clusterId }) => clusterId,
  databricksAccountId: ({ databricksAccountId }) => databricksAccountId,
  awsAccountId: ({ awsAccountId }) => awsAccountId,
  user: ({ user }) => user,
  sourceIp: ({ sourceIp }) => sourceIp,
  requestId: ({ requestId }) => requestId,
  statusCode: ({ statusCode }) => statusCode,
  'details.description': detail('description'),
  'details.program': detail('program'),
  'details.args': detail('args'),
  'details.pid': detail('pid'),
  'details.user': detail('user'),
  'details.container': detail('container'),
  'details.image': detail('image'),
  lost: ({ lost }) => list(lost),
  tags: ({ tags }) => list(tags),
  schema: ({ schema }) => schema,
  'source.uri': ({ source }) => source.uri,
  'source.line': ({ source }) => source.line,
  'source.index': ({ source }) => source.index,
  'source.offset': ({ source }) => source.offset,
  kind: ({ kind }) => kind,
  schemaVersion: ({ schemaVersion }) => schemaVersion,
  id: ({ id }) => id,
  'window.start': (finding) => ofCorrelation(finding)?.window.start,
  'window.end': (finding) => ofCorrelation(finding)?.window.end,
  memberCount: (finding) => ofCorrelation(finding)?.memberCount,
  members: (finding) => list(ofCorrelation(finding)?.members ?? []),
  suppressedBy: ({ suppressedBy = [] }) => list(suppressedBy),
} as const satisfies Record<string, (finding: Finding) => Cell>;

/** These cells are JSON (or base64) and must not be escaped as text. */
const EXACT_COLUMNS = {
  evidence: ({ evidence }) => escapeJson(JSON.stringify(evidence)),
  group: (finding) => (finding.kind === 'correlation' ? escapeJson(JSON.stringify(finding.group)) : undefined),
  recordEncoding: (finding) => (finding.kind === 'record' ? finding.recordEncoding : undefined),
  recordBase64: (finding) => (finding.kind === 'record' ? finding.recordBase64 : undefined),
  record: ({ record }) => (record === null ? null : escapeJson(record)),
} as const satisfies Record<string, (finding: Finding) => Cell>;

/** The names in the header line. */
export const CSV_COLUMNS: readonly string[] = [...Object.keys(COLUMNS), ...Object.keys(EXACT_COLUMNS)];

const TEXT_CELLS = Object.values(COLUMNS);
const EXACT_CELLS = Object.values(EXACT_COLUMNS);

/** RFC 4180 with line feeds; opens safely in a spreadsheet. */
export function csvFormatter(): Formatter {
  return {
    begin: () => row(CSV_COLUMNS),
    finding: (finding) => row([...TEXT_CELLS.map((value) => harmless(value(finding))), ...EXACT_CELLS.map((value) => value(finding))]),
    end: () => '',
  };
}

/** One line of cells, in RFC 4180. */
export function row(cells: readonly Cell[]): string {
  return stringify([[...cells]], { escape_formulas: true });
}

/** A cell without anything that acts in a spreadsheet or a terminal. */
export function harmless(cell: Cell): Cell {
  if (typeof cell !== 'string') return cell;
  const text = escapeTerminal(cell);
  return INDENTED_FORMULA.test(text) ? `'${text}` : text;
}

function list(items: readonly string[]): string {
  return items.join(';');
}

function ofCorrelation(finding: Finding): CorrelationFinding | undefined {
  return finding.kind === 'correlation' ? finding : undefined;
}

function detail(name: keyof Details): (finding: Finding) => string | null {
  return ({ details }) => details[name];
}
