import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { alert, heartbeat, publishedAlerts, START } from '../../../fixtures/records.ts';
import type { Listed, Source } from '../../../src/core/ports.ts';
import { ArtifactError, problem } from '../../../src/core/problem.ts';
import type { RecordReader } from '../../../src/core/ports.ts';
import { READERS } from '../../../src/registry.ts';
import { createRecordSkipper } from '../../../src/scanner/record-skipper.ts';
import { directSource } from '../../helpers/direct-source.ts';
import { filters, linesOf, memorySource, rulesFrom, scanChunks, scanSource } from '../../helpers/scan.ts';

const HOST = 'i-0014000000000000a';
const ALERT = linesOf(alert('Kernel Exploit', HOST, START));
const CLEAN = linesOf(heartbeat(HOST, START, 1));

const listing = (...items: readonly Listed[]): Source => ({
  async *list() {
    yield* items;
  },
});
const artifact = (uri: string, ...chunks: readonly (string | Error)[]): Listed => ({
  kind: 'artifact',
  artifact: {
    uri,
    size: 1000,
    async *open() {
      for (const chunk of chunks) {
        if (typeof chunk !== 'string') throw chunk;
        yield Buffer.from(chunk);
      }
    },
  },
});

describe('every record is counted once', () => {
  it('as flagged, clean, filtered, unrecognised or rejected', async () => {
    const other = linesOf(alert('Kernel Exploit', 'i-other', START));
    const { summary } = await scanChunks([ALERT, CLEAN, other, '{"name":"x"}\n', '"text"\n', 'broken\n'], {
      filters: filters({ instances: new Set([HOST]) }),
    });
    expect(summary.records).toEqual({ read: 6, flagged: 1, clean: 1, filtered: 1, suppressed: 0, unrecognised: 2, rejected: 1 });
    expect(summary.rules['kernel-exploit']).toEqual({ matched: 2, notMatched: 1 });
  });

  it('once, though two rules match it', async () => {
    const { summary, findings } = await scanChunks([linesOf(alert('Privileged Container Launched', HOST, START))]);
    expect(findings).toHaveLength(1);
    expect(summary.findings).toEqual({
      total: 1,
      distinct: 1,
      byRule: { 'container-escape': 1, 'suspicious-activity': 1 },
      byLevel: { high: 1 },
      correlations: 0,
    });
  });

  it('an empty input is no record and no fault', async () => {
    const { summary, problems } = await scanChunks([]);
    expect(summary).toMatchObject({ complete: true, records: { read: 0 }, artifacts: { read: 1 } });
    expect(problems).toEqual([]);
  });
});

describe('a fault costs what it must and no more', () => {
  it('an artifact that breaks off: what came before it counts, and the next is read', async () => {
    const broken = artifact('broken', ALERT, new ArtifactError('unreadable', 'the disk said no'));
    const { findings, problems, summary } = await scanSource(listing(broken, artifact('next', ALERT)));
    expect(findings.map(({ source }) => source.uri)).toEqual(['broken', 'next']);
    expect(problems).toMatchObject([{ code: 'unreadable', uri: 'broken', detail: 'the disk said no', bytesLost: 1000 - ALERT.length }]);
    expect(summary).toMatchObject({ complete: false, artifacts: { read: 1, failed: 1 }, bytes: { lost: 1000 - ALERT.length } });
  });

  it('a line cut off by a fault of its artifact is not taken for a record, and not passed over in silence', async () => {
    const { findings, summary } = await scanSource(listing(artifact('a', ALERT + ALERT.slice(0, 50), new ArtifactError('shrunk', 'x'))));
    expect(findings).toHaveLength(1);
    expect(summary).toMatchObject({ complete: false, artifacts: { failed: 1 } });
  });

  it('what a source could not list is a failed artifact; a notice is none', async () => {
    const { summary, problems } = await scanSource(
      listing(
        { kind: 'problem', problem: problem('unreadable', 'a/', 'denied') },
        { kind: 'problem', problem: problem('folder-loop', 'b/', 'x') },
        artifact('c', CLEAN),
      ),
    );
    expect(problems.map(({ code }) => code)).toEqual(['unreadable', 'folder-loop']);
    expect(summary).toMatchObject({ complete: false, artifacts: { read: 1, failed: 1 }, problems: { unreadable: 1, 'folder-loop': 1 } });
  });

  it('what is excluded is counted by reason and costs nothing', async () => {
    const { summary } = await scanSource(
      listing(
        { kind: 'excluded', uri: 'a', reason: 'marker' },
        { kind: 'excluded', uri: 'b', reason: 'marker' },
        { kind: 'excluded', uri: 'c', reason: 'hidden' },
        artifact('d', CLEAN),
      ),
    );
    expect(summary).toMatchObject({ complete: true, artifacts: { read: 1, excluded: 3, excludedByReason: { marker: 2, hidden: 1 } } });
  });

  it('a bug in a source is not taken for a fault of the input', async () => {
    await expect(scanSource(listing(artifact('a', new TypeError('bug'))))).rejects.toThrow('bug');
  });
});

describe('rules', () => {
  const forProduct = (product: string): string =>
    JSON.stringify({
      name: product,
      title: 'x',
      level: 'low',
      logsource: { product },
      detection: { s: { actionName: '*' }, condition: 's' },
    });

  it('are tried on their logsource only, and records that none covers are no clean ones', async () => {
    const { summary, problems } = await scanChunks([ALERT], { rules: rulesFrom(forProduct('aws')) });
    expect(summary).toMatchObject({ complete: false, records: { clean: 1 }, rules: { aws: { matched: 0, notMatched: 0 } } });
    expect(problems).toMatchObject([{ code: 'no-active-rule', uri: null }]);
  });

  it('one that covers is enough', async () => {
    const { summary } = await scanChunks([ALERT], {
      rules: rulesFrom(JSON.stringify([forProduct('aws'), forProduct('Databricks')].map((text) => JSON.parse(text) as unknown))),
    });
    expect(summary).toMatchObject({ complete: true, records: { flagged: 1 }, problems: {} });
  });
});

