/**
 * Why a rule matched: the field values that decided. Runs only on records that matched.
 *
 * Of a selection that matched: the values its true tests accepted. Of a selection that stands under `not` and did not match: the
 * values its fields have, for they are why an exception did not apply.
 */
import { isObject, textOf, type JsonObject } from '../json/value.ts';
import { parsePath, someLeaf, someValue } from './fields.ts';
import { fold } from './fold.ts';
import { compileAccept, compilePredicate } from './predicate.ts';
import { isSubstring } from './pattern.ts';
import type { Expression, Pattern, RuleMatch, Test } from './rule.ts';
import { compilePattern } from './text-matcher.ts';

type Evidence = RuleMatch['evidence'][number];

const EVIDENCE_ENTRIES = 20;
/** The field name of evidence for keywords, which have none. */
export const KEYWORD_FIELD = 'keyword';

/** Evidence of one match: distinct, and bounded. */
class Sink {
  readonly #entries = new Map<string, Evidence>();

  /** Notes a value; true when there is room for no more. */
  add(field: string, value: string): boolean {
    if (this.#entries.size < EVIDENCE_ENTRIES) this.#entries.set(`${field}\0${value}`, { field, value });
    return this.#entries.size >= EVIDENCE_ENTRIES;
  }

  entries(): readonly Evidence[] {
    return [...this.#entries.values()];
  }
}

type Trace = (fields: JsonObject, sink: Sink) => void;

/** Compiles the search for evidence of an expression that holds. */
export function compileTrace(expression: Expression): (fields: JsonObject) => readonly Evidence[] {
  const trace = traceOf(expression, true);
  return (fields) => {
    const sink = new Sink();
    trace(fields, sink);
    return sink.entries();
  };
}

/** @param wanted whether it is the truth of the expression that counts (else, under `not`, that it does not hold) */
function traceOf(expression: Expression, wanted: boolean): Trace {
  switch (expression.kind) {
    case 'not':
      return traceOf(expression.operand, !wanted);
    case 'test':
      return wanted ? traceAccepted(expression.test) : tracePresent(expression.test);
    case 'selection':
      return guard(expression, wanted, wanted ? traceOf(expression.expression, true) : allOf(testsIn(expression).map(tracePresent)));
    default:
      return guard(expression, wanted, allOf(expression.operands.map((operand) => traceOf(operand, wanted))));
  }
}

/** A part that did not turn out as wanted decided nothing. */
function guard(expression: Expression, wanted: boolean, trace: Trace): Trace {
  const predicate = compilePredicate(expression);
  return (fields, sink) => {
    if (predicate(fields) === wanted) trace(fields, sink);
  };
}

function allOf(traces: readonly Trace[]): Trace {
  return (fields, sink) => {
    for (const trace of traces) trace(fields, sink);
  };
}

function testsIn(expression: Expression): readonly Test[] {
  switch (expression.kind) {
    case 'test':
      return [expression.test];
    case 'not':
      return testsIn(expression.operand);
    case 'selection':
      return testsIn(expression.expression);
    default:
      return expression.operands.flatMap(testsIn);
  }
}

function traceAccepted(test: Test): Trace {
  if (test.kind === 'null') return () => undefined;
  if (test.kind === 'exists') return tracePresent(test);
  const acceptsText = compileTextTest(test.pattern);
  if (test.kind === 'keyword') {
    return (fields, sink) => void someLeaf(fields, (text) => acceptsText(text) && sink.add(KEYWORD_FIELD, text));
  }
  const { field, pattern } = test;
  const path = parsePath(field);
  const accept = compileAccept([pattern], pattern.cased);
  return (fields, sink) =>
    void someValue(fields, path, (value) => {
      if (!accept(value)) return false;
      if (isObject(value)) return isSubstring(pattern) && someLeaf(value, (text) => acceptsText(text) && sink.add(field, text));
      return sink.add(field, textOf(value) ?? '');
    });
}

function compileTextTest(pattern: Pattern): (text: string) => boolean {
  const matches = compilePattern(pattern);
  return pattern.cased ? matches : (text) => matches(fold(text));
}

function tracePresent(test: Test): Trace {
  if (test.kind === 'keyword') return () => undefined;
  const { field } = test;
  const path = parsePath(field);
  return (fields, sink) =>
    void someValue(fields, path, (value) => {
      const text = isObject(value) ? undefined : textOf(value);
      return text !== undefined && sink.add(field, text);
    });
}
