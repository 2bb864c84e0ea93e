import fc from 'fast-check';
import { expect, it } from 'vitest';
import { duplicateKeys } from '../../../src/core/json/duplicate-keys.ts';
import { compactJson, parseExactly, parseJson } from '../../../src/core/json/parse.ts';
import { doubledKeys, RecordTexts } from '../../../src/core/json/record-text.ts';
import { quoted } from '../../../src/core/json/write.ts';
import { ExactNumber, type JsonValue } from '../../../src/core/json/value.ts';
import { spelledObject } from './spelled-json.ts';

/** 0 and -0 are one decimal. */
const zeros = (value: JsonValue): unknown =>
  JSON.parse(JSON.stringify(value, (_, item: unknown) => (item === 0 ? 0 : item instanceof ExactNumber ? { exact: item.text } : item)));

it('a text is read as the exact parser reads it, however it is spelled', () => {
  fc.assert(
    fc.property(spelledObject, (text) => {
      expect(zeros(parseJson(text))).toStrictEqual(zeros(parseExactly(text).value));
    }),
    { numRuns: 2000 },
  );
});

it('a record is read as by looking at it piece by piece', () => {
  const texts = new RecordTexts();
  let plain = 0;
  fc.assert(
    fc.property(spelledObject, fc.boolean(), (spelled, written) => {
      const text = written ? JSON.stringify(JSON.parse(spelled)) : spelled;
      const read = texts.read(text);
      expect(zeros(read.value)).toStrictEqual(zeros(parseExactly(text).value));
      for (const all of [false, true]) expect(doubledKeys(text, read, all)).toEqual(duplicateKeys(text, all));
      if (read.isPlain) plain++;
      if (read.isPlain) expect(compactJson(text)).toBe(text);
    }),
    { numRuns: 2000 },
  );
  expect(plain).toBeGreaterThan(500);
});

it('does not write what is long or deep, and goes on comparing after many that differ', () => {
  const texts = new RecordTexts();
  expect(texts.read(`{"a":"${'x'.repeat(70_000)}"}`).isPlain).toBe(false);
  expect(texts.read(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`).isPlain).toBe(false);
  for (let n = 0; n < 100; n++) expect(texts.read('{ "a":1}').isPlain).toBe(false);
  const found = Array.from({ length: 40 }, () => texts.read('{"a":1}').isPlain);
  expect(found.at(-1)).toBe(true);
});

it.each([
  ['{"a":1,"a":1}', ['a']],
  ['{"a":1,"\\u0061":1}', ['a']],
])('%s is not plain', (text, doubled) => {
  const read = new RecordTexts().read(text);
  expect(read.isPlain).toBe(false);
  expect(doubledKeys(text, read, true)).toEqual(doubled);
});

it('a text is quoted as JSON.stringify quotes it', () => {
  const units = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\x7f', '\u2028', 'é', '\ud83d', '\ude00') });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), units, fc.string({ minLength: 90, maxLength: 110 })), (text) => {
      expect(quoted(text)).toBe(JSON.stringify(text));
    }),
    { numRuns: 1000 },
  );
});
