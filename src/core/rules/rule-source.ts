/**
 * Where the parts of a rule stand in its file, for advice that points at them. Kept beside the rules and not in them: a rule stays
 * plain data, which can be compared, copied and handed to a thread. A copy has no places of its own, and is pointed at as a whole.
 */
import { entryOf, type MapNode, type Position } from './node.ts';
import type { RuleHead } from './rule.ts';

const DETECTIONS = new WeakMap<RuleHead, MapNode>();

/** Remembers the `detection` (or `filter`) that a rule was read from. */
export function rememberDetection(rule: RuleHead, detection: MapNode): void {
  DETECTIONS.set(rule, detection);
}

/** The node of a rule's detection, or null when it is not known. */
export function detectionOf(rule: RuleHead): MapNode | null {
  return DETECTIONS.get(rule) ?? null;
}

/** Where a search identifier or the condition stands; the beginning of the rule when that is not known. */
export function placeOf(rule: RuleHead, name: string): Position {
  const detection = detectionOf(rule);
  const entry = detection === null ? undefined : entryOf(detection, name);
  if (entry === undefined) return rule.location;
  return name === 'condition' ? entry.value.at : entry.keyAt;
}
