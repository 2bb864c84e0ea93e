/**
 * The correlations of the text summary: how often each fired, over how many records, what took no part, and which rules are silent
 * because they are counted.
 *
 * Owns: which correlations get a line of their own. Must not know: streams, colour libraries, the other sections.
 */
import type { CorrelationSummary, Summary } from '../core/summary.ts';
import { pad, truncate } from './display-width.ts';
import { escapeTerminal } from './escape.ts';
import { count, grouped } from './quantity.ts';
import type { Style } from './style.ts';

const NAME_COLUMNS = 40;
const LIST_COLUMNS = 160;

/** Correlations that fired or left records out, most findings first; the others in one line, or all with `verbose`. */
export function correlationLines({ correlations }: Summary, style: Style, verbose: boolean): string[] {
  const all = Object.entries(correlations).map(([name, summary]) => ({ name: truncate(escapeTerminal(name), NAME_COLUMNS), summary }));
  const told = all.filter(({ summary }) => verbose || summary.fired > 0 || summary.ungrouped + summary.unmeasured > 0);
  const quiet = all.filter((one) => !told.includes(one));
  const width = Math.max(0, ...told.map(({ name }) => name.length)) + 2;
  const lines = told
    .toSorted((a, b) => b.summary.fired - a.summary.fired)
    .map(({ name, summary }) => {
      const line = `${pad(name, width)}${describe(summary)}`;
      return summary.fired > 0 ? line : style.dim(line);
    });
  if (quiet.length > 0) {
    const names = truncate(quiet.map(({ name }) => name).join(', '), LIST_COLUMNS);
    lines.push(style.dim(`${count(quiet.length, 'correlation')} did not fire: ${names}`));
  }
  const silenced = [...new Set(Object.values(correlations).flatMap(({ silences }) => silences))];
  if (silenced.length > 0) {
    const names = truncate(escapeTerminal(silenced.join(', ')), LIST_COLUMNS);
    lines.push(style.dim(`only counted, without findings of their own: ${names}`));
  }
  return lines;
}

function describe({ fired, events, ungrouped, unmeasured }: CorrelationSummary): string {
  const parts = [`${grouped(fired)} fired`, `${count(events, 'record')} counted`];
  if (ungrouped > 0) parts.push(`${grouped(ungrouped)} without a value to group by`);
  if (unmeasured > 0) parts.push(`${grouped(unmeasured)} without a value to count`);
  return parts.join(', ');
}
