/** Whether a record is certainly whole: both scanners say the same, and whoever parses one that is finds nothing odd in it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isObject, type JsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { lostEvidence } from '../../src/core/lost.ts';
import { databricksSystemTable } from '../../src/schemas/databricks-system-table.ts';
import { createPlainScanner } from '../../src/scanner/plain-scanner.ts';
import { skipUnless, STOP, type LineScanner } from '../../src/scanner/scanner.ts';
import { createWasmScanner } from '../../src/scanner/wasm-scanner.ts';
import { isCertainlyWhole } from '../../src/scanner/whole-record.ts';
import * as lines from './lines.ts';

const KEYS = { ...lines.KEYS, foreign: [], words: [['infected files: 0', 'long long'], ['line', 'requestparams'], ['a b":1x']] };

const scalars = fc.constantFrom(
  ...[
    '""',
    '"x"',
    '"Infected files: 0"',
    '"line\\nline"',
    '"\\"\\\\\\/\\b\\f\\r\\t"',
    '"é"',
    '"a\\u0062"',
    '"\\x"',
    '"\t"',
    '"open',
    '"\\',
  ],
  ...['"cut he... truncated"', '"... truncate"', '"{\\"a\\":1}"', '" {"', '"\\n{"', '"[1"', `"${'long '.repeat(60)}"`, '"\u007f"'],
  ...'0 7 -1 1000 9007199254740991 -9007199254740991 9007199254740993 12345678901234567 -0 01 1.5 1e3 +1 - true false null nul'.split(' '),
);
const names = fc.oneof(
  fc.constantFrom('requestParams', 'request_params', 'response', 'properties', 'instanceId', 'instance_id', 'result', 'TRUNCATED'),
  fc.constantFrom(
    'a',
    'b',
    '',
    'result2',
    'TRUNCATE',
    'é',
    'a b',
    'a\\"',
    'a\u007f',
    'constructor',
    '__proto__',
    'x'.repeat(255),
    'x'.repeat(256),
  ),
);
const commas = fc.oneof({ weight: 40, arbitrary: fc.constant(',') }, { weight: 1, arbitrary: fc.constantFrom(' ,', ', ', ',,', '') });
const joined = (items: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.tuple(fc.array(items, { maxLength }), commas).map(([texts, comma]) => texts.join(comma));
const { value, members } = fc.letrec<{ value: string; member: string; members: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 3, arbitrary: scalars },
    joined(tie('value'), 4).map((items) => `[${items}]`),
    tie('members').map((items) => `{${items}}`),
  ),
  member: fc.tuple(names, tie('value')).map(([name, item]) => `"${name}":${item}`),
  members: joined(tie('member'), 4),
}));
/** Some are as nothing writes them: nested deep, of many keys, with a byte gone or changed. */
const further = fc.oneof(
  { weight: 6, arbitrary: members },
  fc.tuple(fc.nat({ max: 9 }), value).map(([depth, inner]) => `"deep":${'['.repeat(depth)}${inner}${']'.repeat(depth)}`),
  fc.integer({ min: 58, max: 66 }).map((count) => Array.from({ length: count }, (_, i) => `"k${i}":1`).join(',')),
  fc
    .tuple(members, fc.nat(), fc.constantFrom('', '"', ',', '}', '{', ']', '[', ':', '\\', ' ', '\u0000'))
    .map(([text, at, byte]) => text.slice(0, at % (text.length + 1)) + byte + text.slice((at % (text.length + 1)) + 1)),
);
const HEAD = '{"serviceName":"s","actionName":"a","workspaceId":1,"timestamp":1772323200000';
const record = further.map((text) => `${HEAD}${text === '' ? '' : ','}${text}}`);

