/** Documents as a structural scan may meet them: every layout, white space, escapes, nesting, and defects of all kinds. */
import fc from 'fast-check';
import { line } from './lines.ts';

const blank = fc.constantFrom('', '', ' ', '\n', '\r\n  ', '\t', '\n'.repeat(70));

/** Values that are no record of ours, some of them deep or with much in their strings. */
const odd = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.nat({ max: 12 }).map((depth) => `{"a":${'['.repeat(depth)}{"b":"]}"}${']'.repeat(depth)}}`),
  fc
    .tuple(fc.constantFrom('\\\\', '\\"', '\\u0041', 'ü', '{[', 'x'), fc.nat({ max: 90 }), fc.nat({ max: 70 }))
    .map(([text, times, before]) => `{"${'k'.repeat(before)}":"${text.repeat(times)}","b":{"c":"${text.repeat(times)}"}}`),
);

/** Whether a text is JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const record = line.filter(isJson);
const indented = record.map((text) => JSON.stringify(JSON.parse(text), null, 2));
const element = fc.oneof({ weight: 5, arbitrary: record }, { weight: 3, arbitrary: indented }, { weight: 2, arbitrary: odd });
const elements = fc
  .tuple(fc.array(element, { maxLength: 8 }), blank, blank)
  .map(([all, before, behind]) => before + all.join(`${behind},${before}`) + behind);
const array = elements.map((inside) => `[${inside}]`);
const envelope = fc
  .tuple(
    fc.constantFrom('Records', 'records'),
    elements,
    fc.constantFrom('', ',"count":1', ',"a":[{"b":"]"}]'),
    fc.constantFrom('', '"nextToken":"x",'),
  )
  .map(([key, inside, behind, before]) => `{${before}"${key}":[${inside}]${behind}}`);
const values = fc.tuple(fc.array(element, { maxLength: 5 }), blank).map(([all, between]) => all.join(between));

/** Sound documents, one after another. */
export const sound: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '\uFEFF', ' \n'),
    fc.array(fc.tuple(fc.oneof(array, array, envelope, values), blank), { minLength: 1, maxLength: 3 }),
  )
  .map(([mark, all]) => mark + all.map(([text, end]) => text + end).join(''));

/** What a defect may be made of. */
const noise = fc
  .oneof(
    fc.constantFrom(...['\\', '"', '{', '}', '[', ']', ',', ':', '\n', '\r', '\t', ' ', 'x', '1']),
    fc.constantFrom('\0', '\u001f', '\\"', '"\\', ',,', '}{', '\u2028'),
  )
  .map((text) => Buffer.from(text));
const bytes = fc.uint8Array({ minLength: 1, maxLength: 3 }).map((raw) => Buffer.from(raw));

/** Documents with a byte too many, one too few, or cut off. */
export const broken: fc.Arbitrary<Buffer> = fc
  .tuple(sound, fc.nat(), fc.nat({ max: 3 }), fc.oneof(noise, bytes), fc.boolean())
  .map(([text, at, gone, put, isCut]) => {
    const whole = Buffer.from(text);
    const where = at % (whole.length + 1);
    return isCut ? whole.subarray(0, where) : Buffer.concat([whole.subarray(0, where), put, whole.subarray(where + gone)]);
  });

/** Mostly sound. */
export const documents: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 3, arbitrary: sound.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: broken },
);

/** Records written by two at a time: behind a value that goes on across lines, one stands in the midst of another, on lines of its own. */
export const interleaved: fc.Arbitrary<Buffer> = fc
  .tuple(
    indented,
    record,
    fc.oneof(
      record,
      indented,
      record.map((text) => `[${text}]`),
    ),
    fc.nat(),
    fc.constantFrom('\n', '\r\n', '\n \n  '),
  )
  .map(([first, around, inside, at, newline]) => {
    const where = at % around.length;
    return Buffer.from([first, around.slice(0, where), inside, around.slice(where), ''].join(newline));
  });
