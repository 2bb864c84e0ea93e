/** Properties of a whole scan, through the real decoders, readers, schemas and rules. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAYOUTS, SHAPES } from '../../fixtures/generate.ts';
import { filters, linesOf, memorySource, scanChunks, scanSource } from '../helpers/scan.ts';
import { cut, cuts } from '../helpers/streams.ts';
import { anyLog, auditRecord, garbage } from './records.ts';

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

describe('chunks', () => {
  it('cutting the input anywhere changes neither findings, nor problems, nor the summary', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLog,
        cuts,
        fc.constantFrom(64, 2048, 16 * 1024 * 1024),
        fc.boolean(),
        async (log, positions, maxRecordBytes, strict) => {
          const limits = { maxRecordBytes, maxDepth: 256, strict };
          const whole = await scanChunks([log], { limits });
          expect(await scanChunks(cut(log, positions), { limits })).toEqual(whole);
        },
      ),
      { numRuns: 250 },
    );
  });

  it('so does not compressing it, one member or several', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, cuts, cuts, async (log, members, positions) => {
        fc.pre(log.length > 0 && log[0] !== 0x1f);
        const stored = Buffer.concat(cut(log, members).map((part) => gzipSync(part)));
        const { summary: plain, ...found } = await scanChunks([log]);
        const { summary, ...same } = await scanChunks(cut(stored, positions));
        // Where an artifact breaks off, how much is lost is known in stored bytes.
        fc.pre(plain.artifacts.failed === 0);
        expect(same).toEqual(found);
        expect({ ...summary, bytes: { ...summary.bytes, stored: 0 } }).toEqual({ ...plain, bytes: { ...plain.bytes, stored: 0 } });
      }),
      { numRuns: 150 },
    );
  });
});

describe('accounting', () => {
  it('every record goes to one place, whatever the input, the filters and the limits', async () => {
    const plan = fc.record({
      filters: fc
        .record({ instances: fc.subarray(['i-1', 'i-2']).map((ids) => new Set(ids)), minLevel: fc.constantFrom(null, 'low', 'critical') })
        .map((changes) => filters(changes as object)),
      dedupe: fc.boolean(),
      failOn: fc.constantFrom(null, 'low' as const),
      limits: fc.record({ maxRecordBytes: fc.constantFrom(64, 1024, 1 << 24), maxDepth: fc.constantFrom(3, 256), strict: fc.boolean() }),
    });
    await fc.assert(
      fc.asyncProperty(garbage, anyLog, plan, async (first, second, changes) => {
        const { findings, problems, summary } = await scanSource(memorySource({ first: [first], second: [second] }), changes);
        const { read, ...parts } = summary.records;
        expect(total(parts)).toBe(read);
        expect(summary.artifacts.read + summary.artifacts.failed).toBe(2);
        expect(summary.findings.total).toBe(findings.length);
        if (!changes.dedupe) expect(findings.length).toBe(summary.records.flagged);
        expect(findings.length).toBeLessThanOrEqual(summary.records.flagged);
        expect(new Set(findings.map(({ id }) => id)).size).toBe(summary.findings.distinct);
        expect(total(summary.findings.byLevel)).toBe(findings.length);
        expect(total(summary.problems)).toBe(problems.length);
        // What was rejected or not recognised is a problem each, so that the exit code knows.
        const lost = problems.filter(({ code }) =>
          ['malformed-json', 'record-too-large', 'record-too-deep', 'broken-document', 'unrecognised'].includes(code),
        );
        expect(lost.length).toBe(parts.rejected + parts.unrecognised);
        expect(summary.complete).toBe(problems.every(({ code }) => ['duplicate-key', 'envelope-keys', 'no-time', 'grew'].includes(code)));
        if (changes.failOn !== null) expect(summary.failOnReached).toBe(findings.length > 0);
        expect(summary.instances.items.reduce((sum, host) => sum + host.findings, 0)).toBe(
          findings.filter(({ instanceId }) => instanceId !== null).length,
        );
        expect(total(summary.schemas)).toBe(parts.flagged + parts.clean + parts.filtered + parts.suppressed);
      }),
      { numRuns: 250 },
    );
  });
});

describe('ids', () => {
  it('are equal across layouts, shapes and copies, and differ with the record', async () => {
    const records = fc.uniqueArray(auditRecord, {
      minLength: 1,
      maxLength: 8,
      selector: (value) => JSON.stringify({ ...value, sessionId: '' }),
    });
    const layout = fc.constantFrom(...Object.values(LAYOUTS));
    await fc.assert(
      fc.asyncProperty(records, layout, layout, async (list, one, other) => {
        const idsOf = async (layOut: typeof one, write: (typeof SHAPES)[string]): Promise<string[]> =>
          (await scanChunks([Buffer.from(layOut(list.map((value, i) => write(value, i))))])).findings.map(({ id }) => id);
        const expected = await idsOf(one, (value) => value);
        expect(new Set(expected).size).toBe(expected.length);
        for (const write of Object.values(SHAPES)) expect(await idsOf(other, write)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('--dedupe', () => {
  it('keeps the first of each id, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(auditRecord, { maxLength: 30 }), async (list) => {
        const log = linesOf(...list);
        const all = (await scanChunks([log])).findings;
        const first = all.filter(({ id }, i) => all.findIndex((finding) => finding.id === id) === i);
        expect((await scanChunks([log], { dedupe: true })).findings).toEqual(first);
      }),
    );
  });
});