/** Whether a scanner passes a line over that it may pass over only when it is whole, and holds no word of these groups. */
function passes(scanner: LineScanner, text: string, groups: number): boolean {
  const bytes = Buffer.from(`${text}\n`);
  bytes.copy(scanner.reserve(bytes.length));
  scanner.scan(0, bytes.length, 65_536, null);
  if (scanner.stop === STOP.newPair) scanner.addPair(skipUnless(groups));
  scanner.scan(0, bytes.length, 65_536, null);
  if (scanner.stop === STOP.newContext) scanner.addContext({ workspace: '1', from: 0, to: 2 ** 52, day: '' });
  scanner.scan(0, bytes.length, 65_536, null);
  return scanner.passed === 1;
}

it('both scanners pass the same records over', () => {
  fc.assert(
    fc.property(record, fc.nat({ max: 7 }), (text, groups) => {
      expect(passes(createWasmScanner(KEYS)!, text, groups)).toBe(passes(createPlainScanner(KEYS), text, groups));
    }),
    { numRuns: 4000 },
  );
});

it('what is whole is sound JSON, without a key that stands twice, and lost nothing', () => {
  fc.assert(
    fc.property(record, (text) => {
      const bytes = Buffer.from(text);
      if (!isCertainlyWhole(bytes)) return;
      const latin1 = bytes.toString('latin1');
      const parsed = JSON.parse(latin1) as JsonObject;
      expect(JSON.stringify(parsed)).toBe(latin1.replace(/\\(.)/g, (escape: string, letter: string) => (letter === '/' ? letter : escape)));
      expect(depthOf(parsed)).toBeLessThanOrEqual(8);
      const { request_params: params = parsed['requestParams'] } = parsed;
      expect(lostEvidence(parsed)).toEqual([]);
      expect(lostEvidence({ ...parsed, ...(params === undefined ? {} : { requestParams: params }) })).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

it.each([
  '{"serviceName":"s","workspaceId":1234567890123456,"requestParams":{"instanceId":"i-0"},"response":{"statusCode":200,"result":"Scanned files: 12"}}',
  '{"a":[],"b":{},"c":[[1,-2,{"d":null}],true,false],"response":null,"requestParams":{}}',
  '{"response":{"result":"","errorMessage":null},"properties":{},"userAgent":"a \\"quoted\\" one\\n"}',
])('%s is whole', (text) => {
  expect(isCertainlyWhole(Buffer.from(text))).toBe(true);
  expect(isCertainlyWhole(Buffer.from(text.slice(0, -1)))).toBe(false);
  expect(isCertainlyWhole(Buffer.from(`${text}}`))).toBe(false);
});

it.each([
  ...['{"requestParams":"x"}', '{"requestParams":[]}', '{"request_params":"x"}', '{"request_params":1}', '{"response":true}'],
  ...['{"response":"{"}', '{"properties":"cut"}', '{"requestParams":{"instanceId":{}}}', '{"requestParams":{"instanceId":[]}}'],
  ...['{"request_params":{"instanceId":["i-0"]}}', '{"response":{"result":"{\\"a\\":"}}', '{"response":{"result":"\\n{"}}'],
  ...['{"response":{"result":" {"}}', '{"response":{"result":"\u00a0{"}}', '{"response":{"result":"\ufeff{"}}'],
  ...['{"requestParams":{"TRUNCATED":""}}', '{"response":{"TRUNCATED":null}}', '{"requestParams":{"a":"x... truncated"}}'],
  '{"request_params":{"a":"x... truncated"}}',
])('%s is not whole, since it lost something', (text) => {
  const row = JSON.parse(text) as JsonObject;
  expect([...lostEvidence(row), ...lostEvidence(databricksSystemTable.toEvent(row).fields)]).not.toEqual([]);
  expect(isCertainlyWhole(Buffer.from(text))).toBe(false);
});

function depthOf(of: JsonValue): number {
  const items = Array.isArray(of) ? (of as readonly JsonValue[]) : isObject(of) ? Object.values(of) : null;
  return items === null ? 0 : 1 + Math.max(0, ...items.map(depthOf));
}
