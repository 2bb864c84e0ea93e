/**
 * Expression → a fast predicate over records. Tests of one field that are joined by OR become one look at the field: a set of
 * exact texts and a list of patterns. Must agree with evaluate.ts.
 */
import { isObject, textOf, type JsonObject } from '../json/value.ts';
import { compileAccept, compileTexts } from './accept.ts';
import { isPresent, parsePath, someLeaf, someValue, type Accept } from './fields.ts';
import { compileReference } from './reference.ts';
import type { Expression, Test, ValueTest } from './rule.ts';

export type Predicate = (fields: JsonObject) => boolean;

/** Compiles an expression. */
export function compilePredicate(expression: Expression): Predicate {
  switch (expression.kind) {
    case 'and':
      return every(expression.operands.map(compilePredicate));
    case 'or':
      return compileAlternatives(expression.operands);
    case 'not': {
      const operand = compilePredicate(expression.operand);
      return (fields) => !operand(fields);
    }
    case 'selection':
      return compilePredicate(expression.expression);
    case 'test':
      return compileTest(expression.test);
  }
}

function compileTest(test: Test): Predicate {
  switch (test.kind) {
    case 'exists': {
      const path = parsePath(test.field);
      return (fields) => isPresent(fields, path);
    }
    case 'null': {
      const path = parsePath(test.field);
      return (fields) => !someValue(fields, path, isValue);
    }
    case 'fieldref': {
      const path = parsePath(test.field);
      const reference = compileReference(test);
      return (fields) => {
        const fits = reference(fields);
        return someValue(fields, path, (value) => {
          const text = isObject(value) ? undefined : textOf(value);
          return text !== undefined && fits(text);
        });
      };
    }
    default:
      return compileGroup(fieldOf(test), [valueTestOf(test)]);
  }
}

const isValue: Accept = (value) => value !== null;

type Groupable = Exclude<Test, { kind: 'exists' | 'null' | 'fieldref' }>;

/** A keyword is the test of each scalar of the record. */
function valueTestOf(test: Groupable): ValueTest {
  if (test.kind === 'keyword') return { kind: 'text', field: '', pattern: test.pattern };
  return test.kind === 'keyword-regex' ? { kind: 'regex', field: '', regex: test.regex } : test;
}

/** null stands for the whole record. */
function fieldOf(test: Groupable): string | null {
  return test.kind === 'keyword' || test.kind === 'keyword-regex' ? null : test.field;
}

function isGroupable(test: Test): test is Groupable {
  return test.kind !== 'exists' && test.kind !== 'null' && test.kind !== 'fieldref';
}

/** Whether some of the tests holds for one field, or for some scalar of the record. */
function compileGroup(field: string | null, tests: readonly ValueTest[]): Predicate {
  if (field === null) {
    const acceptText = compileTexts(tests);
    return (fields) => someLeaf(fields, acceptText);
  }
  const path = parsePath(field);
  const accept = compileAccept(tests);
  return (fields) => someValue(fields, path, accept);
}

/** Groups the tests of an OR by field; a field's group stands where its first test stood. */
function compileAlternatives(operands: readonly Expression[]): Predicate {
  const groups = new Map<string | null, ValueTest[]>();
  const slots: (() => Predicate)[] = [];
  for (const operand of operands) {
    if (operand.kind !== 'test' || !isGroupable(operand.test)) {
      slots.push(() => compilePredicate(operand));
      continue;
    }
    const field = fieldOf(operand.test);
    const group = groups.get(field) ?? [];
    if (group.push(valueTestOf(operand.test)) > 1) continue;
    groups.set(field, group);
    slots.push(() => compileGroup(field, group));
  }
  return some(slots.map((compile) => compile()));
}

function every(predicates: readonly Predicate[]): Predicate {
  const [first, second] = predicates;
  if (first !== undefined && predicates.length === 1) return first;
  if (first !== undefined && second !== undefined && predicates.length === 2) return (fields) => first(fields) && second(fields);
  return (fields) => predicates.every((predicate) => predicate(fields));
}

function some(predicates: readonly Predicate[]): Predicate {
  const [first, second] = predicates;
  if (first !== undefined && predicates.length === 1) return first;
  if (first !== undefined && second !== undefined && predicates.length === 2) return (fields) => first(fields) || second(fields);
  return (fields) => predicates.some((predicate) => predicate(fields));
}
