/**
 * Which statement gives and takes which place: tags a cluster or pool, attachments an interface, associations an address.
 *
 * Slots: `cluster i-…`, `pool i-…`, `attachment eni-…`, `private eni-… 10.…`, `public 3.…`. Must not know: intervals.
 */
import type { ElasticAddress, Statement, StatementOf } from './cloudtrail-statements.ts';
import type { SlotBook } from './graph-slots.ts';
import type { EntityRef } from './model.ts';
import type { Evident } from './statement-store.ts';

type Of<K extends Statement['kind']> = Evident<StatementOf<K>>;

/** Both spellings that Databricks documents. */
const POOL_TAGS: ReadonlySet<string> = new Set(['DatabricksInstancePoolId', 'InstancePoolId']);

export function markTags(slots: SlotBook, statements: readonly Of<'tagged' | 'untagged'>[]): void {
  for (const one of statements) {
    const place = one.key === 'ClusterId' ? 'cluster' : POOL_TAGS.has(one.key) ? 'pool' : null;
    if (place === null) continue;
    const slot = `${place} ${one.instanceId}`;
    if (one.kind === 'untagged') slots.clear(slot, one.value, one);
    else if (one.value === '') slots.clear(slot, null, one);
    else slots.set(slot, one.value, one);
  }
}

export function markAttachments(slots: SlotBook, statements: readonly Of<'attached' | 'detached' | 'interface-deleted'>[]): void {
  const attachedAs = new Map(
    statements.flatMap((one) => (one.kind === 'attached' && one.attachmentId !== null ? [[one.attachmentId, one]] : [])),
  );
  for (const one of statements) {
    if (one.kind === 'attached') slots.set(`attachment ${one.interfaceId}`, one.instanceId, one);
    else if (one.kind === 'interface-deleted') slots.clear(`attachment ${one.interfaceId}`, null, one);
    else {
      const attached = one.attachmentId === null ? undefined : attachedAs.get(one.attachmentId);
      const interfaceId = one.interfaceId ?? attached?.interfaceId;
      if (interfaceId !== undefined) slots.clear(`attachment ${interfaceId}`, attached?.instanceId ?? null, one);
    }
  }
}

/** An interface has several private addresses: each is a place of its own, had or not. */
export function markPrivateAddresses(
  slots: SlotBook,
  statements: readonly Of<'address-assigned' | 'address-unassigned' | 'interface-deleted'>[],
): void {
  for (const one of statements) {
    if (one.kind === 'interface-deleted') continue;
    const slot = `private ${one.interfaceId} ${one.address}`;
    if (one.kind === 'address-assigned') slots.set(slot, one.address, one);
    else slots.clear(slot, one.address, one);
  }
  const deleted = new Map(statements.flatMap((one) => (one.kind === 'interface-deleted' ? [[one.interfaceId, one]] : [])));
  for (const slot of slots.slots()) {
    const [kind, interfaceId = ''] = slot.split(' ');
    const end = kind === 'private' ? deleted.get(interfaceId) : undefined;
    if (end !== undefined) slots.clear(slot, null, end);
  }
}

export function markPublicAddresses(
  slots: SlotBook,
  statements: readonly Of<'address-allocated' | 'address-associated' | 'address-disassociated' | 'stopped'>[],
  unresolved: (holder: EntityRef, allocationId: string) => void,
): void {
  const allocated = new Map(statements.flatMap((one) => (one.kind === 'address-allocated' ? [[one.allocationId, one.address]] : [])));
  const resolve = (one: ElasticAddress): string | null =>
    one.address ?? (one.allocationId === null ? null : (allocated.get(one.allocationId) ?? null));
  const associated = new Map<string, string>();
  const automatic = new Map<string, Set<string>>();
  for (const one of statements) {
    if (one.kind !== 'address-associated') continue;
    const address: string | null = resolve(one);
    const holder = one.interfaceId === null ? `instance/${one.instanceId ?? ''}` : `interface/${one.interfaceId}`;
    if (address === null) {
      if (one.allocationId !== null) unresolved(holderIn(holder), one.allocationId);
      continue;
    }
    if (one.associationId !== null) associated.set(one.associationId, address);
    if (one.automatic && one.instanceId !== null)
      automatic.set(one.instanceId, (automatic.get(one.instanceId) ?? new Set<string>()).add(`${address} ${holder}`));
    slots.set(`public ${address}`, holder, one);
  }
  for (const one of statements) {
    if (one.kind === 'address-disassociated') {
      const address: string | undefined = resolve(one) ?? (one.associationId === null ? undefined : associated.get(one.associationId));
      if (address !== undefined) slots.clear(`public ${address}`, null, one);
    }
    // A machine that stops gives its automatic public address back, and keeps an elastic one.
    if (one.kind === 'stopped')
      for (const text of automatic.get(one.instanceId) ?? []) {
        const [address = '', holder = ''] = text.split(' ');
        slots.clear(`public ${address}`, holder, one);
      }
  }
}

/** `interface/eni-…` or `instance/i-…`: the value of a public address's slot. */
export function holderIn(text: string): EntityRef {
  const [kind, value = ''] = text.split('/');
  return kind === 'interface' ? networkInterface(value) : instance(value);
}

export function instance(value: string): EntityRef {
  return { kind: 'instance', value };
}

export function networkInterface(value: string): EntityRef {
  return { kind: 'interface', value };
}
