/** The public library: its names, and that a scan through it is the scan of the command line. */
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import * as library from '../src/index.ts';
import { publishedAlerts } from '../fixtures/records.ts';
import { linesOf, memorySource } from './helpers/scan.ts';
import { findingsIn, runMain } from './helpers/run-main.ts';

const LINES = 'fixtures/layouts/delivery/lines.json';

function hostRules(): library.CompiledRuleSet {
  return library.compileRules(library.parseRules(readFileSync('rules.json', 'utf8'), 'rules.json'));
}

it('pins the public names', () => {
  expect(Object.keys(library).sort()).toEqual(
    [
      ...[
        'scan',
        'investigate',
        'parsePlaceholders',
        'parseRules',
        'parseWhere',
        'compileRules',
        'checkTogether',
        'lintRule',
        'lintTogether',
        'verifyRule',
      ],
      ...['LEVELS', 'PROBLEMS', 'ArtifactError', 'StoreError', 'problem', 'DECODERS', 'READERS', 'SCHEMAS'],
      ...['createFileSource', 'createStdinSource', 'serialiseFinding', 'serialiseInvestigation', 'DEFAULT_LIMITS', 'ExactNumber'],
      ...['createS3Source', 'openS3Store'],
    ].sort(),
  );
});

describe('scan', () => {
  it('gives the findings of the command line', async () => {
    const running = library.scan({ paths: [LINES], rules: hostRules() });
    const lines: string[] = [];
    for await (const finding of running.findings) lines.push(library.serialiseFinding(finding));
    expect(findingsIn(lines.join('\n'))).toEqual(findingsIn((await runMain([LINES])).stdout));
    expect(await running.summary).toMatchObject({ complete: true, findings: { total: 14 } });
  });

  it('parses what a rule may match, and everything when asked to be strict', async () => {
    for (const [strict, validation, unknownFields] of [
      [false, 'shape', null],
      [true, 'full', {}],
    ] as const) {
      const { summary } = library.scan({ paths: [LINES], rules: hostRules(), limits: { strict }, summaryOnly: true });
      expect(await summary).toMatchObject({ validation, unknownFields, findings: { total: 14 } });
    }
  });

  it('takes sources and schemas of one’s own, filters and --dedupe', async () => {
    const bytes = Buffer.from(linesOf(...publishedAlerts()));
    const { findings, summary } = library.scan({
      sources: [memorySource({ a: [bytes], b: [bytes] })],
      rules: hostRules(),
      dedupe: true,
      filters: { instances: new Set(['i-0014000000000000a']) },
    });
    const uris: string[] = [];
    for await (const { source } of findings) uris.push(source.uri);
    expect(uris).toEqual(['a', 'a', 'a', 'a']);
    expect((await summary).records).toMatchObject({ read: 28, flagged: 8, filtered: 20 });
    const none = library.scan({ sources: [memorySource({ a: [bytes] })], rules: hostRules(), schemas: [] });
    expect((await none.summary).records).toMatchObject({ read: 14, unrecognised: 14 });
  });

  it('gives problems, also to who asks for them after the end', async () => {
    const { problems, summary } = library.scan({ paths: ['fixtures/defects/not-an-audit-log.json', 'no-such-file'], rules: hostRules() });
    expect(await summary).toMatchObject({ complete: false });
    const codes: string[] = [];
    for await (const { code } of problems) codes.push(code);
    expect(codes).toEqual(['unrecognised', 'vanished']);
  });

  it('stops when the loop over the findings is left', async () => {
    const { findings, summary } = library.scan({ paths: ['fixtures/layouts'], rules: hostRules() });
    for await (const { kind } of findings) {
      expect(kind).toBe('record');
      break;
    }
    expect(await summary).toMatchObject({ complete: false, interrupted: true });
  });

  it('stops when told to', async () => {
    const running = library.scan({ paths: ['fixtures/layouts'], rules: hostRules() });
    let taken = 0;
    for await (const { kind } of running.findings) {
      expect(kind).toBe('record');
      taken++;
      running.abort();
    }
    expect(taken).toBeLessThan(28 * 14);
    expect(await running.summary).toMatchObject({ interrupted: true });
  });

  it('rejects when a port has a bug', async () => {
    const source: library.Source = {
      list: () => {
        throw new TypeError('synthetic bug');
      },
    };
    const { findings, summary } = library.scan({ sources: [source], rules: hostRules() });
    for await (const { kind } of findings) expect(kind).toBe('never');
    await expect(summary).rejects.toThrow('synthetic bug');
  });
});
