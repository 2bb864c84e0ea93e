/**
 * The plain meaning of an expression: each test on its own, in the order of the tree. compile.ts is the fast way to the same
 * verdict, and a property test compares the two; this file stays simple for that.
 */
import type { JsonObject } from '../json/value.ts';
import { isObject, textOf } from '../json/value.ts';
import { parseDate } from '../time.ts';
import { datePart } from './date-part.ts';
import { compareDecimals, isNumberText, satisfies } from './decimal.ts';
import { isPresent, parsePath, someLeaf, someValue } from './fields.ts';
import { fold } from './fold.ts';
import { isInNetwork, parseAddress } from './network.ts';
import { looksIntoMaps, matchesPattern } from './pattern.ts';
import { fitsReference, textsOf } from './reference.ts';
import { compileRegex } from './regex-engine.ts';
import type { Expression, Test, ValueTest } from './rule.ts';

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
  switch (test.kind) {
    case 'keyword':
      return someLeaf(fields, (text) => matchesPattern(test.pattern, text));
    case 'keyword-regex':
      return someLeaf(fields, compileRegex(test.regex));
    case 'exists':
      return isPresent(fields, parsePath(test.field));
    case 'null':
      return !someValue(fields, parsePath(test.field), (value) => value !== null);
    case 'fieldref': {
      const texts = (field: string): readonly string[] => textsOf(fields, parsePath(field)).map((text) => (test.cased ? text : fold(text)));
      const others = texts(test.other);
      return texts(test.field).some((text) => others.some((other) => fitsReference(text, other, test.place)));
    }
    default:
      return someValue(fields, parsePath(test.field), (value) => {
        if (isObject(value)) return looksIntoMaps(test) && someLeaf(value, (text) => acceptsText(test, text));
        const text = textOf(value);
        return text !== undefined && acceptsText(test, text);
      });
  }
}

/** The definition of a test of one value. */
function acceptsText(test: ValueTest, text: string): boolean {
  switch (test.kind) {
    case 'text':
      return matchesPattern(test.pattern, text);
    case 'regex':
      return compileRegex(test.regex)(text);
    case 'cidr': {
      const address = parseAddress(text);
      return address !== null && isInNetwork(address, test.network);
    }
    case 'number':
      return isNumberText(text) && satisfies(test.operator, compareDecimals(text, test.value));
    case 'date': {
      const time = parseDate(text);
      return time !== null && satisfies(test.operator, datePart(time, test.part) - test.value);
    }
  }
}
