/**
 * Silence (K31): a group that was heard is not heard for longer than the timespan, although it is alive.
 *
 * Fires when all of this is known, so that neither the end of the input, nor a gap in what was delivered, nor a host that was
 * switched off is taken for a silence: other groups with the same `while` values were heard throughout the timespan, at least
 * once in every half of it; others were heard at its end or later; and the group itself was heard of after it, by a listed rule or
 * one of `alive`. Once per silence. What pauses for everybody is a gap in the delivery, even when it is shorter than the timespan.
 */
import type { Evaluator, EvaluatorOptions } from './evaluator.ts';
import { GROUP_UNITS, MEMBER_UNITS, unitsOf } from './memory.ts';
import { valuesOf, type Participation } from './participation.ts';

interface Group {
  readonly key: string;
  /** The last record of a listed rule. */
  last: Participation;
  /** What its `while` fields said there; null when one had no value, so that nobody else can agree. */
  peers: string | null;
  /** Others were heard throughout its silence, and it was not yet heard of since. */
  isSilent: boolean;
}

/** Who was heard last among those with the same `while` values, and the last that was somebody else. */
interface Heard {
  latest: { key: string; time: number };
  other: { key: string; time: number } | null;
  /** Since when somebody of them was heard without a pause of more than half the timespan. */
  since: number;
}

/** A silence that ended, while others have not yet been heard up to its end. */
interface Ended {
  readonly before: Participation;
  readonly sign: Participation;
  readonly peers: string;
}

export class AbsenceEvaluator implements Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #timespan: number;
  /** How many places are those of listed rules. */
  readonly #listed: number;
  /** Groups within their timespan, the one not heard for the longest time first. */
  readonly #current = new Map<string, Group>();
  /** Groups that were not heard for longer. */
  readonly #overdue = new Map<string, Group>();
  readonly #heard = new Map<string, Heard>();
  #ended: Ended[] = [];

  constructor(options: EvaluatorOptions) {
    const { correlation } = options.counter.compiled;
    this.#options = options;
    this.#timespan = correlation.timespan;
    this.#listed = correlation.rules.length;
  }

  take(part: Participation): void {
    const { time } = part.event;
    this.#judgeBefore(time);
    this.#hearOf(part);
    if (part.places.some((place) => place < this.#listed)) this.#hear(part);
  }

  settle(): void {
    this.#ended = this.#ended.filter((ended) => !this.#fire(ended));
  }

  end(): void {
    // Who is silent now may have been switched off, or the input ends here.
    this.#current.clear();
    this.#overdue.clear();
  }

  /** Time has passed the end of some timespans: were others heard throughout? Everything up to those ends has been taken. */
  #judgeBefore(time: number): void {
    for (const [key, group] of this.#current) {
      if (group.last.event.time + this.#timespan >= time) return;
      this.#current.delete(key);
      group.isSilent = this.#heardThroughout(group);
      this.#overdue.set(key, group);
    }
  }

  /** Any sign of life ends a silence. */
  #hearOf(sign: Participation): void {
    const group = this.#overdue.get(sign.key);
    if (group?.isSilent !== true || group.peers === null) return;
    group.isSilent = false;
    this.#ended.push({ before: group.last, sign, peers: group.peers });
  }

  #hear(part: Participation): void {
    const { memory, listener } = this.#options;
    const { key } = part;
    const peers = this.#peersOf(part);
    const known = this.#current.get(key) ?? this.#overdue.get(key);
    this.#current.delete(key);
    this.#overdue.delete(key);
    if (known === undefined) {
      if (memory.full) {
        listener.overflowed();
        return;
      }
      memory.change(GROUP_UNITS + 2 * MEMBER_UNITS + unitsOf(key));
    }
    this.#current.set(key, { key, last: part, peers, isSilent: false });
    if (peers !== null) this.#note(peers, key, part.event.time);
  }

  #note(peers: string, key: string, time: number): void {
    const heard = this.#heard.get(peers);
    if (heard === undefined) {
      this.#heard.set(peers, { latest: { key, time }, other: null, since: time });
      this.#options.memory.change(GROUP_UNITS + unitsOf(peers));
    } else {
      if (this.#isPause(heard.latest.time, time)) heard.since = time;
      if (heard.latest.key !== key) heard.other = heard.latest;
      heard.latest = { key, time };
    }
  }

  /** Whether others were heard from the group's last record to the end of its timespan; it was silent, so whoever was heard is another. */
  #heardThroughout({ peers, last }: Group): boolean {
    const heard = peers === null ? undefined : this.#heard.get(peers);
    const { time } = last.event;
    return heard !== undefined && heard.since <= time && !this.#isPause(heard.latest.time, time + this.#timespan);
  }

  #isPause(from: number, to: number): boolean {
    return 2 * (to - from) > this.#timespan;
  }

  /** When somebody else with the same `while` values was last heard. */
  #lastOther(peers: string | null, key: string): number {
    const heard = peers === null ? undefined : this.#heard.get(peers);
    if (heard === undefined) return -Infinity;
    return heard.latest.key === key ? (heard.other?.time ?? -Infinity) : heard.latest.time;
  }

  #peersOf({ occurrence }: Participation): string | null {
    const values = this.#options.counter.whileFields.map((field) => valuesOf(field, occurrence.values).toSorted());
    return values.some((texts) => texts.length === 0) ? null : JSON.stringify(values);
  }

  /** Whether others were heard up to the end of the silence; then it is a finding. */
  #fire({ before, sign, peers }: Ended): boolean {
    const { compiled, isListed, whileFields } = this.#options.counter;
    const start = before.event.time;
    const end = start + this.#timespan;
    if (this.#lastOther(peers, before.key) < end) return false;
    const context = whileFields.map((field) => valuesOf(field, before.occurrence.values)[0] ?? null);
    const members = [before.event.id, sign.event.id];
    this.#options.listener.fired({
      ...{ compiled, group: before.group, context, start, end, members, memberCount: members.length },
      ...{ measured: '0', source: sign.event.source },
    });
    if (isListed) this.#options.listener.held(sign);
    return true;
  }
}
