import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSelected, resolveNames } from '../../../src/core/rules/condition-names.ts';
import { parseCondition, type ConditionTree } from '../../../src/core/rules/condition.ts';
import { evaluate } from '../../../src/core/rules/evaluate.ts';
import type { Expression } from '../../../src/core/rules/rule.ts';

/** A selection that holds when the record has its name as a field. */
const selectionOf = (name: string): Expression => ({
  kind: 'selection',
  name,
  expression: { kind: 'test', test: { kind: 'exists', field: name } },
});
const NAMES = ['a', 'b', 'sel_1', 'sel_2', '_hidden', 'nothing'];
const SELECTIONS = new Map(NAMES.map((name) => [name, selectionOf(name)]));

function verdict(condition: string, present: readonly string[]): boolean {
  const { tree, faults } = parseCondition(condition);
  if (tree === null) throw new Error(faults[0]?.message);
  const { expression, faults: unknown } = resolveNames(tree, SELECTIONS, new Set());
  if (expression === null) throw new Error(unknown[0]?.message);
  return evaluate(expression, Object.fromEntries(present.map((name) => [name, 1])));
}

describe('a condition', () => {
  it.each<readonly [string, readonly string[], boolean]>([
    ['a or b and not sel_1', ['a', 'sel_1'], true],
    ['(a or b) and not sel_1', ['a', 'sel_1'], false],
    ['not a and b', ['b'], true],
    ['not (a and b)', ['b'], true],
    ['not not a', ['a'], true],
    ['not 1 of sel_*', ['sel_2'], false],
    ['1 of sel_* and a', ['a'], false],
    ['any of sel_*', ['sel_2'], true],
    ['all of sel_*', ['sel_2'], false],
    ['all of sel_*', ['sel_1', 'sel_2'], true],
    ['all of them', ['a', 'b', 'sel_1', 'sel_2', 'nothing'], true],
    ['1 of them', ['_hidden'], false],
    ['1 of _*', ['_hidden'], true],
    ['1 of *', ['_hidden'], false],
    ['nothing', ['nothing'], true],
    ['a AND NOT b', ['a'], true],
    ['(((a)))', ['a'], true],
  ])('%s with %j is %s', (condition, present, expected) => {
    expect(verdict(condition, present)).toBe(expected);
  });

  it.each<readonly [string, code: string, index: number]>([
    ['', 'bad-condition', 0],
    ['   ', 'bad-condition', 0],
    ['a and', 'bad-condition', 5],
    ['a b', 'bad-condition', 2],
    ['(a', 'bad-condition', 0],
    ['a)', 'bad-condition', 1],
    ['a or or b', 'bad-condition', 5],
    ['2 of sel_*', 'bad-condition', 0],
    ['1 of', 'bad-condition', 4],
    ['1 of (a)', 'bad-condition', 5],
    ['sel_*', 'bad-condition', 0],
    ['a & b', 'bad-condition', 2],
    ['a | count() > 5', 'legacy-aggregation', 2],
    [`${'('.repeat(100_000)}a`, 'bad-condition', 65],
    [`${'not '.repeat(100_000)}a`, 'bad-condition', 260],
  ])('%s is refused', (condition, code, index) => {
    const { tree, faults } = parseCondition(condition);
    expect(tree).toBeNull();
    expect(faults.map((fault) => [fault.code, fault.index])).toEqual([[code, index]]);
  });

  it('points to every name that does not exist', () => {
    const { tree } = parseCondition('a and (sel1 or 1 of filter_*) and zzz');
    const { faults } = resolveNames(tree!, SELECTIONS, new Set());
    expect(faults.map(({ code, index }) => [code, index])).toEqual([
      ['unknown-identifier', 7],
      ['selects-nothing', 20],
      ['unknown-identifier', 34],
    ]);
    expect(faults[0]?.message).toContain('Did you mean `sel_1`?');
  });

  it('names the correlation that replaces an aggregation', () => {
    const messageOf = (condition: string): string => parseCondition(condition).faults[0]!.message;
    const written = (condition: string): string | undefined => /`(correlation: .*)`\.$/.exec(messageOf(condition))?.[1];
    expect(messageOf('a | count() > 5')).toContain('end the condition before `| count() > 5`, give the rule a name');
    const shared = 'rules: [name of this rule], group-by: [field], timespan: 5m';
    expect(written('a | count() > 5')).toBe(`correlation: {type: event_count, ${shared}, condition: {gt: 5}}`);
    expect(written('a | count(user) by ip >= 5')).toBe(
      `correlation: {type: value_count, ${shared.replace('field', 'ip')}, condition: {gte: 5, field: user}}`,
    );
    expect(written('a | sum(bytes) > 5')).toBe(`correlation: {type: value_sum, ${shared}, condition: {gt: 5, field: bytes}}`);
    expect(written('a | avg(bytes) < 5')).toBe(`correlation: {type: value_avg, ${shared}, condition: {lt: 5, field: bytes}}`);
    expect(written('a | near b')).toBe(
      'correlation: {type: temporal, rules: [name of this rule, name of the other], group-by: [field], timespan: 5m}',
    );
    expect(messageOf('a | max(bytes) > 5')).toContain('no successor');
  });

  it('warns of operators in capitals', () => {
    expect(parseCondition('a AND b OR NOT b').doubts.map(({ index }) => index)).toEqual([2, 8, 11]);
  });

  it('means the same after it was written out and read again', () => {
    const identifier = fc.constantFrom(...NAMES).map((name): ConditionTree => ({ kind: 'identifier', name, index: 0 }));
    const { tree } = fc.letrec<{ tree: ConditionTree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        identifier,
        tie('tree').map((operand): ConditionTree => ({ kind: 'not', operand })),
        fc
          .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('tree'), { minLength: 2, maxLength: 3 }))
          .map(([kind, operands]): ConditionTree => ({ kind, operands })),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.subarray(NAMES), (generated, present) => {
        expect(verdict(write(generated, 0), present)).toBe(truth(generated, new Set(present)));
      }),
      { numRuns: 1000 },
    );
  });

  it('selects names as a pattern does', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '_'), maxLength: 6 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '_', '*'), maxLength: 6 }),
        (name, pattern) => {
          const byRegex = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name) && (!name.startsWith('_') || pattern.startsWith('_'));
          expect(isSelected(name, pattern)).toBe(byRegex);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** Brackets only where binding asks for them. */
function write(tree: ConditionTree, binding: number): string {
  if (tree.kind === 'identifier') return tree.name;
  if (tree.kind === 'of') return `1 of ${tree.pattern}`;
  const own = tree.kind === 'or' ? 1 : tree.kind === 'and' ? 2 : 3;
  const text =
    tree.kind === 'not' ? `not ${write(tree.operand, 3)}` : tree.operands.map((operand) => write(operand, own + 1)).join(` ${tree.kind} `);
  return own < binding ? `(${text})` : text;
}

function truth(tree: ConditionTree, present: ReadonlySet<string>): boolean {
  if (tree.kind === 'identifier') return present.has(tree.name);
  if (tree.kind === 'not') return !truth(tree.operand, present);
  if (tree.kind === 'of') throw new Error('not generated');
  return tree.kind === 'and'
    ? tree.operands.every((operand) => truth(operand, present))
    : tree.operands.some((operand) => truth(operand, present));
}
