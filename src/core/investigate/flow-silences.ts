/**
 * Windows of an interface in which its flow log holds no flow: none flowed (NODATA), or it was not noted down (SKIPDATA).
 *
 * Owns: putting windows together. Bounded: so many spans per interface, the rest in one span that holds them all. Must not know: hosts.
 */
import { hull } from './flow-join.ts';
import type { Interval } from './model.ts';

/** Windows follow each other within a minute or so. */
const TOUCHING = 60_000;
const MOST_SPANS = 20;
const MOST_HELD = 2000;
const MOST_INTERFACES = 10_000;

interface Held {
  readonly instanceIds: Set<string>;
  spans: Interval[];
  windows: number;
}

export interface Silence {
  readonly interfaceId: string;
  readonly instanceIds: readonly string[];
  /** In the order of time, apart from each other. */
  readonly spans: readonly Interval[];
  /** All that there was no room for, as one; holds times of other things, too. */
  readonly rest: Interval | null;
  readonly windows: number;
}

export class FlowSilences {
  readonly #held = new Map<string, Held>();
  omitted = 0;

  add(interfaceId: string, instanceIds: readonly string[], interval: Interval): void {
    let held = this.#held.get(interfaceId);
    if (held === undefined) {
      if (this.#held.size >= MOST_INTERFACES) {
        this.omitted++;
        return;
      }
      this.#held.set(interfaceId, (held = { instanceIds: new Set(), spans: [], windows: 0 }));
    }
    for (const instanceId of instanceIds) held.instanceIds.add(instanceId);
    held.windows++;
    held.spans.push(interval);
    if (held.spans.length > MOST_HELD) held.spans = shorten(merge(held.spans), MOST_HELD / 2);
  }

  silences(): readonly Silence[] {
    return [...this.#held].map(([interfaceId, { instanceIds, spans, windows }]) => {
      const merged = merge(spans);
      const rest = merged.slice(MOST_SPANS);
      return {
        interfaceId,
        instanceIds: [...instanceIds],
        spans: merged.slice(0, MOST_SPANS),
        rest: rest.length === 0 ? null : rest.reduce(hull),
        windows,
      };
    });
  }
}

/** Spans that overlap or nearly touch become one. A span without a beginning or end stays by itself, first. */
function merge(spans: readonly Interval[]): Interval[] {
  const merged: { from: number | null; to: number | null }[] = [];
  for (const { from, to } of spans.toSorted((a, b) => (a.from ?? -1) - (b.from ?? -1))) {
    const last = merged.at(-1) ?? { from: null, to: null };
    if (last.to !== null && to !== null && from !== null && from <= last.to + TOUCHING) last.to = Math.max(last.to, to);
    else if (merged.length === 0 || last.from !== from || last.to !== to) merged.push({ from, to });
  }
  return merged;
}

/** The last ones become one span, which then holds times in between. */
function shorten(spans: Interval[], most: number): Interval[] {
  return spans.length <= most ? spans : [...spans.slice(0, most - 1), spans.slice(most - 1).reduce(hull)];
}
