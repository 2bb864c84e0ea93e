import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EntityGraph } from '../../../src/core/investigate/entity-graph.ts';
import { at, read } from './cloudtrail-records.ts';
import { ADDRESSES, ELASTIC, play, VPCS, type Step } from './small-cloud.ts';

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom('launch', 'launch', 'terminate', 'tag', 'untag', 'attach', 'attach', 'detach', 'elastic', 'release'),
  machine: fc.integer({ min: 0, max: 2 }),
  choice: fc.integer({ min: 0, max: 5 }),
});

it('the graph knows at every moment what was so, whatever the order of the records', () => {
  const seen = { interfaces: 0, shared: 0, clusters: 0, elastic: 0 };
  const game = fc.array(step, { minLength: 1, maxLength: 25 }).chain((steps) => {
    const { records, moments } = play(steps);
    const facts = records.map((record, offset) => read(record, offset));
    return fc.record({
      moments: fc.constant(moments),
      facts: fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }),
    });
  });
  fc.assert(
    fc.property(game, ({ moments, facts }) => {
      const graph = new EntityGraph();
      for (const fact of facts) graph.addCloudTrail(fact);
      moments.forEach(({ machines, interfaces, elastic }, minute) => {
        // In the middle of a minute, since at its edges both sides count.
        const now = { from: at(minute) + 30_000, to: at(minute) + 30_000 };
        for (const { id, cluster } of machines) {
          expect(graph.clustersOf(id, now).map(({ clusterId }) => clusterId)).toEqual(cluster === null ? [] : [cluster]);
          if (cluster !== null) seen.clusters++;
        }
        for (const { eni, id } of interfaces) {
          expect(graph.byInterface(eni, now).map(({ instanceId }) => instanceId)).toEqual([id]);
          seen.interfaces++;
        }
        const ids = (address: string, vpcId: string | null): readonly string[] =>
          graph.byAddress(address, { vpcId, subnetId: null }, now).map(({ instanceId }) => instanceId);
        for (const address of [...ADDRESSES, ...interfaces.map((one) => one.address)]) {
          for (const vpc of VPCS) {
            const expected = interfaces.filter((one) => one.address === address && one.vpc === vpc).map(({ id }) => id);
            expect([address, vpc, ids(address, vpc)]).toEqual([address, vpc, expected]);
          }
          const everywhere = interfaces
            .filter((one) => one.address === address)
            .map(({ id }) => id)
            .sort();
          expect(ids(address, null)).toEqual(everywhere);
          if (everywhere.length > 1) {
            seen.shared++;
            expect(
              graph.byAddress(address, { vpcId: null, subnetId: null }, now).every(({ confidence }) => confidence === 'possible'),
            ).toBe(true);
          }
        }
        expect(ids(ELASTIC, null)).toEqual(elastic === null ? [] : [elastic]);
        if (elastic !== null) seen.elastic++;
      });
    }),
    { numRuns: 300 },
  );
  // The game is worth nothing when nothing happens in it.
  for (const [what, times] of Object.entries(seen)) expect([what, times > 20]).toEqual([what, true]);
});
