/**
 * An invented incident, told in four logs, against its story written as data (fixtures/incident): each event is found, and no other.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { runMain } from '../helpers/run-main.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/incident/', import.meta.url));

interface StoryEvent {
  readonly lane: string;
  readonly time: string;
  /** Stands in the title, the details or the command. */
  readonly name: string;
  readonly end?: string;
  readonly count?: number;
  readonly actor?: string;
  readonly cluster?: string;
  readonly sourceIp?: string;
  readonly instance?: string;
}

interface StoryPeer extends Record<string, unknown> {
  readonly address: string;
  readonly ports: readonly number[];
}

interface StoryInterval {
  readonly value: string;
  readonly from: string;
  readonly to: string;
}

interface Story {
  readonly start: { readonly value: string };
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly host: { readonly clusters: readonly StoryInterval[]; readonly interfaces: readonly StoryInterval[] } & Record<string, unknown>;
  readonly timeline: readonly StoryEvent[];
  readonly byAttachment: readonly StoryEvent[];
  readonly fromCluster: readonly StoryEvent[];
  readonly fromUser: readonly StoryEvent[];
  readonly fromIp: readonly StoryEvent[];
  readonly peers: readonly StoryPeer[];
  readonly peersFromCluster: readonly StoryPeer[];
  readonly gaps: readonly { readonly code: string; readonly from: string; readonly to: string }[];
  readonly gapsThatAreNone: readonly string[];
  readonly absent: readonly { readonly text: string; readonly why: string }[];
}

interface ToldEvent {
  readonly time: string;
  readonly end: string | null;
  readonly lane: string;
  readonly kind: string;
  readonly title: string;
  readonly actor: string | null;
  readonly sourceIp: string | null;
  readonly instanceId: string | null;
  readonly count: number;
  readonly evidence: readonly { readonly uri: string }[];
}

interface Told {
  readonly complete: boolean;
  readonly entities: readonly { readonly kind: string; readonly value: string; readonly interval: { from: string; to: string } }[];
  readonly relations: readonly {
    readonly kind: string;
    readonly from: { readonly value: string };
    readonly to: { readonly value: string };
    readonly interval: { readonly from: string; readonly to: string };
  }[];
  readonly timeline: readonly ToldEvent[];
  readonly peers: readonly ({ readonly ports: readonly { readonly port: number }[]; readonly instanceId: string } & Record<
    string,
    unknown
  >)[];
  readonly gaps: readonly { readonly code: string; readonly interval: { readonly from: string; readonly to: string } }[];
}

const story = JSON.parse(readFileSync(`${FOLDER}story.json`, 'utf8')) as Story;
const inputs = Object.entries(story.inputs).flatMap(([role, paths]) => paths.flatMap((path) => [`--${role}`, `${FOLDER}${path}`]));

async function investigate(...starts: readonly string[]): Promise<Told> {
  const { code, stdout, stderr } = await runMain(['investigate', ...starts, ...inputs, '-f', 'json']);
  expect([code, stderr.split('\n').slice(0, -2)]).toEqual([0, []]);
  return JSON.parse(stdout) as Told;
}

function isTold(expected: StoryEvent, told: ToldEvent): boolean {
  const { lane, time, name, end, count, actor, cluster, sourceIp, instance } = expected;
  if (told.lane !== lane || told.time !== time) return false;
  if (name !== 'heartbeats' && !JSON.stringify(told).includes(JSON.stringify(name).slice(1, -1))) return false;
  const wanted: readonly (readonly [string | number | undefined, string | number | null])[] = [
    [end, told.end],
    [count, told.count],
    [actor, told.actor],
    [sourceIp, told.sourceIp],
    [instance, told.instanceId],
  ];
  return (
    wanted.every(([value, found]) => value === undefined || value === found) &&
    (cluster === undefined || JSON.stringify(told).includes(cluster))
  );
}

const briefly = ({ lane, time, name }: StoryEvent): string => `${time} ${lane} ${name}`;

