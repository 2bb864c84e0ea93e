import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentText, parseRules } from '../../../src/core/rules/index.ts';

const FIXTURES = new URL('../../../fixtures/rules/valid/', import.meta.url);
const PACK = new URL('../../../rules.json', import.meta.url);

const withoutPlaces = (document: unknown): string =>
  JSON.stringify(document, (key, value: unknown) => (key === 'location' ? undefined : value));

describe('the text of a document', () => {
  it.each(['single.yml', 'several.yml', 'filters.yml', 'array.json', 'container.json', '../../../rules.json'])(
    'of %s reads as that document and no other',
    (name) => {
      const text = readFileSync(new URL(name, FIXTURES), 'utf8');
      const { rules, filters } = parseRules(text, name);
      for (const [kind, documents] of Object.entries({ rules, filters })) {
        for (const document of documents) {
          const alone = parseRules(documentText(text, document.location), name);
          expect(alone.issues).toEqual([]);
          const [read] = alone[kind as 'rules' | 'filters'];
          expect(withoutPlaces(read) === withoutPlaces(document)).toBe(true);
        }
      }
    },
  );

  it('of a list in YAML ends with its item, and loses the indentation of the list', () => {
    const text = '- title: a\n  x: |\n    --- not a new document\n\n    more\n- title: b\n# behind\n';
    expect(documentText(text, { uri: 'x', line: 1, column: 3 })).toBe('title: a\nx: |\n  --- not a new document\n\n  more');
    expect(documentText(text, { uri: 'x', line: 6, column: 3 })).toBe('title: b');
  });

  it('of JSON is not ended by brackets inside texts', () => {
    const text = '[\n  {"title": "a } ] \\" }",\n   "x": {"y": "["}}, {"title": "b"}]';
    expect(documentText(text, { uri: 'x', line: 2, column: 3 })).toBe('{"title": "a } ] \\" }",\n "x": {"y": "["}}');
    expect(documentText(text, { uri: 'x', line: 3, column: 22 })).toBe('{"title": "b"}');
  });

  it('of a shipped rule is its own lines', () => {
    const text = readFileSync(PACK, 'utf8');
    const [rule] = parseRules(text, 'rules.json').rules;
    expect(documentText(text, rule!.location)).toMatch(/^\{\n {2}"title": "Container escape",[^]*\n\}$/);
  });
});
