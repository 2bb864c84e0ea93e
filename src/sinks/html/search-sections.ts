/**
 * The limits of the answer: gaps, what to do about them, what was read.
 *
 * Owns: these lists and their bounds. Must not know: events, hosts.
 */
import type { FollowUp, Gap, InputReport } from '../../core/investigate/model.ts';
import { count, grouped } from '../quantity.ts';
import { clip, type Markup, markup } from './markup.ts';
import { interval } from '../words.ts';
import { badge, leftOut, table, tableRow, type Column } from './page.ts';

const MOST_GAPS = 1000;
const MOST_FOLLOW_UPS = 300;
const MOST_PATHS = 20;
const TEXT_CHARACTERS = 20_000;

const GAPS: readonly Column[] = [
  { name: 'Gap', kind: 'id' },
  { name: 'What is not known' },
  { name: 'About', kind: 'id' },
  { name: 'When' },
];

/** What could not be seen. */
export function gapTable(gaps: readonly Gap[]): Markup {
  const rows = gaps.slice(0, MOST_GAPS).map(({ code, sentence, about, interval: when, searched }) => {
    const where = searched.slice(0, MOST_PATHS).map(({ input, from, to, records }) => {
      const range = from === null && to === null ? '' : `, ${interval({ from, to })}`;
      return markup`<div class="soft small">searched: ${input}${range}, ${count(records, 'record')}</div>`;
    });
    const open = when.from === null && when.to === null;
    return tableRow(GAPS, [
      code,
      markup`${clip(sentence, 2000)}${where}`,
      about === null ? null : clip(about.value, 300),
      open ? null : interval(when),
    ]);
  });
  return markup`${table(GAPS, rows, 'No gap is known.')}${leftOut(gaps.length, rows.length, 'gap')}`;
}

/** What to paste, and why. */
export function followUpList(followUps: readonly FollowUp[]): Markup {
  if (followUps.length === 0)
    return markup`<p class="soft">Nothing is left to ask.</p>
`;
  const articles = followUps.slice(0, MOST_FOLLOW_UPS).map(
    ({ kind, tool, title, why, text }) => markup`<article><b>${clip(title, 500)}</b> ${badge(kind)} ${badge(tool)}
<p class="soft small">${clip(why, 1000)}</p>
<details><summary>text</summary><pre>${clip(text, TEXT_CHARACTERS)}</pre></details></article>
`,
  );
  return markup`${articles}${leftOut(followUps.length, articles.length, 'step')}`;
}

const INPUTS: readonly Column[] = [
  { name: 'Input' },
  { name: 'Paths' },
  { name: 'Artifacts', kind: 'number' },
  { name: 'Failed', kind: 'number' },
  { name: 'Records', kind: 'number' },
  { name: 'Used', kind: 'number' },
  { name: 'Rejected', kind: 'number' },
  { name: 'Not recognised', kind: 'number' },
  { name: 'Seen' },
  { name: 'Problems' },
];

/** What was read of each input. */
export function inputTable(inputs: readonly InputReport[]): Markup {
  const rows = inputs.map(({ role, paths, artifacts, records, problems, complete, seen }) => {
    const more = paths.length - MOST_PATHS;
    const shown = paths.slice(0, MOST_PATHS).map((path) => markup`<div class="mono">${clip(path, 300)}</div>`);
    const met = Object.entries(problems).map(([code, times]) => `${code} ${grouped(times)}`);
    return tableRow(INPUTS, [
      markup`${role} ${complete ? markup`` : badge('incomplete', 'bad')}`,
      markup`${shown}${more > 0 ? markup`<div>and ${more} more</div>` : markup``}`,
      ...[artifacts.read, artifacts.failed, records.read, records.used, records.rejected, records.unrecognised].map(grouped),
      interval(seen),
      met.join(', ') || 'none',
    ]);
  });
  return table(INPUTS, rows, 'Nothing was read.');
}
