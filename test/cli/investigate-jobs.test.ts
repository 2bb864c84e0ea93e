/** Commands and runs of jobs whose records do not name their cluster. All records are invented. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { INVESTIGATION } from '../../scripts/investigation-schema.ts';
import { runMain } from '../helpers/run-main.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

const HOST = 'i-0c0ffee0000000001';
const CLUSTER = '0310-085500-bbbb0002';
const OTHER = '0310-085500-eeee0009';
const NINE = Date.UTC(2026, 2, 10, 9);

let count = 0;
function job(actionName: string, minute: number, requestParams: object, result: object | null = null): object {
  const head = { version: '2.0', timestamp: NINE + minute * 60_000, workspaceId: 33, serviceName: 'jobs', actionName };
  const response = { statusCode: 200, errorMessage: null, result: result === null ? null : JSON.stringify(result) };
  return { ...head, requestId: `r-${count++}`, userIdentity: { email: 'bob@example.com' }, requestParams, response };
}

const LAUNCH = {
  ...{ eventVersion: '1.08', eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances', eventTime: '2026-03-10T08:00:00Z' },
  ...{ eventID: 'e-1', userIdentity: {}, requestParameters: {} },
  responseElements: { instancesSet: { items: [{ instanceId: HOST, tagSet: { items: [{ key: 'ClusterId', value: CLUSTER }] } }] } },
};

async function told(records: readonly object[], more: readonly string[] = []): Promise<readonly (readonly string[])[]> {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/audit`);
  writeFileSync(`${folder}/audit/a.json`, `${records.map((one) => JSON.stringify(one)).join('\n')}\n`);
  writeFileSync(`${folder}/trail.json`, JSON.stringify({ Records: [LAUNCH] }));
  const paths = ['--audit', `${folder}/audit`, '--cloudtrail', `${folder}/trail.json`];
  const { stdout } = await runMain(['investigate', HOST, ...paths, '-f', 'json', ...more]);
  const { timeline } = INVESTIGATION.parse(JSON.parse(stdout));
  return timeline
    .filter(({ lane }) => lane === 'command' || lane === 'cluster' || lane === 'alert')
    .map(({ lane, title, clusterId, confidence, evidence }) => [lane, title, clusterId ?? '-', confidence, String(evidence.length)]);
}

const command = (minute: number, runId: number, jobId: number, commandText: string): object =>
  job('runCommand', minute, { jobId, runId, commandId: `c-${count}`, commandText, status: 'finished', executionTime: '2' });

it('are found through the run that another record names with the cluster, whichever comes first', async () => {
  const records = [
    command(1, 77, 5, 'spark.range(1)'),
    job('runStart', 0, { jobId: 5, runId: 77, clusterId: CLUSTER }),
    job('runSucceeded', 2, { jobId: 5, runId: 77 }),
    command(1, 78, 6, 'on another cluster'),
    job('runStart', 0, { jobId: 6, runId: 78, clusterId: OTHER }),
  ];
  const expected = [
    ['cluster', 'jobs/runStart of job 5, run 77', CLUSTER, 'certain', '1'],
    ['command', 'spark.range(1)', CLUSTER, 'certain', '2'],
    ['cluster', 'jobs/runSucceeded of job 5, run 77', CLUSTER, 'certain', '2'],
  ];
  expect(await told(records)).toEqual(expected);
  expect(await told(records.toReversed())).toEqual(expected);
  expect((await told([...records, ...records])).map((event) => event.slice(0, 4))).toEqual(expected.map((event) => event.slice(0, 4)));
});

it('are likely where only settings of the job name the cluster, and not told where the run was elsewhere', async () => {
  const records = [
    job('create', 0, { name: 'etl', existing_cluster_id: CLUSTER }, { job_id: 9 }),
    command(1, 90, 9, 'where it is set to run'),
    command(2, 91, 9, 'where this run was'),
    job('runStart', 2, { jobId: 9, runId: 91, clusterId: OTHER }),
  ];
  expect(await told(records)).toEqual([
    ['cluster', 'jobs/create of job 9', CLUSTER, 'certain', '1'],
    ['command', 'where it is set to run', CLUSTER, 'likely', '2'],
  ]);
});

it('are alerts once, where a rule matches them', async () => {
  const rule = `${temporaryFolder()}/rule.yml`;
  writeFileSync(
    rule,
    'title: curl\nname: curl\nlevel: high\nlogsource: {product: databricks, service: audit}\n' +
      'detection: {selection: {requestParams.commandText|contains: curl}, condition: selection}\n',
  );
  const records = [
    job('runStart', 0, { jobId: 5, runId: 77, clusterId: CLUSTER }),
    command(1, 77, 5, 'curl x'),
    command(1, 78, 6, 'curl y'),
  ];
  expect(await told(records, ['-r', rule])).toEqual([
    ['cluster', 'jobs/runStart of job 5, run 77', CLUSTER, 'certain', '1'],
    ['alert', 'runCommand', CLUSTER, 'certain', '1'],
    ['command', 'curl x', CLUSTER, 'certain', '2'],
  ]);
});
