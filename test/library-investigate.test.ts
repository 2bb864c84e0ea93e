/** `investigate` of the library: that its answer is the one of the command line, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { createFileSource, investigate, serialiseInvestigation, type InvestigationRequest, type PartitionFilter } from '../src/index.ts';
import { HOST_RULES } from './helpers/scan.ts';
import { runMain } from './helpers/run-main.ts';

const HOST = 'i-0c0ffee0000000001';
const FOLDER = 'fixtures/incident';
const LOGS = {
  audit: [`${FOLDER}/audit`],
  cloudtrail: [`${FOLDER}/cloudtrail`],
  flowLogs: [`${FOLDER}/flow-logs-default`, `${FOLDER}/flow-logs-v5`],
  nodeTimeline: [`${FOLDER}/node-timeline`],
};
const OPTIONS = Object.entries({ '--audit': LOGS.audit, '--cloudtrail': LOGS.cloudtrail, '--flow-logs': LOGS.flowLogs }).flatMap(
  ([option, paths]) => paths.flatMap((path) => [option, path]),
);

async function answer(request: Omit<InvestigationRequest, 'rules'>): Promise<unknown> {
  return JSON.parse(serialiseInvestigation(await investigate({ ...request, rules: HOST_RULES })));
}

describe('the answer', () => {
  it.each([[HOST], ['cluster:0310-085500-bbbb0002'], ['user:dana@example.com', 'ip:192.0.2.66']])(
    'about %s is the one of the command line',
    async (...starts) => {
      const { stdout } = await runMain(['investigate', ...starts, ...OPTIONS, '--node-timeline', `${FOLDER}/node-timeline`, '-f', 'json']);
      expect(await answer({ starts, ...LOGS })).toEqual(JSON.parse(stdout));
    },
  );

  it('keeps to the time asked for, half-open as on the command line', async () => {
    const range = { from: Date.parse('2026-03-10T09:00:00Z'), to: Date.parse('2026-03-10T09:30:00Z') };
    const args = ['--from', '2026-03-10T09:00:00Z', '--to', '2026-03-10T09:30:00Z', '--lookback', '2', '-f', 'json'];
    const { stdout } = await runMain(['investigate', HOST, ...OPTIONS, ...args]);
    const { nodeTimeline, ...logs } = LOGS;
    expect(nodeTimeline).toHaveLength(1);
    expect(await answer({ starts: [HOST], ...logs, ...range, lookback: 2 })).toEqual(JSON.parse(stdout));
  });

  it('comes from sources of one’s own as from paths, and these hear which days are wanted', async () => {
    const asked: PartitionFilter[] = [];
    const cloudtrail = (filter: PartitionFilter) => {
      asked.push(filter);
      return [createFileSource(LOGS.cloudtrail, { filter })];
    };
    const own = await investigate({ starts: [HOST], cloudtrail, from: Date.parse('2026-03-10T09:00:00Z'), rules: HOST_RULES });
    const named = await investigate({
      ...{ starts: [HOST], cloudtrail: LOGS.cloudtrail, from: Date.parse('2026-03-10T09:00:00Z') },
      rules: HOST_RULES,
    });
    expect(own.timeline.length).toBeGreaterThan(10);
    expect({ ...own, inputs: [] }).toEqual({ ...named, inputs: [] });
    expect(asked[0]).toMatchObject({ since: Date.parse('2026-03-10T09:00:00Z'), until: null });
    expect(asked.length).toBeGreaterThan(1);
  });

  it('is incomplete, with the problem heard, where something could not be read', async () => {
    const codes: string[] = [];
    const story = await investigate({
      ...{ starts: [HOST], audit: [...LOGS.audit, 'fixtures/defects/truncated.json.gz'], rules: HOST_RULES },
      onProblem: ({ code }) => codes.push(code),
    });
    expect(story.complete).toBe(false);
    expect(codes).toContain('malformed-json');
    expect(Object.keys(story.inputs[0]?.problems ?? {}).sort()).toEqual([...codes].sort());
    expect(story.gaps.map(({ code }) => code)).toContain('input-incomplete');
  });

  it('ends when told to, and says so', async () => {
    const abort = new AbortController();
    abort.abort();
    const story = await investigate({ starts: [HOST], ...LOGS, rules: HOST_RULES, signal: abort.signal });
    expect([story.complete, story.timeline]).toEqual([false, []]);
  });
});

describe('a request', () => {
  it.each<[Partial<InvestigationRequest>, RegExp]>([
    [{ audit: LOGS.audit }, /^no starting point: /],
    [{ starts: [HOST] }, /^nothing to look into: /],
    [{ starts: ['nobody'], audit: LOGS.audit }, /^nobody: expected an instance id/],
    [{ starts: [HOST], audit: [] }, /^audit: no path given/],
    [{ starts: [HOST], audit: ['no-such-folder'] }, /^no-such-folder: /],
    [{ starts: [HOST], audit: LOGS.audit, from: 2, to: 2 }, /^from is not before to/],
    [{ starts: [HOST], flowLogs: LOGS.flowLogs, flowLogFormat: '${nothing}' }, /^flowLogFormat: /],
  ])('of %j is refused', async (request, sentence) => {
    await expect(investigate({ ...request, rules: HOST_RULES })).rejects.toThrow(sentence);
  });
});
