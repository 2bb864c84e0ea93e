/**
 * The summary of a run as text for stderr: hosts, rules, filters, coverage, accounting, problems, and last the verdict.
 *
 * Owns: the sections and their order, the accounting and the problems. Hosts, rules, filters, coverage and verdict have files of their own. Must
 * not know: streams, colour libraries, how exit codes come about.
 */
import type { Level } from '../core/level.ts';
import { PROBLEMS } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem.ts';
import type { Summary } from '../core/summary.ts';
import { coverageLines } from './coverage.ts';
import { pad } from './display-width.ts';
import { filterLines } from './filter-lines.ts';
import { hostLines } from './host-lines.ts';
import { bytes, count, grouped } from './quantity.ts';
import { ruleLines } from './rule-lines.ts';
import type { Style } from './style.ts';
import { verdict } from './verdict.ts';

export interface SummaryTextOptions {
  readonly style: Style;
  /** Every rule and every workspace gets its line. */
  readonly verbose: boolean;
  readonly exitCode: number;
  /** The level of `--fail-on`; null when it was not given. */
  readonly failOn: Level | null;
}

/** The whole summary, ended by a line feed. Its last line is the verdict. */
export function summaryText(summary: Summary, options: SummaryTextOptions): string {
  const { style, verbose } = options;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Hosts', hostLines(summary, style)],
    ['Rules', ruleLines(summary, style, verbose)],
    ['Filters', filterLines(summary, style)],
    ['Coverage', coverageLines(summary, style, verbose)],
    ['Read', accountingLines(summary, style)],
    ['Problems', problemLines(summary, style)],
  ];
  let text = '';
  for (const [heading, lines] of sections) {
    if (lines.length === 0) continue;
    text += `${style.strong(heading)}\n${lines.map((line) => `  ${line}\n`).join('')}\n`;
  }
  return `${text}${verdict(summary, options, style)}\n`;
}

function accountingLines(summary: Summary, style: Style): string[] {
  const { records, artifacts, bytes: size, validation, durationMs } = summary;
  const { read, flagged, clean, filtered, suppressed, unrecognised, rejected } = records;
  const optional = nonZero({ filtered, suppressed, 'not recognised': unrecognised, rejected });
  const lines = [
    `${count(read, 'record')}: ${[`${grouped(flagged)} flagged`, `${grouped(clean)} clean`, ...optional].join(', ')}`,
    `${count(artifacts.read, 'artifact')} read${listed(nonZero({ failed: artifacts.failed, excluded: artifacts.excluded }), ', ')}`,
    `${bytes(size.stored)} stored, ${bytes(size.decoded)} decoded${size.lost > 0 ? `, ${bytes(size.lost)} not looked at` : ''}, in ${seconds(durationMs)}`,
  ];
  if (artifacts.excluded > 0) lines.push(style.dim(`excluded: ${nonZero(artifacts.excludedByReason).join(', ')}`));
  if (validation === 'shape') {
    lines.push(style.dim('checked by shape: --strict parses every record whole, and may reject more and name unknown fields'));
  }
  return lines;
}

function problemLines({ problems }: Summary, style: Style): string[] {
  const entries = (Object.keys(problems) as ProblemCode[]).map((code) => ({ code, times: problems[code] ?? 0 }));
  const met = entries.filter(({ times }) => times > 0).toSorted((a, b) => b.times - a.times);
  const width = Math.max(0, ...met.map(({ code }) => code.length)) + 2;
  return met.map(({ code, times }) => {
    const { weight, advice } = PROBLEMS[code];
    const name = pad(code, width);
    return `${weight === 'notice' ? style.dim(name) : style.warn(name)}${grouped(times)}  ${style.dim(advice)}`;
  });
}

/** `3 filtered`, for what is not 0. */
function nonZero(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .filter(([, value]) => value > 0)
    .map(([name, value]) => `${grouped(value)} ${name}`);
}

function listed(items: readonly string[], before: string): string {
  return items.length === 0 ? '' : before + items.join(', ');
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
