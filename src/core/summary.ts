/** The summary of a run, as data. The wire format is documented in docs/output.md. */
import type { Level } from './level.ts';
import type { ProblemCode } from './problem.ts';
import type { ExcludeReason } from './ports.ts';

export interface InstanceSummary {
  readonly instanceId: string;
  readonly workspaces: readonly string[];
  readonly alerts: readonly string[];
  readonly findings: number;
  readonly highestLevel: Level | null;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

export interface WorkspaceCoverage {
  readonly workspaceId: string | null;
  /** First and last event day (UTC) and how many distinct days. */
  readonly dates: { readonly first: string | null; readonly last: string | null; readonly days: number };
  readonly records: number;
  /** Records of the Enhanced Security Monitoring services, heartbeats included. */
  readonly esmRecords: number;
  readonly heartbeats: number;
}

export interface FilterSummary {
  readonly suppressed: number;
  readonly expired: boolean;
  readonly owner: string | null;
  readonly reason: string | null;
  readonly expires: string | null;
}

export interface Summary {
  readonly schemaVersion: 1;
  /** Everything that was to be read was read and understood. Tolerated problems (`--allow-incomplete`) still make it false. */
  readonly complete: boolean;
  readonly failOnReached: boolean;
  readonly interrupted: boolean;
  readonly artifacts: {
    readonly read: number;
    readonly excluded: number;
    readonly failed: number;
    readonly excludedByReason: Partial<Record<ExcludeReason, number>>;
  };
  readonly bytes: { readonly stored: number; readonly decoded: number; readonly lost: number };
  readonly records: {
    readonly read: number;
    readonly flagged: number;
    readonly clean: number;
    readonly filtered: number;
    readonly suppressed: number;
    readonly unrecognised: number;
    readonly rejected: number;
  };
  readonly findings: {
    readonly total: number;
    /** Different ids among them; null when there were too many to count exactly. */
    readonly distinct: number | null;
    readonly byRule: Readonly<Record<string, number>>;
    readonly byLevel: Readonly<Record<string, number>>;
  };
  /** Per rule: records it matched, and records it was tried on without matching. */
  readonly rules: Readonly<Record<string, { readonly matched: number; readonly notMatched: number }>>;
  /** Rules whose logsource no schema of this scan has: they were not tried, whatever was read. */
  readonly rulesNeverRun: readonly string[];
  /** Per Sigma filter: in how many records it suppressed a match, and what it says of itself. An expired one suppresses nothing. */
  readonly filters: Readonly<Record<string, FilterSummary>>;
  readonly instances: { readonly items: readonly InstanceSummary[]; readonly omitted: number };
  readonly coverage: readonly WorkspaceCoverage[];
  readonly coverageOmitted: number;
  /** How many records of each schema. */
  readonly schemas: Readonly<Record<string, number>>;
  readonly unknownFields: Readonly<Record<string, number>> | null;
  readonly unknownActions: readonly { readonly serviceName: string; readonly actionName: string; readonly records: number }[];
  readonly problems: Partial<Record<ProblemCode, number>>;
  readonly validation: 'shape' | 'full';
  readonly durationMs: number;
}
