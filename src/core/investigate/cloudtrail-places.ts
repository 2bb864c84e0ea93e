/**
 * What an instance has to do with a record: it was launched by it, was its target or its actor, or is mentioned.
 *
 * Owns the classes, told by the place of the id (every place seen in 2,900 real records is covered). Must not know: what a call does.
 */
import type { CloudTrailCall } from './cloudtrail-call.ts';
import type { InstanceIdHit } from './instance-ids.ts';

export type InstanceRole = 'launch' | 'actor' | 'target' | 'mention';

/** One instance and all that it is to a record. */
export interface InstancePlace {
  readonly instanceId: string;
  /** How the record spells it first. */
  readonly spelling: string;
  readonly roles: readonly InstanceRole[];
  /** Where it stands: `requestParameters.instancesSet.items[].instanceId`; at most {@link MOST_PATHS}. */
  readonly paths: readonly string[];
}

const MOST_PATHS = 8;
const LONGEST_PATH = 200;
const LAUNCHING: ReadonlySet<string> = new Set(['RunInstances', 'CreateFleet']);

/** Names that somebody chooses freely: an id there is no proof of anything. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  'roleSessionName',
  'description',
  'clientToken',
  'comment',
  'name',
  'tags',
  'tagSet',
  'Tag',
]);

/** In the order of first appearance. */
export function classifyPlaces(hits: readonly InstanceIdHit[], call: CloudTrailCall): readonly InstancePlace[] {
  const found = new Map<string, { spelling: string; roles: Set<InstanceRole>; paths: Set<string> }>();
  for (const hit of hits) {
    let place = found.get(hit.instanceId);
    if (place === undefined) found.set(hit.instanceId, (place = { spelling: hit.spelling, roles: new Set(), paths: new Set() }));
    place.roles.add(roleOf(hit, call));
    if (place.paths.size < MOST_PATHS) place.paths.add(pathText(hit.path));
  }
  return [...found].map(([instanceId, { spelling, roles, paths }]) => ({
    instanceId,
    spelling,
    roles: [...roles].sort(),
    paths: [...paths],
  }));
}

function roleOf({ path, as }: InstanceIdHit, call: CloudTrailCall): InstanceRole {
  if (as === 'part') return 'mention';
  const [side, name] = path;
  switch (side) {
    case 'userIdentity':
      return path.length === 2 && (name === 'arn' || name === 'principalId') ? 'actor' : 'mention';
    case 'responseElements':
      if (path.some((part) => FREE_TEXT.has(part))) return 'mention';
      return LAUNCHING.has(call.name) && call.outcome === 'succeeded' ? 'launch' : 'target';
    case 'requestParameters':
    case 'serviceEventDetails':
      return path.some((part) => FREE_TEXT.has(part)) ? 'mention' : 'target';
    case 'resources':
      return 'target';
    default:
      return 'mention';
  }
}

function pathText(path: readonly string[]): string {
  const text = path.reduce((all, name) => (all === '' || name === '[]' || name === '()' ? all + name : `${all}.${name}`), '');
  return text.length > LONGEST_PATH ? `${text.slice(0, LONGEST_PATH)}…` : text;
}
