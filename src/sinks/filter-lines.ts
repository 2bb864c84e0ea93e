/**
 * The Sigma filters of the text summary: what each suppressed, and whose exception it is.
 *
 * Owns: that an expired filter, and one that suppresses nothing, is said to be so. Must not know: streams, colour libraries, the other
 * sections.
 */
import type { FilterSummary, Summary } from '../core/summary.ts';
import { pad, truncate } from './display-width.ts';
import { escapeTerminal } from './escape.ts';
import { grouped } from './quantity.ts';
import type { Style } from './style.ts';

const NAME_COLUMNS = 40;
const WORDS_COLUMNS = 160;

/** One line per filter, those that suppressed most first. */
export function filterLines({ filters }: Summary, style: Style): string[] {
  const all = Object.entries(filters)
    .map(([name, filter]) => ({ name: truncate(escapeTerminal(name), NAME_COLUMNS), filter }))
    .toSorted((a, b) => b.filter.suppressed - a.filter.suppressed);
  const width = Math.max(0, ...all.map(({ name }) => name.length)) + 2;
  return all.map(({ name, filter }) => {
    const { suppressed, expired, expires } = filter;
    if (expired) return style.warn(`${pad(name, width)}expired on ${expires ?? ''} and no longer applies`) + explained(filter, style);
    const line = `${pad(name, width)}${suppressed === 0 ? 'suppressed nothing' : `${grouped(suppressed)} suppressed`}`;
    return (suppressed === 0 ? style.dim(line) : line) + explained(filter, style);
  });
}

function explained({ owner, reason, expires, expired }: FilterSummary, style: Style): string {
  const words = [owner, reason, expires === null || expired ? null : `until ${expires}`].filter((word) => word !== null);
  return words.length === 0 ? '' : style.dim(` (${truncate(escapeTerminal(words.join('; ')), WORDS_COLUMNS)})`);
}
