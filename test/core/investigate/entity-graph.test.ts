import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntityGraph } from '../../../src/core/investigate/entity-graph.ts';
import type { GraphLimits } from '../../../src/core/investigate/graph-limits.ts';
import type { Relation } from '../../../src/core/investigate/model.ts';
import { readNodeTimeline } from '../../../src/core/investigate/node-timeline.ts';
import type { JsonObject } from '../../../src/core/json/value.ts';
import { actor, at, call, createTags, ENI, evidence, HOST, instances, launch, OTHER, read } from './cloudtrail-records.ts';

const OTHER_ENI = 'eni-0bbbbbbbbbbbbbbb2';
const NOWHERE = { vpcId: null, subnetId: null };

function graphOf(records: readonly JsonObject[], limits: Partial<GraphLimits> = {}): EntityGraph {
  const graph = new EntityGraph(limits);
  graph.addStart({ kind: 'instance', value: HOST });
  records.forEach((record, index) => graph.addCloudTrail(read(record, index)));
  return graph;
}

/** "member-of 0301-1-a 0-5", minutes of the story. */
function told(graph: EntityGraph, kind: Relation['kind']): readonly string[] {
  const minute = (time: number | null): string => (time === null ? '?' : String((time - at(0)) / 60_000));
  return graph
    .relations()
    .flatMap((one) => (one.kind === kind ? [`${one.to.value} ${minute(one.interval.from)}-${minute(one.interval.to)}`] : []));
}

function moment(minute: number): { readonly from: number; readonly to: number } {
  return { from: at(minute), to: at(minute) };
}

function hostsAt(
  graph: EntityGraph,
  address: string,
  minute: number,
  place: { vpcId: string | null; subnetId: string | null } = NOWHERE,
): readonly string[] {
  return graph.byAddress(address, place, moment(minute)).map(({ instanceId, confidence }) => `${instanceId} ${confidence}`);
}

const terminate = (minute: number, instanceId = HOST): JsonObject =>
  call(minute, 'TerminateInstances', instances(instanceId), instances(instanceId));

describe('a machine of a pool', () => {
  const story = [
    launch(0, { tags: { Vendor: 'Databricks', DatabricksInstancePoolId: 'pool-1' } }),
    createTags(2, { ClusterId: 'first', ClusterName: 'One', Creator: 'ann@example.com' }),
    call(
      5,
      'DeleteTags',
      { resourcesSet: { items: [{ resourceId: HOST }] }, tagSet: { items: [{ key: 'ClusterId' }] } },
      { _return: true },
    ),
    createTags(7, { ClusterId: 'second', ClusterName: 'Two', Creator: 'bob@example.com' }),
    createTags(9, { ClusterId: 'third', Creator: 'ann@example.com' }),
    terminate(12),
  ];

  it('belongs to one cluster after another', () => {
    const graph = graphOf(story);
    expect(told(graph, 'member-of')).toEqual(['first 2-5', 'second 7-9', 'third 9-12']);
    expect(told(graph, 'from-pool')).toEqual(['pool-1 0-12']);
    expect(told(graph, 'created-by')).toEqual(['ann@example.com 2-5', 'bob@example.com 7-9', 'ann@example.com 9-12']);
    expect(graph.clustersOf(HOST, moment(6))).toEqual([]);
    expect(graph.clustersOf(HOST, moment(8)).map(({ clusterId }) => clusterId)).toEqual(['second']);
    // Times are whole seconds: within the second of the change it may be either's.
    expect(graph.clustersOf(HOST, moment(9)).map(({ clusterId }) => clusterId)).toEqual(['second', 'third']);
  });

  it('says how each link is known', () => {
    const [first, , third] = graphOf(story)
      .relations()
      .filter(({ kind }) => kind === 'member-of');
    expect(first).toMatchObject({
      basis: 'tag ClusterId in the CreateTags record, ended by the tag ClusterId in the DeleteTags record',
      confidence: 'certain',
    });
    expect(first?.evidence.map(({ offset }) => offset)).toEqual([1, 2]);
    expect(third?.basis).toBe('tag ClusterId in the CreateTags record, ended with the instance');
  });

  it('names clusters by the tags beside their id', () => {
    const clusters = graphOf(story)
      .entities()
      .filter(({ kind }) => kind === 'cluster');
    expect(clusters.map(({ value, attributes }) => [value, attributes['clusterName']])).toEqual([
      ['first', ['One']],
      ['second', ['Two']],
      ['third', undefined],
    ]);
  });

  it('is found from its cluster, and from its creator, and no other machine is', () => {
    for (const start of [{ kind: 'cluster', value: 'first' } as const, { kind: 'principal', value: 'ann@example.com' } as const]) {
      const graph = new EntityGraph();
      graph.addStart(start);
      [...story, launch(0, { instanceId: OTHER, eni: OTHER_ENI, tags: { ClusterId: 'else', Creator: 'eve@example.com' } })].forEach(
        (record) => graph.addCloudTrail(read(record)),
      );
      expect(graph.hosts()).toEqual([HOST]);
      expect(graph.entities().some(({ value }) => value === OTHER)).toBe(false);
    }
  });
});

