/**
 * What is looked for next, from what the graph knows by now.
 *
 * Owns: which ids of a host other records may name it by. Must not know: rules, logs.
 */
import type { EntityGraph } from './entity-graph.ts';
import { Memberships } from './memberships.ts';
import type { AuditScope } from './audit-story.ts';
import type { Discovery } from './discovery.ts';
import type { StartingPoint } from './model.ts';

export interface Starts {
  readonly instances: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
  /** In lower case. */
  readonly users: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
}

export function startsOf(points: readonly StartingPoint[]): Starts {
  const of = (kind: StartingPoint['kind']): ReadonlySet<string> =>
    new Set(points.flatMap((point) => (point.kind === kind ? [kind === 'user' ? point.value.toLowerCase() : point.value] : [])));
  return { instances: of('instance'), clusters: of('cluster'), users: of('user'), addresses: of('ip') };
}

/** Interfaces and addresses of the hosts, as the graph knows them. */
export function placesOf(graph: EntityGraph): { readonly interfaces: ReadonlySet<string>; readonly addresses: ReadonlySet<string> } {
  const relations = graph.relations();
  const interfaces = relations.flatMap(({ kind, to }) => (kind === 'has-interface' ? [to.value] : []));
  const addresses = relations.flatMap(({ kind, to }) => (kind === 'has-address' ? [to.value] : []));
  return { interfaces: new Set(interfaces), addresses: new Set(addresses) };
}

/** Names that Databricks gives clusters of jobs. */
const JOB_CLUSTER = /^job-\d{1,20}-run-(\d{1,20})/;
/** Tags by which a machine of a SQL warehouse is known. */
const WAREHOUSE_TAGS = ['tag:SqlWarehouseId', 'tag:SqlEndpointId'];

export function auditScope(graph: EntityGraph, starts: Starts, found: Discovery): AuditScope {
  const memberships = new Memberships(graph.relations());
  const attributes = graph.entities().map((entity) => entity.attributes);
  const valuesOf = (names: readonly string[]): readonly string[] => attributes.flatMap((all) => names.flatMap((name) => all[name] ?? []));
  const runs = valuesOf(['clusterName', 'tag:ClusterName', 'tag:RunName']).flatMap((name) => JOB_CLUSTER.exec(name)?.[1] ?? []);
  return {
    instances: new Set(graph.hosts()),
    clusters: new Set([...memberships.clusters, ...starts.clusters, ...found.clusters]),
    startClusters: starts.clusters,
    warehouses: new Set([...valuesOf(WAREHOUSE_TAGS), ...found.warehouses]),
    runs: new Set(runs),
    users: starts.users,
    addresses: starts.addresses,
    memberships,
  };
}
