/** Correlations in a scan: over files in any order, copies, filters and options, and what becomes of bounds that are hit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { record, START } from '../../../fixtures/records.ts';
import type { CorrelationFinding, Finding } from '../../../src/core/finding.ts';
import type { LineStore } from '../../../src/core/ports.ts';
import { StoreError } from '../../../src/core/problem.ts';
import type { CompiledRuleSet } from '../../../src/core/rules/index.ts';
import { LineSpill } from '../../../src/sinks/line-spill.ts';
import { filters, linesOf, memorySource, rulesFrom, scanChunks, scanSource, type Scanned } from '../../helpers/scan.ts';

const LOG = { product: 'databricks', service: 'audit' };
const rule = (name: string, selection: object): object => ({
  ...{ title: name, name, level: 'low', logsource: LOG },
  ...{ detection: { s: selection, condition: 's' } },
});
const correlation = (name: string, body: object, more: object = {}): object => ({ title: name, name, ...more, correlation: body });
const ruleSet = (...documents: readonly object[]): CompiledRuleSet => rulesFrom(JSON.stringify(documents));

const FAILED = rule('failed_login', { actionName: 'fail' });
const GOOD = rule('good_login', { actionName: 'ok' });
const ANY = rule('any_login', { 'actionName|contains': '*' });
const burst = (gte: number, more: object = {}): object =>
  correlation('burst', {
    ...{ type: 'event_count', rules: ['failed_login'], 'group-by': ['requestParams.user'] },
    ...{ timespan: '5m', condition: { gte }, ...more },
  });

interface Step {
  readonly t: number;
  readonly a: string;
  readonly u?: string;
  readonly id?: string;
}
const recordOf = ({ t, a, u, id }: Step): object => ({
  ...record({ serviceName: 'accounts', actionName: a, timestamp: START + t * 1000, requestParams: u === undefined ? {} : { user: u } }),
  userIdentity: { email: null, subjectName: null },
  ...(id === undefined ? {} : { requestId: id }),
});
const login = (t: number, a: string, u?: string): Step => ({ t, a, ...(u === undefined ? {} : { u }), id: `r-${t}-${a}-${u ?? ''}` });
const linesFor = (...steps: readonly Step[]): string => linesOf(...steps.map(recordOf));

const fired = (findings: readonly Finding[]): readonly CorrelationFinding[] => findings.filter((finding) => finding.kind === 'correlation');
const counts = ({ summary }: Scanned): object => summary.findings.byRule;

/** Section 13 of the reference: the cases with several documents. */
describe('Sigma', () => {
  it.each([
    [
      'X1: events exactly the timespan apart are together',
      [FAILED, burst(3)],
      [login(0, 'fail', 'eve'), login(120, 'fail', 'eve'), login(300, 'fail', 'eve'), login(301, 'fail', 'bob')],
      { burst: 1 },
    ],
    [
      'X2: a record that two listed rules match is one event',
      [FAILED, ANY, burst(2, { rules: ['failed_login', 'any_login'] })],
      [login(0, 'fail', 'eve')],
      {},
    ],
    [
      'X3: an order may hold at one moment, not backwards, not across groups',
      [
        ...[FAILED, GOOD],
        correlation('c', {
          ...{ type: 'temporal_ordered', rules: ['failed_login', 'good_login'] },
          ...{ 'group-by': ['requestParams.user'], timespan: '5m' },
        }),
      ],
      [login(10, 'ok', 'eve'), login(20, 'fail', 'eve'), login(20, 'ok', 'eve'), login(20, 'ok', 'bob')],
      { c: 1 },
    ],
    [
      'F1: a filter keeps what its condition holds for',
      [
        FAILED,
        {
          ...{ title: 'f', logsource: LOG },
          filter: { rules: ['failed_login'], selection: { 'requestParams.user|startswith': 'adm_' }, condition: 'selection' },
        },
      ],
      [login(0, 'fail', 'adm_1'), login(1, 'fail', 'eve')],
      { failed_login: 1 },
    ],
  ])('%s', async (_, documents, steps, expected) => {
    expect(counts(await scanChunks([linesFor(...steps)], { rules: ruleSet(...documents) }))).toEqual(expected);
  });
});

