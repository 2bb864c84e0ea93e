/**
 * The rules of the text summary: how many records each matched and did not, as data-quality expectations show it.
 *
 * Owns: which rules get a line of their own. Must not know: streams, colour libraries, the other sections.
 */
import type { Summary } from '../core/summary.ts';
import { pad, truncate } from './display-width.ts';
import { escapeTerminal } from './escape.ts';
import { count, grouped } from './quantity.ts';
import type { Style } from './style.ts';

const NAME_COLUMNS = 40;
const LIST_COLUMNS = 160;

/** Rules that matched, most matches first; the others in one line each for "matched nothing" and "had no record", or all with `verbose`. */
export function ruleLines({ rules, rulesNeverRun }: Summary, style: Style, verbose: boolean): string[] {
  const never = new Set(rulesNeverRun);
  const all = Object.entries(rules).map(([name, tally]) => ({
    ...{ name: truncate(escapeTerminal(name), NAME_COLUMNS), never: never.has(name) },
    ...tally,
  }));
  const matching = all.filter(({ matched }) => matched > 0).toSorted((a, b) => b.matched - a.matched);
  const idle = all.filter(({ matched, notMatched }) => matched === 0 && notMatched > 0);
  const untried = all.filter(({ matched, notMatched, never }) => matched === 0 && notMatched === 0 && !never);
  const unreachable = all.filter(({ never }) => never);
  const width = Math.max(0, ...(verbose ? all : matching).map(({ name }) => name.length)) + 2;

  const lines = matching.map(
    ({ name, matched, notMatched }) => `${pad(name, width)}${grouped(matched)} matched, ${grouped(notMatched)} not`,
  );
  if (verbose) {
    lines.push(...idle.map(({ name, notMatched }) => style.dim(`${pad(name, width)}0 matched, ${grouped(notMatched)} not`)));
    lines.push(...untried.map(({ name }) => style.dim(`${pad(name, width)}had no record to be tried on`)));
    lines.push(...unreachable.map(({ name }) => style.warn(`${pad(name, width)}never ran: no log read here has its logsource`)));
    return lines;
  }
  if (idle.length > 0) lines.push(style.dim(`${count(idle.length, 'rule')} matched nothing: ${names(idle)}`));
  if (untried.length > 0) lines.push(style.dim(`${count(untried.length, 'rule')} had no record to be tried on: ${names(untried)}`));
  if (unreachable.length > 0) {
    lines.push(style.warn(`${count(unreachable.length, 'rule')} never ran, as no log read here has the logsource: ${names(unreachable)}`));
  }
  return lines;
}

function names(rules: readonly { readonly name: string }[]): string {
  return truncate(rules.map(({ name }) => name).join(', '), LIST_COLUMNS);
}
