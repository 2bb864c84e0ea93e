/**
 * The picture of an investigation: what each machine served, a lane per kind of event, and what could not be seen, over one time axis.
 *
 * Owns: the SVG and its bounds: events too near to tell apart become one mark with their number, so the picture never grows with the logs.
 * Must not know: tables. Every mark links to the row of its first event, and says in its tooltip what it is.
 */
import type { Gap, Investigation, Lane, TimelineEvent } from '../../core/investigate/model.ts';
import { LANES } from '../../core/investigate/model.ts';
import { higherLevel } from '../../core/level.ts';
import { clip, type Markup, markup } from './markup.ts';
import { duration, interval, moment } from '../words.ts';
import { count } from '../quantity.ts';
import { timeScale, type TimeScale } from './time-scale.ts';

/** What each lane is called. */
export const LANE_NAMES: Readonly<Record<Lane, string>> = {
  alert: 'Alerts',
  sensor: 'Sensors',
  lifecycle: 'Machine',
  cluster: 'Cluster',
  access: 'Access',
  command: 'Commands',
  'by-instance': 'Calls by it',
  'about-instance': 'Calls about it',
  network: 'Network',
};

const WIDTH = 1180;
const LEFT = 150;
const RIGHT = WIDTH - 10;
const ROW = 17;
const ROWS = 3;
const MOST_HOSTS = 12;
const MOST_SEGMENTS = 60;

export interface Numbered {
  readonly event: TimelineEvent;
  /** Where its row is, or null when the table leaves it out. */
  readonly anchor: string | null;
}

/** A timed event, and where it ends. */
interface Timed extends Numbered {
  readonly from: number;
  readonly to: number;
}

/** The picture for `from` to `to`; what lies outside is left out, spans are cut. */
export function swimLanes(story: Investigation, events: readonly Numbered[], from: number, to: number, name: string): Markup {
  const scale = timeScale(from, to, LEFT, RIGHT);
  const inside = events.flatMap(({ event, anchor }): Timed[] => {
    if (event.time === null) return [];
    const end = event.end ?? event.time;
    return end < scale.from || event.time > scale.to ? [] : [{ event, anchor, from: event.time, to: end }];
  });
  const parts: Markup[] = [];
  let y = 26;
  const label = (text: string, top: number, height: number): Markup =>
    markup`<text class="name" x="0" y="${top + height / 2 + 4}">${clip(text, 21)}</text>`;

  const hosts = story.entities.filter(({ kind }) => kind === 'instance').slice(0, MOST_HOSTS);
  for (const host of hosts) {
    const lane = lifeLine(story, host.value, host.interval, scale, y);
    parts.push(markup`<g>${label(host.value, y, 24)}${lane}</g>
`);
    y += 30;
  }
  y += 4;
  let odd = true;
  for (const lane of LANES) {
    const own = inside.filter(({ event }) => event.lane === lane);
    if (own.length === 0) continue;
    const { marks, rows } = laneMarks(own, scale, y);
    const height = rows * ROW + 10;
    const band = odd
      ? markup`<rect class="band" x="${LEFT - 6}" y="${y}" width="${RIGHT - LEFT + 12}" height="${height}" rx="4"/>`
      : markup``;
    parts.push(markup`<g>${band}${label(LANE_NAMES[lane], y, height)}${marks}</g>
`);
    y += height + 2;
    odd = !odd;
  }
  const unseen = story.gaps.filter((gap) => gap.interval.from !== null && gap.interval.to !== null);
  const holes = unseen.flatMap((gap, i) => hole(gap, scale, y, i)).slice(0, MOST_SEGMENTS);
  if (holes.length > 0) {
    parts.push(markup`<g>${label('Not seen', y, 24)}${holes}</g>
`);
    y += 30;
  }
  const ticks = scale.ticks.map(({ time, label: text }) => {
    const x = scale.place(time);
    return markup`<line class="grid" x1="${x}" x2="${x}" y1="20" y2="${y}"/><text x="${x}" y="13" text-anchor="middle">${text}</text>`;
  });
  return markup`<svg viewBox="0 0 ${WIDTH} ${y + 4}" role="img" aria-label="${name}">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>
<g>${ticks}</g>
${parts}</svg>
`;
}

