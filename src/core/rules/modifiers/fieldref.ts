/** `fieldref`: the value names another field of the record, whose values are compared. */
import { fieldFault } from '../fields.ts';
import { changeTextOperands, plainText, type Modifier } from './modifier.ts';

export const fieldref: Modifier = {
  name: 'fieldref',
  role: { kind: 'operator', takes: 'field' },
  onKeywords: false,
  apply: (item, report) =>
    changeTextOperands(item, 'fieldref', report, (operand, { node }) => {
      const other = typeof node.value === 'string' ? plainText(operand) : null;
      const fault = other === null || other === '' ? '`fieldref` takes the name of a field, without wildcards.' : fieldFault(other);
      if (fault === null) return [{ kind: 'fieldref', other: other ?? '', place: 'whole' }];
      report.error('bad-value', node.at, fault);
      return [];
    }),
};
