/**
 * An investigation as one page to hand on: no script, nothing loaded, everything from a log escaped.
 *
 * Owns: the order of the page, from the answer to its evidence. Must not know: where the page goes.
 */
import type { Investigation } from '../../core/investigate/model.ts';
import { LEVELS } from '../../core/level.ts';
import { count, grouped } from '../quantity.ts';
import {
  alertTable,
  commandList,
  entityTable,
  eventTable,
  followUpList,
  gapList,
  inputTable,
  leftOut,
  numbered,
  peerTable,
  relationTable,
} from './investigation-tables.ts';
import { clip, type Markup, markup } from './markup.ts';
import { interval } from './moment.ts';
import { pageFoot, pageHead, section, tile } from './page.ts';
import { swimLanes, type Numbered } from './swim-lanes.ts';

const HOUR = 3_600_000;

/**
 * The page, in pieces to be written one after another.
 * @param story the finished investigation
 * @returns HTML in UTF-8, ended by a line feed
 */
export function* investigationPage(story: Investigation): Generator<string, void> {
  const events = numbered(story.timeline);
  const title = `Investigation: ${story.starts.map(({ kind, value }) => `${kind} ${clip(value, 200)}`).join(', ') || 'no starting point'}`;
  yield pageHead(clip(title, 300)).text;
  yield header(story, title).text;
  yield section(
    'timeline',
    'Timeline',
    pictures(story, events),
    'A mark leads to its row below; numbers stand for several events; a ring is a call that failed.',
  ).text;
  yield section(
    'gaps',
    'What could not be seen',
    gapList(story.gaps),
    'Part of the answer: silence in the log is no proof that nothing happened.',
  ).text;
  yield section('alerts', 'Alerts', alertTable(events)).text;
  yield section(
    'commands',
    'Commands',
    commandList(events),
    'As logged, but for characters that could act on a screen or hide: they are shown as escapes.',
  ).text;
  yield section('peers', 'Network peers', peerTable(story.peers, story.omitted.peers), 'Lengths of the bars are logarithmic.').text;
  yield section('entities', 'Who and what', entityTable(story.entities, story.omitted.entities)).text;
  yield section('relations', 'How it hangs together', relationTable(story)).text;
  yield section('events', 'All events', markup`${eventTable(events)}${leftOut(story.omitted.timeline, 'event')}`).text;
  const preserve = markup`<h3>Keep evidence from being lost</h3>${followUpList(story.followUps, 'preserve')}`;
  const query = markup`<h3>Ask for what is missing</h3>${followUpList(story.followUps, 'query')}`;
  yield section('next', 'What to do next', markup`${preserve}${query}`, 'Printed to be read and pasted; nothing of it was run.').text;
  yield section('inputs', 'What was read', inputTable(story)).text;
  yield markup`</main>
${pageFoot()}`.text;
}

function header(story: Investigation, title: string): Markup {
  const alerts = story.timeline.filter(({ lane }) => lane === 'alert');
  const worst = LEVELS.findLast((level) => alerts.some((event) => event.level === level)) ?? null;
  const of = (kind: string): number => story.entities.filter((entity) => entity.kind === kind).length;
  const external = story.peers.filter(({ scope }) => scope === 'external').length + story.omitted.peers;
  const words = (number: number, noun: string): string => count(number, noun).replace(/^[\d,]+ /, '');
  const tiles = [
    tile(grouped(alerts.length), `${words(alerts.length, 'alert')}${worst === null ? '' : `, up to ${worst}`}`, worst ?? ''),
    tile(grouped(of('instance')), words(of('instance'), 'host')),
    tile(grouped(of('cluster')), words(of('cluster'), 'cluster')),
    tile(grouped(of('principal')), words(of('principal'), 'principal')),
    tile(grouped(story.timeline.length + story.omitted.timeline), words(story.timeline.length + story.omitted.timeline, 'event')),
    tile(grouped(external), words(external, 'external peer')),
    tile(grouped(story.gaps.length), words(story.gaps.length, 'gap'), story.gaps.length > 0 ? 'medium' : ''),
  ];
  const incomplete = story.complete
    ? markup``
    : markup`<p class="note"><b class="bad">Incomplete.</b> Not everything that was named could be read: see <a href="#inputs">what was read</a>.</p>
`;
  const links = [
    ['timeline', 'Timeline'],
    ['gaps', 'Gaps'],
    ['alerts', 'Alerts'],
    ['commands', 'Commands'],
    ['peers', 'Peers'],
    ['entities', 'Who and what'],
    ['events', 'All events'],
    ['next', 'Next'],
    ['inputs', 'Inputs'],
  ].map(([id = '', name = '']) => markup`<a href="#${id}">${name}</a>`);
  return markup`<body>
<header><h1>${title}</h1><p class="soft">${interval(story.window)} UTC</p>
${incomplete}<nav>${links}</nav>
<div class="tiles">${tiles}</div></header>
<main>
`;
}

/** The whole time, and the time around the alerts where that is much shorter. */
function pictures(story: Investigation, events: readonly Numbered[]): Markup {
  const times = [
    ...story.timeline.flatMap(({ time, end }) => [time, end]),
    ...story.entities.filter(({ kind }) => kind === 'instance').flatMap(({ interval: life }) => [life.from, life.to]),
  ].filter((time) => time !== null);
  if (times.length === 0) return markup`<p class="soft">Nothing with a time was among what was read.</p>`;
  const range = extent(times);
  const whole = swimLanes(story, events, ...range, 'Timeline of everything');
  const alerts = story.timeline.flatMap(({ lane, time }) => (lane === 'alert' && time !== null ? [time] : []));
  if (alerts.length === 0) return whole;
  const [first, last] = extent(alerts);
  const near: [number, number] = [Math.max(range[0], first - HOUR / 2), Math.min(range[1], last + HOUR / 2)];
  if ((near[1] - near[0]) * 2 > range[1] - range[0]) return whole;
  return markup`${whole}<h3>Around the alerts</h3>
${swimLanes(story, events, ...near, 'Timeline around the alerts')}`;
}

function extent(times: readonly number[]): [number, number] {
  return times.reduce<[number, number]>(([low, high], time) => [Math.min(low, time), Math.max(high, time)], [Infinity, -Infinity]);
}
