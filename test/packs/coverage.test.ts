/** The packs see at least what two public catalogues of Databricks detections see; where they do not, a reason stands there. */
import { describe, expect, it } from 'vitest';
import { actionsOf, isRule, readPacks, type PackRule } from '../../scripts/pack.ts';
import { PANTHER, SYSTEM_TABLE_ALERTS, SYSTEM_TABLE_QUERIES, type Entry } from './public-catalogues.ts';

const documents = readPacks().flatMap((pack) => pack.documents);
const named = new Map(documents.map((document) => [document.name, document]));

const CATALOGUES = [
  ['panther-labs/panther-analysis, rules', PANTHER, 37],
  ['andyweaves/system-tables-audit-logs, alerts', SYSTEM_TABLE_ALERTS, 30],
  ['andyweaves/system-tables-audit-logs, queries without an alert', SYSTEM_TABLE_QUERIES, 15],
] as const;

describe.each(CATALOGUES)('%s', (_, catalogue: Readonly<Record<string, Entry>>, size) => {
  it('is listed whole', () => {
    expect(Object.keys(catalogue)).toHaveLength(size);
  });

  it.each(Object.entries(catalogue))('%s has a rule of ours, or a reason', (__, { rules, reason }) => {
    expect(rules.filter((name) => !named.has(name))).toEqual([]);
    if (rules.length === 0) expect(reason).toMatch(/\w+ \w+/);
  });

  it.each(Object.entries(catalogue).filter(([, { actions }]) => actions !== undefined))('%s: every action is seen', (__, entry) => {
    const { rules, actions = [], without = {} } = entry;
    const ours = rules.map((name) => named.get(name)!).filter(isRule);
    const unseen = actions.filter((action) => !ours.some((rule) => names(rule, action)));
    expect(unseen.sort()).toEqual(Object.keys(without).sort());
  });
});

it('an alert of the one catalogue is no mere query of the other list', () => {
  expect(Object.keys(SYSTEM_TABLE_QUERIES).filter((name) => name in SYSTEM_TABLE_ALERTS)).toEqual([]);
});

/** Whether the rule tests for this action, exactly or by the beginning of its name. */
function names(rule: PackRule, action: string): boolean {
  return actionsOf(rule).some((value) => value === action || (value.endsWith('*') && action.startsWith(value.slice(0, -1))));
}
