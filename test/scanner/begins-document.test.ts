import { expect, it } from 'vitest';
import { beginsDocument } from '../../src/scanner/begins-document.ts';

const begins = (text: string): boolean => beginsDocument(Buffer.from(text));

it.each(['[', '\uFEFF\n [{"a":1}]', '{\n  "a": 1', '{"Records":[{"a":1', '{ "records" : [\n', '{"a":1,\r\n"b":2}'])(
  'takes %j for the beginning of a document',
  (text) => expect(begins(text)).toBe(true),
);

it.each(['', '{', '{"a":1}\n{"a":', '{"a":1}\r\n', '{"a":[{"Records":[', 'not JSON\n[', '\uFEFF{"a":1}\n', '\n{"a":"x\u00e9'])(
  'does not take %j for the beginning of a document',
  (text) => expect(begins(text)).toBe(false),
);
