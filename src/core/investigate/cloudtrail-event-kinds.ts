/**
 * Which lane and word a call has in the timeline of an instance.
 *
 * Owns the list of calls that are told by a word of their own; all others are `api-call`. Must not know: times, other calls.
 */
import type { CloudTrailFacts } from './cloudtrail-reader.ts';
import { actorBasis, actorConfidence } from './cloudtrail-reader.ts';
import type { InstancePlace, InstanceRole } from './cloudtrail-places.ts';
import type { Confidence, Lane } from './model.ts';

export interface EventKind {
  readonly lane: Lane;
  readonly kind: string;
  /** What the instance is to the call: the strongest of its roles. */
  readonly role: InstanceRole;
  readonly confidence: Confidence;
  readonly basis: string;
}

/** Of calls of EC2 to an instance. */
const LIFECYCLE: ReadonlyMap<string, string> = new Map([
  ['RunInstances', 'launch'],
  ['CreateFleet', 'launch'],
  ['TerminateInstances', 'terminate'],
  ['BidEvictedEvent', 'terminate'],
  ['StopInstances', 'stop'],
  ['StartInstances', 'start'],
  ['RebootInstances', 'reboot'],
  ['CreateTags', 'tags-changed'],
  ['DeleteTags', 'tags-changed'],
  ['AttachNetworkInterface', 'interface-attached'],
  ['DetachNetworkInterface', 'interface-detached'],
  ['DeleteNetworkInterface', 'interface-deleted'],
  ['AssociateAddress', 'address-associated'],
  ['DisassociateAddress', 'address-disassociated'],
]);

const SSM: ReadonlyMap<string, string> = new Map([
  ['SendCommand', 'ssm-command'],
  ['StartSession', 'ssm-session'],
  ['ResumeSession', 'ssm-session'],
]);

/** What SSM's agent says of its machine every few minutes: as dull as a read. */
const AGENT_CALLS: ReadonlySet<string> = new Set([
  'UpdateInstanceInformation',
  'UpdateInstanceAssociationStatus',
  'PutInventory',
  'PutComplianceItems',
  'ListInstanceAssociations',
]);

/** @param place what the record says of the instance; null when the instance was found through an interface */
export function kindOf({ call, statements }: CloudTrailFacts, place: InstancePlace | null): EventKind {
  const roles = place?.roles ?? ['target'];
  const named = { confidence: 'certain', basis: `the call names the instance${place === null ? "'s interface" : ''}` } as const;
  const lifecycle = call.source === 'ec2.amazonaws.com' ? LIFECYCLE.get(call.name) : undefined;
  const isObject = roles.includes('target') || roles.includes('launch');
  if (lifecycle !== undefined && (lifecycle === 'launch' ? roles.includes('launch') : isObject))
    return { lane: 'lifecycle', kind: lifecycle, role: lifecycle === 'launch' ? 'launch' : 'target', ...named };
  if (roles.includes('actor')) {
    const kind = call.name.startsWith('AssumeRole') ? 'assume-role' : 'api-call';
    return { lane: 'by-instance', kind, role: 'actor', confidence: actorConfidence(call), basis: actorBasis(call) };
  }
  const ssm = call.source === 'ssm.amazonaws.com' ? SSM.get(call.name) : undefined;
  if (isObject) return { lane: 'about-instance', kind: ssm ?? 'api-call', role: 'target', ...named };
  if (statements.some((one) => one.kind === 'acts-as' && one.instanceId === place?.instanceId))
    return { lane: 'about-instance', kind: 'credentials-issued', role: 'mention', ...named };
  const where = place?.paths[0] ?? 'the record';
  return { lane: 'about-instance', kind: ssm ?? 'api-call', role: 'mention', confidence: 'possible', basis: `only mentioned, in ${where}` };
}

/** Whether equal calls within an hour are told as one. */
export function isRepetitive({ call }: CloudTrailFacts, { kind, role }: EventKind): boolean {
  if (kind !== 'api-call') return false;
  return call.readOnly || (role === 'actor' && call.source === 'ssm.amazonaws.com' && AGENT_CALLS.has(call.name));
}
