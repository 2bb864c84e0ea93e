/** The wire format, pinned: which keys, in which order, of which type. A change here is a change for every script that reads it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LEVELS } from '../../src/core/level.ts';
import { PROBLEMS, type ProblemCode } from '../../src/core/problem.ts';
import { runMain } from '../helpers/run-main.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

const text = z.string();
const textOrNull = z.string().nullable();
const natural = z.int().min(0);
const time = z.iso.datetime({ precision: 3 }).nullable();
const level = z.enum(LEVELS);
const counts = z.record(z.string(), natural);

/** Strict: a key that is not here is a failure. The order of the keys is the order on the wire. */
const FINDING = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('record'),
  id: z.string().regex(/^[0-9a-f]{64}$/),
  alerts: z.array(text).min(1),
  level: level.nullable(),
  title: text,
  tags: z.array(text),
  time,
  instanceId: textOrNull,
  clusterId: textOrNull,
  databricksAccountId: textOrNull,
  awsAccountId: textOrNull,
  workspaceId: textOrNull,
  serviceName: textOrNull,
  actionName: textOrNull,
  user: textOrNull,
  sourceIp: textOrNull,
  requestId: textOrNull,
  statusCode: z.int().nullable(),
  details: z.strictObject({
    ...{
      description: textOrNull,
      program: textOrNull,
      args: textOrNull,
      pid: textOrNull,
      user: textOrNull,
      container: textOrNull,
      image: textOrNull,
    },
  }),
  evidence: z.array(z.strictObject({ rule: text, field: text, value: text })).min(1),
  lost: z.array(text),
  schema: text,
  source: z.strictObject({ uri: text, line: natural.optional(), index: natural.optional(), offset: natural }),
  suppressedBy: z.array(text).min(1).optional(),
  record: z.record(z.string(), z.unknown()),
  recordEncoding: z.literal('repaired-utf-8').optional(),
  recordBase64: z.base64().optional(),
});

/** What a record's finding has up to `suppressedBy`, some of it unknown; then what it counted, in place of the record. */
const CORRELATION = z.strictObject({
  ...FINDING.omit({ suppressedBy: true, record: true, recordEncoding: true, recordBase64: true }).shape,
  kind: z.literal('correlation'),
  requestId: z.null(),
  statusCode: z.null(),
  schema: z.null(),
  group: z.record(z.string(), text),
  window: z.strictObject({ start: time, end: time }),
  members: z.array(FINDING.shape.id).min(1).max(100),
  memberCount: natural,
  record: z.null(),
});

const SUMMARY = z.strictObject({
  schemaVersion: z.literal(1),
  complete: z.boolean(),
  failOnReached: z.boolean(),
  interrupted: z.boolean(),
  artifacts: z.strictObject({ read: natural, excluded: natural, failed: natural, excludedByReason: counts }),
  bytes: z.strictObject({ stored: natural, decoded: natural, lost: natural }),
  records: z.strictObject({
    ...{
      read: natural,
      flagged: natural,
      clean: natural,
      filtered: natural,
      suppressed: natural,
      unrecognised: natural,
      rejected: natural,
    },
  }),
  rules: z.record(z.string(), z.strictObject({ matched: natural, notMatched: natural })),
  rulesNeverRun: z.array(text),
  filters: z.record(
    z.string(),
    z.strictObject({ suppressed: natural, expired: z.boolean(), owner: textOrNull, reason: textOrNull, expires: textOrNull }),
  ),
  correlations: z.record(
    z.string(),
    z.strictObject({ fired: natural, events: natural, ungrouped: natural, unmeasured: natural, silences: z.array(text) }),
  ),
  findings: z.strictObject({ total: natural, distinct: natural.nullable(), byRule: counts, byLevel: counts, correlations: natural }),
  instances: z.strictObject({
    items: z.array(
      z.strictObject({
        ...{
          instanceId: text,
          workspaces: z.array(text),
          alerts: z.array(text),
          findings: natural,
          highestLevel: level.nullable(),
          firstSeen: time,
          lastSeen: time,
        },
      }),
    ),
    omitted: natural,
  }),
  coverage: z.array(
    z.strictObject({
      workspaceId: textOrNull,
      dates: z.strictObject({ first: z.iso.date().nullable(), last: z.iso.date().nullable(), days: natural }),
      ...{ records: natural, esmRecords: natural, heartbeats: natural },
    }),
  ),
  coverageOmitted: natural,
  schemas: counts,
  unknownFields: counts.nullable(),
  unknownActions: z.array(z.strictObject({ serviceName: text, actionName: text, records: natural })),
  problems: z.partialRecord(z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]), natural),
  validation: z.enum(['shape', 'full']),
  durationMs: natural,
});

