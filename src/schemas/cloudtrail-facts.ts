/**
 * Where CloudTrail's records hold what filters and findings need. Must not know: rules, outputs.
 */
import { NO_DETAILS } from '../core/details.ts';
import type { EventFacts } from '../core/event-facts.ts';
import { isArray, isObject, member, objectMember, stringMember, textOf, type JsonObject } from '../core/json/value.ts';

export const CLOUDTRAIL_FACTS: EventFacts = {
  instanceOf: (record) => actingInstance(record) ?? namedInstance(record),
  clusterOf: () => null,
  usersOf,
  requestIdOf: (record) => textOf(member(record, 'requestID')) ?? textOf(member(record, 'eventID')) ?? null,
  databricksAccountOf: () => null,
  awsAccountOf: (record) =>
    textOf(member(record, 'recipientAccountId')) ?? textOf(member(objectMember(record, 'userIdentity') ?? {}, 'accountId')) ?? null,
  // There is none: `errorCode` is a name, and it is in the record.
  statusOf: () => null,
  detailsOf: () => NO_DETAILS,
  lostOf: () => [],
  // The event id alone is said to be unique; the rest keeps apart what a copy may have changed, or lost it.
  identityOf: (record) => ['eventID', 'requestID', 'requestParameters', 'responseElements'].map((key) => member(record, key) ?? null),
};

/**
 * The ARN, which tells account, role and session; else the user's name, which a failed sign-in has; else the service that acts by itself.
 * A session is also known by its own name, which for people is often their e-mail address, as in Databricks' logs.
 */
function usersOf(record: JsonObject): readonly string[] {
  const identity = objectMember(record, 'userIdentity') ?? {};
  const arn = stringMember(identity, 'arn');
  const session = /:assumed-role\/[^/]+\/(.+)$/s.exec(arn ?? '')?.[1];
  const names = [arn, stringMember(identity, 'userName'), session].filter((name) => typeof name === 'string');
  const service = stringMember(identity, 'invokedBy');
  return names.length > 0 || service === null ? names : [service];
}

/** EC2's ids: `i-` and 8 or 17 hexadecimal digits. Who guesses makes up others, which are no hosts. */
const INSTANCE_ID = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** Credentials of an instance profile are a session that bears the instance's id: the instance itself acts, or whoever stole them. */
function actingInstance(record: JsonObject): string | null {
  const identity = objectMember(record, 'userIdentity') ?? {};
  const names = [stringMember(identity, 'arn')?.split('/').at(-1), stringMember(identity, 'principalId')?.split(':').at(-1)];
  return names.find((name) => name !== undefined && INSTANCE_ID.test(name)) ?? null;
}

/** The instance that was acted on or launched, if the request or its answer names exactly one where EC2 and SSM write them. */
function namedInstance(record: JsonObject): string | null {
  const ids = new Set(['requestParameters', 'responseElements'].flatMap((side) => instancesIn(objectMember(record, side) ?? {})));
  const [only] = ids;
  return only !== undefined && ids.size === 1 ? only : null;
}

function instancesIn(parameters: JsonObject): readonly string[] {
  const items = member(objectMember(parameters, 'instancesSet') ?? {}, 'items');
  const list = member(parameters, 'instanceIds');
  const named = [
    member(parameters, 'instanceId'),
    ...(isArray(list) ? list : []),
    ...(isArray(items) ? items : []).map((item) => (isObject(item) ? member(item, 'instanceId') : undefined)),
  ];
  return named.filter((id): id is string => typeof id === 'string' && INSTANCE_ID.test(id));
}
