/**
 * Tests in words: `actionName is "deleteCluster" or begins with "purge"`. Owns the wording and its bounds. Must not know: records, terminals
 * (whoever shows it escapes it).
 */
import { exactText, isAny } from './pattern.ts';
import type { Comparison, DatePart, Pattern, Place, Test } from './rule.ts';

const MOST_OBJECTS = 8;
const LONGEST_TEXT = 120;

const ORDER: Readonly<Record<Comparison, string>> = { lt: 'below', lte: 'at most', gt: 'above', gte: 'at least' };
const PLACES: Readonly<Record<Place, string>> = { whole: 'is the same as', start: 'begins with', end: 'ends with', inside: 'contains' };
const PARTS: Readonly<Record<DatePart, string>> = {
  ...{ minute: 'minute', hour: 'hour', day: 'day of the month', week: 'ISO week', month: 'month', year: 'year' },
};

/** What a test looks at: its field, or everything for a keyword. */
export function subjectOf(test: Test): string {
  return 'field' in test ? test.field : 'some value of the record';
}

/** Tests of one subject joined by OR, as one sentence without a full stop. */
export function describeTests(tests: readonly Test[]): string {
  const [first] = tests;
  if (first === undefined) return '';
  const objects = new Map<string, string[]>();
  for (const test of tests.slice(0, MOST_OBJECTS)) {
    const [verb, object] = phraseOf(test);
    objects.set(verb, [...(objects.get(verb) ?? []), object]);
  }
  const phrases = [...objects].map(([verb, list]) => `${verb} ${list.join(' or ')}`.trimEnd());
  const more = tests.length > MOST_OBJECTS ? ` or one of ${tests.length - MOST_OBJECTS} more` : '';
  return `${subjectOf(first)} ${phrases.join(' or ')}${more}`;
}

function phraseOf(test: Test): readonly [verb: string, object: string] {
  switch (test.kind) {
    case 'text':
      return patternPhrase(test.pattern);
    case 'keyword':
      return ['contains', quoted(spelling(test.pattern).replace(/^\*|\*$/g, '')) + caseNote(test.pattern)];
    case 'regex':
    case 'keyword-regex':
      return ['matches', `/${shortened(test.regex.source)}/${test.regex.flags}`];
    case 'cidr':
      return ['is in', test.network.text];
    case 'number':
      return ['is', test.operator === 'eq' ? test.value : `${ORDER[test.operator]} ${test.value}`];
    case 'date':
      return [`has the ${PARTS[test.part]}`, test.operator === 'eq' ? String(test.value) : `${ORDER[test.operator]} ${test.value}`];
    case 'fieldref':
      return [PLACES[test.place], `the field ${test.other}${test.cased ? ' (letter case counts)' : ''}`];
    case 'null':
      return ['has no value', ''];
    case 'exists':
      return ['is there', ''];
  }
}

function patternPhrase(pattern: Pattern): readonly [verb: string, object: string] {
  const { parts } = pattern;
  const exact = exactText(pattern);
  if (exact !== null) return ['is', quoted(exact) + caseNote(pattern)];
  if (parts.length === 1 && isAny(parts[0])) return ['has a value', ''];
  const literals = parts.filter((part) => !isAny(part));
  const [only] = literals;
  const open = [isAny(parts[0]), isAny(parts.at(-1))] as const;
  if (literals.length !== 1 || typeof only !== 'string') return ['is like', quoted(spelling(pattern)) + caseNote(pattern)];
  const verb = open[0] && open[1] ? 'contains' : open[1] ? 'begins with' : 'ends with';
  return [verb, quoted(only) + caseNote(pattern)];
}

/** As a rule would write it, wildcards live and plain stars escaped; a dash variant is shown as a dash. */
function spelling({ parts }: Pattern): string {
  const wildcards = { any: '*', one: '?', dash: '-' } as const;
  return parts.map((part) => (typeof part === 'string' ? part.replace(/[*?]/g, '\\$&') : wildcards[part.wildcard])).join('');
}

function caseNote({ cased }: Pattern): string {
  return cased ? ' (letter case counts)' : '';
}

/** A text in quotes, cut to a bound. */
export function quoted(text: string): string {
  return JSON.stringify(shortened(text));
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
