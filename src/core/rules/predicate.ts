/**
 * Expression → a fast predicate over records. Tests of one field that are joined by OR become one look at the field: a set of
 * exact texts and a list of patterns. Must agree with evaluate.ts.
 */
import { isObject, textOf, type JsonObject } from '../json/value.ts';
import { isPresent, parsePath, someLeaf, someValue, type Accept } from './fields.ts';
import { fold } from './fold.ts';
import { exactText, isSubstring } from './pattern.ts';
import type { Expression, Pattern, Test } from './rule.ts';
import { compilePattern, type TextMatcher } from './text-matcher.ts';

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

/** Whether some of the patterns (all cased, or none) accepts a value; maps are searched by the patterns that look into them. */
export function compileAccept(patterns: readonly Pattern[], cased: boolean): Accept {
  const acceptText = compileTexts(patterns, cased);
  const substrings = patterns.filter(isSubstring);
  const acceptLeaf = compileTexts(substrings, cased);
  return (value) => {
    if (isObject(value)) return substrings.length > 0 && someLeaf(value, acceptLeaf);
    const text = textOf(value);
    return text !== undefined && acceptText(text);
  };
}

/** Whether some of the patterns accepts a text as it stands in the record. */
function compileTexts(patterns: readonly Pattern[], cased: boolean): TextMatcher {
  const exact = new Set<string>();
  const matchers: TextMatcher[] = [];
  for (const pattern of patterns) {
    const text = exactText(pattern);
    if (text === null) matchers.push(compilePattern(pattern));
    else exact.add(cased ? text : fold(text));
  }
  return (text) => {
    const comparable = cased ? text : fold(text);
    return exact.has(comparable) || matchers.some((matches) => matches(comparable));
  };
}

function compileTest(test: Test): Predicate {
  if (test.kind === 'keyword') {
    const accept = compileTexts([test.pattern], test.pattern.cased);
    return (fields) => someLeaf(fields, accept);
  }
  const path = parsePath(test.field);
  switch (test.kind) {
    case 'exists':
      return (fields) => isPresent(fields, path);
    case 'null':
      return (fields) => !someValue(fields, path, isValue);
    case 'text': {
      const accept = compileAccept([test.pattern], test.pattern.cased);
      return (fields) => someValue(fields, path, accept);
    }
  }
}

const isValue: Accept = (value) => value !== null;

/** Groups the text tests of an OR by field; a field's group stands where its first test stood. */
function compileAlternatives(operands: readonly Expression[]): Predicate {
  const groups = new Map<string, { readonly field: string; readonly cased: boolean; readonly patterns: Pattern[] }>();
  const slots: (() => Predicate)[] = [];
  for (const operand of operands) {
    if (operand.kind !== 'test' || operand.test.kind !== 'text') {
      slots.push(() => compilePredicate(operand));
      continue;
    }
    const { field, pattern } = operand.test;
    const key = `${pattern.cased ? 'cased' : 'folded'} ${field}`;
    const group = groups.get(key) ?? { field, cased: pattern.cased, patterns: [] };
    if (group.patterns.push(pattern) > 1) continue;
    groups.set(key, group);
    slots.push(() => {
      const path = parsePath(group.field);
      const accept = compileAccept(group.patterns, group.cased);
      return (fields) => someValue(fields, path, accept);
    });
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
