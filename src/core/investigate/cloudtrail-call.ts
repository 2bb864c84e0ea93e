/**
 * Who called what, when, from where, and with what outcome: the part that all CloudTrail records have in common.
 *
 * Fields: CloudTrail user guide, "CloudTrail record contents". Texts are cut at bounds, since a record may come from anybody. Must not
 * know: instances, entities.
 */
import { canonicalSource } from '../address.ts';
import { member, objectMember, stringMember, textOf, type JsonObject } from '../json/value.ts';
import { parseTime } from '../time.ts';
import { cutText } from './bounded-texts.ts';
import type { EvidenceRef, Outcome } from './model.ts';

export interface CloudTrailCall {
  /** Equal for two copies of one record. */
  readonly key: string;
  readonly time: number | null;
  /** `ec2.amazonaws.com` */
  readonly source: string;
  /** `RunInstances` */
  readonly name: string;
  readonly region: string | null;
  readonly account: string | null;
  /** ARN, else user name, else the AWS service, else what there is. */
  readonly actor: string | null;
  /** ARN of the role behind a session. */
  readonly role: string | null;
  /** The AWS service that acts by itself or for somebody. */
  readonly invokedBy: string | null;
  /** An address, the DNS name of a service, or `AWS Internal`. */
  readonly sourceIp: string | null;
  readonly userAgent: string | null;
  /** Set where the call came through an endpoint in a VPC: then `sourceIp` is private. */
  readonly vpcEndpointId: string | null;
  /** `1.0` or `2.0`: the version of the metadata service that gave the credentials to an instance; null for others. */
  readonly ec2RoleDelivery: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly readOnly: boolean;
  readonly outcome: Outcome;
  readonly evidence: EvidenceRef;
}

const LONGEST_TEXT = 1_000;

export function readCall(record: JsonObject, evidence: EvidenceRef): CloudTrailCall {
  const identity = objectMember(record, 'userIdentity') ?? {};
  const session = objectMember(identity, 'sessionContext') ?? {};
  const issuer = objectMember(session, 'sessionIssuer') ?? {};
  const text = (object: JsonObject, name: string): string | null => cut(textOf(member(object, name)));
  const source = text(record, 'eventSource') ?? '';
  const name = text(record, 'eventName') ?? '';
  const errorCode = text(record, 'errorCode');
  const invokedBy = text(identity, 'invokedBy');
  const eventId = text(record, 'eventID');
  const address = stringMember(record, 'sourceIPAddress');
  const readOnly = textOf(member(record, 'readOnly'));
  return {
    key: eventId ?? `${evidence.uri} ${evidence.offset} ${evidence.index ?? ''}`,
    time: parseTime(member(record, 'eventTime')),
    source,
    name,
    region: text(record, 'awsRegion'),
    account: text(record, 'recipientAccountId') ?? text(identity, 'accountId'),
    actor: text(identity, 'arn') ?? text(identity, 'userName') ?? invokedBy ?? text(identity, 'principalId') ?? text(identity, 'type'),
    role: text(issuer, 'type') === 'Role' ? text(issuer, 'arn') : null,
    invokedBy,
    sourceIp: address === null ? null : cut(canonicalSource(address.slice(0, LONGEST_TEXT))),
    userAgent: text(record, 'userAgent'),
    vpcEndpointId: text(record, 'vpcEndpointId'),
    ec2RoleDelivery: text(session, 'ec2RoleDelivery'),
    errorCode,
    errorMessage: text(record, 'errorMessage'),
    // Records before version 1.03 do not say it.
    readOnly: readOnly === undefined ? /^(?:Describe|Get|List|Lookup|Head)[A-Z]/.test(name) : readOnly === 'true',
    outcome: name === '' ? 'unknown' : errorCode === null ? 'succeeded' : 'failed',
    evidence,
  };
}

function cut(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : cutText(text, LONGEST_TEXT);
}