describe('interfaces and addresses', () => {
  it('are the next host’s after they were used again', () => {
    const graph = graphOf([launch(0), terminate(5), launch(7, { instanceId: OTHER, eni: OTHER_ENI })]);
    const place = { vpcId: 'vpc-1', subnetId: null };
    expect(hostsAt(graph, '10.0.1.10', 3, place)).toEqual([`${HOST} likely`]);
    expect(hostsAt(graph, '10.0.1.10', 6, place)).toEqual([]);
    expect(hostsAt(graph, '10.0.1.10', 8, place)).toEqual([`${OTHER} likely`]);
  });

  it('alone never make a host more than possible, and show when several fit', () => {
    const graph = graphOf([launch(0), launch(0, { instanceId: OTHER, eni: OTHER_ENI, vpcId: 'vpc-2' })]);
    expect(hostsAt(graph, '10.0.1.10', 3)).toEqual([`${HOST} possible`, `${OTHER} possible`]);
    expect(hostsAt(graph, '10.0.1.10', 3, { vpcId: 'vpc-2', subnetId: null })).toEqual([`${OTHER} likely`]);
    expect(hostsAt(graph, '10.0.1.10', 3, { vpcId: null, subnetId: 'subnet-of-vpc-1' })).toEqual([`${HOST} likely`]);
    expect(hostsAt(graph, '10.0.1.10', 3, { vpcId: 'vpc-3', subnetId: null })).toEqual([]);
    expect(hostsAt(graphOf([launch(0)]), '10.0.1.10', 3)).toEqual([`${HOST} possible`]);
    // Before the launch it was nobody's that is known.
    expect(hostsAt(graph, '10.0.1.10', -1)).toEqual([]);
  });

  it('move with their interface, also when it is detached by the id of the attachment', () => {
    const attach = (minute: number, instanceId: string, attachmentId: string): JsonObject =>
      call(minute, 'AttachNetworkInterface', { networkInterfaceId: OTHER_ENI, instanceId, deviceIndex: 1 }, { attachmentId });
    const graph = graphOf([
      launch(0),
      call(
        0,
        'CreateNetworkInterface',
        { subnetId: 'subnet-1' },
        { networkInterface: { networkInterfaceId: OTHER_ENI, vpcId: 'vpc-1', privateIpAddress: '10.0.1.99', privateIpAddressesSet: {} } },
      ),
      attach(2, HOST, 'eni-attach-1'),
      call(4, 'DetachNetworkInterface', { attachmentId: 'eni-attach-1', force: false }, { _return: true }),
      attach(6, OTHER, 'eni-attach-2'),
    ]);
    expect(told(graph, 'has-interface')).toEqual([`${ENI} 0-?`, `${OTHER_ENI} 2-4`]);
    expect(graph.byInterface(OTHER_ENI, moment(3))).toMatchObject([{ instanceId: HOST, confidence: 'certain' }]);
    expect(graph.byInterface(OTHER_ENI, moment(5))).toEqual([]);
    expect(graph.byInterface(OTHER_ENI, moment(7))).toMatchObject([{ instanceId: OTHER }]);
    expect(graph.byInterface(OTHER_ENI, { from: at(3), to: at(7) }).map(({ confidence }) => confidence)).toEqual(['possible', 'possible']);
    expect(hostsAt(graph, '10.0.1.99', 3, { vpcId: 'vpc-1', subnetId: null })).toEqual([`${HOST} likely`]);
    expect(hostsAt(graph, '10.0.1.99', 7, { vpcId: 'vpc-1', subnetId: null })).toEqual([`${OTHER} likely`]);
  });

  it('that are elastic are told by allocation and association', () => {
    const graph = graphOf([
      launch(0),
      call(1, 'AllocateAddress', { domain: 'vpc' }, { publicIp: '198.51.100.7', allocationId: 'eipalloc-1' }),
      call(2, 'AssociateAddress', { allocationId: 'eipalloc-1', networkInterfaceId: ENI }, { associationId: 'eipassoc-1' }),
      call(5, 'DisassociateAddress', { associationId: 'eipassoc-1' }, { _return: true }),
      call(6, 'AssociateAddress', { allocationId: 'eipalloc-1', instanceId: HOST }, { associationId: 'eipassoc-2' }),
      terminate(9),
    ]);
    expect(told(graph, 'has-address')).toEqual(['10.0.1.10 0-9', '198.51.100.7 2-5', '198.51.100.7 6-9']);
    expect(hostsAt(graph, '198.51.100.7', 3)).toEqual([`${HOST} likely`]);
    expect(hostsAt(graph, '198.51.100.7', 10)).toEqual([]);
    const [address] = graph.entities().filter(({ value }) => value === '198.51.100.7');
    expect(address?.attributes['scope']).toEqual(['public']);
  });

  it('told by the machine itself are likely its own', () => {
    const graph = graphOf([call(3, 'UpdateInstanceInformation', { instanceId: HOST, iPAddress: '10.9.9.9' }, null, actor(), 'ssm')]);
    expect(graph.relations().filter(({ kind }) => kind === 'has-address')).toMatchObject([
      { from: { value: HOST }, to: { value: '10.9.9.9' }, confidence: 'likely', interval: { from: null, to: null } },
    ]);
  });
});