describe('a correlation', () => {
  const BURST = ruleSet(FAILED, burst(3));
  const THREE = [login(0, 'fail', 'eve'), login(100, 'fail', 'eve'), login(200, 'fail', 'eve')];

  it('is a finding behind those of records, in place of those it counts', async () => {
    const { findings, summary } = await scanChunks([linesFor(...THREE, login(201, 'ok', 'eve'))], {
      rules: ruleSet(FAILED, GOOD, burst(3)),
      failOn: 'low',
    });
    expect(findings.map(({ kind, alerts }) => [kind, alerts.join()])).toEqual([
      ['record', 'good_login'],
      ['correlation', 'burst'],
    ]);
    expect(summary).toMatchObject({ failOnReached: true, complete: true, records: { read: 4, flagged: 1, clean: 3 } });
    expect(summary.findings).toMatchObject({ total: 2, correlations: 1 });
    expect(summary.correlations).toEqual({ burst: { events: 3, fired: 1, ungrouped: 0, unmeasured: 0, silences: ['failed_login'] } });
    const [found] = fired(findings);
    expect(found).toMatchObject({
      ...{ level: 'low', user: 'eve', group: { 'requestParams.user': 'eve' }, memberCount: 3, record: null },
      ...{ time: new Date(START + 200_000).toISOString(), source: { uri: 'a.json', line: 3 } },
    });
  });

  it('finds the same however its records are spread over files, and in whatever order these come', async () => {
    const steps = [...THREE, login(150, 'fail', 'bob'), login(900, 'fail', 'eve'), login(901, 'fail', 'eve'), login(902, 'fail', 'eve')];
    const inOrder = fired((await scanChunks([linesFor(...steps)], { rules: BURST })).findings);
    expect(inOrder).toHaveLength(2);
    const spread = fc.shuffledSubarray(steps, { minLength: steps.length }).chain((shuffled) =>
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: steps.length, maxLength: steps.length }).map((places) => {
        const files: Record<string, Uint8Array[]> = {};
        for (const file of new Set(places)) {
          files[`${file}.json`] = [Buffer.from(linesFor(...shuffled.filter((_, index) => places[index] === file)))];
        }
        return files;
      }),
    );
    await fc.assert(
      fc.asyncProperty(spread, async (files) => {
        const found = fired((await scanSource(memorySource(files), { rules: BURST })).findings);
        // Where it stands does depend on that.
        expect(found.map((finding) => ({ ...finding, source: null }))).toEqual(inOrder.map((finding) => ({ ...finding, source: null })));
      }),
      { numRuns: 30 },
    );
  });

  it('counts a record once, however often it was delivered', async () => {
    const two = linesFor(...THREE.slice(0, 2));
    expect(fired((await scanChunks([two, two, two], { rules: BURST })).findings)).toEqual([]);
    expect(fired((await scanChunks([two, linesFor(THREE[2]!), two], { rules: BURST })).findings)).toHaveLength(1);
  });

  it('does not count what a filter suppressed, or options leave out', async () => {
    const known = {
      ...{ title: 'f', name: 'f', logsource: LOG },
      filter: { rules: ['failed_login'], known: { requestId: 'r-0-fail-eve' }, condition: 'not known' },
    };
    const lines = linesFor(...THREE);
    expect(fired((await scanChunks([lines], { rules: ruleSet(FAILED, burst(3), known) })).findings)).toEqual([]);
    const count = async (options: Parameters<typeof filters>[0]): Promise<number> =>
      fired((await scanChunks([lines], { rules: BURST, filters: filters(options) })).findings).length;
    expect(await count({ since: START + 1 })).toBe(0);
    expect(await count({ until: START + 200_000 })).toBe(0);
    expect(await count({ users: new Set(['bob']) })).toBe(0);
    expect(await count({ users: new Set(['eve']), since: START, until: START + 200_001 })).toBe(1);
    expect(await count({ minLevel: 'low' })).toBe(1);
    expect(await count({ minLevel: 'medium' })).toBe(0);
  });

  it('counts what has no value to group by, and adds up no strangers', async () => {
    const { findings, summary } = await scanChunks([linesFor(login(0, 'fail'), login(1, 'fail'), login(2, 'fail'))], { rules: BURST });
    expect(fired(findings)).toEqual([]);
    expect(summary.correlations['burst']).toMatchObject({ events: 3, ungrouped: 3, fired: 0 });
  });

  it('leaves out a record without a time, which makes the run incomplete', async () => {
    const timeless = { ...recordOf(THREE[0]!), timestamp: 'yesterday' };
    const { problems, summary } = await scanChunks([linesOf(timeless)], { rules: BURST });
    expect(problems.filter(({ code }) => code === 'uncorrelated')).toHaveLength(1);
    expect(summary.complete).toBe(false);
  });
});

