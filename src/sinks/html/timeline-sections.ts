/**
 * What happened: alerts, the whole timeline, the text of commands.
 *
 * Owns: these tables and their bounds. Must not know: hosts, peers, the picture.
 */
import { LANES, type TimelineEvent } from '../../core/investigate/model.ts';
import { grouped } from '../quantity.ts';
import { evidenceMarkup } from './evidence.ts';
import { clip, type Markup, markup } from './markup.ts';
import { duration, moment } from '../words.ts';
import { badge, facts, leftOut, table, tableRow, type Column } from './page.ts';
import { LANE_NAMES, type Numbered } from './swim-lanes.ts';

const MOST_ROWS = 3000;
const MOST_ALERTS = 1000;
const MOST_COMMANDS = 300;
const MOST_DETAILS = 20;
const COMMAND_CHARACTERS = 20_000;

/** Every event with the id of its row, as far as rows go: lanes come in their order, so that no crowd of calls pushes out an alert. */
export function numbered(timeline: readonly TimelineEvent[]): readonly Numbered[] {
  const byLane = LANES.flatMap((lane) => timeline.flatMap((event, i) => (event.lane === lane ? [i] : [])));
  const shown = new Set(byLane.slice(0, MOST_ROWS));
  return timeline.map((event, i) => ({ event, anchor: shown.has(i) ? `e${i + 1}` : null }));
}

const ALERTS: readonly Column[] = [
  { name: 'Time', kind: 'time' },
  { name: 'Level' },
  { name: 'Alert' },
  { name: 'Host', kind: 'id' },
  { name: 'Who' },
  { name: 'Evidence' },
];

/** The alerts in the order of time. */
export function alertTable(events: readonly Numbered[]): Markup {
  const alerts = events.filter(({ event }) => event.lane === 'alert');
  const rows = alerts.slice(0, MOST_ALERTS).map(({ event, anchor }) => {
    const title = clip(event.title, 500);
    const linked = anchor === null ? markup`${title}` : markup`<a href="#${anchor}">${title}</a>`;
    const who = [event.actor, event.sourceIp].filter((value) => value !== null).map((value) => clip(value, 200));
    return tableRow(ALERTS, [
      moment(event.time),
      levelBadge(event.level),
      linked,
      event.instanceId === null ? null : clip(event.instanceId, 100),
      who.join(' from ') || null,
      evidenceMarkup(event.evidence),
    ]);
  });
  return markup`${table(ALERTS, rows, 'No alert in what was read.')}${leftOut(alerts.length, rows.length, 'alert')}`;
}

const TIMELINE: readonly Column[] = [
  { name: 'Time', kind: 'time' },
  { name: 'Lane' },
  { name: 'What' },
  { name: 'Host', kind: 'id' },
  { name: 'Who' },
  { name: 'Known by' },
  { name: 'Evidence' },
];

/** Every event, folded to one row each. */
export function timelineTable(events: readonly Numbered[]): Markup {
  const shown = events.filter(({ anchor }) => anchor !== null);
  const rows = shown.map(({ event, anchor }) => {
    const who = [event.actor, event.sourceIp].filter((value) => value !== null).map((value) => markup`<div>${clip(value, 200)}</div>`);
    return tableRow(
      TIMELINE,
      [
        moment(event.time),
        markup`<span class="lane">${LANE_NAMES[event.lane]}</span>`,
        what(event),
        event.instanceId === null ? null : clip(event.instanceId, 100),
        who.length === 0 ? null : markup`${who}`,
        event.confidence === 'certain'
          ? clip(event.basis, 300)
          : markup`<b class="medium">${event.confidence}</b>: ${clip(event.basis, 300)}`,
        evidenceMarkup(event.evidence),
      ],
      anchor,
    );
  });
  return markup`${table(TIMELINE, rows, 'No event in what was read.')}${leftOut(events.length, rows.length, 'event')}`;
}

function what(event: TimelineEvent): Markup {
  const notes: Markup[] = [];
  if (event.level !== null) notes.push(levelBadge(event.level));
  if (event.outcome === 'failed') notes.push(badge('failed', 'bad'));
  if (event.count > 1) notes.push(badge(`${grouped(event.count)} records`));
  if (event.end !== null && event.time !== null) notes.push(badge(`until ${moment(event.end)}, ${duration(event.end - event.time)}`));
  const pairs = Object.entries(event.details);
  const shown = pairs.slice(0, MOST_DETAILS).map(([name, value]): [string, string] => [clip(name, 80), clip(value, 1000)]);
  for (const [name, value] of [
    ['cluster', event.clusterId],
    ['workspace', event.workspaceId],
  ] as const) {
    if (value !== null) shown.push([name, clip(value, 200)]);
  }
  if (pairs.length > MOST_DETAILS) shown.push(['left out', `${pairs.length - MOST_DETAILS} more facts`]);
  const more = shown.length === 0 ? markup`` : markup`<details><summary>${event.kind}</summary>${facts(shown)}</details>`;
  return markup`${clip(event.title, 500)} ${notes}${more}`;
}

/** The text of commands, in the order of time. */
export function commandList(events: readonly Numbered[]): Markup {
  const commands = events.filter(({ event }) => event.command !== null);
  if (commands.length === 0)
    return markup`<p class="soft">No text of a command in what was read.</p>
`;
  const articles = commands.slice(0, MOST_COMMANDS).map(({ event, anchor }) => {
    const who = [event.actor, event.sourceIp].filter((value) => value !== null).map((value) => clip(value, 200));
    const time = anchor === null ? markup`${moment(event.time)}` : markup`<a href="#${anchor}">${moment(event.time)}</a>`;
    return markup`<article><b>${time}</b> ${clip(event.title, 300)} ${event.outcome === 'failed' ? badge('failed', 'bad') : markup``} <span class="soft">${who.join(' from ')}</span>
<pre>${clip(event.command ?? '', COMMAND_CHARACTERS)}</pre></article>
`;
  });
  return markup`${articles}${leftOut(commands.length, articles.length, 'command')}`;
}

function levelBadge(level: TimelineEvent['level']): Markup {
  return level === null ? markup`–` : badge(level, level);
}
