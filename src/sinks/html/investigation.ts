/**
 * Format `html` of an investigation: one page for the whole team, readable without tools, without network and on paper.
 *
 * Owns: which sections there are, their order, and the head. Must not know: streams, how a section is drawn.
 */
import type { Investigation, StartingPoint } from '../../core/investigate/model.ts';
import { grouped } from '../quantity.ts';
import { clip, type Markup, markup } from './markup.ts';
import { interval } from '../words.ts';
import { pageFoot, pageHead, section, tile } from './page.ts';
import { followUpList, gapTable, inputTable } from './search-sections.ts';
import { hostCards, peerTable, relationTable } from './story-sections.ts';
import { swimLanes, type Numbered } from './swim-lanes.ts';
import { alertTable, commandList, numbered, timelineTable } from './timeline-sections.ts';

/** The page, piece by piece: the picture and every table are bounded, and say what they leave out. */
export function* investigationHtml(story: Investigation): Generator<string> {
  for (const part of parts(story)) yield part.text;
}

function* parts(story: Investigation): Generator<Markup> {
  const { starts, timeline, entities, peers, gaps, followUps, omitted } = story;
  const title = `Investigation of ${starts.slice(0, 5).map(startText).join(', ') || 'nothing'}${starts.length > 5 ? ` and ${starts.length - 5} more` : ''}`;
  yield pageHead(title);
  yield markup`<body><header><h1>${title}</h1>
<p class="soft">${interval(story.window)} (UTC)</p>
${verdict(story)}${navigation()}</header>
<main>
`;
  const hosts = entities.filter(({ kind }) => kind === 'instance').length;
  const alerts = timeline.filter(({ lane }) => lane === 'alert').length;
  const external = peers.filter(({ scope }) => scope === 'external').length;
  yield markup`<div class="tiles">
${tile(grouped(hosts), hosts === 1 ? 'host' : 'hosts')}${tile(grouped(alerts), alerts === 1 ? 'alert' : 'alerts', alerts > 0 ? 'high' : '')}${tile(grouped(timeline.length), 'events')}${tile(grouped(peers.length), `peers, ${grouped(external)} external`)}${tile(grouped(gaps.length), gaps.length === 1 ? 'gap' : 'gaps')}</div>
`;
  const lost = Object.entries(omitted).filter(([, number]) => number > 0);
  if (lost.length > 0) {
    yield markup`<p class="note">A limit kept out ${lost.map(([name, number]) => `${grouped(number)} of ${name}`).join(', ')}: neither this page nor any other format has them.</p>
`;
  }
  const events = numbered(timeline);
  const range = rangeOf(story);
  if (range !== null) {
    const hint =
      'Every mark tells what it is when pointed at, and leads to its row. A number stands for that many events. Hatched: not seen. Hollow: failed.';
    yield section('lanes', 'Swim lanes', pictures(story, events, range, title), hint);
  }
  yield section('alerts', 'Alerts', alertTable(events));
  yield section('hosts', 'Hosts and what belongs to them', hostCards(story));
  yield section(
    'relations',
    'Relations',
    relationTable(story),
    'Who had what, when, and how that is known. An address or a cluster without an interval is open at that end.',
  );
  yield section('timeline', 'Timeline', timelineTable(events));
  yield section('commands', 'Commands', commandList(events), 'As logged. Text from a log: never run it.');
  yield section('peers', 'Network peers', peerTable(peers));
  yield section('gaps', 'Gaps: what could not be seen', gapTable(gaps), 'Part of the answer: silence here means nothing.');
  yield section('next', 'What to do next', followUpList(followUps), 'To be read, then pasted. auditsift never runs them.');
  yield section('inputs', 'What was read', inputTable(story.inputs));
  yield markup`</main>
`;
  yield pageFoot();
}

function verdict({ complete, inputs }: Investigation): Markup {
  if (complete)
    return markup`<p>Complete: everything named was read.</p>
`;
  const broken = inputs.filter((input) => !input.complete).map(({ role }) => role);
  return markup`<p class="note"><b class="bad">INCOMPLETE</b>: not everything could be read${broken.length === 0 ? '' : ` (${[...new Set(broken)].join(', ')})`}. See <a href="#gaps">the gaps</a> and <a href="#inputs">what was read</a>.</p>
`;
}

function navigation(): Markup {
  return markup`<nav><a href="#alerts">Alerts</a><a href="#hosts">Hosts</a><a href="#relations">Relations</a><a href="#timeline">Timeline</a><a href="#commands">Commands</a><a href="#peers">Peers</a><a href="#gaps">Gaps</a><a href="#next">Next</a><a href="#inputs">Inputs</a></nav>
`;
}

function startText({ kind, value }: StartingPoint): string {
  return kind === 'instance' ? clip(value, 100) : `${kind} ${clip(value, 100)}`;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const CLOSE = 1_800_000;

/** The whole time, and below it the time around the alerts (half an hour more at both ends) where that is less than half of it. */
function pictures(story: Investigation, events: readonly Numbered[], range: Range, title: string): Markup {
  const whole = swimLanes(story, events, range.from, range.to, title);
  let first = Infinity;
  let last = -Infinity;
  for (const { lane, time } of story.timeline) {
    if (lane !== 'alert' || time === null) continue;
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  const from = Math.max(range.from, first - CLOSE);
  const to = Math.min(range.to, last + CLOSE);
  if (first > last || (to - from) * 2 > range.to - range.from) return whole;
  return markup`${whole}<h3>Around the alerts</h3>
${swimLanes(story, events, from, to, 'Around the alerts')}`;
}

/** From the first to the last thing known of; null when nothing has a time. */
function rangeOf({ timeline, entities }: Investigation): Range | null {
  let from = Infinity;
  let to = -Infinity;
  const see = (time: number | null): void => {
    if (time === null || !Number.isFinite(time) || Math.abs(time) > 8e15) return;
    from = Math.min(from, time);
    to = Math.max(to, time);
  };
  for (const { time, end } of timeline) [time, end].forEach(see);
  for (const { kind, interval: life } of entities) if (kind === 'instance') [life.from, life.to].forEach(see);
  return from <= to ? { from, to } : null;
}
