/**
 * A document's own tests (`auditsift.tests`), from the nodes: they have the positions, and numbers with every digit. Their shape
 * was checked with the metadata; what does not have it is left out here.
 */
import { isObject, type JsonObject } from '../json/value.ts';
import { isLevel } from '../level.ts';
import { entryOf, textUnder, toJson, type MapNode, type SourceNode } from './node.ts';
import type { RuleLocation, RuleTest, SequenceStep, SequenceTest } from './rule.ts';
import { readTimespan } from './timespan.ts';

/** The tests of single records. */
export function recordTestsOf(rule: MapNode, uri: string): readonly RuleTest[] {
  return testsOf(rule).flatMap((test) => {
    const record = recordOf(test);
    const matches = entryOf(test, 'matches')?.value;
    const level = textUnder(test, 'level');
    if (record === null || matches?.kind !== 'scalar') return [];
    return [
      {
        title: textUnder(test, 'title') ?? '',
        record,
        matches: matches.value === true,
        level: isLevel(level) ? level : null,
        location: locationOf(test, uri),
      },
    ];
  });
}

/** The tests of records over time. */
export function sequenceTestsOf(rule: MapNode, uri: string): readonly SequenceTest[] {
  return testsOf(rule).flatMap((test) => {
    const steps = itemsUnder(test, 'sequence');
    if (steps.length === 0) return [];
    const findings = itemsUnder(test, 'findings').map((item) => ({
      rule: textUnder(item, 'rule') ?? '',
      count: numberUnder(item, 'count') ?? 0,
    }));
    return [
      {
        title: textUnder(test, 'title') ?? '',
        sequence: steps.flatMap((step) => stepOf(step) ?? []),
        findings,
        location: locationOf(test, uri),
      },
    ];
  });
}

function stepOf(step: MapNode): SequenceStep | null {
  const record = recordOf(step);
  if (record === null) return null;
  return {
    after: readTimespan(textUnder(step, 'after') ?? '0s') ?? 0,
    record,
    repeat: numberUnder(step, 'repeat') ?? 1,
    every: readTimespan(textUnder(step, 'every') ?? '0s') ?? 0,
  };
}

function testsOf(rule: MapNode): readonly MapNode[] {
  const extension = entryOf(rule, 'auditsift')?.value;
  return extension?.kind === 'map' ? itemsUnder(extension, 'tests') : [];
}

function itemsUnder(map: MapNode, key: string): readonly MapNode[] {
  const list = entryOf(map, key)?.value;
  return list?.kind === 'seq' ? list.items.filter((item: SourceNode) => item.kind === 'map') : [];
}

function recordOf(test: MapNode): JsonObject | null {
  const node = entryOf(test, 'record')?.value;
  const record = node && toJson(node);
  return isObject(record) ? record : null;
}

function numberUnder(map: MapNode, key: string): number | null {
  const node = entryOf(map, key)?.value;
  return node?.kind === 'scalar' && typeof node.value === 'object' && node.value !== null ? Number(node.value.number) : null;
}

function locationOf({ at }: MapNode, uri: string): RuleLocation {
  return { uri, line: at.line, column: at.column };
}
