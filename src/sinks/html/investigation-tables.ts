/**
 * The tables of an investigation's page, each with a bound that it states when it is hit.
 *
 * Owns: which facts stand in which column. Must not know: the frame of a page, the picture.
 */
import { LANES, type Entity, type FollowUp, type Gap, type Investigation, type Peer, type Traffic } from '../../core/investigate/model.ts';
import { bytes, count, grouped } from '../quantity.ts';
import { evidenceMarkup } from './evidence.ts';
import { clip, type Markup, markup } from './markup.ts';
import { interval, moment } from './moment.ts';
import { badge, facts, table, tableRow, type Column } from './page.ts';
import { LANE_NAMES, type Numbered } from './swim-lanes.ts';

/** Rows of any table; commands are long, and fewer. */
export const MOST_ROWS = 2000;
export const MOST_COMMANDS = 500;
const MOST_SMALL = 500;
const TEXT = 400;
const COMMAND = 20_000;

/** What a bound left out, as a sentence; nothing when nothing was. */
export function leftOut(number: number, noun: string): Markup {
  return number > 0
    ? markup`<p class="note">${count(number, noun)} more not shown here: use the output <code>jsonl</code> for all.</p>`
    : markup``;
}

function text(value: string | null): string {
  return value === null || value === '' ? '–' : clip(value, TEXT);
}

const ALERT_COLUMNS: readonly Column[] = [
  { name: 'Time', kind: 'time' },
  { name: 'Level' },
  { name: 'What' },
  { name: 'Host', kind: 'id' },
  { name: 'Evidence' },
];

/** Alerts in the order of time. */
export function alertTable(events: readonly Numbered[]): Markup {
  const alerts = events.filter(({ event }) => event.lane === 'alert');
  const rows = alerts
    .slice(0, MOST_ROWS)
    .map(({ event }) =>
      tableRow(ALERT_COLUMNS, [
        moment(event.time),
        badge(event.level ?? 'no level', event.level ?? ''),
        markup`${text(event.title)}${facts(shownDetails(event.details))}`,
        text(event.instanceId),
        evidenceMarkup(event.evidence),
      ]),
    );
  return markup`${table(ALERT_COLUMNS, rows, 'No alert was among what was read.')}${leftOut(alerts.length - rows.length, 'alert')}`;
}

const EVENT_COLUMNS: readonly Column[] = [
  { name: 'Time', kind: 'time' },
  { name: 'Lane', kind: 'word' },
  { name: 'What' },
  { name: 'Who' },
  { name: 'From' },
  { name: 'Host, cluster', kind: 'id' },
  { name: 'Evidence' },
];

/** Every event, whatever its lane; the picture links here. */
export function eventTable(events: readonly Numbered[]): Markup {
  const shown = events.filter(({ anchor }) => anchor !== null);
  const rows = shown.map(({ event, anchor }) => {
    const failed = event.outcome === 'failed' ? badge('failed', 'bad') : markup``;
    const several = event.count > 1 ? markup` <span class="soft">(${count(event.count, 'record')})</span>` : markup``;
    const unsure =
      event.confidence === 'certain' ? markup`` : markup`<div class="soft small">${event.confidence}: ${clip(event.basis, TEXT)}</div>`;
    const time = event.end === null ? moment(event.time) : interval({ from: event.time, to: event.end });
    return tableRow(
      EVENT_COLUMNS,
      [
        time,
        LANE_NAMES[event.lane],
        markup`${text(event.title)}${several} ${failed}${facts(shownDetails(event.details))}${unsure}`,
        text(event.actor),
        text(event.sourceIp),
        markup`${text(event.instanceId)}${event.clusterId === null ? markup`` : markup`<div class="soft">${clip(event.clusterId, TEXT)}</div>`}`,
        evidenceMarkup(event.evidence),
      ],
      anchor,
    );
  });
  return markup`${table(EVENT_COLUMNS, rows, 'Nothing happened in what was read.')}${leftOut(events.length - shown.length, 'event')}`;
}

function shownDetails(details: Readonly<Record<string, string>>): [string, string][] {
  const entries = Object.entries(details);
  const shown = entries.slice(0, 12).map(([name, value]): [string, string] => [clip(name, 80), clip(value, TEXT)]);
  return entries.length > 12 ? [...shown, ['…', `${entries.length - 12} more`]] : shown;
}

