/**
 * Title and details of an event from CloudTrail. Values are cut at bounds and stay unescaped: that is for the sinks.
 *
 * Must not know: lanes' order, other events.
 */
import type { EventKind } from './cloudtrail-event-kinds.ts';
import type { InstancePlace } from './cloudtrail-places.ts';
import type { CloudTrailFacts } from './cloudtrail-reader.ts';
import type { CredentialUse } from './credential-use.ts';

const LONGEST_DETAIL = 500;
const MOST_TAGS = 50;

const VERBS: ReadonlyMap<string, string> = new Map([
  ['launch', 'launched'],
  ['terminate', 'terminated'],
  ['stop', 'stopped'],
  ['start', 'started'],
  ['reboot', 'rebooted'],
  ['tags-changed', 'tags changed'],
  ['interface-attached', 'interface attached'],
  ['interface-detached', 'interface detached'],
  ['interface-deleted', 'interface deleted'],
  ['address-associated', 'public address associated'],
  ['address-disassociated', 'public address taken away'],
  ['ssm-command', 'command sent through SSM'],
  ['ssm-session', 'session opened through SSM'],
  ['credentials-issued', 'role credentials issued to the instance'],
]);

export function titleOf(instanceId: string, facts: CloudTrailFacts, { kind, role }: EventKind, count: number): string {
  const { call } = facts;
  const service = call.source.replace(/\.amazonaws\.com$/, '');
  const name = `${service}:${call.name}`;
  const times = count > 1 ? `, ${String(count)} times` : '';
  const failed = call.outcome === 'failed' ? ` (failed: ${call.errorCode ?? 'unknown'})` : '';
  const verb = VERBS.get(kind);
  if (verb !== undefined) {
    const tried = call.outcome === 'failed' ? `tried: ${verb}` : verb;
    const what =
      kind === 'tags-changed'
        ? tagText(instanceId, facts)
        : (facts.parameters['documentName'] ?? facts.parameters['networkInterfaceId'] ?? '');
    return `${tried}${what === '' ? '' : `: ${what}`}${failed}`;
  }
  if (kind === 'assume-role')
    return `took the role ${facts.parameters['roleArn'] ?? 'unknown'} with the instance's credentials${failed}${times}`;
  const relation =
    role === 'actor' ? "with the instance's credentials" : role === 'target' ? 'about the instance' : 'mentions the instance';
  return `${name} ${relation}${failed}${times}`;
}

/** Names are fixed: nothing that a log calls its members becomes a name here. */
export function detailsOf(
  instanceId: string,
  facts: CloudTrailFacts,
  place: InstancePlace | null,
  isActor: boolean,
  elsewhere: CredentialUse | null,
): Readonly<Record<string, string>> {
  const { call } = facts;
  const tags = tagText(instanceId, facts);
  const all: readonly (readonly [string, string | null])[] = [
    ['eventSource', call.source],
    ['eventName', call.name],
    ['region', call.region],
    ['awsAccountId', call.account],
    ['errorCode', call.errorCode],
    ['errorMessage', call.errorMessage],
    ['userAgent', call.userAgent],
    ['role', isActor ? call.role : null],
    ['imdsVersion', isActor ? imdsVersion(call.ec2RoleDelivery) : null],
    ['vpcEndpointId', call.vpcEndpointId],
    ['invokedBy', call.invokedBy],
    ['credentials-used-elsewhere', elsewhere === null ? null : `${elsewhere.confidence}: ${elsewhere.reason}`],
    ['tags', tags === '' ? null : tags],
    ['namedAt', place === null ? null : place.paths.join(', ')],
    ['spelling', place === null || place.spelling === instanceId ? null : place.spelling],
    ...Object.entries(facts.parameters),
  ];
  return Object.fromEntries(all.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, bounded(value)] as const])));
}

/** `1.0` → IMDSv1, `2.0` → IMDSv2 (CloudTrail user guide, `ec2RoleDelivery`). */
function imdsVersion(delivery: string | null): string | null {
  return delivery === null ? null : `IMDSv${delivery.replace(/\.0$/, '')}`;
}

function tagText(instanceId: string, { statements }: CloudTrailFacts): string {
  const texts = statements.flatMap((one) => {
    if (one.kind === 'tagged' && one.instanceId === instanceId) return [`${one.key}=${one.value}`];
    if (one.kind === 'untagged' && one.instanceId === instanceId) return [`-${one.key}`];
    return [];
  });
  const more = texts.length > MOST_TAGS ? `, and ${String(texts.length - MOST_TAGS)} more` : '';
  return bounded(texts.slice(0, MOST_TAGS).join(', ')) + more;
}

function bounded(text: string): string {
  return text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL)}…` : text;
}