/** From launch to termination, with the clusters it served. */
function lifeLine(
  story: Investigation,
  instance: string,
  life: { from: number | null; to: number | null },
  scale: TimeScale,
  y: number,
): Markup {
  const [left, right] = [scale.place(life.from ?? scale.from), scale.place(life.to ?? scale.to)];
  const member = story.relations.filter(({ kind, from }) => kind === 'member-of' && from.kind === 'instance' && from.value === instance);
  const names = [...new Set(member.map(({ to }) => to.value))];
  const segments = member.slice(0, MOST_SEGMENTS).flatMap((relation): Markup[] => {
    const start = relation.interval.from ?? life.from ?? scale.from;
    const end = relation.interval.to ?? life.to ?? scale.to;
    if (end < scale.from || start > scale.to) return [];
    const x = scale.place(start);
    const width = Math.max(2, scale.place(end) - x);
    const text =
      width > 60
        ? markup`<text class="inside" x="${x + 6}" y="${y + 16}">${clip(relation.to.value, Math.floor(width / 7))}</text>`
        : markup``;
    const tip = `${relation.to.value}: ${interval(relation.interval)} (${relation.confidence}: ${relation.basis})`;
    return [
      markup`<g><title>${clip(tip, 400)}</title><rect class="c${names.indexOf(relation.to.value) % 4}" x="${x}" y="${y + 2}" width="${width}" height="20" rx="3"/>${text}</g>`,
    ];
  });
  const tip = `${instance}: ${interval(life)}`;
  return markup`<g><title>${tip}</title><rect class="life" x="${left}" y="${y + 2}" width="${Math.max(2, right - left)}" height="20" rx="3"/></g>${segments}`;
}

interface Mark {
  readonly events: Timed[];
  readonly x: number;
  /** Up to where its row is taken. */
  right: number;
}

/** Spans as bars, moments as discs; each in the first row with room, else joined to the nearest mark of the last row. */
function laneMarks(events: readonly Timed[], scale: TimeScale, top: number): { marks: Markup[]; rows: number } {
  const rows: Mark[][] = [[]];
  for (const timed of [...events].sort((a, b) => a.from - b.from)) {
    const x = scale.place(timed.from);
    const right = Math.max(x, scale.place(timed.to));
    const mark = { events: [timed], x, right };
    const free = rows.find((row) => (row.at(-1)?.right ?? -Infinity) + 15 <= x);
    if (free) free.push(mark);
    else if (rows.length < ROWS) rows.push([mark]);
    else {
      const last = rows.at(-1)?.at(-1);
      last?.events.push(timed);
      if (last) last.right = Math.max(last.right, right);
    }
  }
  const marks = rows.flatMap((row, i) => row.map((mark) => drawn(mark, top + 5 + i * ROW + ROW / 2, scale)));
  return { marks, rows: rows.length };
}

/** A bar for its spans, which touch each other; a disc for a moment, or with the number of events. */
function drawn({ events, x }: Mark, y: number, scale: TimeScale): Markup {
  const [first] = events;
  if (first === undefined) return markup``;
  const { event, anchor } = first;
  const level = events.reduce<TimelineEvent['level']>((highest, item) => higherLevel(highest, item.event.level), null);
  const tone = `${event.lane}${level !== null ? ` level-${level}` : ''}`;
  const several = events.length > 1;
  const title = several
    ? `${count(events.length, 'event')}, ${interval({ from: first.from, to: events.at(-1)?.from ?? null })}: ${events
        .slice(0, 8)
        .map((item) => clip(item.event.title, 80))
        .join('; ')}`
    : tooltip(event);
  const failed = !several && event.outcome === 'failed' ? 'hollow ' : '';
  const spans = events.filter(({ from, to }) => to > from);
  const left = scale.place(spans[0]?.from ?? first.from);
  const width = spans.reduce((right, { to }) => Math.max(right, scale.place(to)), left) - left;
  const isBar = width > 4;
  const isGap = events.every((item) => item.event.kind.endsWith('-gap'));
  const bar = markup`<rect class="${isGap ? 'hatched' : tone}" x="${left}" y="${y - 4}" width="${width}" height="8" rx="3"/>`;
  const disc = several
    ? markup`<circle class="mark ${tone}" cx="${x}" cy="${y}" r="8"/><text class="many" x="${x}" y="${y + 3.5}">${events.length > 99 ? '99+' : events.length}</text>`
    : markup`<circle class="mark ${failed}${tone}" cx="${x}" cy="${y}" r="5.5"/>`;
  const shape = markup`${isBar ? bar : ''}${isBar && !several ? '' : disc}`;
  const body = markup`<title>${clip(title, 900)}</title>${shape}`;
  return anchor === null || scale.to < first.from ? markup`<g>${body}</g>` : markup`<a href="#${anchor}">${body}</a>`;
}

function tooltip(event: TimelineEvent): string {
  const span = event.end !== null && event.time !== null ? ` for ${duration(event.end - event.time)}` : '';
  const actor = event.actor === null ? '' : `, ${event.actor}`;
  const failed = event.outcome === 'failed' ? ', failed' : '';
  return `${moment(event.time)}${span}: ${clip(event.title, 300)}${clip(actor, 160)}${failed}`;
}

function hole(gap: Gap, scale: TimeScale, y: number, i: number): Markup[] {
  const { from, to } = gap.interval;
  if (from === null || to === null || to < scale.from || from > scale.to) return [];
  const x = scale.place(from);
  // Overlapping gaps stay visible: one is a little lower than the other.
  const top = y + 3 + (i % 3) * 6;
  return [
    markup`<a href="#gaps"><title>${clip(`${gap.code}: ${interval(gap.interval)}. ${gap.sentence}`, 500)}</title><rect class="hatched" x="${x}" y="${top}" width="${Math.max(3, scale.place(to) - x)}" height="7" rx="2"/></a>`,
  ];
}
