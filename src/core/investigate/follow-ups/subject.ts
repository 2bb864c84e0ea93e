/** What the follow-ups are about: ids and times of an investigation, gathered and bounded. Must not know: query languages. */
import type { Entity, EntityKind, Interval, Investigation, Relation } from '../model.ts';

/** All that follow-ups are made from; they stand in the answer, so they cannot need it whole. */
export type Unfollowed = Omit<Investigation, 'followUps'>;

/** As many ids as a query still takes without being unreadable. */
const MOST_IDS = 100;
const HOUR = 3_600_000;

export interface Subject {
  readonly instances: readonly string[];
  readonly clusters: readonly string[];
  readonly interfaces: readonly string[];
  /** Addresses of the hosts, for flow logs without interface. */
  readonly addresses: readonly string[];
  /** Databricks users the investigation started from. */
  readonly users: readonly string[];
  /** Addresses the investigation started from. */
  readonly sources: readonly string[];
  /** How many ids were left out of the lists above. */
  readonly leftOut: number;
  readonly regions: readonly string[];
  /** Padded by an hour on both sides; null where nothing tells a time. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Gathers them. Times are those asked for, else those of what was found. */
export function subjectOf(story: Unfollowed): Subject {
  const starts = (kind: string): readonly string[] => story.starts.filter((start) => start.kind === kind).map(({ value }) => value);
  const lists = {
    instances: valuesOf(story.entities, 'instance'),
    clusters: valuesOf(story.entities, 'cluster'),
    interfaces: valuesOf(story.entities, 'interface'),
    addresses: hostAddresses(story.relations),
    users: starts('user'),
    sources: starts('ip'),
  };
  const bounded = (list: readonly string[]): readonly string[] => list.slice(0, MOST_IDS);
  const { from, to } = timesOf(story);
  return {
    instances: bounded(lists.instances),
    clusters: bounded(lists.clusters),
    interfaces: bounded(lists.interfaces),
    addresses: bounded(lists.addresses),
    users: bounded(lists.users),
    sources: bounded(lists.sources),
    leftOut: Object.values(lists).reduce((sum, list) => sum + Math.max(0, list.length - MOST_IDS), 0),
    regions: distinct(story.entities.flatMap(({ attributes }) => attributes['region'] ?? [])),
    from: from === null ? null : from - HOUR,
    to: to === null ? null : to + HOUR,
  };
}

function timesOf({ window, timeline, entities }: Unfollowed): Interval {
  const times = [
    ...timeline.flatMap(({ time, end }) => [time, end]),
    ...entities.filter(({ kind }) => kind === 'instance').flatMap(({ interval }) => [interval.from, interval.to]),
  ].filter((time) => time !== null);
  return {
    from: window.from ?? times.reduce<number | null>((least, time) => (least === null || time < least ? time : least), null),
    to: window.to ?? times.reduce<number | null>((most, time) => (most === null || time > most ? time : most), null),
  };
}

function valuesOf(entities: readonly Entity[], kind: EntityKind): readonly string[] {
  return distinct(entities.filter((entity) => entity.kind === kind).map(({ value }) => value));
}

function hostAddresses(relations: readonly Relation[]): readonly string[] {
  return distinct(relations.filter(({ kind }) => kind === 'has-address').map(({ to }) => to.value));
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
