/**
 * Statements → what follows: lives, attachments, addresses, memberships, attributes.
 *
 * Owns the meaning of statements together. A function of the set of statements alone: their order was settled before. Must not know: how
 * they came, who asks.
 */
import type { ElasticAddress, Statement, StatementOf } from './cloudtrail-statements.ts';
import { AttributeBook } from './graph-attributes.ts';
import { describeClusters, type RelationGrounds } from './graph-clusters.ts';
import type { GraphLimits } from './graph-limits.ts';
import {
  elasticNames,
  holderIn,
  instance,
  markAttachments,
  markPrivateAddresses,
  markPublicAddresses,
  markTags,
  networkInterface,
} from './graph-marks.ts';
import { rolesHeld } from './graph-roles.ts';
import { SlotBook, type EvidentHolding } from './graph-slots.ts';
import type { Confidence, EntityRef, Interval, Relation, RelationKind } from './model.ts';
import type { NodeSpan } from './node-spans.ts';
import { ALWAYS, intersection } from './spans.ts';
import type { Evident } from './statement-store.ts';

/** An address that a host had. */
export interface HostAddress {
  readonly address: string;
  readonly instanceId: string;
  readonly interfaceId: string | null;
  readonly isPublic: boolean;
  readonly vpcIds: readonly string[];
  readonly subnetIds: readonly string[];
  readonly interval: Interval;
  readonly confidence: Confidence;
  readonly basis: string;
}

export interface Attachment {
  readonly instanceId: string;
  readonly interfaceId: string;
  readonly interval: Interval;
  readonly contested: boolean;
  readonly basis: string;
}

export interface Derivation {
  readonly attributes: AttributeBook;
  readonly lives: ReadonlyMap<string, Interval>;
  readonly attachments: readonly Attachment[];
  readonly addresses: readonly HostAddress[];
  readonly relations: readonly Relation[];
  /** `eni-attach-…` → instance */
  readonly attachmentIds: ReadonlyMap<string, string>;
  /** Ids of attachments, allocations and associations: some records name a host's place by these alone. */
  readonly handles: readonly string[];
  readonly elasticAddress: (which: ElasticAddress) => string | null;
}

type Of<K extends Statement['kind']> = Evident<StatementOf<K>>;

