/**
 * One item of a selection: `field|modifiers: value(s)`, or a keyword, → Expression.
 *
 * Owns: how keys are split, which values are allowed, how values join. Must not know: selections, conditions.
 */
import { fieldFault } from './fields.ts';
import { applyModifiers } from './modifiers/chain.ts';
import type { Item, ItemValue, Operand } from './modifiers/modifier.ts';
import { isComparable } from './decimal.ts';
import { decimalOf, describeNode, type MapEntry, type ScalarNode } from './node.ts';
import { ANY, joinParts, parseSigmaText } from './pattern.ts';
import type { Report } from './report.ts';
import type { Expression, Test } from './rule.ts';

/** An item without modifiers. */
const PLAIN = { all: false, cased: false, negated: false, charset: null } as const;

/** Reads an entry of a selection's map; null when something is wrong with it, which is reported. */
export function readItem(entry: MapEntry, report: Report): Expression | null {
  const [field = '', ...modifiers] = entry.key.split('|');
  const isKeyword = field === '';
  if (isKeyword ? modifiers.length === 0 : !checkField(field, entry, report)) {
    if (isKeyword)
      report.error(
        'bad-field',
        entry.keyAt,
        'An item needs a field name; for keywords in the whole record write a list, or the key `|all`.',
      );
    return null;
  }
  const values = readValues(entry, isKeyword, report);
  if (values === null) return null;
  const item = applyModifiers({ ...PLAIN, field: isKeyword ? null : field, at: entry.keyAt, values }, modifiers, report);
  return item === null ? null : expressionOf(item);
}

/** Reads a keyword: a scalar that is searched in the whole record. */
export function readKeyword(node: ScalarNode, report: Report): Expression | null {
  const value = readValue(node, true, report);
  return value === null ? null : expressionOf({ ...PLAIN, field: null, at: node.at, values: [value] });
}

function checkField(field: string, entry: MapEntry, report: Report): boolean {
  if (/\[(?:any|all|\d+)\]/.test(field)) {
    report.warning(
      'bad-field',
      entry.keyAt,
      `Sigma 2 has no index such as in \`${field}\`: the brackets are part of the name. A field already looks at every member of a list.`,
    );
  }
  const fault = fieldFault(field);
  if (fault !== null) report.error('bad-field', entry.keyAt, fault);
  return fault === null;
}

function readValues(entry: MapEntry, isKeyword: boolean, report: Report): readonly ItemValue[] | null {
  const { value } = entry;
  if (value.kind === 'scalar') {
    const only = readValue(value, isKeyword, report);
    return only === null ? null : [only];
  }
  if (value.kind === 'map') {
    report.error(
      'bad-value',
      value.at,
      `\`${entry.key}\` has a map as its value; write a nested field with a dot, as in \`${entry.key}.name: value\`.`,
    );
    return null;
  }
  if (value.items.length === 0) {
    report.error(
      'bad-value',
      value.at,
      `\`${entry.key}\` has an empty list and could never match; list its values, or write null for "has no value".`,
    );
    return null;
  }
  const values = value.items.map((item) => {
    if (item.kind !== 'scalar') {
      report.error('bad-value', item.at, `A list of values holds texts, numbers, true or false, not ${describeNode(item)}.`);
      return null;
    }
    if (item.value === null && !isKeyword) {
      report.warning(
        'null-in-list',
        item.at,
        'Sigma allows null only alone, not in a list; it is read as "or has no value". Write two selections instead.',
      );
    }
    return readValue(item, isKeyword, report);
  });
  return values.includes(null) ? null : values.filter((item) => item !== null);
}

function readValue(node: ScalarNode, isKeyword: boolean, report: Report): ItemValue | null {
  const operand = readOperand(node, report);
  if (isKeyword && (node.value === null || node.value === '')) {
    report.error('bad-value', node.at, 'A keyword must be a text that can be searched; null and the empty text cannot.');
    return null;
  }
  return operand === null ? null : { node, operands: [operand] };
}

function readOperand({ value, at }: ScalarNode, report: Report): Operand | null {
  if (value === null) return { kind: 'null' };
  if (typeof value === 'string') return { kind: 'text', parts: parseSigmaText(value), raw: [{ written: value }], decimal: null };
  if (typeof value === 'boolean') return { kind: 'text', parts: [String(value)], raw: [{ written: String(value) }], decimal: null };
  const decimal = decimalOf(value.number);
  if (decimal !== null) return { kind: 'text', parts: [decimal], raw: [{ written: value.number }], decimal };
  report.error('bad-value', at, `\`${value.number}\` is a number no JSON record can hold; put it in quotes if the text is meant.`);
  return null;
}

function expressionOf(item: Item): Expression {
  const values = item.values.map(({ operands }) =>
    join(
      'or',
      operands.map((operand) => testOf(item, operand)),
    ),
  );
  const joined = join(item.all ? 'and' : 'or', values);
  return item.negated ? { kind: 'not', operand: joined } : joined;
}

function testOf({ field, cased }: Item, operand: Operand): Expression {
  if (field === null) return { kind: 'test', test: keywordTest(operand, cased) };
  switch (operand.kind) {
    case 'exists': {
      const test: Expression = { kind: 'test', test: { kind: 'exists', field } };
      return operand.present ? test : { kind: 'not', operand: test };
    }
    case 'text':
      // A number equals each number of its value, however that is spelled: 5, 5.0 and "5.0".
      if (operand.decimal !== null && operand.parts.length === 1 && operand.parts[0] === operand.decimal && isComparable(operand.decimal)) {
        return { kind: 'test', test: { kind: 'number', field, operator: 'eq', value: operand.decimal } };
      }
      return { kind: 'test', test: { kind: 'text', field, pattern: { parts: operand.parts, cased } } };
    case 'fieldref':
      return { kind: 'test', test: { ...operand, field, cased } };
    default:
      return { kind: 'test', test: { ...operand, field } };
  }
}

function keywordTest(operand: Operand, cased: boolean): Test {
  if (operand.kind === 'regex') return { kind: 'keyword-regex', regex: operand.regex };
  const parts = operand.kind === 'text' ? joinParts([ANY, ...operand.parts, ANY]) : [];
  return { kind: 'keyword', pattern: { parts, cased } };
}

/** Operands under one connective; a single one stands for itself. */
export function join(kind: 'and' | 'or', operands: readonly Expression[]): Expression {
  const [only] = operands;
  return only !== undefined && operands.length === 1 ? only : { kind, operands };
}
