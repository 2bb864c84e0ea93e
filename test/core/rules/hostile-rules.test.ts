/** Rule files made to take time or memory: each is answered within a second, most with an error. */
import { describe, expect, it } from 'vitest';
import { checkTogether, compileRules, parseRules, parsePlaceholders } from '../../../src/core/rules/index.ts';
import { ruleAround } from './rule-text.ts';
import { startCpuTime } from '../../helpers/cpu-time.ts';

const MEBIBYTE = 1024 * 1024;
/** Far more than a second on an idle machine would allow is a hang; the tests run beside others. */
const PATIENCE = 5000;

function codesOf(text: string, uri = 't.yml'): readonly string[] {
  return parseRules(text, uri).issues.map(({ code }) => code);
}

function withValue(key: string, value: unknown): string {
  return ruleAround(JSON.stringify({ s: { [key]: value }, condition: 's' }));
}

function timed<T>(run: () => T): T {
  const spent = startCpuTime();
  const result = run();
  expect(spent()).toBeLessThan(PATIENCE);
  return result;
}

describe('a hostile rule file', () => {
  it.each([
    ['opens lists', '['],
    ['opens maps', '{a: '],
    ['nests keys', 'a: '],
    ['nests lists', '- '],
    ['nests over lines', 'a: [\n'],
    ['goes on behind its end', '[]'],
    ['names unknown aliases', '*a '],
    ['names anchors', '&a '],
    ['opens quotes', '"'],
    ['is a list of documents', '---\n'],
  ])('that %s is refused at once', (_, piece) => {
    const [first] = timed(() => codesOf(piece.repeat(MEBIBYTE / piece.length)));
    expect(['too-deep', 'too-large']).toContain(first);
  });

  it('of ten megabytes is refused, in YAML and in JSON', () => {
    expect(timed(() => codesOf(`${ruleAround('{"s":{"a":1},"condition":"s"}')}\n${' '.repeat(10_000_000)}`))).toEqual(['too-large']);
    expect(timed(() => codesOf('# a comment\n'.repeat(900_000)))).toEqual(['too-large']);
  });

  it('with an alias bomb is refused', () => {
    const levels = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`);
    expect(timed(() => codesOf(`a0: &a0 [x]\n${levels.join('\n')}\n`))).toContain('alias-expansion');
  });
});

describe('hostile correlations', () => {
  const chain = (next: (n: number) => string): string =>
    JSON.stringify(
      Array.from({ length: 3000 }, (_, n) => ({
        ...{ title: `c${n}`, name: `c${n}`, level: 'low' },
        correlation: { type: 'event_count', rules: [next(n)], 'group-by': ['u'], timespan: '5m', condition: { gte: 2 } },
      })),
    );

  it.each([
    ['in a circle', (n: number) => `c${(n + 1) % 3000}`, 'circular-reference'],
    ['in a long row', (n: number) => (n === 2999 ? 'nobody' : `c${n + 1}`), 'unknown-reference'],
  ])('%s are told at once, in few words', (_, next, code) => {
    const issues = timed(() => checkTogether(parseRules(chain(next), 't.json')));
    expect(issues.map((issue) => issue.code)).toContain(code);
    for (const { message } of issues) expect(message.length).toBeLessThan(300);
  });
});

describe('a hostile regular expression', () => {
  it.each([
    '(a{1000}){1000}',
    'a{1000}'.repeat(500),
    '((a{30}){30}){30}',
    '((((a{10}){10}){10}){10}){10}',
    `(${'a'.repeat(3000)}){1000}`,
    `([)]${'a'.repeat(3000)}){1000}`,
    `(${'a'.repeat(3000)}[(]){1000}`,
    `(\\Q(((\\E${'\\pL'.repeat(900)}){900}`,
    '('.repeat(3000),
    'a'.repeat(5000),
    'x{2000}',
  ])('%.30s is refused', (expression) => {
    expect(timed(() => codesOf(withValue('f|re', expression)))).toEqual(['bad-regex']);
  });

  it('cannot be hidden among many', () => {
    const codes = timed(() => codesOf(withValue('f|re', Array(20_000).fill('a{990}'))));
    expect(codes).toContain('bad-regex');
  });

  it.each(['(a+)+$', '(a|a)*bc', '(.*)*x', 'a[ab]{12}[cd]', '([a-z]+)*\\d', '(x+x+)+y'])('%s is matched in linear time', (expression) => {
    const [rule] = compileRules(parseRules(withValue('f|re', expression), 't')).rules;
    const value = `${'ab'.repeat(MEBIBYTE / 4)}${'a'.repeat(MEBIBYTE / 2)}!`;
    expect(timed(() => rule?.match({ f: value }))).toBeNull();
  });
});

describe('hostile placeholders', () => {
  const { placeholders } = parsePlaceholders(JSON.stringify({ p: Array.from({ length: 1000 }, (_, n) => n) }), 'p.json');

  it('do not multiply without bound', () => {
    const issues = timed(() => parseRules(withValue('f|expand', '%p%%p%%p%%p%'), 't', { placeholders }).issues);
    expect(issues.map(({ code }) => code)).toEqual(['bad-value']);
  });

  it('do not add up without bound', () => {
    const values = Array.from({ length: 2000 }, (_, n) => `%p%${n}`);
    expect(timed(() => parseRules(withValue('f|expand', values), 't', { placeholders }).issues).length).toBeGreaterThan(0);
  });
});

describe('a hostile record', () => {
  const ruleOf = (key: string, value: string): ((fields: Record<string, unknown>) => unknown) => {
    const [rule] = compileRules(parseRules(withValue(key, value), 't')).rules;
    return (fields) => rule?.match(fields as never);
  };

  it.each(['a|fieldref', 'a|fieldref|startswith', 'a|fieldref|endswith', 'a|fieldref|contains'])('cannot slow down %s', (key) => {
    const match = ruleOf(key, 'b');
    const many = (letter: string): readonly string[] => Array.from({ length: 60_000 }, (_, n) => `${letter}${n}${letter}`);
    expect(timed(() => match({ a: many('x'), b: many('y') }))).toBeNull();
    const half = 'a'.repeat(200_000);
    expect(timed(() => match({ a: half + half, b: `${half}b${half}` }))).toBeNull();
  });

  it('cannot slow down the evidence of fieldref', () => {
    const run = 'a'.repeat(200_000);
    const fields = { a: `${run}${run}x`, b: [...Array.from({ length: 5 }, (_, n) => `${run}b${n}${run}`), 'x'] };
    expect(timed(() => ruleOf('a|fieldref|contains', 'b')(fields))).toMatchObject({ evidence: [{ field: 'a' }] });
  });

  it('cannot slow down numbers, dates, networks and dashes', () => {
    const long = {
      f: [`${'1'.repeat(MEBIBYTE)}x`, '1'.repeat(MEBIBYTE), `1e${'9'.repeat(MEBIBYTE)}`, ' '.repeat(MEBIBYTE), '-'.repeat(MEBIBYTE)],
    };
    for (const [key, value] of [
      ['f|hour|gt', 5],
      ['f|cidr', '10.0.0.0/8'],
      ['f|contains|windash', '-a -b -c'],
      ['f|lt', 5],
      ['f|week', 1],
    ] as const) {
      const [rule] = compileRules(parseRules(withValue(key, value), 't')).rules;
      expect(timed(() => rule?.match(long))).toBeNull();
    }
  });
});
