/**
 * Real CloudTrail (an attack simulation of 2023, see SOURCES.md beside it), against counts of plain searches in the raw text.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CloudTrailStory } from '../../../src/core/investigate/cloudtrail-events.ts';
import { readCloudTrail, type CloudTrailFacts } from '../../../src/core/investigate/cloudtrail-reader.ts';
import { EntityGraph } from '../../../src/core/investigate/entity-graph.ts';
import { isArray, isObject, member, type JsonObject } from '../../../src/core/json/value.ts';
import { parseJson } from '../../../src/core/json/parse.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/samples/cloudtrail/invictus-ir_aws_dataset');
const isHere = existsSync(FOLDER);
if (!isHere) console.log('not run: no real CloudTrail in ../shared/samples/cloudtrail, which is not part of the repository');

const STOLEN = 'i-0dbc91f429e48eeed';
const SECOND = 'i-05c30218156bcc246';
const SHARED_ADDRESS = '10.0.1.10';

describe.skipIf(!isHere)('real CloudTrail', () => {
  const facts: CloudTrailFacts[] = [];
  const records: JsonObject[] = [];
  const texts: string[] = [];
  const graph = new EntityGraph();
  const story = new CloudTrailStory(graph);

  beforeAll(() => {
    for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.json'))) {
      const document = parseJson(readFileSync(join(FOLDER, name), 'utf8'));
      const list = isObject(document) ? member(document, 'Records') : undefined;
      for (const [index, record] of (isArray(list) ? list : []).filter(isObject).entries()) {
        records.push(record);
        texts.push(JSON.stringify(record));
        facts.push(readCloudTrail(record, { input: 'cloudtrail', uri: name, line: null, index, offset: index }));
      }
    }
    graph.addStart({ kind: 'instance', value: STOLEN });
    for (const one of facts) {
      graph.addCloudTrail(one);
      story.add(one);
    }
  });

  it('every record that holds an id by a plain search of its text names it, and no other does', () => {
    expect(records.length).toBeGreaterThan(2_800);
    let found = 0;
    for (const [index, text] of texts.entries()) {
      const ids = [...text.matchAll(/(?<![A-Za-z0-9])i-[0-9a-f]{8}(?:[0-9a-f]{9})?(?![0-9A-Za-z])/g)].map(([id]) => id);
      expect(facts[index]!.places.map(({ instanceId }) => instanceId).sort()).toEqual([...new Set(ids)].sort());
      found += ids.length;
    }
    expect(found).toBeGreaterThan(150);
    expect(facts.some(({ limited }) => limited)).toBe(false);
  });

  it('launches and terminations are those that the text tells to have succeeded', () => {
    const plain = (name: string): readonly string[] =>
      texts
        .filter((text) => text.includes(`"eventName":"${name}"`) && !text.includes('"errorCode":'))
        .flatMap((text) => [...new Set(/"responseElements":(.*)/.exec(text)?.[1]?.match(/(?<="instanceId":")i-[0-9a-f]+/g) ?? [])])
        .sort();
    const stated = (kind: 'launched' | 'terminated'): readonly string[] =>
      facts.flatMap(({ statements }) => statements.flatMap((one) => (one.kind === kind ? [one.instanceId] : []))).sort();
    expect(plain('RunInstances')).toEqual([SECOND, STOLEN].sort());
    expect(stated('launched')).toEqual(plain('RunInstances'));
    expect(stated('terminated')).toEqual(plain('TerminateInstances'));
    expect(texts.filter((text) => text.includes('"eventName":"RunInstances"')).length).toBeGreaterThan(2);
  });

  it('who acts is who the text has as the session', () => {
    const plain = (id: string): number =>
      texts.filter((text) => new RegExp(`"userIdentity":\\{[^{]*"arn":"[^"]*/${id}"`).test(text)).length;
    for (const id of [STOLEN, SECOND]) {
      const acting = facts.filter(({ places }) => places.some((one) => one.instanceId === id && one.roles.includes('actor')));
      expect(acting.length).toBe(plain(id));
      expect(acting.length).toBeGreaterThan(4);
    }
    const counted = story.events([STOLEN]).filter(({ lane }) => lane === 'by-instance');
    expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(plain(STOLEN));
  });

  it('one private address was two machines’ at one time, and is never taken for one of them', () => {
    const time = Date.parse('2023-07-10T12:05:00Z');
    const now = { from: time, to: time };
    const place = (vpcId: string | null): { vpcId: string | null; subnetId: null } => ({ vpcId, subnetId: null });
    expect(graph.byAddress(SHARED_ADDRESS, place(null), now)).toMatchObject([
      { instanceId: SECOND, confidence: 'possible' },
      { instanceId: STOLEN, confidence: 'possible' },
    ]);
    const vpcOf = (id: string): string =>
      new RegExp(`"instanceId":"${id}","imageId".*?"vpcId":"(vpc-[0-9a-f]+)"`).exec(texts.join('\n'))![1]!;
    for (const id of [STOLEN, SECOND])
      expect(graph.byAddress(SHARED_ADDRESS, place(vpcOf(id)), now)).toMatchObject([{ instanceId: id, confidence: 'likely' }]);
    const before = Date.parse('2023-07-10T12:00:00Z');
    expect(graph.byAddress(SHARED_ADDRESS, place(null), { from: before, to: before })).toMatchObject([{ instanceId: STOLEN }]);
  });

  it('the stolen credentials are seen where they were used, and the machine’s own calls are not', () => {
    const events = story.events([STOLEN]).filter(({ lane }) => lane === 'by-instance');
    const elsewhere = events.filter(({ details }) => details['credentials-used-elsewhere'] !== undefined);
    expect(elsewhere.map(({ details, sourceIp }) => [details['eventName'], sourceIp])).toEqual([
      ['DescribeInstances', '192.168.10.20'],
      ['GetCallerIdentity', '192.168.10.20'],
    ]);
    expect(elsewhere.every(({ details }) => details['credentials-used-elsewhere']!.startsWith('likely'))).toBe(true);
    expect(story.events([SECOND]).some(({ details }) => 'credentials-used-elsewhere' in details)).toBe(false);
  });

  it('what is told of the host concerns it alone', () => {
    expect(graph.entities().map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      `address ${SHARED_ADDRESS}`,
      `instance ${STOLEN}`,
      'interface eni-076fa9fb98a2500a7',
      'principal arn:aws:iam::123837392027:role/stratus-red-team-ec2-steal-credentials-role',
    ]);
    const [host] = graph.entities().filter(({ kind }) => kind === 'instance');
    expect(host?.interval).toEqual({ from: Date.parse('2023-07-10T11:55:21Z'), to: Date.parse('2023-07-10T12:08:06Z') });
  });
});
