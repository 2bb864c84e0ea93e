/**
 * Several tests of one field as one look at each of its values: a set of exact texts, and a list of whatever else. Must agree with
 * what evaluate.ts says of each test by itself. Must not know: where values come from.
 */
import { isObject, textOf } from '../json/value.ts';
import { parseDate } from '../time.ts';
import { datePart } from './date-part.ts';
import { compileComparison, satisfies } from './decimal.ts';
import { someLeaf, type Accept } from './fields.ts';
import { fold } from './fold.ts';
import { isInNetwork, parseAddress } from './network.ts';
import { exactText, looksIntoMaps } from './pattern.ts';
import { compileRegex } from './regex-engine.ts';
import type { Network, Pattern, ValueTest } from './rule.ts';
import { compilePattern, type TextMatcher } from './text-matcher.ts';

/** Whether some of the tests accepts a value; maps are searched by the tests that look into them. The tests' fields are not looked at. */
export function compileAccept(tests: readonly ValueTest[]): Accept {
  const acceptText = compileTexts(tests);
  const searching = tests.filter(looksIntoMaps);
  const acceptLeaf = compileTexts(searching);
  return (value) => {
    if (isObject(value)) return searching.length > 0 && someLeaf(value, acceptLeaf);
    const text = textOf(value);
    return text !== undefined && acceptText(text);
  };
}

/** Whether some of the tests accepts a text as it stands in the record. */
export function compileTexts(tests: readonly ValueTest[]): TextMatcher {
  const patterns = tests.flatMap((test) => (test.kind === 'text' ? [test.pattern] : []));
  const networks = tests.flatMap((test) => (test.kind === 'cidr' ? [test.network] : []));
  const others = tests.filter((test) => test.kind !== 'text' && test.kind !== 'cidr');
  const folded = compilePatterns(patterns.filter(({ cased }) => !cased));
  const matchers = [
    ...(folded === null ? [] : [(text: string) => folded(fold(text))]),
    ...[compilePatterns(patterns.filter(({ cased }) => cased)), compileNetworks(networks)].filter((matcher) => matcher !== null),
    ...others.map(compileOther),
  ];
  const [only] = matchers;
  return only !== undefined && matchers.length === 1 ? only : (text) => matchers.some((matches) => matches(text));
}

/** Patterns that are all cased, or none of them. */
function compilePatterns(patterns: readonly Pattern[]): TextMatcher | null {
  if (patterns.length === 0) return null;
  const exact = new Set<string>();
  const matchers: TextMatcher[] = [];
  for (const pattern of patterns) {
    const text = exactText(pattern);
    if (text === null) matchers.push(compilePattern(pattern));
    else exact.add(pattern.cased ? text : fold(text));
  }
  return (text) => exact.has(text) || matchers.some((matches) => matches(text));
}

function compileNetworks(networks: readonly Network[]): TextMatcher | null {
  if (networks.length === 0) return null;
  return (text) => {
    const address = parseAddress(text);
    return address !== null && networks.some((network) => isInNetwork(address, network));
  };
}

function compileOther(test: Exclude<ValueTest, { kind: 'text' | 'cidr' }>): TextMatcher {
  switch (test.kind) {
    case 'regex':
      return compileRegex(test.regex);
    case 'number':
      return compileComparison(test.operator, test.value);
    case 'date': {
      const { part, operator, value } = test;
      return (text) => {
        const time = parseDate(text);
        return time !== null && satisfies(operator, datePart(time, part) - value);
      };
    }
  }
}
