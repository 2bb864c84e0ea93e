/** What the tags of machines tell of their clusters: names and creators. Must not know: how a machine's membership came to be known. */
import type { StatementOf } from './cloudtrail-statements.ts';
import type { AttributeBook } from './graph-attributes.ts';
import type { EvidentHolding } from './graph-slots.ts';
import type { Confidence, EntityRef, Relation, RelationKind } from './model.ts';
import { hull, intersection } from './spans.ts';
import type { Evident } from './statement-store.ts';

/** What a relation is made of. */
export type RelationGrounds = Pick<EvidentHolding, 'interval' | 'contested' | 'basis' | 'evidence'>;

/** Name and creator stand beside the cluster's id: in the same call, or in a later one while the machine was the cluster's. */
export function describeClusters(
  tags: readonly Evident<StatementOf<'tagged'>>[],
  relations: readonly Relation[],
  attributes: AttributeBook,
  relate: (kind: RelationKind, from: EntityRef, to: EntityRef, holding: RelationGrounds, confidence: Confidence) => void,
): void {
  const memberships = new Map<string, Relation[]>();
  for (const one of relations) {
    if (one.kind !== 'member-of') continue;
    const known = memberships.get(one.from.value);
    if (known === undefined) memberships.set(one.from.value, [one]);
    else known.push(one);
  }
  const creators = new Map<
    string,
    { readonly cluster: EntityRef; readonly creator: string; readonly held: Relation[]; readonly tag: Evident<StatementOf<'tagged'>> }
  >();
  for (const tag of tags) {
    if (tag.key !== 'ClusterName' && tag.key !== 'Creator') continue;
    const all = memberships.get(tag.instanceId) ?? [];
    const begun = all.filter(({ interval }) => interval.from === tag.time);
    const current = all.filter(({ interval }) => intersection(interval, { from: tag.time, to: tag.time }) !== null);
    for (const membership of begun.length > 0 ? begun : current) {
      if (tag.key === 'ClusterName') attributes.add(membership.to, 'clusterName', tag.value);
      else {
        const key = JSON.stringify([membership.to.value, tag.value]);
        const known = creators.get(key);
        if (known === undefined) creators.set(key, { cluster: membership.to, creator: tag.value, held: [membership], tag });
        else known.held.push(membership);
      }
    }
  }
  for (const { cluster, creator, held, tag } of creators.values()) {
    const interval = hull(held.map((one) => one.interval));
    relate(
      'created-by',
      cluster,
      { kind: 'principal', value: creator },
      { interval, contested: false, basis: tag.basis, evidence: tag.evidence },
      'certain',
    );
  }
}
