/** What an investigation proposes to paste, and that no value of a log gets out of its literal. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followUpsFor } from '../../../../src/core/investigate/follow-ups/index.ts';
import { databricksString, shellWord, trinoString } from '../../../../src/core/investigate/follow-ups/literals.ts';
import type { FollowUp, GapCode } from '../../../../src/core/investigate/model.ts';
import { SAMPLE_VALUES, sampleStory, type StoryValues } from './sample-story.ts';

const ALL_GAPS: readonly GapCode[] = ['no-cloudtrail', 'no-cluster', 'no-audit', 'verbose-off', 'no-flow-logs'];
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...Array.from(`'"\\\`$(){};&|<>-#*?%!~ \n\r\t\u001b\0éx😀`)) }),
);

describe('follow-ups', () => {
  it('are queries for the gaps only, preservation for what is still there', () => {
    const titles = (gaps: readonly GapCode[]): readonly string[] =>
      followUpsFor(sampleStory(gaps))
        .filter(({ kind }) => kind === 'query')
        .map(({ tool, title }) => `${tool}: ${title}`);
    expect(titles([])).toEqual([]);
    expect(titles(['no-flows'])).toEqual(['athena: Network flows of the hosts (Athena)']);
    expect(titles(['no-launch'])).toHaveLength(3);
    const ended = sampleStory([]);
    const [host, ...others] = ended.entities;
    const gone = { ...ended, entities: [{ ...host!, interval: { from: 0, to: 1 } }, ...others] };
    expect(followUpsFor(gone).map(({ title }) => title)).toEqual([
      'Configuration and events of cluster 0301-080000-abcd1234',
      'Revoke the sessions of role databricks-node',
    ]);
  });

  it('fill in ids and times, an hour wider than the story', () => {
    const [flows] = followUpsFor(sampleStory(['no-flows'])).filter(({ kind }) => kind === 'query');
    expect(flows?.text.split('\n').slice(3)).toEqual([
      "WHERE (interface_id IN ('eni-0a1b2c3d4e5f60001'))",
      `  AND start >= ${String(Date.UTC(2026, 1, 28, 23) / 1000)}`,
      `  AND start < ${String(Date.UTC(2026, 2, 2, 1) / 1000)}`,
      'ORDER BY start;',
    ]);
    const [audit] = followUpsFor(sampleStory(['no-heartbeats'])).filter(({ kind }) => kind === 'query');
    expect(audit?.text).toContain("user_identity.email IN ('o\\'neil@example.com')");
    expect(audit?.text).toContain("event_date >= DATE '2026-02-28'");
  });

  it('say how many ids were left out', () => {
    const story = sampleStory(['no-launch']);
    const [host] = story.entities;
    const entities = Array.from({ length: 130 }, (_, n) => ({ ...host!, value: `i-${String(n).padStart(17, '0')}` }));
    const [query] = followUpsFor({ ...story, entities }).filter(({ kind }) => kind === 'query');
    expect(query?.title).toMatch(/\(30 ids left out\)$/);
  });

  it('never hold a control character, and only bash that parses, whatever stands in a log', () => {
    const values = fc.record(
      Object.fromEntries(Object.keys(SAMPLE_VALUES).map((key) => [key, hostile])) as Record<keyof StoryValues, fc.Arbitrary<string>>,
    );
    fc.assert(
      fc.property(values, (any) => {
        const all = followUpsFor(sampleStory(ALL_GAPS, any));
        for (const { text } of all) expect(text).toMatch(/^[\n\x20-\x7e]*$/);
        const shell = all.filter(({ tool }) => tool === 'aws-cli' || tool === 'databricks-cli').map(({ text }) => text);
        const { status, stderr } = spawnSync('bash', ['-n'], { input: shell.join('\n'), encoding: 'utf8' });
        expect([status, stderr]).toEqual([0, '']);
      }),
      { numRuns: 60 },
    );
  });

  it('have the shape of the sample query when every literal is blanked, whatever stands in a log', () => {
    const shape = ({ tool, text }: FollowUp): string => (tool === 'databricks-sql' ? blankBackslashed(text) : blankDoubled(text));
    const queries = (values: StoryValues): readonly string[] =>
      followUpsFor(sampleStory(ALL_GAPS, values))
        .filter(({ tool }) => tool !== 'aws-cli' && tool !== 'databricks-cli')
        .map(shape);
    const expected = queries(SAMPLE_VALUES);
    fc.assert(
      fc.property(hostile, (value) => {
        const all = Object.fromEntries(Object.keys(SAMPLE_VALUES).map((key) => [key, value])) as unknown as StoryValues;
        expect(queries(all)).toEqual(expected);
      }),
    );
  });
});

describe('literals', () => {
  it('of bash mean the value again', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 20 }), (values) => {
        // Neither arguments nor files can hold NUL; bash ends a word there.
        const words = values.map((value) => value.replaceAll('\0', ''));
        const { stdout } = spawnSync('bash', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`]);
        expect(stdout.toString()).toBe(words.map((word) => `${Buffer.from(word).toString()}\0`).join(''));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ["it's", "'it''s'", "'it\\'s'"],
    ['a\\b', "'a\\b'", "'a\\\\b'"],
    ['é', "U&'\\+0000e9'", "'\\u00e9'"],
    ["\n\\'", "U&'\\+00000a\\\\'''", "'\\u000a\\\\\\''"],
    ['😀', "U&'\\+01f600'", "'\\U0001f600'"],
  ])('of SQL spell %j', (value, trino, databricks) => {
    expect(trinoString(value)).toBe(trino);
    expect(databricksString(value)).toBe(databricks);
  });

  it('of a shell never begin with a dash that is no value', () => {
    expect(shellWord('--profile=evil')).toBe("'--profile=evil'");
    expect(shellWord('')).toBe("''");
  });
});

/** SQL in which a quote ends a literal unless it is doubled; comments go first, since theirs are apostrophes. */
function blankDoubled(sql: string): string {
  return withoutComments(sql).replace(/(?:U&)?'(?:[^']|'')*'/g, 'LITERAL');
}

/** SQL in which a backslash takes the next character with it. */
function blankBackslashed(sql: string): string {
  return withoutComments(sql).replace(/'(?:[^'\\]|\\.)*'/gs, 'LITERAL');
}

function withoutComments(sql: string): string {
  return sql.replace(/^--.*\n/, '');
}
