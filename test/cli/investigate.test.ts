/** `auditsift investigate` as its users call it: formats, exit codes, mistakes. What it tells is held against test/e2e/incident.test.ts. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INVESTIGATION, investigationSchema, LINE_KINDS } from '../../scripts/investigation-schema.ts';
import { runMain } from '../helpers/run-main.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

const HOST = 'i-0c0ffee0000000001';
const FOLDER = 'fixtures/incident';
const AUDIT = ['--audit', `${FOLDER}/audit`];
const TRAIL = ['--cloudtrail', `${FOLDER}/cloudtrail`];
const ALL = [...AUDIT, ...TRAIL, '--flow-logs', `${FOLDER}/flow-logs-default`, '--flow-logs', `${FOLDER}/flow-logs-v5`];

describe('the wire format', () => {
  it('is the one in docs/ (run `npx tsx scripts/generate-investigation-schema.ts` when this fails)', () => {
    expect(JSON.parse(readFileSync('docs/investigation.schema.json', 'utf8'))).toEqual(JSON.parse(JSON.stringify(investigationSchema())));
  });

  it.each([HOST, 'cluster:0310-085500-bbbb0002', 'user:dana@example.com', 'ip:192.0.2.66', 'i-00000000000000000'])(
    'of %s keeps to the schema, in json and in jsonl',
    async (start) => {
      const json = await runMain(['investigate', start, ...ALL, '-f', 'json']);
      const document = INVESTIGATION.parse(JSON.parse(json.stdout));
      const { stdout } = await runMain(['investigate', start, ...ALL]);
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { readonly kind: (typeof LINE_KINDS)[number] });
      const counted = Object.fromEntries(LINE_KINDS.map((kind) => [kind, lines.filter((line) => line.kind === kind).length]));
      const { entities, relations, timeline, peers, gaps, followUps } = document;
      expect(counted).toEqual({
        investigation: 1,
        ...{ entity: entities.length, relation: relations.length, event: timeline.length, peer: peers.length },
        ...{ gap: gaps.length, 'follow-up': followUps.length },
      });
    },
  );

  it('of csv has a row for each event, none of which a spreadsheet would run', async () => {
    const { stdout } = await runMain(['investigate', HOST, ...ALL, '-f', 'csv']);
    const { stdout: json } = await runMain(['investigate', HOST, ...ALL, '-f', 'json']);
    const { timeline } = INVESTIGATION.parse(JSON.parse(json));
    expect(stdout.trimEnd().split('\n').length).toBe(timeline.length + 1);
    expect(stdout).toContain(`'=cmd|`);
    expect(stdout).not.toMatch(/(^|,)"?=cmd/m);
  });
});

describe('what is printed', () => {
  it('is a story for people, without any control character from a log', async () => {
    const { code, stdout, stderr } = await runMain(['investigate', HOST, ...ALL, '-f', 'text', '-v']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Investigation of ${HOST}\n`));
    expect(stdout).toMatch(/credentials used elsewhere/);
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
    expect(stderr).toMatch(/^complete: 1 host, \d+ events, \d+ peers, \d+ gaps\n$/);
  });

  it('goes into files, too', async () => {
    const file = `${temporaryFolder()}/story.json`;
    const { code, stdout } = await runMain(['investigate', HOST, ...AUDIT, '-f', 'none', '-o', `json=${file}`]);
    expect([code, stdout]).toEqual([0, '']);
    expect(INVESTIGATION.parse(JSON.parse(readFileSync(file, 'utf8'))).starts).toEqual([{ kind: 'instance', value: HOST }]);
  });

  it('is nothing but gaps where the host is not found', async () => {
    const { code, stdout } = await runMain(['investigate', 'i-00000000000000000', ...ALL, '-f', 'json']);
    const { timeline, gaps } = INVESTIGATION.parse(JSON.parse(stdout));
    expect([code, timeline]).toEqual([0, []]);
    expect(gaps.map((gap) => gap.code)).toEqual(expect.arrayContaining(['no-launch', 'no-heartbeats']));
  });
});

describe('silence is explained', () => {
  it.each([['user:nobody@example.com'], ['ip:192.0.2.250'], ['cluster:no-such-cluster']])(
    'where nothing of %s is found, which may be a slip in it',
    async (start) => {
      const { code, stdout } = await runMain(['investigate', start, HOST, ...ALL, '-f', 'json']);
      const { gaps } = INVESTIGATION.parse(JSON.parse(stdout));
      const lost = gaps.filter((gap) => gap.code === 'start-not-found');
      expect(code).toBe(0);
      expect(lost.map(({ sentence }) => sentence)).toEqual([expect.stringContaining(`Nothing of ${start} was found`)]);
      expect(lost[0]?.searched.map(({ input }) => input)).toEqual(['audit', 'cloudtrail', 'flow-logs']);
    },
  );

  it.each([['user:dana@example.com'], ['ip:192.0.2.66'], ['ip:198.51.100.23'], ['cluster:0310-085500-bbbb0002']])(
    'and nothing is said where something of %s is found',
    async (start) => {
      const { stdout } = await runMain(['investigate', start, ...ALL, '-f', 'json']);
      const { gaps } = INVESTIGATION.parse(JSON.parse(stdout));
      expect(gaps.filter((gap) => gap.code === 'start-not-found')).toEqual([]);
    },
  );

  it('where findings flag no host', async () => {
    const file = `${temporaryFolder()}/findings.jsonl`;
    writeFileSync(file, '');
    const { stdout } = await runMain(['investigate', '--findings', file, ...ALL, '-f', 'json']);
    const { gaps } = INVESTIGATION.parse(JSON.parse(stdout));
    expect(gaps.map((gap) => gap.code)).toContain('start-not-found');
    // What was not read is not called empty.
    expect(gaps.find((gap) => gap.code === 'no-flow-logs')?.sentence).toMatch(
      /^The VPC flow logs given were not read, since nothing is known/,
    );
    expect(gaps.find((gap) => gap.code === 'no-cloudtrail')?.sentence).toMatch(/^The CloudTrail logs given were not read/);
  });

  it('where flow logs alone lead from a user to no host', async () => {
    const { code, stderr } = await runMain(['investigate', 'user:x@example.com', '--flow-logs', `${FOLDER}/flow-logs-default`]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/or were not read as no host is known to look for in them/)]);
  });
});

describe('logs under the wrong option', () => {
  it.each([
    ['--cloudtrail', 'flow-logs-default', 'aws, service: vpcflow'],
    ['--flow-logs', 'cloudtrail', 'aws, service: cloudtrail'],
    ['--audit', 'cloudtrail', 'aws, service: cloudtrail'],
    ['--cloudtrail', 'audit', 'databricks, service: audit'],
  ])('%s for %s: what they are is said, and the story is not complete', async (option, name, kind) => {
    const { code, stderr } = await runMain(['investigate', HOST, option, `${FOLDER}/${name}`, '-f', 'none']);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      new RegExp(`^auditsift: ${option}: this option is not for the \\d+ records of {product: ${kind}}; give them under`, 'm'),
    );
    expect(stderr).not.toMatch(/--rules/);
  });
});

describe('logs delivered twice', () => {
  it('tell the same story as once', async () => {
    const folder = temporaryFolder();
    for (const name of ['audit', 'cloudtrail', 'flow-logs-default', 'flow-logs-v5'])
      cpSync(`${FOLDER}/${name}`, `${folder}/${name}`, { recursive: true });
    const copies = ALL.map((word) => word.replace(FOLDER, folder));
    for (const start of [HOST, 'user:dana@example.com', 'ip:192.0.2.66']) {
      const [once, twice] = await Promise.all(
        [ALL, [...ALL, ...copies]].map(async (inputs) => {
          const { stdout } = await runMain(['investigate', start, ...inputs, '-f', 'json']);
          const { timeline, peers } = INVESTIGATION.parse(JSON.parse(stdout));
          return JSON.stringify([timeline, peers], (key, value: unknown) => (key === 'evidence' ? undefined : value), 1);
        }),
      );
      expect(twice, start).toBe(once);
    }
  });
});

describe('findings as the start', () => {
  it('follow every host that a scan flagged, from a file as from standard input', async () => {
    const { stdout: findings } = await runMain([`${FOLDER}/audit`]);
    const file = `${temporaryFolder()}/findings.jsonl`;
    writeFileSync(file, findings);
    const flagged = new Set(
      findings
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { readonly instanceId: string | null }).instanceId)
        .filter((id) => id !== null),
    );
    expect(flagged).toContain(HOST);
    const told = await runMain(['investigate', '--findings', file, ...TRAIL, '-f', 'json']);
    const { starts, timeline } = INVESTIGATION.parse(JSON.parse(told.stdout));
    expect(new Set(starts.map(({ value }) => value))).toEqual(flagged);
    expect(timeline.filter(({ lane, instanceId }) => lane === 'alert' && instanceId === HOST).length).toBeGreaterThan(4);
    const piped = await runMain(['investigate', '--findings', '-', ...TRAIL, '-f', 'json'], { stdin: findings });
    expect(INVESTIGATION.parse(JSON.parse(piped.stdout)).timeline.map(({ title }) => title)).toEqual(timeline.map(({ title }) => title));
  });
});

describe('the exit code', () => {
  it.each([
    [[], /^auditsift: no starting point: /],
    [['i-12', ...AUDIT], /^auditsift: i-12: expected an instance id/],
    [['nobody', ...AUDIT], /^auditsift: nobody: expected an instance id/],
    [[HOST, 'fixtures/incident/audit'], /^auditsift: fixtures\/incident\/audit: a log is named with what it holds: --audit, /],
    [['ip:1.2.3', ...AUDIT], /^auditsift: ip:1\.2\.3: ip: expected/],
    [[HOST], /^auditsift: nothing to look into: /],
    [[HOST, '--audit', 'no-such-folder'], /^auditsift: no-such-folder: /],
    [[HOST, '--cloudtrail', '-'], /^auditsift: --cloudtrail -: /],
    [[HOST, ...AUDIT, '--from', 'noon'], /^auditsift: --from "noon" is no time/],
    [[HOST, ...AUDIT, '--from', '2026-03-02', '--to', '2026-03-01'], /^auditsift: --from 2026-03-02 is not before --to/],
    [[HOST, ...AUDIT, '--lookback', 'ever'], /expected a number of days/],
    [[HOST, ...AUDIT, '-o', 'xml=a'], /^auditsift: --output xml=a: there is no format xml/],
  ])('of %j is 2, with one sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await runMain(['investigate', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });

  it('is 3 when something could not be read, and the story says so', async () => {
    const folder = temporaryFolder();
    mkdirSync(`${folder}/audit`);
    writeFileSync(`${folder}/audit/broken.json`, '{"serviceName":"capsule8-alerts-dataplane","actionName":"Heart');
    const args = ['investigate', HOST, ...AUDIT, '--audit', `${folder}/audit`, '-f', 'json'];
    const { code, stdout, stderr } = await runMain(args);
    expect(code).toBe(3);
    expect(stderr).toMatch(/broken\.json/);
    const { complete, gaps } = INVESTIGATION.parse(JSON.parse(stdout));
    expect(complete).toBe(false);
    expect(gaps.map((gap) => gap.code)).toContain('input-incomplete');
    expect((await runMain([...args, '--allow-incomplete'])).code).toBe(0);
  });

  it('is 2 when there is no record in the time asked for', async () => {
    const { code, stderr } = await runMain(['investigate', HOST, ...AUDIT, '--from', '2001-01-01', '--to', '2001-01-02']);
    expect([code, stderr]).toEqual([2, 'auditsift: nothing to read: the inputs hold no record of the time asked for\n']);
  });
});

describe('--from and --to', () => {
  it('bound the story, not the life of the host', async () => {
    const range = ['--from', '2026-03-10T09:00:00Z', '--to', '2026-03-10T09:30:00Z'];
    const { stdout } = await runMain(['investigate', HOST, ...ALL, ...range, '-f', 'json']);
    const { timeline } = INVESTIGATION.parse(JSON.parse(stdout));
    const outside = timeline.filter(
      ({ time, end, lane }) => lane !== 'lifecycle' && (time! >= '2026-03-10T09:30' || (end ?? time!) < '2026-03-10T09:00'),
    );
    expect(outside.map(({ title }) => title)).toEqual([]);
    expect(timeline.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['launch', 'terminate', 'alert']));
  });
});
