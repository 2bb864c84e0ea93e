/**
 * The invented incident holds what its story promises, and the decoys the story warns of: without them, a test of an investigation would
 * prove nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { memorySource, scanSource } from './helpers/scan.ts';

interface Told {
  readonly lane: string;
  readonly time: string;
  readonly name: string;
}

interface Amount {
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
}

interface Story {
  readonly host: { readonly instance: string; readonly interfaces: readonly { readonly value: string }[] };
  readonly timeline: readonly Told[];
  readonly byAttachment: readonly Told[];
  readonly fromCluster: readonly Told[];
  readonly fromUser: readonly Told[];
  readonly fromIp: readonly Told[];
  readonly peers: readonly { readonly address: string; readonly sent: Amount; readonly received: Amount; readonly rejected: Amount }[];
  readonly absent: readonly { readonly text: string }[];
}

const FOLDER = fileURLToPath(new URL('../fixtures/incident/', import.meta.url));
const story = JSON.parse(readFileSync(`${FOLDER}story.json`, 'utf8')) as Story;

/** Path → decoded text of every log. */
const logs = new Map(
  readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'story.json')
    .map((entry): [string, string] => {
      const path = `${entry.parentPath}/${entry.name}`;
      const bytes = readFileSync(path);
      return [path.slice(FOLDER.length), (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()];
    }),
);
const all = [...logs.values()].join('\n');

/** Words for what no single record says. */
const WORDS = new Set(['heartbeats', 'heartbeat-gap']);

describe('the story', () => {
  const told = [story.timeline, story.byAttachment, story.fromCluster, story.fromUser, story.fromIp].flat();

  it('names only what the logs hold, at times they hold', () => {
    const spelled = (text: string): string => JSON.stringify(text).slice(1, -1);
    expect(told.filter(({ name }) => !WORDS.has(name) && !all.includes(spelled(name)))).toEqual([]);
    const holds = (time: string): boolean => all.includes(time.replace('.000Z', 'Z')) || all.includes(`"timestamp":${Date.parse(time)}`);
    expect(told.filter(({ time }) => !holds(time))).toEqual([]);
  });

  it('warns of decoys that are there', () => {
    expect(story.absent.filter(({ text }) => !all.includes(text))).toEqual([]);
  });

  it('counts every flow of the host, and none of another', () => {
    const own = new Set(story.host.interfaces.map(({ value }) => value));
    const sums = new Map<string, { sent: Amount; received: Amount; rejected: Amount }>();
    const none: Amount = { flows: 0, packets: 0, bytes: 0 };
    for (const [path, text] of logs) {
      if (!path.startsWith('flow-logs')) continue;
      const [header = '', ...rows] = text.trimEnd().split('\n');
      for (const row of rows) {
        const cells = new Map(row.split(' ').map((cell, i) => [header.split(' ')[i] ?? '', cell]));
        if (!own.has(cells.get('interface-id') ?? '') || cells.get('log-status') !== 'OK') continue;
        const sends = /^10\.20\.(1\.10|2\.77)$/.test(cells.get('srcaddr') ?? '');
        const peer = cells.get(sends ? 'dstaddr' : 'srcaddr') ?? '';
        const kind = cells.get('action') === 'REJECT' ? 'rejected' : sends ? 'sent' : 'received';
        const sum = sums.get(peer) ?? { sent: none, received: none, rejected: none };
        const { flows, packets, bytes } = sum[kind];
        const added = { flows: flows + 1, packets: packets + Number(cells.get('packets')), bytes: bytes + Number(cells.get('bytes')) };
        sums.set(peer, { ...sum, [kind]: added });
      }
    }
    const expected = story.peers.map(({ address, sent, received, rejected }) => [address, { sent, received, rejected }]);
    expect(Object.fromEntries(sums)).toEqual(Object.fromEntries(expected));
  });

  it('has the alerts that a scan finds on the host', async () => {
    const audit = [...logs].filter(([path]) => path.startsWith('audit/')).map(([path, text]) => [path, [Buffer.from(text)]] as const);
    const { findings, problems } = await scanSource(memorySource(Object.fromEntries(audit)));
    expect(problems).toEqual([]);
    const found = findings.filter(({ instanceId }) => instanceId === story.host.instance);
    const alerts = story.timeline.filter(({ lane }) => lane === 'alert');
    expect(found.map(({ time }) => time)).toEqual(alerts.map(({ time }) => time));
    // What the scanner of malware said stands in its record, not in the name of the action.
    found.forEach((finding, i) => expect(JSON.stringify([finding.actionName, finding.record])).toContain(alerts[i]?.name));
  });
});

it('is small, and spells nothing but reserved addresses', () => {
  expect(all.length).toBeLessThan(1_000_000);
  const addresses = new Set(all.match(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g));
  const reserved = /^(?:10\.20\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/;
  expect([...addresses].filter((address) => !reserved.test(address))).toEqual([]);
});
