/** Silence of a sensor is said only between the first and the last record of its workspace, while the host is known to have run. All records are invented. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { INVESTIGATION } from '../../scripts/investigation-schema.ts';
import { runMain } from '../helpers/run-main.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

const HOST = 'i-0c0ffee0000000001';
const MINUTE = 60_000;

function beats(from: string, to: string): string {
  const lines: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += 10 * MINUTE) {
    const said = { serviceName: 'capsule8-alerts-dataplane', actionName: 'Heartbeat', requestId: `r-${time}` };
    lines.push(JSON.stringify({ version: '2.0', timestamp: time, workspaceId: 33, ...said, requestParams: { instanceId: HOST } }));
  }
  return `${lines.join('\n')}\n`;
}

function call(eventName: string, eventTime: string, elements: object): object {
  const head = { eventVersion: '1.08', eventSource: 'ec2.amazonaws.com', eventName, eventTime, eventID: `e-${eventName}` };
  return { ...head, userIdentity: {}, requestParameters: {}, responseElements: elements };
}

const LAUNCH = call('RunInstances', '2026-03-01T08:00:00Z', { instancesSet: { items: [{ instanceId: HOST }] } });
const END = call('TerminateInstances', '2026-03-20T08:00:00Z', { instancesSet: { items: [{ instanceId: HOST }] } });

async function investigated(
  audit: string,
  calls: readonly object[],
  more: readonly string[] = [],
): Promise<ReturnType<typeof INVESTIGATION.parse>> {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/audit`);
  writeFileSync(`${folder}/audit/a.json`, audit);
  writeFileSync(`${folder}/trail.json`, JSON.stringify({ Records: calls }));
  const paths = ['--audit', `${folder}/audit`, '--cloudtrail', `${folder}/trail.json`];
  const { stdout } = await runMain(['investigate', HOST, ...paths, '-f', 'json', ...more]);
  return INVESTIGATION.parse(JSON.parse(stdout));
}

async function silences(...args: Parameters<typeof investigated>): Promise<readonly (string | null)[]> {
  const { gaps } = await investigated(...args);
  return gaps.flatMap(({ code, interval }) => (code === 'heartbeat-gap' ? [interval.from, interval.to] : []));
}

/** The sentence of the gap, and how sure its event is. */
async function told(audit: string): Promise<readonly (string | undefined)[]> {
  const { gaps, timeline } = await investigated(audit, [LAUNCH, END]);
  return [gaps.find(({ code }) => code === 'heartbeat-gap')?.sentence, timeline.find(({ kind }) => kind === 'heartbeat-gap')?.confidence];
}

const WHOLE_DAY = beats('2026-03-10T00:00:00Z', '2026-03-10T23:50:00Z');

it('is not told of days whose audit logs were not read', async () => {
  expect(await silences(WHOLE_DAY, [LAUNCH, END])).toEqual([]);
});

it('is not told of the time before the first sign of a host whose launch is not known', async () => {
  expect(await silences(beats('2026-03-10T12:00:00Z', '2026-03-10T23:50:00Z'), [END], ['--from', '2026-03-10'])).toEqual([]);
});

it('is told between heartbeats', async () => {
  const audit = beats('2026-03-10T00:00:00Z', '2026-03-10T12:00:00Z') + beats('2026-03-10T14:00:00Z', '2026-03-10T23:50:00Z');
  expect(await silences(audit, [LAUNCH, END])).toEqual(['2026-03-10T12:00:00.000Z', '2026-03-10T14:00:00.000Z']);
});

it('is not told of the hours before the first record and behind the last one, though they are of the same days', async () => {
  const audit = beats('2026-03-01T12:00:00Z', '2026-03-01T18:00:00Z');
  expect(await silences(audit, [LAUNCH, END])).toEqual([]);
});

it('is told up to where other records of the workspace go', async () => {
  const [own, others] = [beats('2026-03-01T08:00:00Z', '2026-03-01T12:00:00Z'), beats('2026-03-01T09:00:00Z', '2026-03-01T18:00:00Z')];
  const audit = own + others.replaceAll(HOST, 'i-0c0ffee0000000009').replaceAll('r-', 's-');
  expect(await silences(audit, [LAUNCH, END])).toEqual(['2026-03-01T12:00:00.000Z', '2026-03-01T18:00:00.000Z']);
  const elsewhere = own + others.replaceAll(HOST, 'i-0c0ffee0000000009').replaceAll('"workspaceId":33', '"workspaceId":44');
  expect(await silences(elsewhere, [LAUNCH, END])).toEqual([]);
});

it('is only possible where nothing at all was logged in that time', async () => {
  const audit = beats('2026-03-10T00:00:00Z', '2026-03-10T12:00:00Z') + beats('2026-03-12T00:00:00Z', '2026-03-12T12:00:00Z');
  const [gap, event] = await told(audit);
  expect(gap).toMatch(/Nothing else of its workspace was read of that time/);
  expect(event).toBe('possible');
  const other = beats('2026-03-11T00:00:00Z', '2026-03-11T00:00:00Z').replaceAll(HOST, 'i-0c0ffee0000000009');
  const [plain, likely] = await told(audit + other);
  expect(plain).not.toMatch(/Nothing else/);
  expect(likely).toBe('likely');
});

it('is told where the log began before the launch, and nothing of its workspace was logged then', async () => {
  const before = beats('2026-02-20T00:00:00Z', '2026-02-20T00:00:00Z').replaceAll(HOST, 'i-0c0ffee0000000009');
  const audit = before + beats('2026-03-01T14:00:00Z', '2026-03-01T18:00:00Z');
  expect(await silences(audit, [LAUNCH, END])).toEqual(['2026-03-01T08:00:00.000Z', '2026-03-01T14:00:00.000Z']);
});

it('is told from the first other record of the workspace on, to the minute', async () => {
  const other = beats('2026-03-01T10:30:00Z', '2026-03-01T10:30:00Z').replaceAll(HOST, 'i-0c0ffee0000000009');
  const audit = other + beats('2026-03-01T14:00:00Z', '2026-03-01T18:00:00Z');
  expect(await silences(audit, [LAUNCH, END])).toEqual(['2026-03-01T10:30:00.000Z', '2026-03-01T14:00:00.000Z']);
});

it('what only the hearing of all records finds broken is counted as well', async () => {
  const audit = beats('2026-03-10T00:00:00Z', '2026-03-10T12:00:00Z') + beats('2026-03-10T14:00:00Z', '2026-03-10T23:50:00Z');
  const broken = beats('2026-03-10T13:00:00Z', '2026-03-10T13:00:00Z')
    .replaceAll(HOST, 'i-0c0ffee0000000009')
    .replace('"requestParams"', '"count":01,"requestParams"');
  const { inputs, complete } = await investigated(audit + broken, [LAUNCH, END]);
  const report = inputs.find(({ role }) => role === 'audit');
  expect([report?.problems, report?.records.rejected, complete]).toEqual([{ 'malformed-json': 1 }, 1, false]);
  expect((await investigated(audit, [LAUNCH, END])).complete).toBe(true);
});

it('days of the time asked for that the audit log lacks are a gap', async () => {
  const { gaps } = await investigated(WHOLE_DAY, [LAUNCH, END], ['--from', '2026-03-09', '--to', '2026-03-10']);
  expect(gaps.flatMap(({ code, sentence }) => (code === 'audit-days-missing' ? [sentence] : []))).toEqual([
    expect.stringContaining('(none before 2026-03-10)'),
  ]);
});
