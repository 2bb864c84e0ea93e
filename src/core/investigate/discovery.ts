/**
 * The first pass over the audit log, where the story starts with a user or an address: which clusters, hosts and users it leads to.
 *
 * Owns: the bounds of that. Must not know: what happened.
 */
import { canonicalInstanceId } from './instance-ids.ts';
import type { StoryRecord } from './story-record.ts';

const MOST_CLUSTERS = 200;
const MOST_INSTANCES = 500;
const MOST_USERS = 200;
const MOST_WAREHOUSES = 200;

export class Discovery {
  readonly clusters = new Set<string>();
  readonly instances = new Set<string>();
  readonly warehouses = new Set<string>();
  /** In lower case. */
  readonly users = new Set<string>();
  omitted = 0;

  /** A record of the users or from the addresses started with. */
  add({ clusterId, instanceId, warehouseId, user }: StoryRecord): void {
    this.#keep(this.clusters, clusterId, MOST_CLUSTERS);
    this.#keep(this.warehouses, warehouseId, MOST_WAREHOUSES);
    this.#keep(this.users, user?.toLowerCase() ?? null, MOST_USERS);
    this.#keep(this.instances, instanceId === null ? null : canonicalInstanceId(instanceId), MOST_INSTANCES);
  }

  #keep(set: Set<string>, value: string | null, most: number): void {
    if (value === null || set.has(value)) return;
    if (set.size >= most) this.omitted++;
    else set.add(value);
  }
}
