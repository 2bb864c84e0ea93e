/**
 * An expression as a tree to read: what each part asks for and, with a record, whether it holds, what the field has, and which leaves decided.
 *
 * Truth comes from evaluate.ts, the definition; speed does not matter here. Must not know: terminals (whoever shows it escapes it).
 */
import { isObject, textOf, type JsonObject } from '../json/value.ts';
import { evaluate } from './evaluate.ts';
import { isPresent, parsePath, someValue, type Member } from './fields.ts';
import type { Expression, Test } from './rule.ts';
import { describeTests, quoted, subjectOf } from './test-words.ts';
import { testsIn } from './trace.ts';

export interface Explanation {
  /** What it asks for, in words. */
  readonly what: string;
  /** null when no record was given. */
  readonly holds: boolean | null;
  /** A leaf without which the whole might have turned out otherwise. */
  readonly decisive: boolean;
  /** Of a leaf: what the record has in the field. */
  readonly found: string | null;
  readonly parts: readonly Explanation[];
}

const MOST_VALUES = 5;

/** Explains an expression, for a record when `fields` is given. */
export function explain(expression: Expression, fields: JsonObject | null): Explanation {
  return decide(build(expression, fields, '', false), fields !== null);
}

/** Every field an expression looks at, once, in its order. */
export function fieldsIn(expression: Expression): readonly string[] {
  return [
    ...new Set(
      testsIn(expression).flatMap((test) => (test.kind === 'fieldref' ? [test.field, test.other] : 'field' in test ? [test.field] : [])),
    ),
  ];
}

/** A part whose decisive leaves are not marked yet. */
interface Part extends Omit<Explanation, 'parts'> {
  readonly join: 'and' | 'or' | null;
  /** Whether `not` stands before it: its parts are told without it. */
  readonly negated: boolean;
  readonly parts: readonly Part[];
}

function build(expression: Expression, fields: JsonObject | null, prefix: string, negated: boolean): Part {
  switch (expression.kind) {
    case 'not':
      return build(expression.operand, fields, `${prefix}not `, !negated);
    case 'selection':
      if (isNothing(expression.expression)) return named(expression, fields, prefix, negated);
      return build(expression.expression, fields, `${prefix}${expression.name}: `, negated);
    case 'test':
      return leaf(expression, [expression.test], fields, prefix, negated);
    default: {
      const groups = expression.kind === 'or' ? groupTests(expression.operands) : expression.operands.map((operand) => [operand]);
      const [first] = groups;
      const tests = first?.flatMap((operand) => (operand.kind === 'test' ? [operand.test] : [])) ?? [];
      if (groups.length === 1 && tests.length > 0) return leaf(expression, tests, fields, prefix, negated);
      const holds = fields && evaluate(expression, fields) !== negated;
      const words = groups.length === 0 ? 'nothing at all' : expression.kind === 'and' ? 'all of these' : 'any of these';
      const parts = groups.map((group) =>
        build(group.length === 1 && group[0] ? group[0] : { kind: 'or', operands: group }, fields, '', false),
      );
      return { what: `${prefix}${words}`, holds, decisive: false, found: null, parts, join: expression.kind, negated };
    }
  }
}

function isNothing(expression: Expression): boolean {
  return expression.kind === 'or' && expression.operands.length === 0;
}

/** A name without anything of its own, such as a rule in the condition of a correlation. */
function named(selection: Extract<Expression, { kind: 'selection' }>, fields: JsonObject | null, prefix: string, negated: boolean): Part {
  const holds = fields && evaluate(selection, fields) !== negated;
  return { what: `${prefix}${selection.name}`, holds, decisive: false, found: null, parts: [], join: null, negated };
}

/** Neighbours that test the same field stand together. */
function groupTests(operands: readonly Expression[]): readonly (readonly Expression[])[] {
  const groups: Expression[][] = [];
  for (const operand of operands) {
    const [before] = groups.at(-1) ?? [];
    const together = before?.kind === 'test' && operand.kind === 'test' && subjectOf(before.test) === subjectOf(operand.test);
    if (together) groups.at(-1)?.push(operand);
    else groups.push([operand]);
  }
  return groups;
}

function leaf(expression: Expression, tests: readonly Test[], fields: JsonObject | null, prefix: string, negated: boolean): Part {
  const [test] = tests;
  const found = fields === null || test === undefined ? null : foundBy(test, fields);
  const holds = fields && evaluate(expression, fields) !== negated;
  return { what: `${prefix}${describeTests(tests)}`, holds, decisive: false, found, parts: [], join: null, negated };
}

function foundBy(test: Test, fields: JsonObject): string | null {
  if (!('field' in test)) return null;
  const own = describeField(fields, test.field);
  return test.kind === 'fieldref' ? `${own}; ${test.other}: ${describeField(fields, test.other)}` : own;
}

/** What a record has in a field: its values as JSON writes them, bounded. */
export function describeField(fields: JsonObject, field: string): string {
  const path = parsePath(field);
  const values: string[] = [];
  const isMore = someValue(fields, path, (value) => {
    if (values.length >= MOST_VALUES) return true;
    values.push(describeValue(value));
    return false;
  });
  if (values.length > 0) return `${values.join(', ')}${isMore ? ', …' : ''}`;
  return isPresent(fields, path) ? 'an empty list' : 'absent';
}

function describeValue(value: Member): string {
  if (isObject(value)) return `a map of ${Object.keys(value).slice(0, MOST_VALUES).map(quoted).join(', ') || 'nothing'}`;
  return typeof value === 'string' ? quoted(value) : (textOf(value) ?? 'null');
}

/** Marks the leaves that decided: of a sum or product those that made it what it is. */
function decide({ join, negated, ...part }: Part, decisive: boolean): Explanation {
  if (join === null) return { ...part, parts: [], decisive };
  const truth = part.holds !== negated;
  // A conjunction that holds needs every part, one that fails those that failed; a disjunction the other way round.
  const isDeciding = ({ holds }: Part): boolean => decisive && (truth === (join === 'and') || holds === truth);
  return { ...part, parts: part.parts.map((inner) => decide(inner, isDeciding(inner))) };
}
