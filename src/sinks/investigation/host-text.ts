/**
 * The head of each host, cluster and user in the text of an investigation: what it was, whose, where, when.
 *
 * Must not know: the other sections.
 */
import type { Entity, EntityRef, Interval, Investigation, Relation } from '../../core/investigate/model.ts';
import { pad, truncate } from '../display-width.ts';
import { escapeTerminal } from '../escape.ts';
import type { Style } from '../style.ts';
import { intervalText, timeText } from '../words.ts';

const LABEL = 11;

export function* hostLines({ entities, relations }: Investigation, style: Style): Generator<string> {
  const find = ({ kind, value }: EntityRef): Entity | undefined => entities.find((one) => one.kind === kind && one.value === value);
  for (const host of entities.filter(({ kind }) => kind === 'instance')) {
    yield `\n${style.strong(`Host ${shown(host.value)}`)}${host.start ? '' : style.dim(' (found on the way)')}\n`;
    const own = relations.filter(({ from }) => from.kind === 'instance' && from.value === host.value);
    for (const [label, text] of rowsOf(host, own, relations, find)) yield `  ${style.dim(pad(label, LABEL))} ${text}\n`;
  }
  const clusters = new Set(relations.flatMap(({ kind, to }) => (kind === 'member-of' ? [to.value] : [])));
  for (const cluster of entities.filter(({ kind, value, start }) => kind === 'cluster' && start && !clusters.has(value))) {
    yield `\n${style.strong(`Cluster ${shown(cluster.value)}`)}${style.dim(' (no host of it is known)')}\n`;
    yield `  ${style.dim(pad('owner', LABEL))} ${owners(cluster, relations) || 'unknown'}\n`;
  }
  // Who is only a name stands beside what they did.
  for (const { value, start, attributes } of entities.filter(({ kind }) => kind === 'principal').slice(0, 50)) {
    const more = Object.entries(attributes).map(([name, values]) => `${shown(name)}: ${list(values)}`);
    if (start || more.length > 0)
      yield `\n${style.strong(`Principal ${shown(value)}`)}${more.length === 0 ? '' : ` ${style.dim(more.join('; '))}`}\n`;
  }
}

type Row = readonly [label: string, text: string];

function rowsOf(
  host: Entity,
  own: readonly Relation[],
  all: readonly Relation[],
  find: (ref: EntityRef) => Entity | undefined,
): readonly Row[] {
  const { attributes, interval } = host;
  const members = own.filter(({ kind }) => kind === 'member-of');
  const of = (name: string): readonly string[] => attributes[name] ?? [];
  const rows: Row[] = joined(members).map(({ to, interval: when, confidence, basis }) => {
    const cluster = find(to);
    const names = cluster?.attributes['clusterName'] ?? of('tag:ClusterName');
    const name = names.length === 0 ? '' : ` (${list(names)})`;
    const owner = (cluster === undefined ? '' : owners(cluster, all)) || list(of('tag:Creator'));
    const workspace = list([...new Set([...(cluster?.attributes['workspaceId'] ?? []), ...of('workspaceId')])]);
    const parts = [`${shown(to.value)}${name}`, `owner ${owner || 'unknown'}`, `workspace ${workspace || 'unknown'}`];
    return ['cluster', `${parts.join(', ')}; ${intervalText(when)} (${confidence}: ${shown(basis)})`];
  });
  if (members.length === 0) {
    rows.push(['cluster', 'unknown']);
    if (of('tag:Creator').length > 0) rows.push(['owner', list(of('tag:Creator'))]);
    if (of('workspaceId').length > 0) rows.push(['workspace', list(of('workspaceId'))]);
  }
  rows.push([
    'ran',
    `${interval.from === null ? 'launch not found' : `launched ${timeText(interval.from)}`}, ${interval.to === null ? 'no termination found' : `terminated ${timeText(interval.to)}`}`,
  ]);
  const interfaces = new Set(own.flatMap(({ kind, to }) => (kind === 'has-interface' ? [to.value] : [])));
  const addresses = all.filter(({ kind, from }) => kind === 'has-address' && (from.value === host.value || interfaces.has(from.value)));
  const words = [...new Set(addresses.map(({ to }) => `${shown(to.value)}${scopeOf(find(to))}`))];
  if (words.length > 0) rows.push(['addresses', words.join(', ')]);
  if (interfaces.size > 0) rows.push(['interfaces', list([...interfaces])]);
  const places = ['accountId', 'region', 'availabilityZone', 'vpcId', 'subnetId'].flatMap((name) =>
    of(name).length === 0 ? [] : [list(of(name))],
  );
  if (places.length > 0) rows.push(['network', places.join(', ')]);
  const roles = [...new Set([...own.flatMap(({ kind, to }) => (kind === 'acts-as' ? [to.value] : [])), ...of('instanceProfile')])];
  if (roles.length > 0) rows.push(['role', list(roles)]);
  const pools = own.flatMap(({ kind, to }) => (kind === 'from-pool' ? [to.value] : []));
  if (pools.length > 0) rows.push(['pool', list([...new Set(pools)])]);
  if (of('imageId').length > 0) rows.push(['image', [...of('imageId'), ...of('instanceType')].map(shown).join(', ')]);
  return rows;
}

/** Memberships of one cluster that overlap are one stay, known in several ways. */
function joined(members: readonly Relation[]): readonly Relation[] {
  const stays: Relation[] = [];
  for (const member of members) {
    const i = stays.findIndex(({ to, interval }) => to.value === member.to.value && overlap(interval, member.interval));
    const stay = stays[i];
    if (stay === undefined) stays.push(member);
    else
      stays[i] = {
        ...stay,
        interval: hull(stay.interval, member.interval),
        basis: stay.basis.includes(member.basis) ? stay.basis : `${stay.basis}; ${member.basis}`,
      };
  }
  return stays;
}

function overlap(a: Interval, b: Interval): boolean {
  return (a.from ?? -Infinity) <= (b.to ?? Infinity) && (b.from ?? -Infinity) <= (a.to ?? Infinity);
}

function hull(a: Interval, b: Interval): Interval {
  const from = a.from === null || b.from === null ? null : Math.min(a.from, b.from);
  const to = a.to === null || b.to === null ? null : Math.max(a.to, b.to);
  return { from, to };
}

function owners(cluster: Entity, all: readonly Relation[]): string {
  const related = all.filter(({ kind, from }) => kind === 'created-by' && from.value === cluster.value).map(({ to }) => to.value);
  return list([...new Set([...related, ...(cluster.attributes['createdBy'] ?? [])])]);
}

function scopeOf(address: Entity | undefined): string {
  const scopes = address?.attributes['scope'] ?? [];
  return scopes.length === 0 ? '' : ` (${list(scopes)})`;
}

/** At most ten, and how many more. */
function list(values: readonly string[]): string {
  const more = values.length - 10;
  return `${values.slice(0, 10).map(shown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function shown(value: string): string {
  return truncate(escapeTerminal(value), 200);
}
