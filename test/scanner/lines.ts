/** Random lines as the scanners may meet them: keys in every spelling and order, escapes, nesting, defects. */
import fc from 'fast-check';
import type { RoutingKeys } from '../../src/scanner/scanner.ts';

export const KEYS: RoutingKeys = {
  spellings: [
    { service: 'serviceName', action: 'actionName', workspace: 'workspaceId', time: 'timestamp' },
    { service: 'service_name', action: 'action_name', workspace: 'workspace_id', time: 'event_time' },
    { service: 'eventSource', action: 'eventName', time: 'eventTime' },
  ],
  foreign: ['ActionName', 'operationName', 'properties', 'Records'],
  words: [],
};

const SERVICES = ['s', 'accounts', 'capsule8-alerts-dataplane', '', 'größe', 'a\\b', 'x'.repeat(255), 'x'.repeat(256)];
const ACTIONS = ['login', 'Heartbeat', 'Kernel Module Loaded', 'a"b', '\u007f', 'K'];
const TIMES: readonly unknown[] = [
  1772323200000,
  1772323200000,
  1772409600000,
  '1772323201000',
  '2026-03-01T00:00:00.000Z',
  '2026-03-01 00:00:00+00:00',
  '2026-03-01',
  1.5,
  -1,
  1e20,
  null,
];

const scalar = fc.oneof(
  fc.constantFrom<unknown>('x', 'serviceName', '"actionName":"login"', '{"actionName":"login"}', 'actionName', 1, true, null),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const nested = fc.oneof(
  scalar,
  fc.record({ actionName: scalar }, { requiredKeys: [] }),
  fc.record({ service_name: scalar, workspace_id: scalar, timestamp: scalar }, { requiredKeys: [] }),
  fc.record({ serviceName: scalar, properties: scalar, ActionName: scalar, workspaceId: scalar }, { requiredKeys: [] }),
  fc.array(scalar, { maxLength: 2 }),
);
const anyKey = fc.constantFrom(...KEYS.spellings.flatMap((names) => Object.values<string>({ ...names })), ...KEYS.foreign);
const otherKey = fc.constantFrom('a', 'requestParams', 'response', 'xserviceName', 'serviceNam', 'actionName"', '\\actionName');
const valueOf = {
  service: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<unknown>('accounts', 's') },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...SERVICES, null, 7) },
  ),
  action: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<unknown>('login', 'Heartbeat') },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...ACTIONS, null, 7) },
  ),
  workspace: fc.oneof(
    { weight: 8, arbitrary: fc.constant<unknown>(12) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>('12', 0, 1234567890123456, '', null) },
  ),
  time: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...TIMES.slice(0, 2)) }, { weight: 1, arbitrary: fc.constantFrom(...TIMES) }),
};

/** A record's members: mostly all that a spelling has, in any order, among others. */
const members = fc.constantFrom(...KEYS.spellings).chain((names) => {
  const ours = (['service', 'action', 'workspace', 'time'] as const).flatMap((role) => {
    const name = names[role];
    return name === undefined ? [] : [valueOf[role].map((value): [string, unknown] => [name, value])];
  });
  const others = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.tuple(otherKey, scalar) },
      { weight: 2, arbitrary: fc.tuple(otherKey, nested) },
      { weight: 1, arbitrary: fc.tuple(anyKey, nested) },
    ),
    { maxLength: 4 },
  );
  return fc.tuple(fc.tuple(...ours), others, fc.nat({ max: 30 })).chain(([entries, rest, missing]) => {
    const all = [...entries.filter((_, i) => i !== missing), ...rest];
    return fc.shuffledSubarray<[string, unknown]>(all, { minLength: all.length });
  });
});

/** Spells some characters of a JSON text's strings with an escape. */
function escapeSome(json: string, every: number): string {
  if (every === 0) return json;
  let count = 0;
  return json.replace(/[a-zA-Z/_]/g, (character, at: number) => {
    const isInString = (json.slice(0, at).match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1 && json[at - 1] !== '\\';
    if (!isInString || ++count % every !== 0) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const json = fc
  .tuple(members, fc.constantFrom('', '', '', ' ', '\t', '  '), fc.constantFrom(0, 0, 0, 0, 0, 0, 17, 5))
  .map(([entries, space, every]) => {
    const text = `{${entries.map(([key, value]) => `${JSON.stringify(key)}${space}:${space}${JSON.stringify(value)}`).join(`${space},${space}`)}}`;
    return escapeSome(text, every);
  });

/** Ends an object at one of the commas, and begins another. */
function intoTwo(text: string, comma: number): string {
  let count = 0;
  return text.replace(/,/g, (match) => (count++ === comma ? '}{' : match));
}

/** One line without its line break. */
export const line: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: json },
  { weight: 1, arbitrary: json.map((text) => `${text}\r`) },
  { weight: 1, arbitrary: fc.tuple(json, fc.nat({ max: 60 })).map(([text, cut]) => text.slice(0, text.length - cut)) },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '[', ']', '{', '}', '{}', '\uFEFF{}', '[{"actionName":"login"}]', 'null', '{"a":{') },
  { weight: 1, arbitrary: fc.tuple(json, json).map(([a, b]) => `${a}${b}`) },
  { weight: 1, arbitrary: json.map((text) => `{"Records":[${text}]}`) },
  { weight: 1, arbitrary: fc.tuple(json, fc.nat({ max: 6 })).map(([text, n]) => intoTwo(text, n)) },
);
