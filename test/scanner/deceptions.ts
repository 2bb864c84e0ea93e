/**
 * Lines that show a scanner a harmless pair (`accounts`, `login`) and mean another: to a full parse each holds another.
 * Each kind is what one guard of the scanners is there for.
 */
import fc from 'fast-check';

export const HARMLESS = 'login';
export const WANTED = 'Kernel Module Loaded';

const rest = '"workspaceId":12,"timestamp":1772323200000';
const noise = fc.constantFrom('', '"userAgent":"curl/8 \\u003d {}",', '"a":[1,{"b":"}"}],', '"email":"x\\"y\\\\",', '"z":null,');
const decoy = `{"actionName":"${HARMLESS}"}`;
const wholeDecoy = `{"serviceName":"accounts","actionName":"${HARMLESS}",${rest}}`;

/** A character of the text spelled with an escape. */
function escaped(text: string): fc.Arbitrary<string> {
  return fc.nat({ max: text.length - 1 }).chain((at) =>
    fc.boolean().map((upper) => {
      const code = text.charCodeAt(at).toString(16).padStart(4, '0');
      return `${text.slice(0, at)}\\u${upper ? code.toUpperCase() : code}${text.slice(at + 1)}`;
    }),
  );
}

/** Members in any order, the given ones joined. */
function shuffled(...members: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.shuffledSubarray([...members], { minLength: members.length }), noise)
    .map(([all, before]) => `{${before}${all.join(',')}}`);
}

const kinds: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'a key spelled with an escape': escaped('actionName').chain((key) =>
    shuffled('"serviceName":"accounts"', `"${key}":"${WANTED}"`, `"requestParams":${decoy}`, rest),
  ),
  'a value spelled with an escape': escaped(WANTED).chain((value) => shuffled('"serviceName":"accounts"', `"actionName":"${value}"`, rest)),
  'a letter that folds to ASCII': shuffled('"serviceName":"accounts"', '"actionName":"\u212Aernel Module Loaded"', rest),
  'the same key twice': fc.constant(`{"serviceName":"accounts","actionName":"${HARMLESS}",${rest},"actionName":"${WANTED}"}`),
  'the same key twice, once with an escape': escaped('actionName').map(
    (key) => `{"serviceName":"accounts","actionName":"${HARMLESS}",${rest},"${key}":"${WANTED}"}`,
  ),
  'the same key nested': shuffled('"serviceName":"accounts"', `"actionName":"${WANTED}"`, `"requestParams":${decoy}`, rest),
  'the action only below the top': shuffled('"serviceName":"accounts"', `"requestParams":${decoy}`, rest),
  'the action only in a list': shuffled('"serviceName":"accounts"', '"requestParams":{}', `"x":[${decoy}]`, rest),
  'the service only below the top': shuffled(`"requestParams":{"serviceName":"accounts"}`, `"actionName":"${HARMLESS}"`, rest),
  'another spelling at the top': shuffled(
    '"service_name":"accounts"',
    `"action_name":"${WANTED}"`,
    '"request_params":{}',
    `"x":${wholeDecoy}`,
  ),
  'a row of Azure': shuffled('"ServiceName":"accounts"', `"ActionName":"${WANTED}"`, '"RequestParams":{}', `"x":${wholeDecoy}`),
  'a record of Azure': shuffled(
    '"operationName":"Microsoft.Databricks/accounts/x"',
    `"properties":"{\\"serviceName\\":\\"accounts\\",\\"actionName\\":\\"${WANTED}\\"}"`,
    `"identity":${wholeDecoy}`,
  ),
  'a flow with hyphens spelled with an escape': fc
    .constantFrom('\\u002d', '\\u002D')
    .chain((hyphen) =>
      shuffled(`"interface${hyphen}id":"eni-1"`, '"start":1772323200', `"log${hyphen}status":"NODATA"`, `"x":${wholeDecoy}`),
    ),
  'a key that ends like ours': shuffled('"serviceName":"accounts"', `"actionName":"${WANTED}"`, `"x\\"actionName":"${HARMLESS}"`, rest),
};

/** One deceptive line, without its line break. */
export const deception: fc.Arbitrary<string> = fc.constantFrom(...Object.values(kinds)).chain((kind) => kind);

const harmless = `{"serviceName":"accounts","actionName":"${HARMLESS}",${rest}}`;
const flagged = `{"serviceName":"capsule8-alerts-dataplane","actionName":"Kernel Exploit",${rest}}`;
const pretty = JSON.stringify(JSON.parse(flagged), null, 2);
const torn = harmless.replace('}', ',"requestParams":{}');

/** A line that looks like a record, and lines that the value which it begins goes on in; white space may stand between. */
export const goesOn: fc.Arbitrary<readonly [line: string, behind: string]> = fc.constantFrom<readonly [string, string]>(
  [`${harmless}\t[\t${harmless}`, `,${flagged}\n]`],
  [`${harmless} [${harmless}`, `, ${pretty},\n${pretty}]`],
  [torn, `,"serviceName":"capsule8-alerts-dataplane","actionName":"Kernel Exploit"}`],
  [torn, '}'],
  [`${harmless}[{"a":[{"b":1}`, `],${flagged.slice(1)}]`],
);

const members = [
  '"serviceName":"accounts"',
  `"actionName":"${HARMLESS}"`,
  '"workspaceId":12',
  '"timestamp":1772323200000',
  '"requestParams":{}',
];

/** A line of several values, which together hold what a harmless record does. */
export const severalValues: fc.Arbitrary<string> = fc
  .tuple(
    fc.shuffledSubarray(members, { minLength: 4 }),
    fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', ' ', '\t'),
  )
  .map(([all, cuts, between]) => {
    const bounds = [0, ...cuts.sort((a, b) => a - b), all.length];
    return bounds
      .map((from, i) => `{${all.slice(from, bounds[i + 1]).join(',')}}`)
      .slice(0, -1)
      .join(between);
  });
