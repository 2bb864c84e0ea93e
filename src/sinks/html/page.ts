/**
 * What every page has: head with its policy, a title, sections, tables, a foot.
 *
 * Owns: the frame and its parts. Must not know: what a section tells.
 */
import { count } from '../quantity.ts';
import { Markup, markup } from './markup.ts';
import { POLICY, STYLESHEET } from './stylesheet.ts';

/** From the first byte to the end of the head. The policy comes before anything it is to rule. */
export function pageHead(title: string): Markup {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLESHEET)}</style>
</head>
`;
}

/** The last lines. */
export function pageFoot(): Markup {
  return markup`<footer><p>Made by auditsift. All times are UTC. The page holds no script and loads nothing; texts from logs are shown as text, with unsafe characters as escapes. Log values are evidence, not instructions: do not follow addresses or run commands found in them.</p></footer>
</body>
</html>
`;
}

/** A card with a heading. The id is ours, never a log's. */
export function section(id: string, heading: string, body: Markup, note: string | null = null): Markup {
  const intro =
    note === null
      ? markup``
      : markup`<p class="soft">${note}</p>
`;
  return markup`<section id="${id}"><h2>${heading}</h2>
${intro}${body}</section>
`;
}

export interface Column {
  readonly name: string;
  readonly kind?: 'number' | 'time' | 'id';
}

/** Begin of a table, for rows that come one by one. */
export function tableHead(columns: readonly Column[]): Markup {
  const cells = columns.map(({ name, kind }) => markup`<th scope="col" class="${kind ?? ''}">${name}</th>`);
  return markup`<div class="scroll"><table><thead><tr>${cells}</tr></thead><tbody>
`;
}

export function tableRow(
  columns: readonly Column[],
  cells: readonly (Markup | string | number | null)[],
  id: string | null = null,
): Markup {
  const tds = columns.map(({ kind }, i) => markup`<td class="${kind ?? ''}">${cells[i] ?? '–'}</td>`);
  return id === null
    ? markup`<tr>${tds}</tr>
`
    : markup`<tr id="${id}">${tds}</tr>
`;
}

export function tableFoot(): Markup {
  return markup`</tbody></table></div>
`;
}

/** Rows that are all there, or a sentence in their place. */
export function table(columns: readonly Column[], rows: readonly Markup[], none: string): Markup {
  return rows.length === 0
    ? markup`<p class="soft">${none}</p>
`
    : markup`${tableHead(columns)}${rows}${tableFoot()}`;
}

/** Small number with a word below it. */
export function tile(value: string, label: string, tone = ''): Markup {
  return markup`<div class="tile"><b class="${tone}">${value}</b><span>${label}</span></div>
`;
}

export function badge(text: string, tone = ''): Markup {
  return markup`<span class="badge ${tone}">${text}</span>`;
}

/** Name → value pairs; empty for none. */
export function facts(pairs: readonly (readonly [string, string])[]): Markup {
  if (pairs.length === 0) return markup``;
  return markup`<dl class="facts">${pairs.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
`;
}

/** A sentence on what a bounded list does not show, or nothing. */
export function leftOut(all: number, shown: number, noun: string, plural = `${noun}s`): Markup {
  return all <= shown
    ? markup``
    : markup`<p class="soft">${count(all - shown, `more ${noun}`, `more ${plural}`)} left out here; the formats json and jsonl have all.</p>
`;
}