describe('what was counted', () => {
  const steps = Array.from({ length: 400 }, (_, n) => login((n * 7919) % 5000, 'fail', `u${n % 9}`));
  const rules = ruleSet(
    ...[FAILED, burst(3)],
    // `burst` speaks too, although `chain` counts it.
    correlation('chain', {
      generate: true,
      type: 'event_count',
      rules: ['burst'],
      'group-by': ['serviceName'],
      timespan: '1m',
      condition: { gte: 4 },
    }),
    correlation('few', {
      type: 'event_count',
      rules: ['failed_login'],
      timespan: '10m',
      'group-by': ['requestParams.user'],
      condition: { lt: 9, gte: 1 },
    }),
  );

  it('gives the same by way of the disk', async () => {
    const stores: LineSpill[] = [];
    const openStore = (): LineStore => {
      stores.push(new LineSpill({ maxCharacters: 2000, fanIn: 3 }));
      return stores.at(-1)!;
    };
    const inMemory = await scanChunks([linesFor(...steps)], { rules });
    const spilled = await scanChunks([linesFor(...steps)], { rules, openStore });
    expect(fired(inMemory.findings).length).toBeGreaterThan(10);
    expect(new Set(fired(inMemory.findings).flatMap(({ alerts }) => alerts))).toEqual(new Set(['burst', 'chain', 'few']));
    expect(spilled).toEqual(inMemory);
    expect(stores).toHaveLength(2);
    expect(stores.map(({ folder }) => folder)).toEqual([null, null]);
  });

  it.each(['add', 'sorted'] as const)('that a store loses (%s) leaves the findings of records, and is said', async (failing) => {
    const fail = (): never => {
      throw new StoreError('no space left on device');
    };
    const openStore = (): LineStore => ({
      add: () => (failing === 'add' ? Promise.reject(new StoreError('no space left on device')) : Promise.resolve()),
      sorted: fail,
      dispose: () => Promise.resolve(),
    });
    const both = ruleSet(FAILED, GOOD, burst(3));
    const { findings, problems, summary } = await scanChunks([linesFor(...steps, login(1, 'ok', 'eve'))], { rules: both, openStore });
    expect(findings.map(({ alerts }) => alerts.join())).toEqual(['good_login']);
    expect(problems.map(({ code, detail }) => [code, detail])).toEqual([['correlation-failed', 'no space left on device']]);
    expect(summary.complete).toBe(false);
  });

  it('of too many values in one record is cut, and said', async () => {
    const many = { ...recordOf(login(0, 'fail')), requestParams: { user: Array.from({ length: 300 }, (_, n) => `u${n}`) } };
    const { problems, summary } = await scanChunks([linesOf(many)], { rules: ruleSet(FAILED, burst(3)) });
    expect(problems.map(({ code }) => code)).toEqual(['correlation-limit']);
    expect(summary.complete).toBe(false);
  });
});
