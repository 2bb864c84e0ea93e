/**
 * Issues of rule files: as lines an editor can jump to, with the word underlined, and as JSON. Owns: the shape of both
 * (docs/rules-check.md).
 */
import type { Issue } from '../core/rules/index.ts';
import { suggestedIn } from '../core/rules/running.ts';
import { escapeTerminal } from '../sinks/escape.ts';
import { plainStyle, type Style } from '../sinks/style.ts';
import { endColumnAt, excerptOf, type SourceLines } from './excerpt.ts';

/** One line per issue, in the order given: `file:line:column: error: message [code]`. */
export function issueLines(issues: readonly Issue[]): string {
  return issues.map((issue) => `${escapeTerminal(issueLine(issue))}\n`).join('');
}

/** The same, and below each the line of the file with the word underlined. */
export function issueExcerpts(issues: readonly Issue[], sources: SourceLines, style: Style = plainStyle): string {
  return issues.map((issue) => `${headline(issue, style)}${excerptLines(issue, sources, style)}`).join('');
}

function headline(issue: Issue, style: Style): string {
  const [place, text] = issueParts(issue);
  const severity = issue.severity === 'error' ? style.bad('error') : style.warn('warning');
  return `${style.strong(escapeTerminal(place))} ${severity}: ${escapeTerminal(text)}\n`;
}

function excerptLines({ location: { uri, line, column } }: Issue, sources: SourceLines, style: Style): string {
  const source = sources.line(uri, line);
  if (source === undefined || source.trim() === '') return '';
  const number = String(line);
  const { line: shown, carets } = excerptOf(source, column);
  return `${style.dim(`  ${number} |`)} ${shown}\n${style.dim(`  ${' '.repeat(number.length)} |`)} ${style.warn(carets)}\n`;
}

/** What an editor is told of an issue. */
export interface IssueRecord {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The column behind the word; null when the line is not at hand. */
  readonly endColumn: number | null;
  readonly severity: Issue['severity'];
  readonly code: string;
  readonly rule: string | null;
  readonly message: string;
  /** What probably should stand there instead. */
  readonly hint: string | null;
}

/** An issue for `--format json`. */
export function issueRecord({ severity, code, location, rule, message }: Issue, sources: SourceLines): IssueRecord {
  const { uri: file, line, column } = location;
  const source = sources.line(file, line);
  const endColumn = source === undefined ? null : endColumnAt(source, column);
  return { file, line, column, endColumn, severity, code, rule, message, hint: suggestedIn(message) };
}

function issueLine(issue: Issue): string {
  const [place, text] = issueParts(issue);
  return `${place} ${issue.severity}: ${text}`;
}

function issueParts({ code, location, rule, message }: Issue): readonly [place: string, text: string] {
  const { uri, line, column } = location;
  return [`${uri}:${line}:${column}:`, `${rule === null ? '' : `rule ${rule}: `}${message} [${code}]`];
}
