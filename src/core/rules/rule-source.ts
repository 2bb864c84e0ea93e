/**
 * Where the parts of a rule stand in its file, for advice that points at them, and which advice the rule declines. Kept beside the rules and not in them: a rule stays
 * plain data, which can be compared, copied and handed to a thread. A copy has no places of its own, and is pointed at as a whole.
 */
import { entryOf, type MapNode, type Position } from './node.ts';
import type { RuleHead } from './rule.ts';

interface RuleSource {
  readonly detection: MapNode;
  readonly logsource: Position | null;
  readonly accepts: ReadonlySet<string>;
}

const SOURCES = new WeakMap<RuleHead, RuleSource>();

/**
 * Remembers what a rule was read from.
 * @param detection its `detection` (or `filter`, or `correlation`)
 * @param accepts codes of warnings that its author knows of (`auditsift.accepts`)
 * @param logsource where its `logsource` stands
 */
export function rememberSource(
  rule: RuleHead,
  detection: MapNode,
  accepts: readonly string[] = [],
  logsource: Position | null = null,
): void {
  SOURCES.set(rule, { detection, accepts: new Set(accepts), logsource });
}

/** The node of a rule's detection, or null when it is not known. */
export function detectionOf(rule: RuleHead): MapNode | null {
  return SOURCES.get(rule)?.detection ?? null;
}

/** Whether the rule says that its author knows of such warnings. */
export function isAccepted(rule: RuleHead, code: string): boolean {
  return SOURCES.get(rule)?.accepts.has(code) ?? false;
}

/** Where a rule's logsource stands; the beginning of the rule when that is not known. */
export function placeOfLogsource(rule: RuleHead): Position {
  return SOURCES.get(rule)?.logsource ?? rule.location;
}

/** Where a search identifier or the condition stands; the beginning of the rule when that is not known. */
export function placeOf(rule: RuleHead, name: string): Position {
  const detection = detectionOf(rule);
  const entry = detection === null ? undefined : entryOf(detection, name);
  if (entry === undefined) return rule.location;
  return name === 'condition' ? entry.value.at : entry.keyAt;
}
