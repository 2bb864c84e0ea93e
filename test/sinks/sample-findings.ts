/**
 * Findings for the sinks' tests: a plain one, a hostile one, and arbitrary ones. Synthetic throughout.
 *
 * Owns: the factory every test here starts from. Must not know: any format.
 */
import fc from 'fast-check';
import type { CorrelationFinding, Finding, RecordFinding } from '../../src/core/finding.ts';
import { LEVELS } from '../../src/core/level.ts';

/** An ordinary finding; name what should differ. */
export function sampleFinding(changes: Partial<RecordFinding> = {}): RecordFinding {
  return {
    schemaVersion: 1,
    kind: 'record',
    id: 'ab'.repeat(32),
    alerts: ['container-escape', 'suspicious-activity'],
    level: 'high',
    title: 'Container escape',
    tags: ['attack.t1611'],
    time: '2026-03-01T12:00:00.123Z',
    instanceId: 'i-0123456789abcdef0',
    clusterId: null,
    databricksAccountId: '11111111-2222-3333-4444-555555555555',
    awsAccountId: null,
    workspaceId: '1234567890123456',
    serviceName: 'capsule8-alerts-dataplane',
    actionName: 'Privileged Container Launched',
    user: null,
    sourceIp: null,
    requestId: 'req-1',
    statusCode: 200,
    details: { description: 'a container', program: '/bin/sh', args: null, pid: null, user: null, container: 'c1', image: null },
    evidence: [{ rule: 'container-escape', field: 'actionName', value: 'Privileged Container Launched' }],
    lost: [],
    schema: 'databricks-delivery',
    source: { uri: '/logs/a.json', line: 17, offset: 18234 },
    record: '{"actionName":"Privileged Container Launched","n":1.0e+2,"n":9007199254740993}',
    ...changes,
  };
}

/** An ordinary correlation that fired; name what should differ. */
export function sampleCorrelation(changes: Partial<CorrelationFinding> = {}): CorrelationFinding {
  const nothing = { program: null, args: null, pid: null, user: null, container: null, image: null };
  return {
    schemaVersion: 1,
    kind: 'correlation',
    id: 'cd'.repeat(32),
    alerts: ['repeated-failures'],
    level: 'medium',
    title: 'Repeated failures',
    tags: ['attack.t1110'],
    time: '2026-03-01T12:04:00.000Z',
    instanceId: null,
    clusterId: null,
    databricksAccountId: null,
    awsAccountId: null,
    workspaceId: null,
    serviceName: null,
    actionName: null,
    user: 'bob@example.com',
    sourceIp: null,
    requestId: null,
    statusCode: null,
    details: { description: '5 records of failed in 4m (window 5m)', ...nothing },
    evidence: [{ rule: 'repeated-failures', field: 'event_count', value: '5' }],
    lost: [],
    schema: null,
    source: { uri: '/logs/a.json', line: 21, offset: 20_000 },
    group: { 'requestParams.user': 'bob@example.com' },
    window: { start: '2026-03-01T12:00:00.000Z', end: '2026-03-01T12:04:00.000Z' },
    members: ['ab'.repeat(32), 'ef'.repeat(32)],
    memberCount: 5,
    record: null,
    ...changes,
  };
}

/** A correlation with the hostile text wherever log values and rule texts reach it. */
export function hostileCorrelation(text = HOSTILE): CorrelationFinding {
  return sampleCorrelation({
    alerts: [text],
    title: text,
    user: text,
    group: { [text]: text },
    source: { uri: text, index: 3, offset: 9 },
  });
}

/** Every kind of character that can act on a terminal, reorder text or hide. */
export const HOSTILE =
  '=cmd\u001b[31mred\u001b]8;;http://x\u0007\r\n\t\b\0\u007f\u009b31m\u202etxt.exe\u2066\u200b\u200d\ufeff\u00ad\u2028\u2029\ud800\u{e0041}"quoted",\'x\'';

/** The hostile text in every field that a log can fill. */
export function hostileFinding(text = HOSTILE): RecordFinding {
  return sampleFinding({
    title: text,
    alerts: [text],
    tags: [text],
    instanceId: text,
    clusterId: text,
    databricksAccountId: text,
    awsAccountId: text,
    workspaceId: text,
    serviceName: text,
    actionName: text,
    user: text,
    sourceIp: text,
    requestId: text,
    details: { description: text, program: text, args: text, pid: text, user: text, container: text, image: text },
    evidence: [{ rule: text, field: text, value: text }],
    lost: [text],
    source: { uri: text, index: 3, offset: 9 },
    record: JSON.stringify({ userAgent: text }),
  });
}

/** Any text at all: ASCII, all of Unicode, lone surrogates, and whatever is hostile, backslashes included. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(...Array.from(HOSTILE), '\\', '\\', 'x1b', 'u202e', 'u{e0041}', '=', '+', '-', '@', ' ', '中', '🙂', 'e\u0301'),
      {
        maxLength: 20,
      },
    )
    .map((parts) => parts.join('')),
);

const nullableText = fc.option(anyText, { nil: null });

/** Any finding: hostile text in every field, raw records of any JSON value, times that repeat or are missing. */
const anyRecordFinding: fc.Arbitrary<Finding> = fc
  .record({
    alerts: fc.array(anyText, { minLength: 1, maxLength: 3 }),
    level: fc.option(fc.constantFrom(...LEVELS), { nil: null }),
    title: anyText,
    tags: fc.array(anyText, { maxLength: 2 }),
    time: fc.option(
      fc.integer({ min: 0, max: 12 }).map((hour) => new Date(hour * 3_600_000).toISOString()),
      { nil: null },
    ),
    instanceId: nullableText,
    workspaceId: nullableText,
    actionName: nullableText,
    user: nullableText,
    statusCode: fc.option(fc.nat(600), { nil: null }),
    details: fc.record({
      description: nullableText,
      program: nullableText,
      args: nullableText,
      pid: nullableText,
      user: nullableText,
      container: nullableText,
      image: nullableText,
    }),
    evidence: fc.array(fc.record({ rule: anyText, field: anyText, value: anyText }), { maxLength: 2 }),
    lost: fc.array(anyText, { maxLength: 2 }),
    source: fc.oneof(
      fc.record({ uri: anyText, line: fc.nat(), offset: fc.nat() }),
      fc.record({ uri: anyText, index: fc.nat(), offset: fc.nat() }),
    ),
    record: fc.json().map((json) => JSON.stringify(JSON.parse(json))),
  })
  .map((changes) => sampleFinding(changes));

const anyCorrelation: fc.Arbitrary<Finding> = fc
  .record({
    alerts: fc.array(anyText, { minLength: 1, maxLength: 1 }),
    time: fc.integer({ min: 0, max: 12 }).map((hour) => new Date(hour * 3_600_000).toISOString()),
    instanceId: nullableText,
    group: fc.dictionary(anyText, anyText, { maxKeys: 3 }),
    members: fc.array(fc.stringMatching(/^[0-9a-f]{64}$/), { maxLength: 3 }),
    memberCount: fc.nat(1000),
  })
  .map((changes) => sampleCorrelation(changes));

/** Any finding of either kind. */
export const anyFinding: fc.Arbitrary<Finding> = fc.oneof(
  { arbitrary: anyRecordFinding, weight: 3 },
  { arbitrary: anyCorrelation, weight: 1 },
);
