// The shape of one synthetic audit record (file delivery, schema 2.0) and what a kind of event has to supply for it.
// Everything here is synthetic: addresses and domains come from the ranges reserved for documentation.
import type { Random } from './prng.ts';

export interface AuditRecord {
  version: string;
  auditLevel: 'WORKSPACE_LEVEL' | 'ACCOUNT_LEVEL';
  timestamp: number;
  orgId: string;
  shardName: string;
  accountId: string;
  workspaceId: number;
  sourceIPAddress: string;
  userAgent: string;
  sessionId: string | null;
  userIdentity: { email: string | null; subjectName: string | null };
  serviceName: string;
  actionName: string;
  requestId: string;
  requestParams: Record<string, unknown>;
  response: { statusCode: number; errorMessage: string | null; result: string | null };
  MAX_LOG_MESSAGE_LENGTH: number;
}

/** What differs between kinds of events; `frame` adds the rest. */
export interface Draft {
  serviceName: string;
  actionName: string;
  requestParams: Record<string, unknown>;
  result?: string | null;
  statusCode?: number;
  errorMessage?: string;
  requestId?: string;
  actor: 'person' | 'system' | 'sensor';
  level?: 'ACCOUNT_LEVEL';
}

/** Where and when a record is written. */
export interface Place {
  random: Random;
  workspaceId: number;
  nodes: readonly string[];
  timestamp: number;
}

const accountId = '00000000-0000-4000-a000-000000000001';
const people = ['ana', 'björn', 'chloé', 'dmitri', 'etsuko', 'farid', 'grace', 'hana', 'ivan', 'jun'].map((name) => `${name}@example.com`);
const agents = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36',
  'Databricks-Runtime/15.4 Apache-Spark/3.5.0 (unity-catalog-client; JVM 17.0.11; Linux 5.15.0-1066-aws) DBR-Photon/true',
  'databricks-sdk-py/0.29.0 python/3.11.9 os/linux auth/pat (terraform-provider-databricks/1.49.1)',
  'Databricks-Service/driver DBHttpClient/v2RawClient',
  '',
];

export function frame(draft: Draft, place: Place): AuditRecord {
  const { random } = place;
  const sensor = draft.actor === 'sensor';
  const person = draft.actor === 'person' ? random.pick(people) : 'System-User';
  return {
    version: '2.0',
    auditLevel: draft.level ?? 'WORKSPACE_LEVEL',
    timestamp: place.timestamp,
    orgId: String(place.workspaceId),
    shardName: 'consolidated-us-east-1-c1-2',
    accountId,
    workspaceId: draft.level === 'ACCOUNT_LEVEL' ? 0 : place.workspaceId,
    sourceIPAddress: sensor
      ? ''
      : random.chance(0.1)
        ? ''
        : `${random.pick(['198.51.100', '203.0.113', '192.0.2'])}.${1 + random.int(254)}`,
    userAgent: sensor ? '' : random.pick(agents),
    sessionId: sensor || random.chance(0.6) ? null : `ephemeral-${random.uuid()}`,
    userIdentity: { email: person, subjectName: null },
    serviceName: draft.serviceName,
    actionName: draft.actionName,
    requestId: draft.requestId ?? `ServiceMain-${random.hex(16)}`,
    requestParams: draft.requestParams,
    response: { statusCode: draft.statusCode ?? 200, errorMessage: draft.errorMessage ?? null, result: draft.result ?? null },
    MAX_LOG_MESSAGE_LENGTH: 16384,
  };
}
