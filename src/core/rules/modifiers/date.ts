/** `minute`, `hour`, `day`, `week`, `month`, `year`: a part of a date, in UTC, equals the value, or compares with it. */
import { DATE_PART_RANGES } from '../date-part.ts';
import type { DatePart } from '../rule.ts';
import { changeTextOperands, type Modifier } from './modifier.ts';

function dateModifier(part: DatePart): Modifier {
  const [least, most] = DATE_PART_RANGES[part];
  return {
    name: part,
    role: { kind: 'operator', takes: 'date' },
    onKeywords: false,
    apply: (item, report) =>
      changeTextOperands(item, part, report, ({ decimal }, { node }) => {
        const value = decimal !== null && /^\d+$/.test(decimal) ? Number(decimal) : Number.NaN;
        if (value >= least && value <= most) return [{ kind: 'date', part, operator: 'eq', value }];
        report.error('bad-value', node.at, `\`${part}\` takes a whole number from ${least} to ${most}, without quotes.`);
        return [];
      }),
  };
}

export const minute = dateModifier('minute');
export const hour = dateModifier('hour');
export const day = dateModifier('day');
export const week = dateModifier('week');
export const month = dateModifier('month');
export const year = dateModifier('year');