describe('the node timeline', () => {
  const row = (minute: number, cluster = 'first'): JsonObject => ({
    workspace_id: '77',
    cluster_id: cluster,
    instance_id: HOST,
    driver: false,
    start_time: new Date(at(minute)).toISOString(),
    end_time: new Date(at(minute + 1)).toISOString(),
    node_type: 'm5.large',
    private_ip: '10.0.1.10',
  });

  it('is a second bridge: rows that touch are one span', () => {
    const graph = graphOf([]);
    for (const record of [row(3), row(0), row(1), row(2), row(30)]) graph.addNodeTimeline(readNodeTimeline(record, evidence())!);
    expect(told(graph, 'member-of')).toEqual(['first 0-4', 'first 30-31']);
    expect(graph.entities().find(({ kind }) => kind === 'cluster')?.attributes).toEqual({ workspaceId: ['77'] });
  });

  it('names no machine in a row without ids', () => {
    expect(readNodeTimeline({ cluster_id: 'a', instance_id: 'vm-1' }, evidence())).toBeNull();
    expect(readNodeTimeline({ cluster_id: '', instance_id: HOST }, evidence())).toBeNull();
  });
});

describe('what comes from anybody', () => {
  it('may be called __proto__ and stays a name', () => {
    const graph = graphOf([
      launch(0, { tags: { __proto__x: 'a', constructor: 'b' } }),
      createTags(1, JSON.parse('{"__proto__":"c"}') as Record<string, string>),
    ]);
    const attributes = graph.entities().find(({ value }) => value === HOST)!.attributes;
    expect(attributes).toMatchObject({ 'tag:__proto__': ['c'], 'tag:constructor': ['b'] });
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['tag:constructor']).toBeUndefined();
  });

  it('is bounded, and what is left out is counted', () => {
    const tags = Array.from({ length: 50 }, (_, index) => createTags(index, { ClusterId: `cluster-${String(index)}` }));
    const graph = graphOf([launch(0), ...tags], { relations: 10, entities: 5 });
    expect(graph.relations()).toHaveLength(10);
    expect(graph.entities()).toHaveLength(5);
    expect(graph.omitted()).toEqual({ relations: 53 - 10, entities: expect.any(Number) as number });
    expect(graphOf(tags, { statements: 20 }).omitted().relations).toBe(30);
  });

  it('may be said for months by an agent, and takes no more room for it', () => {
    const reports = Array.from({ length: 2_000 }, (_, index) =>
      call(
        index * 5,
        'UpdateInstanceInformation',
        { instanceId: HOST, iPAddress: '10.9.9.9', platformName: 'Ubuntu' },
        null,
        actor(),
        'ssm',
      ),
    );
    const graph = graphOf(reports, { statements: 10 });
    expect(graph.omitted()).toEqual({ entities: 0, relations: 0 });
    expect(told(graph, 'acts-as')).toEqual([expect.stringContaining(' 0-9995')]);
  });

  it('copies of a record change nothing', () => {
    const once = graphOf([launch(0), terminate(5)]);
    const twice = graphOf([launch(0), terminate(5), launch(0), terminate(5)]);
    expect(told(twice, 'has-interface')).toEqual(told(once, 'has-interface'));
  });

  it('attributes a launch without the vendor tag, and claims nothing', () => {
    const vendor = (tags: Readonly<Record<string, string>>): unknown =>
      graphOf([launch(0, { tags })])
        .entities()
        .find(({ value }) => value === HOST)?.attributes['vendorTag'];
    expect(vendor({ Vendor: 'Databricks' })).toBeUndefined();
    expect(vendor({ Name: 'x' })).toEqual(['absent']);
  });
});

