/** Where Databricks' audit records hold what filters and findings need, in the delivery format's names. */
import { readDetails } from './details.ts';
import type { AuditEvent } from './event.ts';
import { clusterOf, instanceOf, userOf, type EventFacts } from './event-facts.ts';
import { member, objectMember, textOf } from './json/value.ts';
import { lostEvidence } from './lost.ts';

export const DATABRICKS_FACTS: EventFacts = {
  instanceOf,
  clusterOf,
  usersOf: (fields) => [userOf(fields) ?? []].flat(),
  requestIdOf: (fields) => textOf(member(fields, 'requestId')) ?? null,
  databricksAccountOf: (fields) => textOf(member(fields, 'accountId')) ?? null,
  awsAccountOf: () => null,
  statusOf: (fields) => {
    const status = textOf(member(objectMember(fields, 'response') ?? {}, 'statusCode')) ?? '';
    return /^-?\d{1,9}$/.test(status) ? Number(status) : null;
  },
  detailsOf: readDetails,
  lostOf: lostEvidence,
  // Request id alone would not do: request and response of a slow action share it.
  identityOf: (fields) => [
    textOf(member(fields, 'requestId')) ?? null,
    member(fields, 'requestParams') ?? null,
    member(fields, 'response') ?? null,
  ],
};

/** The facts of an event's own log. */
export function factsOf({ facts }: AuditEvent): EventFacts {
  return facts ?? DATABRICKS_FACTS;
}
