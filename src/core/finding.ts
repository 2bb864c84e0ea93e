/**
 * A finding: a flagged record (or, later, a correlation that fired), as data. The wire format is documented in docs/output.md.
 */
import type { JsonObject } from './json/value.ts';
import type { Level } from './level.ts';

export const SCHEMA_VERSION = 1;

/** A field value that made a rule match. Long values are cut to {@link EVIDENCE_LIMIT} characters; the record has them whole. */
export interface Evidence {
  readonly rule: string;
  readonly field: string;
  readonly value: string;
}

export const EVIDENCE_LIMIT = 1000;

/** What the sensor's own alert tells, best effort. */
export interface Details {
  readonly description: string | null;
  readonly program: string | null;
  readonly args: string | null;
  readonly pid: string | null;
  readonly user: string | null;
  readonly container: string | null;
  readonly image: string | null;
}

/** Where an object of a store was read from, so that the very same bytes can be fetched again. */
export interface ObjectOrigin {
  readonly bucket: string;
  readonly key: string;
  /** Only in a bucket that keeps versions. */
  readonly versionId?: string;
  /** As the store gives it, without the quotes around it. */
  readonly etag?: string;
}

/** Where in which artifact the record stood. What an {@link ObjectOrigin} says is there only for objects of a store. */
export interface FindingSource extends Partial<ObjectOrigin> {
  readonly uri: string;
  readonly line?: number;
  readonly index?: number;
  readonly offset: number;
}

export interface Finding {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly kind: 'record';
  /** SHA-256 of the record's identity, lower-case hex: the same in every run and from every copy in the same schema. */
  readonly id: string;
  /** Names of the rules that matched, in the order the rules were loaded. */
  readonly alerts: readonly string[];
  readonly level: Level | null;
  readonly title: string;
  readonly tags: readonly string[];
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string | null;
  readonly instanceId: string | null;
  readonly clusterId: string | null;
  readonly databricksAccountId: string | null;
  readonly awsAccountId: string | null;
  readonly workspaceId: string | null;
  readonly serviceName: string | null;
  readonly actionName: string | null;
  readonly user: string | null;
  readonly sourceIp: string | null;
  readonly requestId: string | null;
  readonly statusCode: number | null;
  readonly details: Details;
  readonly evidence: readonly Evidence[];
  /** Paths of evidence that was truncated or cannot be read, e.g. `requestParams`, `response.result`. */
  readonly lost: readonly string[];
  readonly schema: string;
  readonly source: FindingSource;
  /**
   * Names of the Sigma filters that suppressed it. Only there when suppressed findings were asked for, and only on those: its `alerts` are
   * the rules that would have fired.
   */
  readonly suppressedBy?: readonly string[];
  /** The record's exact text, white space between tokens dropped; written into JSON outputs unquoted. */
  readonly record: string;
  /** Present when the delivered bytes were not valid UTF-8: `record` is repaired, `recordBase64` has the bytes. */
  readonly recordEncoding?: 'repaired-utf-8';
  readonly recordBase64?: string;
}

/** Whether a JSON object is a finding itself: the output of a scan, left where audit logs are read. */
export function isFinding(value: JsonObject): boolean {
  return ['schemaVersion', 'kind', 'alerts', 'evidence'].every((key) => Object.hasOwn(value, key));
}
