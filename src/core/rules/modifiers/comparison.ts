/** `lt`, `lte`, `gt`, `gte`: numbers compared without rounding; behind a part of a date they compare that part. */
import { isComparable } from '../decimal.ts';
import type { Comparison } from '../rule.ts';
import { changeOperands, type Modifier } from './modifier.ts';

function comparison(operator: Comparison): Modifier {
  return {
    name: operator,
    role: { kind: 'operator', takes: 'number' },
    onKeywords: false,
    apply: (item, report) =>
      changeOperands(item, (operand, { node }) => {
        if (operand.kind === 'date') return [{ ...operand, operator }];
        const value = operand.kind === 'text' ? operand.decimal : null;
        if (value !== null && isComparable(value)) return [{ kind: 'number', operator, value }];
        const fault =
          value === null
            ? `takes a number without quotes, as in \`${item.field ?? ''}|${operator}: 5\``
            : 'takes no number as large or small as that';
        report.error('bad-value', node.at, `\`${operator}\` ${fault}.`);
        return [];
      }),
  };
}

export const lt = comparison('lt');
export const lte = comparison('lte');
export const gt = comparison('gt');
export const gte = comparison('gte');
