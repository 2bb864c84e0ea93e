/**
 * Who took part: hosts and other entities, the relations between them, the peers they talked to.
 *
 * Owns: these cards and tables, and their bounds. Must not know: the timeline.
 */
import { type Entity, type Investigation, type Peer } from '../../core/investigate/model.ts';
import { bytes, grouped } from '../quantity.ts';
import { evidenceMarkup } from './evidence.ts';
import { clip, type Markup, markup } from './markup.ts';
import { interval, moment } from '../words.ts';
import { badge, facts, leftOut, table, tableRow, type Column } from './page.ts';

const MOST_CARDS = 300;
const MOST_ROWS = 1000;
const MOST_VALUES = 10;
const MOST_ATTRIBUTES = 60;

const KIND_ORDER: readonly string[] = ['instance', 'cluster', 'pool', 'interface', 'address', 'principal'];

/** A card for each entity, starting points and hosts first. */
export function hostCards({ entities }: Investigation): Markup {
  if (entities.length === 0)
    return markup`<p class="soft">Nothing is known of what was asked for.</p>
`;
  const ordered = entities.toSorted((a, b) => Number(b.start) - Number(a.start) || KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind));
  const cards = ordered.slice(0, MOST_CARDS).map(card);
  return markup`${cards}${leftOut(entities.length, cards.length, 'entity', 'entities')}`;
}

function card({ kind, value, start, attributes, interval: when }: Entity): Markup {
  const all = Object.entries(attributes);
  const pairs = all.slice(0, MOST_ATTRIBUTES).map(([name, values]): [string, string] => [clip(name, 80), list(values)]);
  if (all.length > MOST_ATTRIBUTES) pairs.push(['left out', `${all.length - MOST_ATTRIBUTES} more attributes`]);
  const times = when.from === null && when.to === null ? '' : interval(when);
  return markup`<article><b class="mono">${clip(value, 300)}</b> ${badge(kind)} ${start ? badge('starting point', 'medium') : markup``} <span class="soft">${times}</span>
${facts(pairs)}</article>
`;
}

function list(values: readonly string[]): string {
  const more = values.length - MOST_VALUES;
  const shown = values.slice(0, MOST_VALUES).map((value) => clip(value, 300));
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const RELATIONS: readonly Column[] = [
  { name: 'From', kind: 'id' },
  { name: 'Relation' },
  { name: 'To', kind: 'id' },
  { name: 'When' },
  { name: 'Known by' },
  { name: 'Evidence' },
];

/** Who had what, when. */
export function relationTable({ relations }: Investigation): Markup {
  const rows = relations
    .slice(0, MOST_ROWS)
    .map(({ kind, from, to, interval: when, confidence, basis, evidence }) =>
      tableRow(RELATIONS, [
        clip(from.value, 300),
        kind,
        clip(to.value, 300),
        interval(when),
        known(confidence, basis),
        evidenceMarkup(evidence),
      ]),
    );
  return markup`${table(RELATIONS, rows, 'None is known.')}${leftOut(relations.length, rows.length, 'relation')}`;
}

const PEERS: readonly Column[] = [
  { name: 'Address', kind: 'id' },
  { name: 'Scope' },
  { name: 'Began' },
  { name: 'Ports' },
  { name: 'Sent', kind: 'number' },
  { name: 'Received', kind: 'number' },
  { name: 'Rejected flows', kind: 'number' },
  { name: 'First, last', kind: 'time' },
  { name: 'Host', kind: 'id' },
  { name: 'Known by' },
  { name: 'Evidence' },
];

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

/** Every other end, those outside first. */
export function peerTable(peers: readonly Peer[]): Markup {
  const ordered = peers.toSorted((a, b) => Number(b.scope === 'external') - Number(a.scope === 'external'));
  const rows = ordered.slice(0, MOST_ROWS).map((peer) => {
    const ports = peer.ports
      .slice(0, 6)
      .map(({ protocol, port }) => `${PROTOCOLS[protocol] ?? protocol}${port === null ? '' : `/${port}`}`);
    const more = peer.ports.length - ports.length + peer.morePorts;
    const service = peer.awsService === null ? markup`` : markup`<div class="soft">${clip(peer.awsService, 100)}</div>`;
    return tableRow(PEERS, [
      markup`<span class="mono">${clip(peer.address, 100)}</span>${service}`,
      badge(peer.scope, peer.scope === 'external' ? 'high' : ''),
      peer.direction,
      `${ports.join(' ')}${more > 0 ? ` and ${more} more` : ''}`,
      bytes(peer.sent.bytes),
      bytes(peer.received.bytes),
      grouped(peer.rejected.flows),
      markup`${moment(peer.first)}<br>${moment(peer.last)}`,
      clip(peer.instanceId, 100),
      known(peer.confidence, peer.basis),
      evidenceMarkup(peer.evidence),
    ]);
  });
  return markup`${table(PEERS, rows, 'None was seen.')}${leftOut(peers.length, rows.length, 'peer')}`;
}

function known(confidence: string, basis: string): Markup {
  return confidence === 'certain' ? markup`${clip(basis, 300)}` : markup`<b class="medium">${confidence}</b>: ${clip(basis, 300)}`;
}
