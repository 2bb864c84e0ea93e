/**
 * An {@link Explanation} as indented lines: a mark for each part, and what the record has. Owns the layout, and that rule and record are
 * harmless to a terminal. Must not know: streams, colour libraries.
 */
import type { Explanation } from '../core/rules/explain.ts';
import { truncate } from './display-width.ts';
import { escapeTerminal } from './escape.ts';
import type { Style } from './style.ts';

const LINE_COLUMNS = 400;

/** One line per part; a leaf that decided ends with what was found, and `<-`. */
export function explanationLines(explanation: Explanation, style: Style, indent = ''): string[] {
  const { what, holds, decisive, found, parts } = explanation;
  const mark = holds === null ? '-' : holds ? style.good('✓') : style.bad('✗');
  const words = truncate(escapeTerminal(what), LINE_COLUMNS);
  const value = found === null ? '' : style.dim(`  it is ${truncate(escapeTerminal(found), LINE_COLUMNS)}`);
  return [
    `${indent}${mark} ${parts.length > 0 ? style.strong(words) : words}${value}${decisive && parts.length === 0 ? style.warn('  <-') : ''}`,
    ...parts.flatMap((part) => explanationLines(part, style, `${indent}  `)),
  ];
}
