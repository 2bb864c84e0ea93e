/**
 * Facts about an event that stand in different places: the host, the cluster, the person, the sensor's answer. Used by the
 * filters and by the finding, so that both mean the same.
 */
import { withoutPort } from './address.ts';
import type { AuditEvent } from './event.ts';
import type { Details } from './finding.ts';
import { parseNested } from './json/nested.ts';
import { isObject, member, objectMember, stringMember, textOf, type JsonObject, type JsonValue } from './json/value.ts';

type Fields = AuditEvent['fields'];

/** Where one log's records hold what filters and findings need. databricks-facts.ts has those of Databricks. */
export interface EventFacts {
  instanceOf(fields: Fields): string | null;
  clusterOf(fields: Fields): string | null;
  /** Every name of who did it; the first is shown, any of them may be filtered by. */
  usersOf(fields: Fields): readonly string[];
  requestIdOf(fields: Fields): string | null;
  databricksAccountOf(fields: Fields): string | null;
  awsAccountOf(fields: Fields): string | null;
  statusOf(fields: Fields): number | null;
  detailsOf(fields: Fields): Details;
  /** Paths of evidence that was cut off or cannot be read. */
  lostOf(fields: Fields): readonly string[];
  /** What beside time, service and action tells two records apart. */
  identityOf(fields: Fields): readonly JsonValue[];
}

/** The EC2 instance (on Azure: the VM), as the sensors name it. */
export function instanceOf(fields: Fields): string | null {
  const params = objectMember(fields, 'requestParams') ?? {};
  return textOf(member(params, 'instanceId')) ?? textOf(member(params, 'instance_id')) ?? null;
}

/** Who did it: the identity, or for failed logins, which have none, the user named in the request. */
export function userOf(fields: Fields): string | null {
  return (
    stringMember(objectMember(fields, 'userIdentity') ?? {}, 'email') ?? stringMember(objectMember(fields, 'requestParams') ?? {}, 'user')
  );
}

/** The source address without its port. */
export function sourceIpOf(fields: Fields): string | null {
  const address = stringMember(fields, 'sourceIPAddress');
  return address === null ? null : withoutPort(address);
}

/** A cluster is spelled differently per action, and for its creation it stands only in the response's result. */
export function clusterOf(fields: Fields): string | null {
  return clusterIn(objectMember(fields, 'requestParams')) ?? clusterIn(resultOf(fields));
}

function clusterIn(holder: JsonObject | undefined): string | null {
  return holder === undefined ? null : (stringMember(holder, 'cluster_id') ?? stringMember(holder, 'clusterId'));
}

/** What a field of its own tells of an event. */
export type Fact = 'instanceId' | 'clusterId' | 'databricksAccountId' | 'workspaceId' | 'serviceName' | 'actionName' | 'user' | 'sourceIp';

const FACTS: ReadonlyMap<string, Fact> = new Map<string, Fact>([
  ['requestParams.instanceId', 'instanceId'],
  ['requestParams.instance_id', 'instanceId'],
  ['requestParams.cluster_id', 'clusterId'],
  ['requestParams.clusterId', 'clusterId'],
  ['accountId', 'databricksAccountId'],
  ['workspaceId', 'workspaceId'],
  ['orgId', 'workspaceId'],
  ['serviceName', 'serviceName'],
  ['actionName', 'actionName'],
  ['userIdentity.email', 'user'],
  ['requestParams.user', 'user'],
  ['sourceIPAddress', 'sourceIp'],
]);

/** The fact that a field of the common vocabulary holds, for values that are known without their record; or null. */
export function factOfField(field: string): Fact | null {
  return FACTS.get(field) ?? null;
}

/** The response's result as an object, which is usually delivered as text; undefined when it is none, or cut off. */
export function resultOf(fields: Fields): JsonObject | undefined {
  const result = rawResultOf(fields);
  const parsed = typeof result === 'string' ? parseNested(result) : result;
  return isObject(parsed) ? parsed : undefined;
}

/** The response's result as delivered. */
export function rawResultOf(fields: Fields): JsonValue | undefined {
  return member(objectMember(fields, 'response') ?? {}, 'result');
}