/** @param statements in order of time */
export function derive(statements: readonly Evident<Statement>[], nodes: readonly NodeSpan[], limits: GraphLimits): Derivation {
  const of = <K extends Statement['kind']>(...kinds: readonly K[]): readonly Of<K>[] =>
    statements.filter((one): one is Of<K> => (kinds as readonly string[]).includes(one.kind));
  const attributes = new AttributeBook(limits.values);
  const relations: Relation[] = [];
  const lives = livesOf(statements);
  const lifeOf = (instanceId: string): Interval => lives.get(instanceId) ?? ALWAYS;
  const relate = (kind: RelationKind, from: EntityRef, to: EntityRef, holding: RelationGrounds, confidence: Confidence): void => {
    attributes.mention(from);
    attributes.mention(to);
    const { interval, basis, evidence } = holding;
    relations.push({ kind, from, to, interval, confidence: holding.contested ? 'possible' : confidence, basis, evidence });
  };

  for (const id of lives.keys()) attributes.mention(instance(id));
  for (const { about, name, value } of of('attribute')) attributes.add(about, name, value);
  for (const { instanceId, key, value } of of('tagged')) attributes.add(instance(instanceId), `tag:${key}`, value);
  for (const { instanceId } of of('launched'))
    if (!attributes.has(instance(instanceId), 'tag:Vendor')) attributes.add(instance(instanceId), 'vendorTag', 'absent');

  const slots = new SlotBook(limits.evidence);
  markTags(slots, of('tagged', 'untagged'));
  markAttachments(slots, of('attached', 'detached', 'interface-deleted'));
  markPrivateAddresses(slots, of('address-assigned', 'address-unassigned', 'interface-deleted'));
  const elasticAddress = elasticNames(of('address-allocated'), of('address-associated'));
  markPublicAddresses(slots, of('address-associated', 'address-disassociated', 'stopped'), elasticAddress, (ref, id) =>
    attributes.add(ref, 'allocationId', id),
  );

  const attachmentsOf = new Map<string, readonly Attachment[]>();
  const held: { readonly address: string; readonly holder: EntityRef; readonly isPublic: boolean; readonly holding: EvidentHolding }[] = [];
  for (const slot of slots.slots()) {
    const [kind = '', subject = ''] = slot.split(' ');
    for (const whole of slots.holdings(slot)) {
      const owner = kind === 'attachment' ? whole.value : subject;
      const clipped = kind === 'private' ? whole : clip(whole, ownerLife(kind, whole.value, owner, lifeOf));
      if (clipped === null) continue;
      if (kind === 'cluster') relate('member-of', instance(subject), { kind: 'cluster', value: whole.value }, clipped, 'certain');
      else if (kind === 'pool') relate('from-pool', instance(subject), { kind: 'pool', value: whole.value }, clipped, 'certain');
      else if (kind === 'attachment') {
        const attachment = { ...clipped, instanceId: whole.value, interfaceId: subject };
        attachmentsOf.set(subject, [...(attachmentsOf.get(subject) ?? []), attachment]);
        relate('has-interface', instance(whole.value), networkInterface(subject), clipped, 'certain');
      } else {
        const [address, holder] = kind === 'private' ? [whole.value, networkInterface(subject)] : [subject, holderIn(whole.value)];
        attributes.add({ kind: 'address', value: address }, 'scope', kind === 'private' ? 'private' : 'public');
        held.push({ address, holder, isPublic: kind !== 'private', holding: clipped });
      }
    }
  }

  const addresses: HostAddress[] = [];
  for (const { address, holder, isPublic, holding } of held) {
    const had = (instanceId: string, interfaceId: string | null, known: EvidentHolding): void => {
      relate('has-address', holder, { kind: 'address', value: address }, known, 'certain');
      addresses.push(hostAddress(attributes, address, instanceId, interfaceId, isPublic, known, 'certain'));
    };
    if (holder.kind === 'instance') {
      had(holder.value, null, holding);
      continue;
    }
    const attached = attachmentsOf.get(holder.value) ?? [];
    // An interface that nobody is known to have had, has its addresses all the same.
    if (attached.length === 0) relate('has-address', holder, { kind: 'address', value: address }, holding, 'certain');
    for (const { instanceId, interfaceId, interval, contested, basis } of attached) {
      const both = intersection(interval, holding.interval);
      if (both === null) continue;
      const isContested = contested || holding.contested;
      had(instanceId, interfaceId, { ...holding, interval: both, contested: isContested, basis: `${holding.basis}; interface: ${basis}` });
    }
  }
  const otherwiseKnown = new Set(addresses.map(({ instanceId, address }) => `${instanceId} ${address}`));
  for (const { instanceId, address, basis, evidence } of of('address-told')) {
    if (otherwiseKnown.has(`${instanceId} ${address}`)) continue;
    otherwiseKnown.add(`${instanceId} ${address}`);
    const told = { value: address, interval: lifeOf(instanceId), contested: false, basis, evidence };
    attributes.add({ kind: 'address', value: address }, 'scope', 'private');
    relate('has-address', instance(instanceId), { kind: 'address', value: address }, told, 'likely');
    addresses.push(hostAddress(attributes, address, instanceId, null, false, told, 'likely'));
  }

  for (const one of rolesHeld(of('acts-as'), limits.evidence))
    relate('acts-as', instance(one.instanceId), { kind: 'principal', value: one.value }, one, one.confidence);
  for (const { instanceId, clusterId, interval, evidence } of nodes) {
    const holding = { interval, evidence, contested: false, basis: 'rows of the node timeline' };
    relate('member-of', instance(instanceId), { kind: 'cluster', value: clusterId }, holding, 'certain');
  }
  describeClusters(of('tagged'), relations, attributes, relate);
  const attachmentIds = new Map(
    of('attached').flatMap((one) => (one.attachmentId === null ? [] : [[one.attachmentId, one.instanceId] as const])),
  );
  const elasticIds = of('address-associated').flatMap(({ allocationId, associationId }) => [allocationId, associationId]);
  const handles = [...new Set([...attachmentIds.keys(), ...elasticIds.filter((id) => id !== null)])];
  return {
    attributes,
    lives,
    attachments: [...attachmentsOf.values()].flat(),
    addresses,
    relations,
    attachmentIds,
    handles,
    elasticAddress,
  };
}

/** First launch to first end after it. What is told before the launch is none of its life. */
function livesOf(statements: readonly Evident<Statement>[]): ReadonlyMap<string, Interval> {
  const lives = new Map<string, { from: number | null; to: number | null }>();
  for (const one of statements) {
    if (!('instanceId' in one) || one.instanceId === null) continue;
    const life = lives.get(one.instanceId) ?? { from: null, to: null };
    lives.set(one.instanceId, life);
    if (one.time === null) continue;
    if (one.kind === 'launched') life.from ??= one.time;
  }
  for (const one of statements) {
    const life = one.kind === 'terminated' ? lives.get(one.instanceId) : undefined;
    if (life !== undefined && one.time !== null && one.time >= (life.from ?? 0)) life.to ??= one.time;
  }
  return lives;
}

function hostAddress(
  attributes: AttributeBook,
  address: string,
  instanceId: string,
  interfaceId: string | null,
  isPublic: boolean,
  { interval, contested, basis }: RelationGrounds,
  confidence: Confidence,
): HostAddress {
  const placed = (name: string): readonly string[] => {
    const own = interfaceId === null ? [] : attributes.values(networkInterface(interfaceId), name);
    return own.length > 0 ? own : attributes.values(instance(instanceId), name);
  };
  const sure = contested ? 'possible' : confidence;
  return {
    address,
    instanceId,
    interfaceId,
    isPublic,
    vpcIds: placed('vpcId'),
    subnetIds: placed('subnetId'),
    interval,
    confidence: sure,
    basis,
  };
}

function ownerLife(kind: string, value: string, owner: string, lifeOf: (instanceId: string) => Interval): Interval {
  if (kind !== 'public') return lifeOf(owner);
  const holder = holderIn(value);
  return holder.kind === 'instance' ? lifeOf(holder.value) : ALWAYS;
}

function clip(holding: EvidentHolding, life: Interval): EvidentHolding | null {
  const interval = intersection(holding.interval, life);
  if (interval === null) return null;
  const basis = interval.to === holding.interval.to ? holding.basis : `${holding.beginning}, ended with the instance`;
  return { ...holding, interval, basis };
}
