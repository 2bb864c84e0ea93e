/** Arbitrary JSON texts, with every spelling that JSON leaves open: white space, escapes, numbers, doubled keys. */
import fc from 'fast-check';

const space = fc.constantFrom('', '', '', '', ' ', '\t', '\r\n');
const digits = (most: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^(?:0|[1-9][0-9]{0,${most - 1}})$`));
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    digits(20),
    fc.oneof(
      fc.constant(''),
      fc.stringMatching(/^[0-9]{1,18}$/).map((text) => `.${text}`),
    ),
    fc.constantFrom('', '', '', '', 'e5', 'E+17', 'e-3', 'e-320', 'e400', 'E-9999'),
  )
  .map((parts) => parts.join(''));
const known = fc.constantFrom(
  '0',
  '-0',
  '0e5',
  '1e-400',
  '9007199254740993',
  '9007199254740991',
  '1234567890123456',
  '8355024985220309e2',
  '2.2250738585072014e-308',
);
const text = fc.oneof(
  fc.constantFrom(
    'actionName',
    'serviceName',
    'response',
    'request_params',
    'other',
    '__proto__',
    '7',
    '',
    'a "b": 1e5',
    '12345678901234567',
  ),
  fc.string({ maxLength: 20 }),
);
const literal = fc.tuple(text, fc.constantFrom('plain', 'plain', 'plain', 'first', 'slash')).map(([value, spelling]) => {
  const json = JSON.stringify(value);
  if (spelling === 'slash') return json.replaceAll('/', '\\/');
  if (spelling === 'plain' || !/^"[a-z]/.test(json)) return json;
  return `"\\u00${json.charCodeAt(1).toString(16)}${json.slice(2)}`;
});

/** JSON text of an object, spelled in any way. */
export const spelledObject: fc.Arbitrary<string> = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(number, known, literal, fc.constantFrom('true', 'false', 'null')),
    tie('object'),
    fc.tuple(fc.array(tie('value'), { maxLength: 4 }), space).map(([items, gap]) => `[${gap}${items.join(`${gap},`)}]`),
  ),
  object: fc
    .tuple(fc.array(fc.tuple(literal, tie('value')), { maxLength: 5 }), space)
    .map(([members, gap]) => `{${members.map(([key, value]) => `${gap}${key}${gap}:${gap}${value}`).join(',')}${gap}}`),
})).object;