/** What was run, whole as far as it is not longer than a page bears. */
export function commandList(events: readonly Numbered[]): Markup {
  const commands = events.filter(({ event }) => event.command !== null);
  const shown = commands.slice(0, MOST_COMMANDS).map(({ event }) => {
    const about = [event.actor, event.clusterId, event.sourceIp].filter((part) => part !== null).map((part) => clip(part, TEXT));
    const failed = event.outcome === 'failed' ? badge('failed', 'bad') : markup``;
    return markup`<article><div class="small"><b>${moment(event.time)}</b> <span class="soft">${about.join(' · ')}</span> ${failed}</div>
<pre>${clip(event.command ?? '', COMMAND)}</pre>${evidenceMarkup(event.evidence)}</article>
`;
  });
  if (shown.length === 0)
    return markup`<p class="soft">No command was among what was read. Verbose audit logs have them only while they are on.</p>`;
  return markup`${shown}${leftOut(commands.length - shown.length, 'command')}`;
}

const PEER_COLUMNS: readonly Column[] = [
  { name: 'Peer', kind: 'id' },
  { name: 'Direction', kind: 'word' },
  { name: 'Ports' },
  { name: 'Sent', kind: 'number' },
  { name: 'Received', kind: 'number' },
  { name: 'Rejected', kind: 'number' },
  { name: 'Seen' },
  { name: 'Host', kind: 'id' },
  { name: 'Evidence' },
];

/** Whom the machines talked to: external ones first, then by what was sent. */
export function peerTable(peers: readonly Peer[], omitted: number): Markup {
  const ordered = [...peers].sort((a, b) => (a.scope === b.scope ? b.sent.bytes - a.sent.bytes : a.scope === 'external' ? -1 : 1));
  const most = ordered.reduce((maximum, { sent, received }) => Math.max(maximum, sent.bytes, received.bytes), 1);
  const rows = ordered.slice(0, MOST_ROWS).map((peer) => {
    const ports = peer.ports.map(({ protocol, port }) => `${protocolName(protocol)}${port === null ? '' : ` ${port}`}`).join(', ');
    const service = peer.awsService === null ? markup`` : markup` ${badge(clip(peer.awsService, 80))}`;
    const unsure =
      peer.confidence === 'certain' ? markup`` : markup`<div class="soft small">${peer.confidence}: ${clip(peer.basis, TEXT)}</div>`;
    return tableRow(PEER_COLUMNS, [
      markup`<code>${clip(peer.address, 100)}</code>${service}<div class="soft small">${peer.scope}</div>${unsure}`,
      peer.direction,
      `${ports}${peer.morePorts > 0 ? ` and ${peer.morePorts} more` : ''}`,
      traffic(peer.sent, most),
      traffic(peer.received, most),
      peer.rejected.flows === 0 ? '–' : markup`<span class="bad">${count(peer.rejected.flows, 'flow')}</span>`,
      interval({ from: peer.first, to: peer.last }),
      markup`${clip(peer.instanceId, 100)}<div class="soft small">${text(peer.interfaceId)}</div>`,
      evidenceMarkup(peer.evidence),
    ]);
  });
  return markup`${table(PEER_COLUMNS, rows, 'No flow of these machines was among what was read.')}${leftOut(peers.length - rows.length + omitted, 'peer')}`;
}

function traffic({ flows, packets, bytes: size }: Traffic, most: number): Markup {
  if (flows === 0) return markup`–`;
  // A logarithm: a few bytes stay visible beside gigabytes.
  const width = Math.round((80 * Math.log1p(size)) / Math.log1p(most));
  return markup`${bytes(size)}<svg viewBox="0 0 80 4" width="80" height="4" aria-hidden="true"><rect class="track" width="80" height="4" rx="2"/><rect class="bar" width="${width}" height="4" rx="2"/></svg><span class="soft small">${count(flows, 'flow')}, ${count(packets, 'packet')}</span>`;
}

function protocolName(protocol: number): string {
  return (
    new Map([
      [1, 'ICMP'],
      [6, 'TCP'],
      [17, 'UDP'],
      [58, 'ICMPv6'],
    ]).get(protocol) ?? `protocol ${protocol}`
  );
}

const ENTITY_COLUMNS: readonly Column[] = [{ name: 'Kind' }, { name: 'Name', kind: 'id' }, { name: 'When' }, { name: 'Known of it' }];

/** The things of the story; starting points are marked. */
export function entityTable(entities: readonly Entity[], omitted: number): Markup {
  const rows = entities.slice(0, MOST_SMALL).map((entity) => {
    const known = Object.entries(entity.attributes).map(([name, values]): [string, string] => [
      clip(name, 80),
      clip(values.join(', '), TEXT),
    ]);
    const mark = entity.start ? markup` ${badge('start')}` : markup``;
    return tableRow(ENTITY_COLUMNS, [
      entity.kind,
      markup`<code>${clip(entity.value, TEXT)}</code>${mark}`,
      interval(entity.interval),
      facts(known.slice(0, 40)),
    ]);
  });
  return markup`${table(ENTITY_COLUMNS, rows, 'Nothing is known.')}${leftOut(entities.length - rows.length + omitted, 'entry')}`;
}

