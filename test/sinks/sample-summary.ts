/** Summaries for the sinks' tests. Owns the factory; synthetic throughout. */
import type { InstanceSummary, Summary, WorkspaceCoverage } from '../../src/core/summary.ts';

/** A complete run over 18 records that found nothing; name what should differ. */
export function sampleSummary(changes: Partial<Summary> = {}): Summary {
  return {
    schemaVersion: 1,
    complete: true,
    failOnReached: false,
    interrupted: false,
    artifacts: { read: 2, excluded: 0, failed: 0, excludedByReason: {} },
    bytes: { stored: 4_200, decoded: 42_000, lost: 0 },
    records: { read: 18, flagged: 0, clean: 18, filtered: 0, suppressed: 0, unrecognised: 0, rejected: 0 },
    findings: { total: 0, distinct: 0, byRule: {}, byLevel: {} },
    rules: { 'container-escape': { matched: 0, notMatched: 18 }, 'host-security': { matched: 0, notMatched: 18 } },
    rulesNeverRun: [],
    filters: {},
    instances: { items: [], omitted: 0 },
    coverage: [sampleCoverage()],
    coverageOmitted: 0,
    schemas: { 'databricks-delivery': 18 },
    unknownFields: {},
    unknownActions: [],
    problems: {},
    validation: 'full',
    durationMs: 123,
    ...changes,
  };
}

export function sampleCoverage(changes: Partial<WorkspaceCoverage> = {}): WorkspaceCoverage {
  return {
    workspaceId: '1234567890123456',
    dates: { first: '2026-03-01', last: '2026-03-01', days: 1 },
    records: 18,
    esmRecords: 6,
    heartbeats: 2,
    ...changes,
  };
}

export function sampleHost(changes: Partial<InstanceSummary> = {}): InstanceSummary {
  return {
    instanceId: 'i-0123456789abcdef0',
    workspaces: ['1234567890123456'],
    alerts: ['container-escape'],
    findings: 2,
    highestLevel: 'high',
    firstSeen: '2026-03-01T12:00:00.123Z',
    lastSeen: '2026-03-01T13:00:00.000Z',
    ...changes,
  };
}

/** Three findings on two hosts in 18 records. */
export function summaryWithFindings(changes: Partial<Summary> = {}): Summary {
  return sampleSummary({
    records: { read: 18, flagged: 3, clean: 15, filtered: 0, suppressed: 0, unrecognised: 0, rejected: 0 },
    findings: { total: 3, distinct: 3, byRule: { 'container-escape': 3 }, byLevel: { high: 3 } },
    rules: { 'host-security': { matched: 0, notMatched: 18 }, 'container-escape': { matched: 3, notMatched: 15 } },
    instances: {
      items: [
        sampleHost({
          instanceId: 'i-0fffffffffffffff0',
          findings: 1,
          highestLevel: 'medium',
          alerts: ['container-escape', 'host-security'],
        }),
        sampleHost(),
      ],
      omitted: 0,
    },
    ...changes,
  });
}