describe('the order of adding', () => {
  const ids = fc.constantFrom(HOST, OTHER);
  const minutes = fc.integer({ min: 0, max: 9 });
  const enis = fc.constantFrom(ENI, OTHER_ENI);
  const record: fc.Arbitrary<JsonObject> = fc.oneof(
    fc.tuple(minutes, ids, enis).map(([minute, instanceId, eni]) => launch(minute, { instanceId, eni })),
    fc
      .tuple(minutes, ids, fc.constantFrom('a', 'b', 'c'))
      .map(([minute, id, ClusterId]) => createTags(minute, { ClusterId, Creator: `of ${ClusterId}` }, id)),
    fc.tuple(minutes, ids).map(([minute, id]) => terminate(minute, id)),
    fc
      .tuple(minutes, ids, enis)
      .map(([minute, instanceId, networkInterfaceId]) =>
        call(minute, 'AttachNetworkInterface', { networkInterfaceId, instanceId }, { attachmentId: `eni-attach-${String(minute)}` }),
      ),
    fc
      .tuple(minutes, minutes)
      .map(([minute, other]) => call(minute, 'DetachNetworkInterface', { attachmentId: `eni-attach-${String(other)}` }, {})),
    fc
      .tuple(minutes, enis)
      .map(([minute, networkInterfaceId]) => call(minute, 'AssociateAddress', { publicIp: '198.51.100.7', networkInterfaceId }, {})),
    minutes.map((minute) => call(minute, 'ReleaseAddress', { publicIp: '198.51.100.7' }, {})),
    fc.tuple(minutes, ids).map(([minute, id]) => call(minute, 'GetCallerIdentity', null, null, actor(id), 'sts')),
    minutes.map((minute) => call(minute, 'DeleteNetworkInterface', { networkInterfaceId: ENI }, {})),
  );

  it('does not matter', () => {
    const both = fc
      .array(record, { maxLength: 10 })
      .map((records) => records.map((one, offset) => read(one, offset)))
      .chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length })));
    fc.assert(
      fc.property(both, ([facts, shuffled]) => {
        const [one, other] = [facts, shuffled].map((order) => {
          const graph = new EntityGraph();
          graph.addStart({ kind: 'instance', value: HOST });
          graph.addStart({ kind: 'instance', value: OTHER });
          for (const fact of order) graph.addCloudTrail(fact);
          const addresses = [0, 3, 6, 9].map((minute) => graph.byAddress('10.0.1.10', NOWHERE, moment(minute)));
          return { relations: graph.relations(), entities: graph.entities(), addresses };
        });
        expect(other).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });
});
