/**
 * An investigation as the plain document that `json` and `jsonl` write: the model with its times as text.
 *
 * Owns: the wire format of docs/investigation.schema.json, keys in its order; a test pins it. Must not know: streams.
 */
import type {
  Entity,
  FollowUp,
  Gap,
  InputReport,
  Interval,
  Investigation,
  Peer,
  Relation,
  TimelineEvent,
} from '../../core/investigate/model.ts';
import { formatTime } from '../../core/time.ts';

type Json = Readonly<Record<string, unknown>>;

export function toDocument(investigation: Investigation): Json {
  return {
    ...headOf(investigation),
    entities: investigation.entities.map(entityOf),
    relations: investigation.relations.map(relationOf),
    timeline: investigation.timeline.map(eventOf),
    peers: investigation.peers.map(peerOf),
    gaps: investigation.gaps.map(gapOf),
    followUps: investigation.followUps.map(followUpOf),
  };
}

/** What is said of the whole: everything but the lists. */
export function headOf({ schemaVersion, starts, window, inputs, complete, omitted }: Investigation): Json {
  return {
    schemaVersion,
    starts: starts.map(({ kind, value }) => ({ kind, value })),
    window: intervalOf(window),
    complete,
    inputs: inputs.map(inputOf),
    omitted,
  };
}

export function entityOf({ kind, value, start, attributes, interval }: Entity): Json {
  return { kind, value, start, interval: intervalOf(interval), attributes };
}

export function relationOf({ kind, from, to, interval, confidence, basis, evidence }: Relation): Json {
  return { kind, from, to, interval: intervalOf(interval), confidence, basis, evidence };
}

export function eventOf(event: TimelineEvent): Json {
  const { time, end, ...rest } = event;
  return { time: formatTime(time), end: formatTime(end), ...rest };
}

export function peerOf(peer: Peer): Json {
  return { ...peer, first: formatTime(peer.first), last: formatTime(peer.last) };
}

export function gapOf({ code, sentence, about, interval, searched }: Gap): Json {
  const times = searched.map(({ input, from, to, records }) => ({ input, from: formatTime(from), to: formatTime(to), records }));
  return { code, sentence, about, interval: intervalOf(interval), searched: times };
}

export function followUpOf({ kind, tool, title, why, text }: FollowUp): Json {
  return { kind, tool, title, why, text };
}

function inputOf({ window, seen, ...report }: InputReport): Json {
  return { ...report, window: intervalOf(window), seen: intervalOf(seen) };
}

function intervalOf({ from, to }: Interval): Json {
  return { from: formatTime(from), to: formatTime(to) };
}
