/**
 * Spellings of Sigma before version 2.0 (aggregations behind a pipe, `timeframe`) and how each is written today.
 */

const TODAY: Readonly<Record<string, string>> = { sum: 'value_sum', avg: 'value_avg' };
const CORRELATIONS = 'Correlations themselves are not supported yet by this version.';

/** What to write instead of an aggregation. */
export function describeAggregation(aggregation: string): string {
  const [, name = '', argument = ''] = /^\s*(\w*)\s*(?:\(\s*([^)]*?)\s*\))?/.exec(aggregation) ?? [];
  const written = `\`| ${aggregation.trim()}\``;
  if (name === 'min' || name === 'max') return `Aggregations left Sigma in 2.0, and ${written} has no successor; remove the pipe.`;
  const type = name === 'near' ? 'temporal' : name === 'count' ? (argument === '' ? 'event_count' : 'value_count') : TODAY[name];
  if (type === undefined) return `A condition has no pipe; remove ${written}.`;
  const field = argument === '' || name === 'near' ? '' : ` with the field \`${argument}\``;
  return `Aggregations left Sigma in 2.0: write ${written} as a correlation document of type \`${type}\`${field}. ${CORRELATIONS}`;
}

/** What to write instead of `timeframe` under `detection`. */
export const TIMEFRAME = `\`timeframe\` left Sigma in 2.0: it is the \`timespan\` of a correlation document today, and no selection. ${CORRELATIONS}`;
