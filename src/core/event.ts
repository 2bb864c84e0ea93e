/**
 * The common vocabulary: a record of any schema. Every shape of Databricks' audit log has the field names of the delivered one; other logs
 * keep their own.
 */
import type { EventFacts } from './event-facts.ts';
import type { JsonObject } from './json/value.ts';

/** Sigma's logsource: the parts a rule names must equal those of the event, without regard to case. */
export interface LogSource {
  readonly category?: string;
  readonly product?: string;
  readonly service?: string;
}

/** The logsource of every Databricks audit schema, and of every rule in the shipped packs. */
export const DATABRICKS_AUDIT: LogSource = { product: 'databricks', service: 'audit' };

/** The logsource of AWS CloudTrail, as published rules name it. */
export const AWS_CLOUDTRAIL: LogSource = { product: 'aws', service: 'cloudtrail' };

/** The logsource of VPC flow logs. */
export const AWS_VPCFLOW: LogSource = { product: 'aws', service: 'vpcflow' };

/** Names of the fields that say what happened. Most rules choose their records by them, so they are looked at first. */
export interface RoutingFields {
  readonly service: string;
  readonly action: string;
}

export const DATABRICKS_ROUTING: RoutingFields = { service: 'serviceName', action: 'actionName' };

/** A record, ready for the rules. */
export interface AuditEvent {
  /** What rules see: for Databricks the delivery format's names (`actionName`, `requestParams.instanceId`, `userIdentity.email`). */
  readonly fields: JsonObject;
  /** Event time in ms since the epoch, UTC; null when the record has none that can be read. */
  readonly time: number | null;
  readonly serviceName: string | null;
  readonly actionName: string | null;
  /** As text: ids may exceed 2^53. `0` marks account-level records. */
  readonly workspaceId: string | null;
  /** Its log knows no workspaces, so it says nothing about what was heard from one. */
  readonly workspaceless?: true;
  /** Top-level keys of the delivered record that the schema does not know (schema drift). */
  readonly unknownFields: readonly string[];
  /** Where `fields` hold what filters and findings need; left out where the names are Databricks'. */
  readonly facts?: EventFacts;
}
