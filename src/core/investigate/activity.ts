/**
 * What a user or an address did, where the story starts with one: one event for each action, user and address.
 *
 * Owns: counting, and its bound. Must not know: clusters, hosts.
 */
import { SeenIds } from '../scan/seen-ids.ts';
import { mergeEvidence } from './evidence.ts';
import type { EvidenceRef, Outcome, TimelineEvent } from './model.ts';
import { earlier, later } from './spans.ts';
import { timelineEvent } from './timeline-event.ts';

const MOST = 2_000;
const MOST_TOKENS = 20;
const EVIDENCE = 5;

/** One action, of Databricks or AWS. */
export interface Act {
  /** Of the record: copies of it count once. */
  readonly id: string;
  readonly service: string;
  readonly action: string;
  readonly user: string | null;
  readonly sourceIp: string | null;
  readonly outcome: Outcome;
  readonly workspaceId: string | null;
  readonly time: number | null;
  /** Of a token that was made, used or revoked: what must be revoked now. */
  readonly tokenId: string | null;
  /** What tells one act from another of its kind: the setting that was changed. */
  readonly subject: string | null;
  readonly evidence: EvidenceRef;
}

export class Activity {
  readonly #events = new Map<string, TimelineEvent>();
  readonly #copies = new SeenIds();
  #omitted = 0;

  add(act: Act, basis: string): void {
    if (this.#copies.isRepeated(act.id)) return;
    const { service, action, subject, user, sourceIp, outcome, workspaceId, time, evidence } = act;
    const key = JSON.stringify([service, action, subject, user, sourceIp, outcome, workspaceId]);
    const known = this.#events.get(key);
    if (known === undefined && this.#events.size >= MOST) {
      this.#omitted++;
      return;
    }
    const count = (known?.count ?? 0) + 1;
    const from = earlier(known?.time ?? null, time);
    const to = later(known?.end ?? known?.time ?? null, time);
    this.#events.set(
      key,
      timelineEvent({
        ...{ time: from, end: to === from ? null : to, lane: 'access', kind: 'activity', count, outcome, workspaceId },
        ...{
          title: `${service}/${action}${subject === null ? '' : ` ${subject}`}`.slice(0, 300),
          actor: user,
          sourceIp,
          confidence: 'certain',
          basis,
        },
        details: withToken(known?.details ?? {}, act.tokenId),
        evidence: mergeEvidence(known?.evidence ?? [], [evidence], EVIDENCE),
      }),
    );
  }

  get omitted(): number {
    return this.#omitted;
  }

  events(): readonly TimelineEvent[] {
    return [...this.#events.values()];
  }
}

function withToken(details: Readonly<Record<string, string>>, id: string | null): Readonly<Record<string, string>> {
  const known = details['tokens']?.split(', ') ?? [];
  if (id === null || known.includes(id) || known.length >= MOST_TOKENS) return details;
  return { ...details, tokens: [...known, id.slice(0, 200).replaceAll(', ', ' ')].join(', ') };
}