function missing(expected: readonly StoryEvent[], told: Told): readonly string[] {
  return expected.filter((event) => !told.timeline.some((one) => isTold(event, one))).map(briefly);
}

describe('the incident, from the instance', () => {
  let told: Told;
  beforeAll(async () => {
    told = await investigate(story.start.value);
  });

  it('is told event by event', () => {
    expect(missing([...story.timeline, ...story.byAttachment], told)).toEqual([]);
  });

  it('has no event that did not happen to it', () => {
    const expected = [...story.timeline, ...story.byAttachment];
    const other = told.timeline.filter((event) => !expected.some((one) => isTold(one, event)));
    // First contacts stand for the peers, and what the scanner of malware said besides is a line for each scan.
    expect(
      other
        .filter(({ lane, title }) => lane !== 'network' && !/^\d+ records? of clamAV/.test(title))
        .map(({ time, title }) => `${time} ${title}`),
    ).toEqual([]);
  });

  it('knows the host, its clusters and interfaces over time', () => {
    const host = told.entities.find(({ value }) => value === story.start.value);
    expect(host?.interval).toEqual(story.host['interval']);
    const relation = (kind: string): readonly StoryInterval[] =>
      told.relations
        .filter((one) => one.kind === kind && one.from.value === story.start.value)
        .map(({ to, interval }) => ({ value: to.value, ...interval }));
    for (const { value, from, to } of story.host.clusters) expect(relation('member-of')).toContainEqual({ value, from, to });
    expect(new Set(relation('member-of').map(({ value }) => value)).size).toBe(story.host.clusters.length);
    expect(
      relation('has-interface')
        .map(({ value }) => value)
        .sort(),
    ).toEqual(story.host.interfaces.map(({ value }) => value).sort());
  });

  it('counts its traffic by peer', () => {
    const peers = told.peers.map((peer) => ({ ...peer, ports: peer.ports.map(({ port }) => port).sort((a, b) => a - b) }));
    for (const { interface: interfaceId, ...peer } of story.peers)
      expect(peers).toContainEqual(expect.objectContaining({ ...peer, ...(interfaceId === undefined ? {} : { interfaceId }) }));
    expect(peers.map((peer) => (peer as unknown as StoryPeer).address).sort()).toEqual(story.peers.map(({ address }) => address).sort());
  });

  it('says what could not be seen, and only that', () => {
    const gaps = told.gaps.map(({ code, interval }) => ({ code, from: interval.from, to: interval.to }));
    for (const gap of story.gaps) expect(gaps).toContainEqual(gap);
    const codes = new Set(gaps.map(({ code }) => code));
    expect(story.gapsThatAreNone.filter((code) => codes.has(code))).toEqual([]);
  });

  it('is not taken in by decoys', () => {
    const text = JSON.stringify({ ...told, followUps: null });
    const decoys = story.absent.filter(({ text: decoy }) => !decoy.includes(' '));
    expect(decoys.filter(({ text: decoy }) => text.includes(decoy))).toEqual([]);
  });

  it('cites evidence for each event', () => {
    expect(told.timeline.filter(({ evidence }) => evidence.length === 0).map(({ title }) => title)).toEqual([]);
  });
});

describe('the incident, from elsewhere', () => {
  it('from the cluster: both of its machines', async () => {
    const told = await investigate('cluster:0310-085500-bbbb0002');
    expect(missing(story.fromCluster, told)).toEqual([]);
    const peers = told.peers.map((peer) => ({ ...peer, instance: peer.instanceId, ports: peer.ports.map(({ port }) => port) }));
    for (const peer of story.peersFromCluster) expect(peers).toContainEqual(expect.objectContaining(peer));
  });

  it('from the user: what else they did', async () => {
    expect(missing(story.fromUser, await investigate('user:dana@example.com'))).toEqual([]);
  });

  it('from the address: what was done from it', async () => {
    expect(missing(story.fromIp, await investigate('ip:192.0.2.66'))).toEqual([]);
  });
});