const RELATION_COLUMNS: readonly Column[] = [
  { name: 'From', kind: 'id' },
  { name: 'Relation' },
  { name: 'To', kind: 'id' },
  { name: 'When' },
  { name: 'How it is known' },
  { name: 'Evidence' },
];

/** Links between them, each with its interval and its reason. */
export function relationTable({ relations, omitted }: Investigation): Markup {
  const rows = relations
    .slice(0, MOST_SMALL)
    .map((relation) =>
      tableRow(RELATION_COLUMNS, [
        markup`<code>${clip(relation.from.value, TEXT)}</code>`,
        relation.kind.replaceAll('-', ' '),
        markup`<code>${clip(relation.to.value, TEXT)}</code>`,
        interval(relation.interval),
        `${relation.confidence}: ${clip(relation.basis, TEXT)}`,
        evidenceMarkup(relation.evidence),
      ]),
    );
  return markup`${table(RELATION_COLUMNS, rows, 'No relation is known.')}${leftOut(relations.length - rows.length + omitted.relations, 'relation')}`;
}

/** What could not be seen, with what was searched. */
export function gapList(gaps: readonly Gap[]): Markup {
  if (gaps.length === 0) return markup`<p class="soft">Nothing that is known of.</p>`;
  const shown = gaps.slice(0, MOST_SMALL).map((gap) => {
    const about = gap.about === null ? markup`` : markup` <code>${clip(gap.about.value, TEXT)}</code>`;
    const searched = gap.searched
      .slice(0, 20)
      .map(
        ({ input, from, to, records }) =>
          markup`<div class="soft small">searched: ${input}, ${count(records, 'record')}, ${interval({ from, to })}</div>`,
      );
    const when =
      gap.interval.from === null && gap.interval.to === null ? markup`` : markup`<div class="small">${interval(gap.interval)}</div>`;
    return markup`<article>${badge(gap.code, 'medium')}${about}<p>${clip(gap.sentence, 2000)}</p>${when}${searched}</article>
`;
  });
  return markup`${shown}${leftOut(gaps.length - shown.length, 'gap')}`;
}

/** What to paste elsewhere. */
export function followUpList(followUps: readonly FollowUp[], kind: FollowUp['kind']): Markup {
  const own = followUps.filter((followUp) => followUp.kind === kind);
  if (own.length === 0) return markup`<p class="soft">None.</p>`;
  const shown = own.slice(0, MOST_SMALL).map(
    ({
      title,
      tool,
      why,
      text: body,
    }) => markup`<article><b>${clip(title, TEXT)}</b> ${badge(tool)}<p class="soft">${clip(why, 2000)}</p><pre>${clip(body, COMMAND)}</pre></article>
`,
  );
  return markup`${shown}${leftOut(own.length - shown.length, 'follow-up')}`;
}

const INPUT_COLUMNS: readonly Column[] = [
  { name: 'Input' },
  { name: 'Paths' },
  { name: 'Artifacts', kind: 'number' },
  { name: 'Records', kind: 'number' },
  { name: 'Used', kind: 'number' },
  { name: 'Seen' },
  { name: 'Complete' },
];

/** What was read, and whether all of it could be. */
export function inputTable({ inputs }: Investigation): Markup {
  const rows = inputs.map((input) => {
    const problems = Object.entries(input.problems).map(([code, number]) => `${code}: ${number}`);
    const { rejected, unrecognised } = input.records;
    if (rejected > 0) problems.push(`${grouped(rejected)} rejected`);
    if (unrecognised > 0) problems.push(`${grouped(unrecognised)} not recognised`);
    const failed = input.artifacts.failed > 0 ? `, ${grouped(input.artifacts.failed)} failed` : '';
    return tableRow(INPUT_COLUMNS, [
      input.role,
      markup`${input.paths.slice(0, 20).map((path) => markup`<div class="mono">${clip(path, TEXT)}</div>`)}${leftOut(input.paths.length - 20, 'path')}`,
      `${grouped(input.artifacts.read)}${failed}`,
      grouped(input.records.read),
      grouped(input.records.used),
      interval(input.seen),
      input.complete ? 'yes' : markup`<span class="bad">no</span> <span class="small">${clip(problems.join(', '), TEXT)}</span>`,
    ]);
  });
  return table(INPUT_COLUMNS, rows, 'Nothing was read.');
}

/** Events with the ids of their rows: those the table shows. Alerts and the like come before a crowd of other events when not all fit. */
export function numbered(timeline: Investigation['timeline']): Numbered[] {
  const shown = new Set(
    timeline.length <= MOST_ROWS ? timeline : LANES.flatMap((lane) => timeline.filter((event) => event.lane === lane)).slice(0, MOST_ROWS),
  );
  return timeline.map((event, i) => ({ event, anchor: shown.has(event) ? `e${i + 1}` : null }));
}
