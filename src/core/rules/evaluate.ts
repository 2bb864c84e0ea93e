/**
 * The plain meaning of an expression: each test on its own, in the order of the tree. compile.ts is the fast way to the same
 * verdict, and a property test compares the two; this file stays simple for that.
 */
import type { JsonObject } from '../json/value.ts';
import { isObject, textOf } from '../json/value.ts';
import { isPresent, parsePath, someLeaf, someValue } from './fields.ts';
import { isSubstring, matchesPattern } from './pattern.ts';
import type { Expression, Test } from './rule.ts';

/** Whether a record satisfies an expression. Two-valued: an absent field fails every test but `null`. */
export function evaluate(expression: Expression, fields: JsonObject): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.operands.every((operand) => evaluate(operand, fields));
    case 'or':
      return expression.operands.some((operand) => evaluate(operand, fields));
    case 'not':
      return !evaluate(expression.operand, fields);
    case 'selection':
      return evaluate(expression.expression, fields);
    case 'test':
      return holds(expression.test, fields);
  }
}

function holds(test: Test, fields: JsonObject): boolean {
  if (test.kind === 'keyword') return someLeaf(fields, (text) => matchesPattern(test.pattern, text));
  const path = parsePath(test.field);
  if (test.kind === 'exists') return isPresent(fields, path);
  if (test.kind === 'null') return !someValue(fields, path, (value) => value !== null);
  const { pattern } = test;
  return someValue(fields, path, (value) => {
    if (isObject(value)) return isSubstring(pattern) && someLeaf(value, (text) => matchesPattern(pattern, text));
    const text = textOf(value);
    return text !== undefined && matchesPattern(pattern, text);
  });
}
