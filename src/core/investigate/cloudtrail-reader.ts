/**
 * One CloudTrail record → what it tells of hosts.
 *
 * Owns the choice of readers. Nothing is believed of a failed call but who tried it. Must not know: other records, the graph.
 */
import { isArray, objectMember, textOf, type JsonObject } from '../json/value.ts';
import { readCall, type CloudTrailCall } from './cloudtrail-call.ts';
import { CHANGE_READERS } from './cloudtrail-changes.ts';
import { readCreateFleet, readRunInstances, type LaunchStatements } from './cloudtrail-launches.ts';
import { classifyPlaces, type InstancePlace } from './cloudtrail-places.ts';
import type { Statement, StatementBody } from './cloudtrail-statements.ts';
import { structField, textField } from './aws-shapes.ts';
import { cutText } from './bounded-texts.ts';
import { canonicalInstanceId, scanInstanceIds } from './instance-ids.ts';
import type { EvidenceRef } from './model.ts';

export interface CloudTrailFacts {
  readonly call: CloudTrailCall;
  /** Every instance that the record names, with what it is to it. */
  readonly places: readonly InstancePlace[];
  /** Of a failed call only who made it. */
  readonly statements: readonly Statement[];
  /** What of the parameters a timeline shows, by name, as text. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What was asked for: `secretId=prod/db`. The scalars of the request, cut at bounds; equal calls are told together, and these apart. */
  readonly asked: readonly string[];
  /** The record was too large or deep to be searched whole. */
  readonly limited: boolean;
}

/** @param record as delivered; anything may be missing or of another type */
export function readCloudTrail(record: JsonObject, evidence: EvidenceRef): CloudTrailFacts {
  const call = readCall(record, evidence);
  const { hits, limited } = scanInstanceIds(record);
  const places = classifyPlaces(hits, call);
  const request = objectMember(record, 'requestParameters') ?? objectMember(record, 'serviceEventDetails');
  const response = objectMember(record, 'responseElements');
  const done = call.outcome === 'succeeded' ? [...launches(call, request, response), ...changes(call, request, response)] : [];
  const statements = [...done, ...delivered(call, request), ...acting(call, places)];
  return { call, places, statements, parameters: parametersOf(request, response), asked: askedOf(request), limited };
}

function launches(call: CloudTrailCall, request: JsonObject | undefined, response: JsonObject | undefined): readonly Statement[] {
  if (call.source !== 'ec2.amazonaws.com') return [];
  const found: readonly LaunchStatements[] =
    call.name === 'RunInstances'
      ? readRunInstances(request, response)
      : call.name === 'CreateFleet'
        ? readCreateFleet(request, response)
        : [];
  return found.flatMap(({ since, bodies }) =>
    [...bodies, ...bodies.flatMap((body) => (body.kind === 'launched' ? circumstances(call, body.instanceId) : []))].map((body) => ({
      ...body,
      time: since ?? call.time,
      basis: basisOf(body, `${call.name} record`),
    })),
  );
}

function circumstances({ region, account, actor }: CloudTrailCall, instanceId: string): readonly StatementBody[] {
  const about = { kind: 'instance', value: instanceId } as const;
  const all = [['region', region] as const, ['awsAccountId', account] as const, ['launchedBy', actor] as const];
  return all.flatMap(([name, value]) => (value === null ? [] : [{ kind: 'attribute', about, name, value } as const]));
}

function changes(call: CloudTrailCall, request: JsonObject | undefined, response: JsonObject | undefined): readonly Statement[] {
  const isSource = call.name === 'UpdateInstanceInformation' ? call.source === 'ssm.amazonaws.com' : call.source === 'ec2.amazonaws.com';
  const read = isSource ? CHANGE_READERS.get(call.name) : undefined;
  return (read?.(request, response) ?? []).map((body) => ({ ...body, time: call.time, basis: basisOf(body, `${call.name} record`) }));
}

/** EC2 takes up the role of an instance's profile under the instance's id: the moment at which the machine gets its credentials. */
function delivered(call: CloudTrailCall, request: JsonObject | undefined): readonly Statement[] {
  if (call.outcome !== 'succeeded' || call.name !== 'AssumeRole' || call.invokedBy !== 'ec2.amazonaws.com') return [];
  const instanceId = canonicalInstanceId(textField(request, 'roleSessionName') ?? '');
  const role = textField(request, 'roleArn');
  if (instanceId === null || role === null) return [];
  return [
    {
      kind: 'acts-as',
      instanceId,
      role,
      confidence: 'certain',
      time: call.time,
      basis: 'AssumeRole record: EC2 took the role for the instance',
    },
  ];
}

function acting(call: CloudTrailCall, places: readonly InstancePlace[]): readonly Statement[] {
  const { role } = call;
  if (role === null) return [];
  return places
    .filter(({ roles }) => roles.includes('actor'))
    .map(({ instanceId }) => ({
      kind: 'acts-as',
      instanceId,
      role,
      confidence: actorConfidence(call),
      time: call.time,
      basis: actorBasis(call),
    }));
}

/** Who takes up a role names the session; only EC2's own delivery proves that the name is the instance's. */
export function actorConfidence({ ec2RoleDelivery }: CloudTrailCall): 'certain' | 'likely' {
  return ec2RoleDelivery === null ? 'likely' : 'certain';
}

export function actorBasis({ ec2RoleDelivery }: CloudTrailCall): string {
  return ec2RoleDelivery === null
    ? 'the session of the calling role bears the instance id; whoever takes up a role may choose that name'
    : 'the caller used credentials that the metadata service gave to the instance';
}

function basisOf(body: StatementBody, where: string): string {
  return body.kind === 'tagged' || body.kind === 'untagged' ? `tag ${body.key.slice(0, 128)} in the ${where}` : where;
}

/** Parameter → where it stands. Fixed names: what a log calls its members never becomes a name here. */
const SHOWN = ['documentName', 'commandId', 'sessionId', 'target', 'roleArn', 'roleSessionName', 'attribute', 'imageId', 'instanceType'];

function parametersOf(request: JsonObject | undefined, response: JsonObject | undefined): Readonly<Record<string, string>> {
  const shown = [...SHOWN, 'networkInterfaceId', 'attachmentId', 'allocationId', 'associationId', 'publicIp', 'privateIpAddress'].flatMap(
    (name) => {
      const text = textField(request, name) ?? textField(response, name);
      return text === null ? [] : [[name, text.slice(0, 500)] as const];
    },
  );
  const commandId = textField(structField(response, 'command'), 'commandId');
  return Object.fromEntries([...shown, ...(commandId === null ? [] : [['commandId', commandId.slice(0, 500)] as const])]);
}

/** Neither pages nor tokens are what anybody wants to know. */
const UNASKED = /token$|^max(?:Results|Items|Keys|Records)$|^instanceId$|^dryRun$/i;
const MOST_ASKED = 16;
const LONGEST_ASKED = 200;

function askedOf(request: JsonObject | undefined): readonly string[] {
  const found: string[] = [];
  for (const [name, value] of Object.entries(request ?? {})) {
    if (found.length >= MOST_ASKED) break;
    if (UNASKED.test(name)) continue;
    const list = isArray(value) ? value.slice(0, MOST_ASKED) : [value];
    const texts = list.map((one) => cutText(textOf(one) ?? '', LONGEST_ASKED)).filter((text) => text !== '');
    if (texts.length > 0) found.push(`${cutText(name, LONGEST_ASKED)}=${texts.join(' ')}`.slice(0, LONGEST_ASKED));
  }
  return found;
}