describe('dedupe and --fail-on', () => {
  it('a repeated finding is counted as distinct once, and dropped only when asked to', async () => {
    const twice = memorySource({ 'a.json': [Buffer.from(ALERT)], 'b.json': [Buffer.from(ALERT), Buffer.from(ALERT)] });
    const kept = await scanSource(twice);
    expect(kept.summary).toMatchObject({
      records: { flagged: 3 },
      findings: { total: 3, distinct: 1 },
      instances: { items: [{ findings: 3 }] },
    });
    const dropped = await scanSource(twice, { dedupe: true });
    expect(dropped.findings.map(({ source }) => source)).toEqual([{ uri: 'a.json', line: 1, offset: 0 }]);
    expect(dropped.summary).toMatchObject({
      records: { flagged: 3 },
      findings: { total: 1, distinct: 1 },
      instances: { items: [{ findings: 1 }] },
    });
  });

  it('failOnReached means at or above, of what is kept', async () => {
    const reached = async (plan: Parameters<typeof scanChunks>[1]): Promise<boolean> =>
      (await scanChunks([ALERT], plan)).summary.failOnReached;
    expect(await reached({})).toBe(false);
    expect(await reached({ failOn: 'critical' })).toBe(true);
    expect(await reached({ failOn: 'low' })).toBe(true);
    expect(await reached({ failOn: 'low', filters: filters({ instances: new Set(['i-other']) }) })).toBe(false);
    expect((await scanChunks([linesOf(alert('Boot Files Modified', HOST, START))], { failOn: 'critical' })).summary.failOnReached).toBe(
      false,
    );
  });
});

describe('stopping', () => {
  it('ends with what was found so far, interrupted and incomplete', async () => {
    const abort = new AbortController();
    const stopping: Source = {
      async *list() {
        yield artifact('a', ALERT);
        abort.abort();
        yield artifact('b', ALERT);
      },
    };
    const { findings, summary } = await scanSource(stopping, { sources: [stopping, stopping] }, abort.signal);
    expect(findings).toHaveLength(1);
    expect(summary).toMatchObject({ complete: false, interrupted: true });
  });

  it.each([
    ['records', '{}\n'.repeat(200_000)],
    ['malformed lines', '{\n'.repeat(200_000)],
    ['elements', `[${'1,'.repeat(200_000)}1]`],
    ['values', '{} '.repeat(200_000)],
  ])('is heard among many small %s that are there without waiting', async (_, text) => {
    const abort = new AbortController();
    const source = directSource(Buffer.from(text), []);
    setImmediate(() => abort.abort());
    const { summary } = await scanSource(source, { createSkipper: createRecordSkipper }, abort.signal);
    expect(summary.interrupted).toBe(true);
    expect(summary.records.read).toBeLessThan(10_000);
  });
});

describe('several readers', () => {
  it('the first that recognises the bytes reads them, also behind a decoder and before a fault', async () => {
    const never: RecordReader = {
      name: 'never',
      recognises: () => false,
      read: () => {
        throw new Error('not asked');
      },
    };
    const plan = { readers: [never, ...READERS] };
    const zipped = gzipSync(
      publishedAlerts()
        .map((record) => linesOf(record))
        .join(''),
    );
    expect((await scanChunks([zipped], plan)).summary.records.flagged).toBe(14);
    expect((await scanChunks([zipped.subarray(0, zipped.length - 4)], plan)).summary).toMatchObject({
      records: { flagged: 14 },
      problems: { 'truncated-archive': 1 },
    });
    expect((await scanChunks([], plan)).summary.records.read).toBe(0);
  });
});

describe('what is not an audit record is described by its shape, never by its values', () => {
  it.each([
    ['{}', 'an empty object'],
    ['{"a":"secret"}', 'an object with the keys "a"'],
    ['{"a":1,"b":1,"c":1,"d":1,"e":1,"f":"secret"}', 'an object with the keys "a", "b", "c", "d", "e", …'],
    ['{"awsAccountId":"0","digestStartTime":"2026-03-01T00:00:00Z","logFiles":[]}', 'a CloudTrail digest, which holds no event'],
    ['"secret"', 'a bare string'],
    ['12', 'a bare number'],
    ['[12345678901234567890]', 'a bare number'],
    ['null', 'null'],
    ['[[1]]', 'an array inside an array'],
  ])('%s', async (text, shape) => {
    const { problems } = await scanChunks([text]);
    expect(problems).toMatchObject([{ code: 'unrecognised', detail: `it is ${shape}` }]);
  });
});

it('an envelope that is itself a record is read as one, and other keys beside records are said', async () => {
  const record = { ...alert('Kernel Exploit', HOST, START), Records: [JSON.parse(ALERT) as object] };
  const { findings } = await scanChunks([JSON.stringify(record)]);
  expect(findings).toHaveLength(2);
  const { problems, summary } = await scanChunks([`{"Records":[${ALERT.trim()}],"nextToken":"t"}`]);
  expect(problems).toMatchObject([{ code: 'envelope-keys', detail: 'the envelope also holds "nextToken"' }]);
  expect(summary).toMatchObject({ complete: true, records: { flagged: 1 } });
});
