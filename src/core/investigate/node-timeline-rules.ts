/** What is looked for in the node timeline: rows of the hosts and clusters, or all that name both when who is meant is not known yet. */
import type { Rule } from '../rules/rule.ts';
import { anyOf, equals, gathering } from './rule-terms.ts';

export function nodeTimelineRules(instances: ReadonlySet<string>, clusters: ReadonlySet<string>, isOpen: boolean): readonly Rule[] {
  const wanted = anyOf([
    equals('instance_id', instances),
    equals('instanceId', instances),
    equals('cluster_id', clusters),
    equals('clusterId', clusters),
  ]);
  const any = anyOf([
    { kind: 'test', test: { kind: 'exists', field: 'cluster_id' } },
    { kind: 'test', test: { kind: 'exists', field: 'clusterId' } },
  ]);
  return [gathering('its rows', { product: 'databricks', service: 'node-timeline' }, isOpen ? any : wanted)];
}
