/**
 * Spans of minutes: rows of a node timeline put together per machine and cluster.
 *
 * Rows that touch are one span, so that memory counts with interruptions, not minutes; the order of rows does not matter. Must not know:
 * tags, CloudTrail.
 */
import { mergeEvidence } from './evidence.ts';
import type { GraphLimits } from './graph-limits.ts';
import type { EvidenceRef, Interval } from './model.ts';
import type { NodeTimelineRow } from './node-timeline.ts';
import { fromOf, hull, toOf } from './spans.ts';

/** A row tells of one minute, and the next begins where it ends; one minute may be missing between them. */
const TOUCH = 60_000;
const MOST_SPANS = 2_000;

export interface NodeSpan {
  readonly instanceId: string;
  readonly clusterId: string;
  readonly interval: Interval;
  readonly evidence: readonly EvidenceRef[];
}

export class NodeSpans {
  readonly #limits: GraphLimits;
  readonly #pairs = new Map<string, NodeSpan[]>();
  /** Rows that a limit kept out. */
  omitted = 0;

  constructor(limits: GraphLimits) {
    this.#limits = limits;
  }

  add({ instanceId, clusterId, interval, evidence }: NodeTimelineRow): void {
    const key = `${instanceId} ${clusterId}`;
    const spans = this.#pairs.get(key) ?? [];
    if (spans.length === 0 && this.#pairs.size >= this.#limits.relations) {
      this.omitted++;
      return;
    }
    const touches = (span: NodeSpan): boolean =>
      fromOf(span.interval) <= toOf(interval) + TOUCH && fromOf(interval) <= toOf(span.interval) + TOUCH;
    const touching = spans.filter(touches);
    const apart = spans.filter((span) => !touches(span));
    if (touching.length === 0 && spans.length >= MOST_SPANS) {
      this.omitted++;
      return;
    }
    const merged: NodeSpan = {
      instanceId,
      clusterId,
      interval: hull([interval, ...touching.map((span) => span.interval)]),
      evidence: touching.reduce<readonly EvidenceRef[]>(
        (all, span) => mergeEvidence(all, span.evidence, this.#limits.evidence),
        [evidence],
      ),
    };
    this.#pairs.set(key, [...apart, merged]);
  }

  all(): readonly NodeSpan[] {
    return [...this.#pairs.values()].flat();
  }
}
