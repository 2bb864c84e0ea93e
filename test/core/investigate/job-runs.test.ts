/** Which cluster a run was on, by records that name it with the run or in settings of its job. All records are invented. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobRuns } from '../../../src/core/investigate/job-runs.ts';
import type { JsonObject } from '../../../src/core/json/value.ts';
import type { StoryRecord } from '../../../src/core/investigate/story-record.ts';

const OURS = '0310-085500-bbbb0002';
const OTHER = '0310-085500-eeee0009';

let offset = 0;
function record(action: string, ids: Partial<StoryRecord>, params: JsonObject = {}): StoryRecord {
  return {
    ...{ id: `id ${offset}`, fields: { requestParams: params }, params, time: 0, service: 'jobs', action, workspaceId: '33' },
    ...{ instanceId: null, clusterId: null, warehouseId: null, runId: null, jobId: null, user: null, sourceIp: null },
    ...{ outcome: 'succeeded', alerts: [], level: null, title: '' },
    evidence: { input: 'audit', uri: 'a.json', line: 1, index: null, offset: offset++ },
    ...ids,
  };
}

const STARTED = record('runStart', { runId: '77', jobId: '5', clusterId: OURS });
const ELSEWHERE = record('runStart', { runId: '77', jobId: '5', clusterId: OTHER });
const SET = record('create', { jobId: '9' }, { existing_cluster_id: OURS });
const RESET = record('reset', { jobId: '9' }, { new_settings: JSON.stringify({ existing_cluster_id: OTHER }) });
const TASK = record('create', { jobId: '8' }, { tasks: JSON.stringify([{ task_key: 'a', existing_cluster_id: OURS.toUpperCase() }]) });

function placed(records: readonly StoryRecord[], named: { runId?: string; jobId?: string; workspaceId?: string }): unknown {
  const runs = new JobRuns(new Set([OURS]));
  for (const one of records) runs.note(one);
  const place = runs.place({ runId: null, jobId: null, workspaceId: '33', ...named });
  return place === null ? null : [place.clusterId, place.confidence, place.basis];
}

describe('a run', () => {
  it.each([
    ['beside the cluster in a record', [STARTED], { runId: '77' }, [OURS, 'certain', 'jobs/runStart names the run and the cluster']],
    ['of another workspace', [STARTED], { runId: '77', workspaceId: '44' }, null],
    ['beside another cluster', [ELSEWHERE], { runId: '77' }, null],
    ['beside another cluster, of a job set to ours', [ELSEWHERE, SET], { runId: '77', jobId: '9' }, null],
    [
      'beside two clusters',
      [STARTED, ELSEWHERE],
      { runId: '77' },
      [OURS, 'possible', 'jobs/runStart names the run and the cluster, but another cluster is named for it, too'],
    ],
    ['of a job that once ran there', [STARTED], { runId: '78', jobId: '5' }, null],
    ['of a job set to run there', [SET], { runId: '1', jobId: '9' }, [OURS, 'likely', 'jobs/create sets the job to run on the cluster']],
    [
      'of a job set to run elsewhere later',
      [SET, RESET],
      { runId: '1', jobId: '9' },
      [OURS, 'possible', 'jobs/create sets the job to run on the cluster, but another cluster is named for it, too'],
    ],
    ['of a job with a task there', [TASK], { jobId: '8' }, [OURS, 'possible', 'jobs/create names the cluster in settings of the job']],
    ['that nothing names', [], { runId: '77', jobId: '5' }, null],
  ])('%s', (_what, records, named, expected) => {
    expect(placed(records, named)).toEqual(expected);
  });
});

it('the order of reading, and reading twice, change nothing', () => {
  const all = [STARTED, ELSEWHERE, SET, RESET, TASK, record('runSucceeded', { runId: '77', clusterId: OURS })];
  const answers = (records: readonly StoryRecord[]): unknown =>
    [{ runId: '77' }, { jobId: '9' }, { jobId: '8' }].map((named) => placed(records, named));
  fc.assert(
    fc.property(fc.shuffledSubarray([...all, ...all], { minLength: 12 }), (records) => {
      expect(answers(records)).toEqual(answers(all));
    }),
  );
});

it('what there is no room for is counted', () => {
  const runs = new JobRuns(new Set([OURS]));
  for (let n = 0; n < 2_010; n++) runs.note(record('runStart', { runId: String(n), clusterId: OURS }));
  expect([runs.runs.size, runs.omitted]).toEqual([2_000, 10]);
});
