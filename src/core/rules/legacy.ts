/**
 * Spellings of Sigma before version 2.0 (aggregations behind a pipe, `timeframe`) and how each is written today.
 */

const TYPES: Readonly<Record<string, string>> = { sum: 'value_sum', avg: 'value_avg', near: 'temporal' };
const OPERATORS: Readonly<Record<string, string>> = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte', '=': 'eq', '==': 'eq', '!=': 'neq' };

/** What to write instead of an aggregation: the correlation, as far as the text tells it. */
export function describeAggregation(aggregation: string): string {
  const parts = /^\s*(\w*)\s*(?:\(([^)]*)\))?(?:\s+by\s+([^\s<>=!]+))?(?:\s*([<>=!]{1,2})\s*(\d+))?/.exec(aggregation);
  const [, name = '', argument = '', group = '', sign = '', number = ''] = parts ?? [];
  const field = argument.trim();
  const written = `\`| ${aggregation.trim()}\``;
  if (name === 'min' || name === 'max') return `Aggregations left Sigma in 2.0, and ${written} has no successor; remove the pipe.`;
  const type = name === 'count' ? (field === '' ? 'event_count' : 'value_count') : Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) return `A condition has no pipe; remove ${written}.`;
  const bound = `${Object.hasOwn(OPERATORS, sign) ? (OPERATORS[sign] ?? 'gte') : 'gte'}: ${number === '' ? 'N' : number}`;
  const keys = [
    `type: ${type}`,
    type === 'temporal' ? 'rules: [name of this rule, name of the other]' : 'rules: [name of this rule]',
    `group-by: [${group === '' ? 'field' : group}]`,
    'timespan: 5m',
    ...(type === 'temporal' ? [] : [`condition: {${bound}${field === '' ? '' : `, field: ${field}`}}`]),
  ];
  return `Aggregations left Sigma in 2.0: end the condition before ${written}, give the rule a name, and add a document \`correlation: {${keys.join(', ')}}\`.`;
}

/** What to write instead of `timeframe` under `detection`. */
export const TIMEFRAME =
  '`timeframe` left Sigma in 2.0 and is no selection: remove it, and write `timespan` in a correlation document that lists this rule.';
