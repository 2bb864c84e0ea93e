/**
 * Of which texts a field must have one for an expression to match: most rules name their actions, and need not be asked about any other.
 *
 * Must not know: records, routes.
 */
import { fold } from './fold.ts';
import { exactText } from './pattern.ts';
import type { Expression } from './rule.ts';

/** @returns texts in lower case (fold.ts); null when a record may match whatever text the field has */
export function exactTextsOf(expression: Expression, field: string): readonly string[] | null {
  switch (expression.kind) {
    case 'selection':
      return exactTextsOf(expression.expression, field);
    case 'not':
      return null;
    case 'and': {
      // All operands must match, so any one's texts will do.
      const known = expression.operands.map((operand) => exactTextsOf(operand, field)).filter((texts) => texts !== null);
      return known.length === 0 ? null : known.reduce((fewest, texts) => (texts.length < fewest.length ? texts : fewest));
    }
    case 'or': {
      const all = expression.operands.map((operand) => exactTextsOf(operand, field));
      return all.every((texts) => texts !== null) ? all.flat() : null;
    }
    case 'test': {
      const { test } = expression;
      const text = test.kind === 'text' && test.field === field ? exactText(test.pattern) : null;
      return text === null ? null : [fold(text)];
    }
  }
}
