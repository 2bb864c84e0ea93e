/**
 * What the audit log adds to the entities of the graph: who made a cluster, in which workspace it and a host were, who is behind an address.
 *
 * Must not know: CloudTrail, files.
 */
import { mergeEvidence } from './evidence.ts';
import type { Entity, EntityRef, Relation, TimelineEvent } from './model.ts';
import type { Starts } from './story-scope.ts';
import { compare } from './timeline-event.ts';

const MOST_PRINCIPALS = 200;

/** The entities with what the events tell of them. */
export function describeEntities(entities: readonly Entity[], events: readonly TimelineEvent[], starts: Starts): readonly Entity[] {
  const told = new Map<string, Map<string, Set<string>>>();
  const tell = (ref: EntityRef, name: string, value: string | null | undefined): void => {
    if (value === null || value === undefined || value === '') return;
    const names = told.get(keyOf(ref)) ?? new Map<string, Set<string>>();
    told.set(keyOf(ref), names.set(name, (names.get(name) ?? new Set()).add(value)));
  };
  for (const event of events) {
    if (event.instanceId !== null && (event.lane === 'alert' || event.lane === 'sensor'))
      tell({ kind: 'instance', value: event.instanceId }, 'workspaceId', event.workspaceId);
    if (event.clusterId === null) continue;
    const cluster = { kind: 'cluster', value: event.clusterId } as const;
    if (event.lane === 'cluster' || event.lane === 'command') tell(cluster, 'workspaceId', event.workspaceId);
    if (event.lane !== 'cluster') continue;
    tell(cluster, 'clusterName', event.details['cluster_name'] ?? event.details['clusterName']);
    if (event.kind === 'cluster-create') tell(cluster, 'createdBy', event.actor);
  }
  const known = new Set(entities.map(keyOf));
  const principals = starts.addresses.size === 0 ? [] : principalsOf(events).filter((ref) => !known.has(keyOf(ref)));
  return [...entities, ...principals].map((entity) => ({ ...entity, attributes: joined(entity.attributes, told.get(keyOf(entity))) }));
}

/** Cluster → its creator, from the record of its creation. */
export function creations(events: readonly TimelineEvent[]): readonly Relation[] {
  const found = new Map<string, Relation>();
  for (const { kind, clusterId, actor, time, evidence, outcome } of events) {
    if (kind !== 'cluster-create' || clusterId === null || actor === null || outcome === 'failed') continue;
    const key = JSON.stringify([clusterId, actor]);
    const before = found.get(key);
    found.set(key, {
      kind: 'created-by',
      from: { kind: 'cluster', value: clusterId },
      to: { kind: 'principal', value: actor },
      interval: { from: time, to: null },
      confidence: 'certain',
      basis: "the audit log's record of the creation",
      evidence: mergeEvidence(before?.evidence ?? [], evidence, 5),
    });
  }
  return [...found.values()];
}

/** Who acted from the addresses started with. */
function principalsOf(events: readonly TimelineEvent[]): readonly Entity[] {
  const actors = events.flatMap(({ kind, actor }) => (kind === 'activity' && actor !== null ? [actor] : []));
  return [...new Set(actors)]
    .sort(compare)
    .slice(0, MOST_PRINCIPALS)
    .map((value) => ({ kind: 'principal', value, start: false, attributes: {}, interval: { from: null, to: null } }));
}

function joined(attributes: Entity['attributes'], told: ReadonlyMap<string, ReadonlySet<string>> | undefined): Entity['attributes'] {
  if (told === undefined) return attributes;
  const more = [...told].map(([name, values]) => [name, [...new Set([...(attributes[name] ?? []), ...values])].slice(0, 64)] as const);
  return { ...attributes, ...Object.fromEntries(more) };
}

function keyOf({ kind, value }: EntityRef): string {
  return JSON.stringify([kind, value]);
}
