/**
 * Which host was whose cluster's at a time, from the relations of the graph.
 *
 * Owns: the padding of intervals, and what lying in it costs in confidence. Must not know: logs, how a relation came to be known.
 */
import type { Confidence, Interval, Relation } from './model.ts';
import { contains, overlap } from './spans.ts';

/** Clocks differ, and CloudTrail knows whole seconds: so far outside of an interval something may still belong into it. */
export const PAD = 60_000;

export interface Member {
  readonly instanceId: string;
  readonly confidence: Confidence;
  readonly basis: string;
}

const WEAKNESS: readonly Confidence[] = ['certain', 'likely', 'possible'];

export function weaker(a: Confidence, b: Confidence): Confidence {
  return WEAKNESS.indexOf(a) >= WEAKNESS.indexOf(b) ? a : b;
}

export function padded({ from, to }: Interval, pad: number = PAD): Interval {
  return { from: from === null ? null : from - pad, to: to === null ? null : to + pad };
}

export class Memberships {
  readonly #byCluster: ReadonlyMap<string, readonly Relation[]>;
  readonly #byInstance: ReadonlyMap<string, readonly Relation[]>;

  constructor(relations: readonly Relation[]) {
    const members = relations.filter(({ kind }) => kind === 'member-of');
    this.#byCluster = groupBy(members, ({ to }) => to.value);
    this.#byInstance = groupBy(members, ({ from }) => from.value);
  }

  /** The hosts of a cluster in that time; both ends of a host's interval count, and {@link PAD} beside them as a possibility. */
  hostsOf(clusterId: string, during: Interval): readonly Member[] {
    return (this.#byCluster.get(clusterId) ?? []).flatMap(({ from, interval, confidence, basis }) => {
      if (contains(interval, during))
        return [{ instanceId: from.value, confidence, basis: `on the cluster of the host in that time (${basis})` }];
      if (overlap(interval, during)) {
        const why = `it may have run partly while the host was not in the cluster (${basis})`;
        return [{ instanceId: from.value, confidence: weaker(confidence, 'likely'), basis: why }];
      }
      if (!overlap(padded(interval), during)) return [];
      return [
        { instanceId: from.value, confidence: 'possible', basis: `within ${PAD / 1000} s of when the host was in the cluster (${basis})` },
      ];
    });
  }

  /** The clusters that a host was in at that time. */
  clustersOf(instanceId: string, during: Interval): readonly string[] {
    const found = (this.#byInstance.get(instanceId) ?? []).filter(({ interval }) => overlap(interval, during));
    return [...new Set(found.map(({ to }) => to.value))];
  }

  /** When any host of the story was in the cluster: one interval for each membership. */
  intervalsOf(clusterId: string): readonly Interval[] {
    return (this.#byCluster.get(clusterId) ?? []).map(({ interval }) => interval);
  }

  get clusters(): readonly string[] {
    return [...this.#byCluster.keys()];
  }
}

function groupBy(relations: readonly Relation[], keyOf: (relation: Relation) => string): ReadonlyMap<string, readonly Relation[]> {
  const groups = new Map<string, Relation[]>();
  for (const relation of relations) {
    const group = groups.get(keyOf(relation));
    if (group === undefined) groups.set(keyOf(relation), [relation]);
    else group.push(relation);
  }
  return groups;
}
