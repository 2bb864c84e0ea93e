import { expect, test } from 'vitest';
import { problem } from '../../src/core/problem.ts';
import { rejectLine } from '../../src/sinks/reject-line.ts';
import { HOSTILE } from './sample-findings.ts';
import { unsafeCharacters } from './unsafe-characters.ts';

test('a rejected line', () => {
  expect(
    rejectLine(
      problem('malformed-json', '/logs/a.json', 'a comma is missing', { line: 3, offset: 120, raw: '{"a":1 "b"}', bytesLost: 12 }),
    ),
  ).toBe(
    '{"uri":"/logs/a.json","line":3,"offset":120,"code":"malformed-json","detail":"a comma is missing","raw":"{\\"a\\":1 \\"b\\"}"}\n',
  );
});

test('a rejected element of a document, and one of which nothing is known', () => {
  expect(JSON.parse(rejectLine(problem('unrecognised', 'u', 'd', { index: 0, offset: 1 })))).toEqual({
    uri: 'u',
    index: 0,
    offset: 1,
    code: 'unrecognised',
    detail: 'd',
    raw: null,
  });
  expect(JSON.parse(rejectLine(problem('no-active-rule', null, 'd')))).toMatchObject({ uri: null, offset: null });
});

test('hostile text is kept, and harmless', () => {
  const line = rejectLine(problem('malformed-json', HOSTILE, HOSTILE, { raw: HOSTILE }));
  expect(JSON.parse(line)).toMatchObject({ uri: HOSTILE, detail: HOSTILE, raw: HOSTILE });
  expect(unsafeCharacters(line, { lineFeeds: true })).toEqual([]);
});
