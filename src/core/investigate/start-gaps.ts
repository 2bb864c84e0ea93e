/** Starting points of which nothing was found: without a word about them, a slip in a name would look like a clean answer. */
import type { EntityRef, Gap, Investigation, StartingPoint } from './model.ts';
import type { InputTally } from './input-tally.ts';
import { ALWAYS } from './spans.ts';

type Told = Pick<Investigation, 'timeline' | 'relations' | 'peers'>;

/**
 * A gap for each start that the story does not show. Instances have gaps of their own.
 * @param hasContacts flow logs name interfaces beside the addresses, whoever they are
 */
export function startGaps(points: readonly StartingPoint[], told: Told, hasContacts: boolean, inputs: InputTally): readonly Gap[] {
  const lost = points.filter((point) => point.kind !== 'instance' && !isTold(point, told, hasContacts));
  const gaps = lost.map((point): Gap => gap(`Nothing of ${point.kind}:${point.value} was found in what was read.`, aboutOf(point), inputs));
  if (points.length > 0) return gaps;
  return [gap('The findings given flag no host in the time asked for, so there was nobody to follow.', null, inputs)];
}

function isTold({ kind, value }: StartingPoint, { timeline, relations, peers }: Told, hasContacts: boolean): boolean {
  if (kind === 'cluster') return timeline.some(({ clusterId }) => clusterId === value) || relations.some(({ to }) => to.value === value);
  if (kind === 'user') return timeline.some(({ actor }) => actor?.toLowerCase().includes(value.toLowerCase()) === true);
  return hasContacts || timeline.some(({ sourceIp }) => sourceIp === value) || peers.some(({ address }) => address === value);
}

function aboutOf({ kind, value }: StartingPoint): EntityRef {
  return { kind: kind === 'ip' ? 'address' : kind === 'user' ? 'principal' : kind, value };
}

function gap(fact: string, about: EntityRef | null, inputs: InputTally): Gap {
  const searched = inputs
    .reports()
    .map(({ role, window, records }) => ({ input: role, from: window.from, to: window.to, records: records.read }));
  const sentence = `${fact} That is no proof of anything: it may be spelled otherwise, or other logs hold it.`;
  return { code: 'start-not-found', sentence, about, interval: ALWAYS, searched };
}
