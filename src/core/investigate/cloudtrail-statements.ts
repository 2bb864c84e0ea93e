/**
 * What a record states about hosts: the atoms of the entity graph. Each stands for itself, so that they can be added in any order.
 *
 * Owns the words. Must not know: how records are written, how the atoms are joined.
 */
import type { Confidence, EntityRef } from './model.ts';

export type StatementBody =
  | { readonly kind: 'launched'; readonly instanceId: string }
  | { readonly kind: 'terminated'; readonly instanceId: string }
  | { readonly kind: 'stopped'; readonly instanceId: string }
  | { readonly kind: 'seen'; readonly instanceId: string }
  | { readonly kind: 'attribute'; readonly about: EntityRef; readonly name: string; readonly value: string }
  | { readonly kind: 'tagged'; readonly instanceId: string; readonly key: string; readonly value: string }
  /** Without a value the tag is gone whatever it was. */
  | { readonly kind: 'untagged'; readonly instanceId: string; readonly key: string; readonly value: string | null }
  | { readonly kind: 'attached'; readonly interfaceId: string; readonly instanceId: string; readonly attachmentId: string | null }
  | { readonly kind: 'detached'; readonly interfaceId: string | null; readonly attachmentId: string | null }
  | { readonly kind: 'interface-deleted'; readonly interfaceId: string }
  | { readonly kind: 'address-assigned'; readonly interfaceId: string; readonly address: string }
  | { readonly kind: 'address-unassigned'; readonly interfaceId: string; readonly address: string }
  /** The instance told its address itself. */
  | { readonly kind: 'address-told'; readonly instanceId: string; readonly address: string }
  | ({ readonly kind: 'address-associated'; readonly automatic: boolean } & ElasticAddress & AddressHolder)
  | ({ readonly kind: 'address-disassociated' } & ElasticAddress)
  | { readonly kind: 'address-allocated'; readonly allocationId: string; readonly address: string }
  | { readonly kind: 'acts-as'; readonly instanceId: string; readonly role: string; readonly confidence: Confidence };

/** A public address by whichever of its names a call gives. */
export interface ElasticAddress {
  readonly address: string | null;
  readonly allocationId: string | null;
  readonly associationId: string | null;
}

export interface AddressHolder {
  readonly interfaceId: string | null;
  readonly instanceId: string | null;
}

/** The statements of one kind. */
export type StatementOf<K extends StatementBody['kind']> = Extract<Statement, { kind: K }>;

export type Statement = StatementBody & {
  /** When it became so; null when the record has no readable time. */
  readonly time: number | null;
  /** One clause. */
  readonly basis: string;
};