const keysIn = (schema: z.ZodObject): string[] => Object.keys(schema.shape);

async function everything(): Promise<{ lines: string[]; summary: unknown }> {
  const file = `${temporaryFolder()}/summary.json`;
  const { stdout } = await runMain(['-f', 'jsonl', '--summary', file, 'fixtures/sample', 'fixtures/layouts', 'fixtures/defects']);
  return { lines: stdout.trimEnd().split('\n'), summary: JSON.parse(readFileSync(file, 'utf8')) };
}

describe('the wire format', () => {
  it('of a finding: these keys, in this order, of these types, for every fixture', async () => {
    const { lines } = await everything();
    expect(lines.length).toBeGreaterThan(400);
    for (const line of lines) {
      const finding = FINDING.parse(JSON.parse(line)) as Record<string, unknown>;
      const keys = Object.keys(JSON.parse(line) as object);
      expect(keys).toEqual(keysIn(FINDING).filter((key) => keys.includes(key)));
      expect(Object.keys(finding['details'] as object)).toEqual(keysIn(FINDING.shape.details));
      expect(keys.slice(0, 24)).toEqual(keysIn(FINDING).slice(0, 24));
      const source = finding['source'] as { line?: number; index?: number };
      expect(source.line === undefined).not.toBe(source.index === undefined);
    }
  });

  it('of a record that had to be repaired has two keys more, last', async () => {
    const record = Buffer.from('{"serviceName":"capsule8-alerts-dataplane","actionName":"Kernel Exploit","userAgent":"~"}\n').map((byte) =>
      byte === 0x7e ? 0xff : byte,
    );
    const { stdout } = await runMain(['-'], { stdin: Uint8Array.from(record) });
    const keys = Object.keys(FINDING.parse(JSON.parse(stdout)));
    expect(keys.slice(-3)).toEqual(['record', 'recordEncoding', 'recordBase64']);
  });

  it('of a correlation: these keys, in this order, of these types', async () => {
    const refused = Array.from({ length: 120 }, (_, second) => ({
      ...{ timestamp: 1_772_352_000_000 + second * 1000, workspaceId: 1, serviceName: 'accounts', actionName: 'login' },
      ...{ requestId: `r-${second}`, requestParams: { user: 'bob@example.com' }, response: { statusCode: 401 } },
    }));
    const stdin = refused.map((record) => JSON.stringify(record)).join('\n');
    const file = `${temporaryFolder()}/summary.json`;
    const { stdout } = await runMain(['-r', 'builtin:audit', '--summary', file, '-'], { stdin });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(Object.keys(JSON.parse(lines[0]!) as object)).toEqual(keysIn(CORRELATION));
    expect(CORRELATION.parse(JSON.parse(lines[0]!))).toMatchObject({ alerts: ['repeated_failed_logins'], memberCount: 5 });
    const { findings, correlations } = SUMMARY.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(findings).toMatchObject({ total: 1, correlations: 1 });
    expect(correlations['repeated_failed_logins']).toMatchObject({ fired: 1, events: 120, ungrouped: 0, unmeasured: 0 });
  });

  it('of the summary: these keys, of these types, and its numbers add up', async () => {
    const { summary, lines } = await everything();
    const { records, findings } = SUMMARY.parse(summary);
    expect(Object.keys(summary as object).sort()).toEqual(keysIn(SUMMARY).sort());
    const { read, ...parts } = records;
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(read);
    expect(findings.total).toBe(lines.length);
    expect(Object.values(findings.byLevel).reduce((sum, part) => sum + part, 0)).toBe(lines.length);
  });

  it('of a reject: uri, line or index, offset, code, detail, raw', async () => {
    const file = `${temporaryFolder()}/rejects.jsonl`;
    await runMain(['-f', 'none', '--rejects', file, 'fixtures/defects']);
    const REJECT = z.strictObject({
      ...{
        uri: textOrNull,
        line: natural.optional(),
        index: natural.optional(),
        offset: natural.nullable(),
        code: text,
        detail: text,
        raw: textOrNull,
      },
    });
    for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
      const keys = Object.keys(REJECT.parse(JSON.parse(line)));
      expect(keys).toEqual(keysIn(REJECT).filter((key) => keys.includes(key)));
    }
  });
});
