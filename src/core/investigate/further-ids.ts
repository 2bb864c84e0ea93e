/**
 * The ids that passes over CloudTrail find and the next one looks for: hosts, and by which names records mean places of theirs.
 *
 * Owns: when one more pass may tell more. A cluster leads to its machines, these to interfaces attached later, and these to their creation, in
 * three passes; each pass reads all of the log, so there are no more. Must not know: rules, records.
 */
import { canonicalAddress } from '../address.ts';
import type { EntityGraph } from './entity-graph.ts';
import type { Gap } from './model.ts';
import { ALWAYS } from './spans.ts';
import { placesOf } from './story-scope.ts';
import { compare } from './timeline-event.ts';

/** Behind the first one. */
const MOST_PASSES = 2;
const NAMED = 5;

export class FurtherIds {
  readonly #graph: EntityGraph;
  #known: ReadonlySet<string>;
  #passes = 0;

  /** @param first what the first pass looked for */
  constructor(graph: EntityGraph, first: ReadonlySet<string>) {
    this.#graph = graph;
    this.#known = first;
  }

  /** What a further pass looks for, and what those before it did; null when none is to be made. */
  next(): { readonly found: ReadonlySet<string>; readonly before: ReadonlySet<string> } | null {
    const found = this.#found();
    if (this.#passes >= MOST_PASSES || !(this.#passes === 0 ? found.length > 0 : found.some(leadsOn))) return null;
    this.#passes++;
    const before = this.#known;
    this.#known = new Set([...before, ...found]);
    return { found: new Set(found), before };
  }

  /** What the last pass found might have led on. */
  gaps(): readonly Gap[] {
    const left = this.#passes < MOST_PASSES ? [] : this.#found().filter(leadsOn).sort(compare);
    if (left.length === 0) return [];
    const named = `${left.slice(0, NAMED).join(', ')}${left.length > NAMED ? ' …' : ''}`;
    return [
      {
        code: 'limit-reached',
        sentence: `CloudTrail was not searched for what its last pass found (${named}): what names nothing else is missing; start from the hosts themselves to go further.`,
        ...{ about: null, interval: ALWAYS, searched: [] },
      },
    ];
  }

  #found(): readonly string[] {
    const { interfaces, addresses } = placesOf(this.#graph);
    const all = [...this.#graph.hosts(), ...interfaces, ...addresses, ...this.#graph.handles()];
    return [...new Set(all)].filter((id) => !this.#known.has(id));
  }
}

/**
 * Hosts and interfaces do, and what an elastic address is let go by. An attachment is of an interface, whose records are known, and what names
 * an address alone changes nothing of it.
 */
function leadsOn(id: string): boolean {
  return canonicalAddress(id) === null && !id.startsWith('eni-attach-');
}
