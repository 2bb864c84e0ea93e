/**
 * Why a rule matched: the field values that decided. Runs only on records that matched.
 *
 * Of a selection that matched: the values its true tests accepted. Of a selection that stands under `not` and did not match: the
 * values its fields have, for they are why an exception did not apply.
 */
import { isObject, textOf, type JsonObject } from '../json/value.ts';
import { compileTexts } from './accept.ts';
import { parsePath, someLeaf, someValue } from './fields.ts';
import { fold } from './fold.ts';
import { looksIntoMaps } from './pattern.ts';
import { compilePredicate } from './predicate.ts';
import { compileReference, fitsReference, textsOf } from './reference.ts';
import type { Expression, RuleMatch, Test, ValueTest } from './rule.ts';

type Evidence = RuleMatch['evidence'][number];

const EVIDENCE_ENTRIES = 20;
const PAIRING_STEPS = 10_000_000;
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

/** Every test of an expression, in its order. */
export function testsIn(expression: Expression): readonly Test[] {
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
  switch (test.kind) {
    case 'null':
      return () => undefined;
    case 'exists':
      return tracePresent(test);
    case 'keyword':
      return traceKeyword({ kind: 'text', field: KEYWORD_FIELD, pattern: test.pattern });
    case 'keyword-regex':
      return traceKeyword({ kind: 'regex', field: KEYWORD_FIELD, regex: test.regex });
    case 'fieldref':
      return traceReference(test);
    default:
      return traceValues(test);
  }
}

function traceKeyword(test: ValueTest): Trace {
  const acceptsText = compileTexts([test]);
  return (fields, sink) => void someLeaf(fields, (text) => acceptsText(text) && sink.add(test.field, text));
}

function traceValues(test: ValueTest): Trace {
  const path = parsePath(test.field);
  const acceptsText = compileTexts([test]);
  return (fields, sink) =>
    void someValue(fields, path, (value) => {
      if (isObject(value)) return looksIntoMaps(test) && someLeaf(value, (text) => acceptsText(text) && sink.add(test.field, text));
      const text = textOf(value);
      return text !== undefined && acceptsText(text) && sink.add(test.field, text);
    });
}

/** Both sides: the values that fit, and those they fit, as far as finding the pairs takes {@link PAIRING_STEPS}. */
function traceReference(test: Extract<Test, { kind: 'fieldref' }>): Trace {
  const [path, otherPath] = [parsePath(test.field), parsePath(test.other)];
  const reference = compileReference(test);
  const comparable = (text: string): string => (test.cased ? text : fold(text));
  return (fields, sink) => {
    const fits = reference(fields);
    const fitting = textsOf(fields, path).filter(fits).slice(0, EVIDENCE_ENTRIES);
    for (const text of fitting) if (sink.add(test.field, text)) return;
    let steps = 0;
    for (const other of textsOf(fields, otherPath)) {
      steps += fitting.reduce((sum, text) => sum + (text.length + 1) * (other.length + 1), 0);
      if (steps > PAIRING_STEPS) return;
      if (!fitting.some((text) => fitsReference(comparable(text), comparable(other), test.place))) continue;
      if (sink.add(test.other, other)) return;
    }
  };
}

function tracePresent(test: Test): Trace {
  if (test.kind === 'keyword' || test.kind === 'keyword-regex') return () => undefined;
  const { field } = test;
  const path = parsePath(field);
  return (fields, sink) =>
    void someValue(fields, path, (value) => {
      const text = isObject(value) ? undefined : textOf(value);
      return text !== undefined && sink.add(field, text);
    });
}
