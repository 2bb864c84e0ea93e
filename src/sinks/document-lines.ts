/**
 * A rule, correlation or filter in words: what it is, where it stands, what it looks at. Owns the wording and its escaping. Must not know: streams,
 * colour libraries, records.
 */
import { formatTimespan } from '../core/rules/timespan.ts';
import { describeLogsource, explain, fieldsIn, type Correlation, type Rule, type RuleFilter, type RuleHead } from '../core/rules/index.ts';
import { truncate } from './display-width.ts';
import { escapeTerminal } from './escape.ts';
import { explanationLines } from './explanation-lines.ts';
import type { Style } from './style.ts';

const LINE_COLUMNS = 400;
const OPERATORS = { gt: 'more than', gte: 'at least', lt: 'fewer than', lte: 'at most', eq: 'exactly', neq: 'not exactly' } as const;

/** A rule: its head, its fields, the filters that apply to it, and its tree. */
export function ruleDescription(rule: Rule, filters: readonly RuleFilter[], style: Style): string[] {
  return [
    ...headLines('rule', rule, style),
    shown(`for records of ${describeLogsource(rule.logsource)}`),
    ...listed('looks at', fieldsIn(rule.condition)),
    ...listed(
      'filtered by',
      filters.map(({ name }) => name),
    ),
    'fires when',
    ...explanationLines(explain(rule.condition, null), style, '  '),
  ];
}

/** A filter: its head, whose exception it is, the rules it applies to, and its tree. */
export function filterDescription(filter: RuleFilter, rules: readonly Rule[], style: Style): string[] {
  const { owner, reason, expires } = filter;
  const words = [owner === null ? null : `of ${owner}`, reason, expires === null ? null : `until ${expires}`].filter(
    (word) => word !== null,
  );
  return [
    ...headLines('filter', filter, style),
    ...listed('an exception', words),
    shown(`for rules of ${describeLogsource(filter.logsource)}`),
    ...(rules.length === 0
      ? ['applies to no loaded rule']
      : listed(
          'applies to',
          rules.map(({ name }) => name),
        )),
    'lets them fire only when',
    ...explanationLines(explain(filter.condition, null), style, '  '),
  ];
}

/** A correlation: its head, and what it counts or orders. */
export function correlationDescription(correlation: Correlation, style: Style): string[] {
  const { groupBy, rules, ruleCondition, generate, aliases } = correlation;
  const condition = ruleCondition === null ? [] : ['where', ...explanationLines(explain(ruleCondition, null), style, '  ')];
  return [
    ...headLines('correlation', correlation, style),
    shown(`fires when ${occasionOf(correlation)}`),
    ...condition,
    shown(groupBy.length === 0 ? 'over everything at once' : `for each ${groupBy.join(' and ')} by itself`),
    ...Object.entries(aliases).map(([alias, fields]) =>
      shown(
        `where ${alias} is ${Object.entries(fields)
          .map(([rule, field]) => `${field} of ${rule}`)
          .join(', ')}`,
      ),
    ),
    ...listed('over the rules', rules),
    generate ? 'the rules give findings of their own too' : 'the rules give no findings of their own, as far as they stand in its file',
  ];
}

function occasionOf({ type, bounds, valueFields, percentile, timespan, rules, absence }: Correlation): string {
  const span = formatTimespan(timespan);
  if (absence !== null)
    return `no record came for ${span}, while another group with the same ${absence.while.join(', ') || 'log'} was heard`;
  const fields = valueFields.join(' and ');
  const number = bounds.map(({ operator, value }) => `${OPERATORS[operator]} ${value}`).join(' and ');
  switch (type) {
    case 'event_count':
      return `${number} matching records lie within ${span}`;
    case 'value_count':
      return `${number} different values of ${fields} occur within ${span}`;
    case 'temporal':
      return `${rules.length === 0 ? 'rules' : number === '' ? 'all the rules' : `${number} of the rules`} match within ${span}`;
    case 'temporal_ordered':
      return `the rules match one after the other, in this order, within ${span}`;
    default: {
      const measure = {
        value_sum: 'sum',
        value_avg: 'average',
        value_median: 'median',
        value_percentile: `percentile ${percentile ?? ''}`,
      }[type];
      return `the ${measure} of ${fields} within ${span} is ${number}`;
    }
  }
}

function headLines(kind: string, { name, title, level, status, description, location }: RuleHead, style: Style): string[] {
  const { uri, line, column } = location;
  const facts = [kind, level === null ? 'no level' : `level ${level}`, ...(status === null ? [] : [status])].join(', ');
  return [
    `${style.strong(shown(name))}  ${shown(title)}`,
    style.dim(shown(`${facts}, at ${uri}:${line}:${column}`)),
    ...(description === '' ? [] : [shown(description.replace(/\s+/g, ' ').trim())]),
  ];
}

function listed(label: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [shown(`${label} ${items.join(', ')}`)];
}

function shown(text: string): string {
  return truncate(escapeTerminal(text), LINE_COLUMNS);
}
